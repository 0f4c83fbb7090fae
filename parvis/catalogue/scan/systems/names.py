"""Identifiers of a foreign database: always quoted, never text put into text; rows by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnClause, TableClause, column, quoted_name, table

from parvis.catalogue.scan.model import Column, Table


def quoted(of: Table) -> TableClause:
    """The table as SQLAlchemy names it, with all its columns."""
    name, schema = quoted_name(of.name, quote=True), quoted_name(of.schema, quote=True)
    return table(name, schema=schema)


def named(of: Column) -> ColumnClause[Any]:
    return column(quoted_name(of.name, quote=True))


def grouped(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """{first column: the rest of its rows}, in order."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row[1:])
    return groups
