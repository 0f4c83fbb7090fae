"""Where the points of a copy are, beside it in a file of its own: rows stand along a curve, so that
those of a small box are in a few runs of rows, where the engine reads all of two columns.

    <double> × 2 …   longitude and latitude of each row, not numbers where it has no place
    <double> × 4 …   west, south, east, north of each FEW rows, then of each FEW of those extents,
                     and so on until there are FEW at most: not numbers where no row has a place,
                     infinite where some have none
    <uint64>         how many rows there are; all as this machine writes numbers

The file only makes answers faster; one that is cut, or of another machine, is left.
"""

from __future__ import annotations

import math
import mmap
import struct
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.query import bits
from parvis.lake.query.schema import Type
from parvis.lake.served import layout

SUFFIX = ".places"
FEW = 64  # whole octets of bits
BATCH = 128 * FEW  # rows
MOST = 400  # groups of rows looked into one by one; beyond, the engine is as quick
FOOT = struct.Struct("=Q")
SIDES = ((min, -math.inf), (min, -math.inf), (max, math.inf), (max, math.inf))
Box = tuple[float, float, float, float]


def write(link: duckdb.DuckDBPyConnection, columns: layout.Columns, rows: str, path: Path) -> bool:
    """Of the table `rows`; nothing, and False, where its rows are no points. Raises duckdb.Error or
    OSError."""
    place = layout.schema(columns).place
    if place is None or place.type is not Type.POINT or place.bounds is None:
        return False
    both = ", ".join(quoting.name(side) for side in place.bounds[:2])
    number = quoting.name(layout.SEQUENCE)
    told = f"SELECT {both} FROM {quoting.name(rows)} ORDER BY {number}"  # noqa: S608 - our own names
    link.execute(told)
    count, extents = 0, array("d")
    with path.open("wb") as file:
        while found := link.fetchmany(BATCH):
            count += len(found)
            points = array("d", (math.nan if n is None else n for row in found for n in row))
            points.tofile(file)
            extents += _around(points, 2)
        for level in range(1, len(_sizes(count))):
            extents = _around(extents, 4) if level > 1 else extents
            extents.tofile(file)
        file.write(FOOT.pack(count))
    return True


def _around(numbers: array[float], across: int) -> array[float]:
    """The extent of each FEW points (`across`: 2) or extents (4)."""
    made = array("d")
    for start in range(0, len(numbers), FEW * across):
        piece = numbers[start : start + FEW * across]
        for side, (chosen, open_) in enumerate(SIDES):
            told = piece[side % across :: across]
            known = [n for n in told if n == n]
            some = chosen(known) if len(known) == len(told) else open_
            made.append(some if known else math.nan)
    return made


def _sizes(rows: int) -> list[int]:
    """How many there are of each level: rows, then extents."""
    found = [rows]
    while rows and (found[-1] > FEW or len(found) == 1):
        found.append(-(-found[-1] // FEW))
    return found


class Places:
    """Raises OSError where there is no such file, ValueError where it is cut."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))
        if len(whole) % FOOT.size:
            raise ValueError(path.name)
        (self.rows,) = FOOT.unpack(whole[-FOOT.size :])
        self._numbers = whole[: -FOOT.size].cast("d")
        if self.rows > len(self._numbers) // 2:
            raise ValueError(path.name)
        self._sizes = _sizes(self.rows)
        lengths = [2 * self.rows, *(4 * size for size in self._sizes[1:])]
        *self._starts, end = accumulate(lengths, initial=0)
        if end != len(self._numbers):
            raise ValueError(path.name)

    def within(self, box: Box) -> int | None:
        """The rows of a box and its sides, as `bits`; None where too many are to be compared."""
        made = bytearray(bits.octets(self.rows))
        level = len(self._sizes) - 1
        nodes: Sequence[int] = range(self._sizes[level] if level else 0)
        while level:
            wholly, partly = self._met(level, nodes, box)
            for node in wholly:
                self._fill(made, node * FEW**level, (node + 1) * FEW**level)
            if level == 1:
                break
            nodes = [n for node in partly for n in self._under(level, node)]
            level -= 1
        else:
            return 0
        if len(partly) > MOST:
            return None
        for row in self._points(partly, box):
            made[row >> 3] |= 128 >> (row & 7)
        return int.from_bytes(made, "big")

    def _under(self, level: int, node: int) -> range:
        return range(node * FEW, min((node + 1) * FEW, self._sizes[level - 1]))

    def _met(self, level: int, nodes: Sequence[int], box: Box) -> tuple[list[int], list[int]]:
        """Of these, those that are in the box, and those that are in part."""
        west, south, east, north = box
        start, numbers = self._starts[level], self._numbers
        wholly: list[int] = []
        partly: list[int] = []
        for node in nodes:
            at = start + 4 * node
            left, low, right, high = numbers[at : at + 4]
            if left <= east and right >= west and low <= north and high >= south:
                inside = left >= west and right <= east and low >= south and high <= north
                (wholly if inside else partly).append(node)
        return wholly, partly

    def _points(self, nodes: Sequence[int], box: Box) -> Iterator[int]:
        west, south, east, north = box
        for node in nodes:
            rows = self._under(1, node)
            told = self._numbers[2 * rows.start : 2 * rows.stop].tolist()
            for row, x, y in zip(rows, told[::2], told[1::2], strict=True):
                if west <= x <= east and south <= y <= north:
                    yield row

    def _fill(self, made: bytearray, first: int, end: int) -> None:
        """`first` begins an octet; the last rows may not end one."""
        last = min(end, self.rows)
        made[first >> 3 : last >> 3] = b"\xff" * ((last >> 3) - (first >> 3))
        if last & 7:
            made[last >> 3] |= 256 - (256 >> (last & 7))
