"""A sample export as the inventory that a scan would give."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from parvis.catalogue.dcat.values import clean
from parvis.catalogue.scan.model import Inventory, Rows, Table
from parvis.catalogue.scan.sample.limits import Limits
from parvis.catalogue.scan.sample.profile import Tally
from parvis.catalogue.scan.sample.reading import form_of, opened

SYSTEM = "sample"
KIND = "sample"  # of its tables
LONGEST = 200  # characters of a table's name
_DAY = re.compile(
    r"[\W_]*\d{4}[-_. ]?\d{2}[-_. ]?\d{2}\D*$|[\W_]*\d{2}[-_. ]\d{2}[-_. ]\d{4}\D*$|[\W_]*\(\d+\)$"
)


def sampled(file: BinaryIO, name: str, limits: Limits | None = None) -> Table:
    """The table that the file is an export of, read from its beginning; SampleError.

    It stays open. Rows are "at least": nothing says that an export is whole.
    """
    limits = limits or Limits()
    with opened(file, form_of(file, limits), limits) as (names, rows):
        tallies = [Tally(column, limits.distinct // len(names)) for column in names]
        count = 0
        for row in rows:
            count += 1
            for tally, cell in zip(tallies, row.cells, strict=True):
                tally.add(cell)
    return Table(
        schema="",
        name=name,
        kind=KIND,
        columns=tuple(tally.column() for tally in tallies),
        rows=Rows(count, "at least") if count else None,
    )


def joined(before: Inventory | None, table: Table) -> Inventory:
    """The tables known by earlier samples, this one in the place of its namesake."""
    known = before or Inventory(SYSTEM)
    others = (other for other in known.tables if other.key != table.key)
    return replace(known, tables=tuple(sorted((*others, table), key=lambda table: table.key)))


def table_name(file_name: str) -> str:
    """The name of the file without its ending nor the day of the export.

    >>> table_name("Familles_2026-01-05.csv"), table_name("presence (2).CSV"), table_name(".csv")
    ('Familles', 'presence', 'export')
    """
    stem = clean(PurePosixPath(file_name.replace("\\", "/")).stem).strip()
    name = _DAY.sub("", stem) or stem
    return "export" if name.lower() in {"", ".csv"} else name[:LONGEST]
