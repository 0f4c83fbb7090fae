"""What stands in a file of Parquet between its rows and its footer, which names their places:
whoever reads the rows passes over the rest."""

from __future__ import annotations

import mmap
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

FOOTER = struct.Struct("<I4s")  # of Parquet: how long it is, and its own mark
END = struct.Struct("=QQ")  # of a part that has a mark: where it begins, and its mark
LINES: Final = int.from_bytes(b"parvis-l", "big")  # of the last part (`lines.py`)


def append(file: Path, write: Callable[[BinaryIO, int], None]) -> None:
    """What `write` puts into the file that it is given, from this place on. It may read the rows
    meanwhile: they are touched once all is written."""
    aside = file.with_suffix(".said")
    with file.open("r+b") as out, aside.open("w+b") as said:
        out.seek(-FOOTER.size, 2)
        length, _mark = FOOTER.unpack(out.read(FOOTER.size))
        begin = out.seek(-FOOTER.size - length, 2)
        footer = out.read()
        write(said, begin)
        out.seek(begin)
        said.seek(0)
        shutil.copyfileobj(said, out)
        out.write(footer)
    aside.unlink()


def mapped(file: Path) -> tuple[memoryview, int]:
    """The file, and where its footer begins. Raises OSError, ValueError, struct.error."""
    with file.open("rb") as opened:
        data = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    length, _mark = FOOTER.unpack_from(data, len(data) - FOOTER.size)
    return data, len(data) - FOOTER.size - length


def begin(data: memoryview, end: int, mark: int) -> int | None:
    """Of the part that ends there, if it bears this mark."""
    if end < END.size:
        return None
    found, marked = END.unpack_from(data, end - END.size)
    return int(found) if marked == mark else None


def taken(data: memoryview, begin: int, many: int, code: Any) -> tuple[memoryview[Any], int]:
    """So many numbers, and what follows them."""
    after = begin + many * struct.calcsize(f"={code}")
    return data[begin:after].cast(code), after
