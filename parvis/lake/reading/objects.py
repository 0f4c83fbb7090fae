"""JSON lists of objects and NDJSON: each key a column; what is nested stays JSON text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from parvis.lake import quoting
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
    texts = _texts(link, names)
    fill(link, [f"json ->> {quoting.text(_pointer(name))}" for name in names], "objects")
    link.execute("DROP TABLE objects")
    return Raw("ndjson" if lines else "json", tuple(names), texts=texts)


def _texts(link: duckdb.DuckDBPyConnection, names: list[str]) -> frozenset[int]:
    """The columns whose every value is a JSON string."""
    kinds = (f"json_type(json, {quoting.text(_pointer(each))})" for each in names)
    cells = (f"bool_and(coalesce({kind}, 'NULL') IN ('VARCHAR', 'NULL'))" for kind in kinds)
    row = link.execute(f"SELECT {', '.join(cells)} FROM objects").fetchone() or ()
    return frozenset(index for index, strings in enumerate(row) if strings)


def _keys(link: duckdb.DuckDBPyConnection) -> list[str]:
    found = link.execute(
        "SELECT k FROM (SELECT unnest(json_keys(json)) k, rowid r FROM objects)"
        " GROUP BY k ORDER BY min(r)"
    ).fetchall()
    first = link.execute("SELECT json_keys(json) FROM objects LIMIT 1").fetchone()
    order = {key: index for index, key in enumerate(first[0])} if first else {}
    return sorted((key for (key,) in found), key=lambda key: order.get(key, len(order)))


def _pointer(key: str) -> str:
    """The key as an RFC 6901 pointer."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
