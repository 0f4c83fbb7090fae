"""An inventory kept in a workbook, as the CSV that its readers know."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.catalogue.harvest.portals.inventory.errors import CsvError
from parvis.lake.reading import workbook
from parvis.lake.refusals import Unreadable

Rows = list[list[str]]


@contextmanager
def as_csv(path: Path, file: str, known: Callable[[list[str]], bool]) -> Iterator[Path]:
    """The file itself, or the sheet of a workbook whose heading is `known`: its first one that
    has rows when none is, so that what reads it says what is wrong. Raises CsvError."""
    with path.open("rb") as content:
        mark = content.read(4)
    if mark not in workbook.MARKS:
        yield path
        return
    with TemporaryDirectory(prefix="parvis-inventory-") as place:
        table = Path(place) / "sheet.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, quoting=csv.QUOTE_ALL).writerows(chosen(path, file, known))
        yield table


def chosen(path: Path, file: str, known: Callable[[list[str]], bool]) -> Rows:
    try:
        sheets = [told for _, rows in workbook.sheets(path) if (told := filled(rows))]
    except Unreadable as refused:
        raise CsvError("binary", file=file) from refused
    if not sheets:
        raise CsvError("empty", file=file)
    return next((rows for rows in sheets if known([name.strip() for name in rows[0]])), sheets[0])


def filled(rows: Rows) -> Rows:
    return [row for row in rows if any(row)]
