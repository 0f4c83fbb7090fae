"""How a version's rows stand before a query: the schema, and the SQL that lays them so.

The same columns come from the Parquet of the store, as a view, and from the cache, as a table.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlglot import exp

from parvis.lake import quoting
from parvis.lake.query.schema import SPATIAL, Column, Schema, Type
from parvis.lake.query.sql import ROWS
from parvis.lake.query.sql_search import stored

SEQUENCE = "row number"  # no column of a file has a space in its name
BOUNDS = ("shape west", "shape south", "shape east", "shape north")
POINT = (*BOUNDS[:2], *BOUNDS[:2])  # is its own extent: two columns are read instead of four

TYPES = {
    "VARCHAR": Type.TEXT, "TIME": Type.TEXT, "BIGINT": Type.INTEGER, "DOUBLE": Type.NUMBER,
    "DECIMAL(38,0)": Type.NUMBER, "BOOLEAN": Type.BOOLEAN, "DATE": Type.DATE,
    "TIMESTAMP": Type.DATETIME, "TIMESTAMPTZ": Type.DATETIME,
}  # fmt: skip

Columns = Sequence[Mapping[str, Any]]
"""As `Version.columns` and the manifest have them."""


def little(numbers: array[int]) -> array[int]:
    """As files beside a copy write them, on any machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def type_of(column: Mapping[str, Any]) -> Type:
    if column["type"] == "GEOMETRY":
        return Type(column["read_as"])
    return TYPES[column["type"]]


def schema(columns: Columns) -> Schema:
    return Schema(tuple(_column(each) for each in columns), sequence=SEQUENCE)


def plain(columns: Columns) -> Schema:
    """Of rows that stand without their folded text, as every engine of jobs reads them."""
    whole = schema(columns)
    return replace(whole, columns=tuple(replace(each, folded=None) for each in whole.columns))


def _column(column: Mapping[str, Any]) -> Column:
    name, kind, meaning = column["name"], type_of(column), column["meaning"] or ""
    if kind in SPATIAL:
        return Column(name, kind, meaning, bounds=POINT if kind is Type.POINT else BOUNDS)
    return Column(name, kind, meaning, folded=f"{name} folded")


def select(columns: Columns, parquet: Path, zone: str) -> str:
    """The rows of a Parquet file of the store, numbered from 0 in their order, each value that is
    no place beside its folded text.

    An instant without a zone is by the clock of `zone`; a time of day is a text.
    """
    outputs = [output for each in columns for output in _outputs(each, zone)]
    outputs.append(f"file_row_number AS {quoting.name(SEQUENCE)}")
    file = quoting.text(str(parquet))
    rows = f"SELECT {', '.join(outputs)} FROM read_parquet({file}, file_row_number = true)"
    folded = [_folded(column) for column in schema(columns).columns if column.folded]
    return f"SELECT {', '.join(['*', *folded])} FROM ({rows}) AS {quoting.name(ROWS)}"


def _folded(column: Column) -> str:
    """As a query makes it of a value that is not stored so: answers are the same, and sooner."""
    made = stored(replace(column, folded=None))
    return exp.alias_(made, column.folded, quoted=True).sql("duckdb", identify=True)


def _outputs(column: Mapping[str, Any], zone: str) -> list[str]:
    name = quoting.name(column["name"])
    if column["type"] == "TIMESTAMP":
        return [f"timezone({quoting.text(zone)}, {name}) AS {name}"]
    if column["type"] == "TIME":
        return [f"{name}::VARCHAR AS {name}"]
    if column["type"] == "GEOMETRY":
        known = _column(column).bounds or ()
        sides = dict(zip(known, ("xmin", "ymin", "xmax", "ymax"), strict=True))
        return [name, *(f"st_{side}({name}) AS {quoting.name(at)}" for at, side in sides.items())]
    return [name]
