"""A file that someone brings, as the CSV of our own columns: MADIS, the CNIL's sheet, or ours.

CSV in any of the encodings that spreadsheets save; XLSX, XLS and ODS, every sheet of them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook

from parvis.lake.reading.limits import Limits
from parvis.lake.reading.sheets import cell_text
from parvis.lake.reading.unpack import members
from parvis.lake.refusals import Unreadable as Refusal
from parvis.privacy.exchange import foreign
from parvis.records import exchange

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
LIMITS = Limits(sheet_bytes=32 * 2**20)  # 2 MB of file: a register, not a bomb


def ours(data: bytes, organisation: str = "") -> bytes:
    """The same register in our columns; what is in them already, or is no register that we know,
    is left as it is. Raise `exchange.Unreadable`.

    `organisation` (its short address) is said to answer for each.
    """
    book = data.startswith(BOOKS)
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


def of_book(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Each sheet that holds something, with its name."""
    try:
        guard(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            yield name, [[cell_text(cell) for cell in row] for row in cells]
    except (CalamineError, Refusal, zipfile.BadZipFile) as error:
        raise exchange.Unreadable("binary") from error


def guard(data: bytes) -> None:
    """A workbook is unpacked in memory: what it says it will weigh is looked at first."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            weight = sum(info.file_size for info in members(archive, LIMITS))
        if weight > LIMITS.sheet_bytes:
            raise Refusal("bomb", limit=LIMITS.sheet_bytes, ratio=LIMITS.ratio)
