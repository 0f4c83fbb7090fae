"""JSON lists of objects and NDJSON: each key a column; what is nested stays JSON text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from parvis.lake import engine, quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, fill, fit
from parvis.lake.refusals import Unreadable

OBJECT = 16 * 2**20  # the largest object read


def read(path: Path, link: duckdb.DuckDBPyConnection, limits: Limits, lines: bool) -> Raw:
    """Every object is looked at for its keys, in the order met."""
    form = "newline_delimited" if lines else "auto"
    source = (
        f"read_json_objects({quoting.text(str(path))}, format = {quoting.text(form)},"
        f" maximum_object_size = {OBJECT})"
    )
    try:
        link.execute(f"CREATE TEMP TABLE objects AS SELECT json FROM {source}")
        wrong = link.execute(
            "SELECT min(rowid) FROM objects WHERE json_type(json) <> 'OBJECT'"
        ).fetchone()
    except duckdb.Error as error:
        raise Unreadable("malformed", line=1, detail=str(error).split("\n")[0][:120]) from error
    if wrong and wrong[0] is not None:
        raise Unreadable("not_rows", name=path.name)
    names = _keys(link)
    if not names:
        raise Unreadable("empty", name=path.name)
    fit(link, len(names), limits)
    told = f"(SELECT json_extract_string(json, {_pointers(names)}) AS told FROM objects)"
    with engine.roomier(link, len(names), limits):
        texts = _texts(link, names)
        fill(link, [f"told[{index + 1}]" for index in range(len(names))], told)
    link.execute("DROP TABLE objects")
    return Raw("ndjson" if lines else "json", tuple(names), texts=texts)


def _texts(link: duckdb.DuckDBPyConnection, names: list[str]) -> frozenset[int]:
    """The columns whose every value is a JSON string."""
    kinds = f"(SELECT json_type(json, {_pointers(names)}) AS told FROM objects)"
    found = link.execute(
        f"SELECT i FROM (SELECT generate_subscripts(told, 1) - 1 AS i, unnest(told) AS kind"
        f" FROM {kinds}) GROUP BY i HAVING bool_and(coalesce(kind, 'NULL') IN ('VARCHAR', 'NULL'))"
    ).fetchall()
    return frozenset(index for (index,) in found)


def _keys(link: duckdb.DuckDBPyConnection) -> list[str]:
    found = link.execute(
        "SELECT k FROM (SELECT unnest(keys) AS k, generate_subscripts(keys, 1) AS place, r"
        " FROM (SELECT json_keys(json) AS keys, rowid AS r FROM objects))"
        " GROUP BY k ORDER BY min(r), arg_min(place, r)"
    ).fetchall()
    return [key for (key,) in found]


def _pointer(key: str) -> str:
    """The key as an RFC 6901 pointer."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _pointers(keys: list[str]) -> str:
    """All of them, in SQL: what is asked for together is parsed once."""
    return f"[{', '.join(quoting.text(_pointer(key)) for key in keys)}]"
