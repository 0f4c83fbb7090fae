"""The sheets of a small workbook as texts, read by a process of its own, which is this module:
`python -m parvis.lake.reading.workbook`.

Two cells at the ends of a sheet make the library ask for half a terabyte: the process that asks
is ended by it, so it is not the one that answers people.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineError, CalamineWorkbook

from parvis.lake import child
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.sheets import cell_text, guard
from parvis.lake.refusals import Unreadable

logger = logging.getLogger(__name__)

MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
BOOK, ANSWER = "book", "answer.json"
LIMITS = Limits(sheet_bytes=32 * 2**20)  # 2 MB of file: a register, not a bomb
REFUSED = 3  # exit status
COMMAND = child.command("parvis.lake.reading.workbook")
SECONDS = 60  # by the clock
BOUNDS = {"data": 2**29, "cpu": 30, "file": 2**28}  # bytes, seconds, bytes

Sheet = tuple[str, list[list[str]]]  # its name, and its rows of cells


def sheets(book: bytes | Path) -> list[Sheet]:
    """Every sheet of an XLSX, an XLS or an ODS. Raise Unreadable("damaged"), whatever is wrong."""
    name = book.name if isinstance(book, Path) else BOOK
    with TemporaryDirectory(prefix="parvis-workbook-") as place:
        folder = Path(place).resolve()
        (folder / BOOK).write_bytes(book.read_bytes() if isinstance(book, Path) else book)
        told = json.dumps({"parent": os.getpid(), "bounds": BOUNDS})
        try:
            code = child.run(COMMAND, folder, told, SECONDS)
        except subprocess.TimeoutExpired as slow:
            raise Unreadable("damaged", name=name) from slow
        if code:
            if code != REFUSED:
                logger.warning("reading a workbook ended by %s: %s", code, child.fault(folder))
            raise Unreadable("damaged", name=name)
        found = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    return [(name, rows) for name, rows in found]


def main() -> None:
    order = json.load(sys.stdin)
    child.end_with(order["parent"])
    child.bound(order["bounds"])
    try:
        found = read(Path(BOOK))
    except (CalamineError, MemoryError, Unreadable, zipfile.BadZipFile):
        raise SystemExit(REFUSED) from None
    Path(ANSWER).write_text(json.dumps(found), encoding="utf-8")


def read(path: Path) -> list[Sheet]:
    guard(path, LIMITS)
    book = CalamineWorkbook.from_path(str(path))
    found = []
    for name in book.sheet_names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        found.append((name, [[cell_text(cell) for cell in row] for row in cells]))
    return found


if __name__ == "__main__":
    main()
