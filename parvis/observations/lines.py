"""The rows of a sealed month by datastream, so that a few of them are read without an engine.

    rows, as Parquet │ what the month says of itself │ blocks │ directory │ trailer │ footer

A block (`blocks.py`) is up to a thousand rows of a datastream in the order of time. One of long
texts is left out, for it would keep them twice: Parquet is the truth of all rows.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final

from parvis.observations import blocks, summaries
from parvis.observations.appended import END, LINES, append, begin, mapped, taken
from parvis.observations.blocks import Block
from parvis.observations.measures import Row
from parvis.observations.summaries import Part, Summary

BLOCK = 1_000  # rows
LONG = 100_000  # signs of the texts of a block
MOST, SLACK = 16, 400  # bytes a row, and beside, beyond which a block is left out
TRAILER = struct.Struct("=QQQ")  # where the directory begins, datastreams, blocks
STREAMS: Final = ("q", "Q")  # of each: its number, its first block
BLOCKS: Final = ("q", "q", "Q", "Q")
"""Of each: its first start, the last of the ends so far in its datastream, the rank of its first
row there, where it begins; once more than there are blocks, for the end of the last."""
TEXTS = itemgetter(*(Row._fields.index(name) for name in ("other", "quality", "parameters")))


class Undone(Exception):
    """A block does not say what it was made of."""


def packed(rows: Sequence[Row], part: Part, ranks: Mapping[float, int] | None, first: int) -> bytes:
    """`first`: the rank of the first in their datastream. Empty of a block that is left out. Raises
    Undone."""
    found = blocks.packed(rows, ranks)
    if len(found) > MOST * len(rows) + SLACK:
        return b""
    if Block(found, part, first).rows(0, len(rows)) != list(rows):
        raise Undone(f"rows of the datastream {rows[0].datastream}")
    return found


def add(file: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """To a month's file that says shortly what it is, its rows by datastream and time. Raises
    Undone."""
    summary = summaries.read(file)
    assert summary is not None

    def write(out: BinaryIO, begun: int) -> None:
        streams = tuple(array(code) for code in STREAMS)
        places = tuple(array(code) for code in BLOCKS)
        for datastream, some in groupby(map(Row._make, rows), itemgetter(1)):
            part = summary.of(datastream)
            assert part is not None
            numbers = enumerate(part.values[at] for at in part.ranks)
            ranks = None if part.single else {value: rank for rank, value in numbers}
            _append(streams, (datastream, len(places[0])))
            first, last = 0, -(2**63)
            for block in _cut(some):
                last = max(last, *(row.last for row in block))
                _append(places, (block[0].start, last, first, begun + out.tell()))
                out.write(packed(block, part, ranks, first))
                first += len(block)
        many = len(streams[0]), len(places[0])
        _append(streams, (0, len(places[0])))
        _append(places, (0, 0, 0, begun + out.tell()))
        directory = begun + out.tell()
        for column in (*streams, *places):
            out.write(column.tobytes())
        out.write(TRAILER.pack(directory, *many) + END.pack(begun, LINES))

    append(file, write)


def _append(columns: Sequence[array[int]], values: Sequence[int]) -> None:
    for column, value in zip(columns, values, strict=True):
        column.append(value)


def _cut(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block, signs = list[Row](), 0
    for row in rows:
        block.append(row)
        signs += sum(len(text) for text in TEXTS(row) if text)
        if len(block) == BLOCK or signs > LONG:
            yield block
            block, signs = [], 0
    if block:
        yield block


class Lines:
    """Of a month. `starts`, `lasts`: of each block, where it begins in time, and the last of the
    ends so far in its datastream."""

    def __init__(self, data: memoryview, begun: int, end: int, summary: Summary) -> None:
        self.data, self.summary = data, summary
        at, streams, blocks = TRAILER.unpack_from(data, end - END.size - TRAILER.size)
        self.streams, at = taken(data, at, streams + 1, STREAMS[0])
        self.firsts, at = taken(data, at, streams + 1, STREAMS[1])
        self.starts, at = taken(data, at, blocks + 1, BLOCKS[0])
        self.lasts, at = taken(data, at, blocks + 1, BLOCKS[1])
        self.ranks, at = taken(data, at, blocks + 1, BLOCKS[2])
        self.begins, at = taken(data, at, blocks + 1, BLOCKS[3])

    def between(self, datastream: int, last: float, start: float) -> range:
        """The blocks of a datastream that may hold rows which end at `last` or later and start at
        `start` or before. Raises ValueError, IndexError where the directory is damaged."""
        rank = bisect_left(self.streams, datastream, 0, len(self.streams) - 1)
        there = rank < len(self.streams) - 1 and self.streams[rank] == datastream
        if there != (self.summary.of(datastream) is not None):
            raise ValueError(f"the month says otherwise of the datastream {datastream}")
        if not there:
            return range(0)
        first, after = self.firsts[rank], self.firsts[rank + 1]
        if not first < after < len(self.starts) or self.ranks[first] != 0:
            raise ValueError(f"no blocks of the datastream {datastream} are there")
        begin = bisect_left(self.lasts, last, first, after)
        return range(begin, bisect_right(self.starts, start, first, after))

    def block(self, datastream: int, number: int) -> Block | None:
        """None of one that is left out. Raises as `Block` does, where it is damaged."""
        first, after = self.begins[number], self.begins[number + 1]
        part = self.summary.of(datastream)
        if first == after or part is None:
            return None
        found = Block(self.data[first:after], part, self.ranks[number])
        if found.told["datastream"] != datastream:
            raise ValueError(f"block {number} is of another datastream than {datastream}")
        return found


def read(file: Path) -> Lines | None:
    """None of a month without them. Raises OSError, ValueError, struct.error."""
    data, end = mapped(file)
    begun = begin(data, end, LINES)
    summary = None if begun is None else summaries.at(data, begun)
    return None if begun is None or summary is None else Lines(data, begun, end, summary)
