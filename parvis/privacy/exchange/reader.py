"""A file that someone brings, as the CSV of our own columns: MADIS, the CNIL's sheet, or ours.

CSV in any of the encodings that spreadsheets save; XLSX, XLS and ODS, every sheet of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from parvis.lake.reading import workbook
from parvis.lake.refusals import Unreadable
from parvis.privacy.exchange import foreign
from parvis.records import exchange


def ours(data: bytes, organisation: str = "") -> bytes:
    """The same register in our columns; what is in them already, or is no register that we know,
    is left as it is. Raise `exchange.Unreadable`.

    `organisation` (its short address) is said to answer for each.
    """
    book = data.startswith(workbook.MARKS)
    sheets = list(of_book(data) if book else of_csv(data))
    made = foreign.rows(sheets, organisation)
    if made is None:
        if book:
            raise exchange.Unreadable("binary")
        return data
    columns = list(dict.fromkeys(name for row in made for name in row))
    return "".join(exchange.write(columns, made)).encode()


def of_csv(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    text = exchange.decode(data).lstrip(exchange.BOM)
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(exchange.DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return  # refused by what reads it next, with its reason
    yield "", [[exchange.restored(cell) for cell in row] for row in rows]


def of_book(data: bytes) -> list[workbook.Sheet]:
    try:
        return workbook.sheets(data)
    except Unreadable as refused:
        raise exchange.Unreadable("binary") from refused
