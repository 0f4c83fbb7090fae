"""What `select` takes of a data set: parts of its document, or values of its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parvis.catalogue.explore import asked
from parvis.catalogue.explore.table_rows import COLUMNS, SCHEMA
from parvis.lake.query import tree
from parvis.lake.query.select import Field

Row = dict[str, Any]
UID = " uid"  # no column that is asked has a space before its name
DOCUMENT = ("dataset_id", "dataset_uid", "attachments", "has_records", "data_visible", "features",
            "metas", "fields")  # fmt: skip
VALUES = {column.name for column in COLUMNS}


def told_apart(query: tree.Query) -> tree.Query:
    """The query with each data set's own identifier as a column more."""
    return asked.beside(query, tree.Output(tree.Column("dataset_uid"), UID))


def chosen(
    query: tree.Query, flat: Mapping[str, Any], fields: Sequence[Field], document: Row
) -> Row:
    """What `select` keeps of a document, with the values it computes; `flat` by name."""
    found: Row = {}
    if asked.starred(query):
        found = {name: document[name] for name in DOCUMENT if name in flat}
        if "metas" in found:
            default = document["metas"]["default"]
            kept = {n: v for n, v in default.items() if n in flat or n not in VALUES}
            found["metas"] = {"default": kept}
        fields = [field for field in fields if SCHEMA.find(field.name) is None]
    for field in fields:
        *path, name = way(field)
        place = found
        for step in path:
            place = place.setdefault(step, {})
        place[name] = told(field, flat, document)
    return found


def way(field: Field) -> list[str]:
    """Where a value stands in the answer: under the path it was asked by."""
    written = field.expression
    if isinstance(written, tree.Column) and written.name.endswith(f".{field.name}"):
        return written.name.split(".")
    return [field.name]


def told(field: Field, flat: Mapping[str, Any], document: Row) -> Any:
    """A part of the document, or its metadata in the language that is asked, else the value."""
    if isinstance(field.expression, tree.Column):
        column = SCHEMA.find(field.expression.name)
        default = document["metas"]["default"]
        if column and column.name in document:
            return document[column.name]
        if column and column.name in default:
            return default[column.name]
    return flat[field.name]
