"""JSON lists of objects, alone or inside an object, and NDJSON: each key a column; what is nested
stays JSON text."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from parvis.lake import engine, quoting
from parvis.lake.reading import envelope, text
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, fill, fit
from parvis.lake.reading.unpack import head
from parvis.lake.refusals import Unreadable

LINES = {".ndjson", ".jsonl", ".jsonlines"}  # one object of such a file is a row
OBJECT = 16 * 2**20  # the largest object read
# where portals put the columns of a record, beside what they say of the record itself
_INNER = (
    ("/fields", "/recordid"),  # Opendatasoft, its older API
    ("/fields", "/createdTime"),  # Airtable
    ("/record/fields", "/record/id"),  # Opendatasoft, API v2.0
)


def read(
    path: Path,
    folder: Path,
    link: duckdb.DuckDBPyConnection,
    limits: Limits,
    lines: bool,
    wanted: str | None = None,
) -> Raw:
    """Every object is looked at for its keys, in the order met. `wanted` names the list to read of
    an object that holds several."""
    path = _utf8(path, folder)
    inside = None
    told_lines = lines and path.suffix.lower() in LINES
    if not told_lines and head(path).lstrip().startswith(b"{"):
        inside = envelope.found(path, folder, wanted)
    if inside and not inside.rows:
        raise Unreadable("empty", name=path.name)
    if inside and wanted not in (None, *inside.names):
        raise Unreadable("sheet", sheet=wanted, names=", ".join(inside.names))
    _objects(inside.path if inside else path, folder, link, lines)
    names = keys(link)
    if not names:
        raise Unreadable("empty", name=path.name)
    if any("\0" in name for name in names):
        raise Unreadable("nul", line=1)
    fit(link, len(names), limits)
    told = f"(SELECT json_extract_string(json, {pointers(names)}) AS told FROM objects)"
    with engine.roomier(link, len(names), limits):
        texts = _texts(link, names)
        fill(link, [f"told[{index + 1}]" for index in range(len(names))], told)
    link.execute("DROP TABLE objects")
    choices = {"sheet": inside.name, "sheets": ", ".join(inside.names)} if inside else {}
    return Raw("ndjson" if lines and not inside else "json", tuple(names), choices, texts=texts)


def _utf8(path: Path, folder: Path) -> Path:
    """The file itself, or the same without a mark at its beginning or in another encoding."""
    name = text.encoding(path)
    if name == "utf-8":
        return path
    (folder / "utf-8").mkdir()
    target = folder / "utf-8" / path.name
    text.to_utf8(path, target, name)
    return target


def _objects(path: Path, folder: Path, link: duckdb.DuckDBPyConnection, lines: bool) -> None:
    """Makes the table `objects` of a text each, one a row. Of a list longer than what it reads at
    once, the engine refuses a comma that begins the next part: its elements are walked then."""
    try:
        try:
            _taken(path, link, lines)
        except duckdb.InvalidInputException:
            whole = path.stat().st_size <= 2 * OBJECT or not head(path).lstrip().startswith(b"[")
            walked = None if lines or whole else envelope.lines(path, folder)
            if walked is None:
                raise
            _taken(walked, link, lines)
        wrong = link.execute(
            "SELECT min(rowid) FROM objects WHERE json_type(json) <> 'OBJECT'"
        ).fetchone()
    except duckdb.Error as error:
        detail = re.sub(r' in file "[^"]*"', "", str(error)).split("\n")[0][:120]
        raise Unreadable("malformed", line=1, detail=detail) from error
    if wrong and wrong[0] is not None:
        raise Unreadable("not_rows", name=path.name)
    _entered(link)


def _taken(path: Path, link: duckdb.DuckDBPyConnection, lines: bool) -> None:
    form = "newline_delimited" if lines else "auto"
    source = (
        f"read_json_objects({quoting.text(str(path))}, format = {quoting.text(form)},"
        f" maximum_object_size = {OBJECT})"
    )
    link.execute(f"CREATE TEMP TABLE objects AS SELECT json FROM {source}")


def _entered(link: duckdb.DuckDBPyConnection) -> None:
    """Objects that are all a portal's record become what is inside it."""
    for inner, mark in _INNER:
        within = f"json_type(json, '{inner}') = 'OBJECT' AND json_exists(json, '{mark}')"
        first = link.execute(f"SELECT {within} FROM objects LIMIT 1").fetchone()
        if first != (True,):
            continue
        every = link.execute(f"SELECT bool_and(coalesce({within}, false)) FROM objects").fetchone()
        if every == (True,):
            link.execute(
                "CREATE OR REPLACE TEMP TABLE objects AS"
                f" SELECT json_extract(json, '{inner}') AS json FROM objects"
            )
            return


def _texts(link: duckdb.DuckDBPyConnection, names: list[str]) -> frozenset[int]:
    """The columns whose every value is a JSON string."""
    kinds = f"(SELECT json_type(json, {pointers(names)}) AS told FROM objects)"
    found = link.execute(
        f"SELECT i FROM (SELECT generate_subscripts(told, 1) - 1 AS i, unnest(told) AS kind"
        f" FROM {kinds}) GROUP BY i HAVING bool_and(coalesce(kind, 'NULL') IN ('VARCHAR', 'NULL'))"
    ).fetchall()
    return frozenset(index for (index,) in found)


def keys(link: duckdb.DuckDBPyConnection) -> list[str]:
    found = link.execute(
        "SELECT k FROM (SELECT unnest(keys) AS k, generate_subscripts(keys, 1) AS place, r"
        " FROM (SELECT json_keys(json) AS keys, rowid AS r FROM objects))"
        " GROUP BY k ORDER BY min(r), arg_min(place, r)"
    ).fetchall()
    return [key for (key,) in found]


def _pointer(key: str) -> str:
    """The key as an RFC 6901 pointer."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def pointers(keys: list[str]) -> str:
    """All of them, in SQL: what is asked for together is parsed once."""
    return f"[{', '.join(quoting.text(_pointer(key)) for key in keys)}]"
