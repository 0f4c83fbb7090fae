"""`python -m parvis.privacy.exchange.workbook`: the process that reads one workbook.

Two cells at the ends of a sheet make the library ask for half a terabyte: the process that asks
is ended by it, so it is not the one that answers people.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from parvis.lake import child
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.sheets import cell_text
from parvis.lake.reading.unpack import members
from parvis.lake.refusals import Unreadable

BOOK, ANSWER = "book", "answer.json"
LIMITS = Limits(sheet_bytes=32 * 2**20)  # 2 MB of file: a register, not a bomb
REFUSED = 3  # exit status


def main() -> None:
    order = json.load(sys.stdin)
    child.end_with(order["parent"])
    child.bound(order["bounds"])
    try:
        found = read(Path(BOOK))
    except (CalamineError, MemoryError, Unreadable, zipfile.BadZipFile):
        raise SystemExit(REFUSED) from None
    Path(ANSWER).write_text(json.dumps(found), encoding="utf-8")


def read(path: Path) -> list[tuple[str, list[list[str]]]]:
    """Each sheet with its name, cells as texts."""
    guard(path)
    book = CalamineWorkbook.from_path(str(path))
    found = []
    for name in book.sheet_names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        found.append((name, [[cell_text(cell) for cell in row] for row in cells]))
    return found


def guard(path: Path) -> None:
    """A workbook is unpacked in memory: what it says it will weigh is looked at first."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return
    with zipfile.ZipFile(path) as archive:
        weight = sum(info.file_size for info in members(archive, LIMITS))
    if weight > LIMITS.sheet_bytes:
        raise Unreadable("bomb", limit=LIMITS.sheet_bytes, ratio=LIMITS.ratio)


if __name__ == "__main__":
    main()
