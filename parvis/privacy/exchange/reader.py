"""A file that someone brings, as the CSV of our own columns: MADIS, the CNIL's sheet, or ours.

CSV in any of the encodings that spreadsheets save; XLSX, XLS and ODS, every sheet of them.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.lake import child
from parvis.privacy.exchange import foreign, workbook
from parvis.records import exchange

logger = logging.getLogger(__name__)

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
COMMAND = child.command("parvis.privacy.exchange.workbook")
SECONDS = 60  # by the clock
BOUNDS = {"data": 2**29, "cpu": 30, "file": 2**28}  # bytes, seconds, bytes


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
    """Each sheet that holds something, with its name; read in a process of its own."""
    with TemporaryDirectory(prefix="parvis-register-") as place:
        folder = Path(place).resolve()
        (folder / workbook.BOOK).write_bytes(data)
        told = json.dumps({"parent": os.getpid(), "bounds": BOUNDS})
        try:
            code = child.run(COMMAND, folder, told, SECONDS)
        except subprocess.TimeoutExpired as slow:
            raise exchange.Unreadable("binary") from slow
        if code:
            if code != workbook.REFUSED:
                logger.warning("reading a register ended by %s: %s", code, child.fault(folder))
            raise exchange.Unreadable("binary")
        found = json.loads((folder / workbook.ANSWER).read_text(encoding="utf-8"))
    yield from ((name, rows) for name, rows in found)
