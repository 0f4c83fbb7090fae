"""The QR code of an address, as one path of squares."""

from __future__ import annotations

from typing import NamedTuple

import segno

QUIET = 4  # modules of white around (ISO/IEC 18004)
LEVEL = "q"  # a quarter may be scratched


class Code(NamedTuple):
    """`path` in modules, from the corner of the code itself; `side` in modules."""

    path: str
    side: int


def code(url: str) -> Code:
    """Raise segno.DataOverflowError for an address no code can hold (some 1,600 letters)."""
    made = segno.make_qr(url, error=LEVEL, boost_error=False)
    drawn = [strip(row, y) for y, row in enumerate(made.matrix)]
    return Code("".join(drawn), len(made.matrix))


def strip(row: bytearray, y: int) -> str:
    """The dark runs of one row of modules, each a rectangle."""
    found, start = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(found)
