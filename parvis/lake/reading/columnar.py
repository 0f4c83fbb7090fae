"""Parquet and GeoParquet: columns keep their types as texts that the same rules read back."""

from __future__ import annotations

from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.places import to_wgs84
from parvis.lake.reading.raw import Raw, fill, fit
from parvis.lake.refusals import Unreadable

NESTED = ("STRUCT(", "MAP(", "UNION(")


def read(path: Path, link: duckdb.DuckDBPyConnection, limits: Limits) -> Raw:
    table = f"read_parquet({quoting.text(str(path))})"
    try:
        described = link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        kinds = {str(row[0]): str(row[1]) for row in described}
        shapes = [str(row[0]) for row in described if str(row[1]).startswith("GEOMETRY")]
        fields = [str(row[0]) for row in described if str(row[0]) not in shapes]
        fit(link, len(fields), limits)
        cells = [_cell(each, kinds[each]) for each in fields]
        crs = _crs(kinds[shapes[0]]) if shapes else ""
        shape = to_wgs84(quoting.name(shapes[0]), crs) if shapes else ""
        placed = fill(link, cells, table, shape)
    except duckdb.Error as error:
        raise Unreadable("damaged", name=path.name) from error
    texts = frozenset(i for i, each in enumerate(fields) if kinds[each] == "VARCHAR")
    choices = {"crs": crs} if shapes else {}
    return Raw("parquet", tuple(fields), choices, geometry=placed, texts=texts)


def _cell(field: str, kind: str) -> str:
    """What is nested becomes JSON, as in JSON."""
    nested = kind.endswith("]") or kind.startswith(NESTED)
    return (
        f"to_json({quoting.name(field)})::VARCHAR" if nested else f"{quoting.name(field)}::VARCHAR"
    )


def _crs(kind: str) -> str:
    """Of the engine's type, `GEOMETRY('EPSG:2154')`; GeoParquet's own is longitude, latitude."""
    named = kind.removeprefix("GEOMETRY").removeprefix("('").removesuffix("')")
    return named.replace("''", "'") or "OGC:CRS84"
