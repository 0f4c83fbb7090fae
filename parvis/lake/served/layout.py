"""How a version's rows stand before a query: the schema, and the SQL that lays them so.

The same columns come from the Parquet of the store, as a view, and from the cache, as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parvis.lake import quoting
from parvis.lake.query.schema import Column, Schema, Type

SEQUENCE = "row number"  # no column of a file has a space in its name
BOUNDS = ("shape west", "shape south", "shape east", "shape north")

TYPES = {
    "VARCHAR": Type.TEXT, "TIME": Type.TEXT, "BIGINT": Type.INTEGER, "DOUBLE": Type.NUMBER,
    "DECIMAL(38,0)": Type.NUMBER, "BOOLEAN": Type.BOOLEAN, "DATE": Type.DATE,
    "TIMESTAMP": Type.DATETIME, "TIMESTAMPTZ": Type.DATETIME,
}  # fmt: skip

Columns = Sequence[Mapping[str, Any]]
"""As `Version.columns` and the manifest have them."""


def type_of(column: Mapping[str, Any]) -> Type:
    if column["type"] == "GEOMETRY":
        return Type(column["read_as"])
    return TYPES[column["type"]]


def schema(columns: Columns) -> Schema:
    return Schema(tuple(_column(each) for each in columns), sequence=SEQUENCE)


def _column(column: Mapping[str, Any]) -> Column:
    bounds = BOUNDS if column["type"] == "GEOMETRY" else None
    return Column(column["name"], type_of(column), column["meaning"] or "", bounds=bounds)


def select(columns: Columns, parquet: Path, zone: str) -> str:
    """The rows of a Parquet file of the store, numbered from 0 in their order.

    An instant without a zone is by the clock of `zone`; a time of day is a text.
    """
    outputs = [output for each in columns for output in _outputs(each, zone)]
    outputs.append(f"file_row_number AS {quoting.name(SEQUENCE)}")
    file = quoting.text(str(parquet))
    return f"SELECT {', '.join(outputs)} FROM read_parquet({file}, file_row_number = true)"


def _outputs(column: Mapping[str, Any], zone: str) -> list[str]:
    name = quoting.name(column["name"])
    if column["type"] == "TIMESTAMP":
        return [f"timezone({quoting.text(zone)}, {name}) AS {name}"]
    if column["type"] == "TIME":
        return [f"{name}::VARCHAR AS {name}"]
    if column["type"] == "GEOMETRY":
        sides = zip(("xmin", "ymin", "xmax", "ymax"), BOUNDS, strict=True)
        return [name, *(f"st_{side}({name}) AS {quoting.name(bound)}" for side, bound in sides)]
    return [name]
