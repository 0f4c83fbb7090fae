"""What a sealed month says shortly of itself, at the end of its own file.

    rows, as Parquet │ values and hours of each datastream │ values of all │ directory │ trailer │
    rows by datastream (`lines.py`) │ footer of Parquet

A value of the month stands once, in order, with how many are not above it: what is above 60 is
counted by one binary search. A datastream has the ranks of its own values, with how many likewise,
and its hours, each with its least, total and greatest number; where each hour has but one, its rank
says it all. Numbers are exact, and those of the machine that wrote them (`MARK`).
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final

from parvis.observations.appended import LINES, append, begin, mapped, taken
from parvis.observations.counted import Counted

MARK: Final = int.from_bytes(b"parvis-1", "big")
# where the values of all begin, the last end, rows, datastreams, values, MARK
TRAILER = struct.Struct("=QqQQQQ")
HEAD = struct.Struct("=III")  # of a datastream: rows, values, hours (last bit: one number each)
DIRECTORY = struct.Struct("=qq")  # a datastream, and where it begins


Hour = tuple[int, float, float, float, int]
"""(since the month began, least, total, greatest, how many)."""


@dataclass
class Said:
    """Of one datastream, or of all (without hours): what is written. `rows`: those without a number
    too; `values`: in their order, each with how many."""

    rows: int = 0
    values: list[tuple[float, int]] = field(default_factory=list)
    hours: list[Hour] = field(default_factory=list)

    def packed(self, rank: Mapping[float, int]) -> bytes:
        alone = all(each[-1] == 1 for each in self.hours)
        head = HEAD.pack(self.rows, len(self.values), len(self.hours) << 1 | alone)
        own = array(narrow(len(rank)), (rank[value] for value, _count in self.values))
        if alone:
            rows: Sequence[Any] = [(each[0], rank[each[1]]) for each in self.hours]
        else:
            rows = self.hours
        codes = f"H{narrow(len(rank))}" if alone else "HdddI"
        each = (array(code, (row[n] for row in rows)) for n, code in enumerate(codes))
        columns = (own, self.upto(narrow(self.rows)), *each)
        return head + b"".join(column.tobytes() for column in columns)

    def upto(self, code: str) -> array[int]:
        return array(code, accumulate(count for _value, count in self.values))


def narrow(most: int) -> str:
    """The type of whole numbers up to it."""
    return "H" if most < 2**16 else "I"


Rows = Iterable[tuple[Any, ...]]


def told(streams: Rows, values: Rows, hours: Rows) -> Iterator[tuple[int, Said]]:
    """Each datastream with what is said of it, from rows that begin by its number, in their order:
    `streams` (how many rows), `values` (value, how many), `hours` (as `Hour`)."""
    both = [groupby(rows, itemgetter(0)) for rows in (values, hours)]
    heads = [next(one, None) for one in both]
    for datastream, rows in streams:
        found: list[list[Any]] = [[], []]
        for rank, head in enumerate(heads):
            if head is not None and head[0] == datastream:
                found[rank] = [row[1:] for row in head[1]]
                heads[rank] = next(both[rank], None)
        yield datastream, Said(rows, *found)


def add(file: Path, said: Iterable[tuple[int, Said]], whole: Said, last: int) -> None:
    """To a file of Parquet, which may be what is `said` is read from. `said`: of each datastream,
    in their order; `last`: of all ends."""

    def write(out: BinaryIO, begin: int) -> None:
        numbers = array("d", (value for value, _count in whole.values))
        rank = {value: number for number, value in enumerate(numbers)}
        directory = list(_each(out, begin, said, rank))
        values = begin + out.tell()
        for part in (numbers.tobytes(), whole.upto("Q").tobytes(), *directory):
            out.write(part)
        counts = (whole.rows, len(directory), len(whole.values))
        out.write(TRAILER.pack(values, last, *counts, MARK))

    append(file, write)


def _each(
    out: BinaryIO, begin: int, said: Iterable[tuple[int, Said]], rank: Mapping[float, int]
) -> Iterator[bytes]:
    for datastream, one in said:
        yield DIRECTORY.pack(datastream, begin + out.tell())
        out.write(one.packed(rank))


class Part:
    """Of one datastream; `values`: those of the month, in their order."""

    def __init__(self, data: memoryview, begin: int, values: Sequence[float]) -> None:
        self.rows, self.many, hours = HEAD.unpack_from(data, begin)
        self.many_hours, self.alone = hours >> 1, bool(hours & 1)
        self.data, self.begin, self.values = data, begin + HEAD.size, values
        self.code = narrow(len(values))

    def columns(self) -> tuple[Sequence[int], Sequence[int], int]:
        """The ranks of its values, how many are not above each, and where its hours begin."""
        ranks, begin = taken(self.data, self.begin, self.many, self.code)
        upto, begin = taken(self.data, begin, self.many, narrow(self.rows))
        return ranks, upto, begin

    def count(self, first: int, after: int) -> int:
        """Its values of the rank `first` until before `after`."""
        ranks, upto, _begin = self.columns()
        return between(upto, bisect_left(ranks, first), bisect_left(ranks, after))

    @property
    def single(self) -> bool:
        """Whether each of its rows has a number, and an hour of its own."""
        return self.alone and self.many_hours == self.rows

    def by_hour(self, first: int, after: int) -> list[float]:
        """The numbers of its rows in the order of time, by their rank, where they are `single`."""
        _hours, begin = taken(self.data, self.columns()[2], self.many_hours, "H")
        ranks, _begin = taken(self.data, begin, self.many_hours, self.code)
        return [self.values[at] for at in ranks[first:after]]

    @cached_property
    def ranks(self) -> Sequence[int]:
        """Of its values, among those of the month."""
        return self.columns()[0]

    def hours(self, first: int, after: int) -> list[Hour]:
        """From the hour `first` until before `after`."""
        hours, begin = taken(self.data, self.columns()[2], self.many_hours, "H")
        some = slice(bisect_left(hours, first), bisect_left(hours, after))
        columns = [hours]
        for code in self.code if self.alone else "dddI":
            column, begin = taken(self.data, begin, self.many_hours, code)
            columns.append(column)
        found = zip(*(column[some] for column in columns), strict=True)
        if not self.alone:
            return list(found)
        return [(hour, n, n, n, 1) for hour, n in ((hour, self.values[at]) for hour, at in found)]


def between(upto: Sequence[int], first: int, after: int) -> int:
    if first >= after:
        return 0
    return upto[after - 1] - (upto[first - 1] if first else 0)


class Summary:
    """Of a month. `last`: the greatest of the ends, or starts, of its rows."""

    def __init__(self, data: memoryview, end: int) -> None:
        trailer = TRAILER.unpack_from(data, end - TRAILER.size)
        begin, self.last, self.rows, streams, many, _mark = trailer
        self.data = data
        self.values, begin = taken(data, begin, many, "d")
        self.upto, begin = taken(data, begin, many, "Q")
        directory, _end = taken(data, begin, streams * 2, "q")
        self.streams, self.begins = directory[::2], directory[1::2]

    def of(self, datastream: int) -> Part | None:
        """None of one that has no row here."""
        rank = bisect_left(self.streams, datastream)
        if rank == len(self.streams) or self.streams[rank] != datastream:
            return None
        return Part(self.data, self.begins[rank], self.values)

    def count(self, asked: Counted) -> int:
        """How many rows, whenever they were."""
        ranks = self.ranks(asked)
        if asked.streams is not None:
            return sum(self._of(one, asked, *ranks) for one in asked.streams - asked.without)
        whole = between(self.upto, *ranks) if asked.numbered else self.rows
        return whole - sum(self._of(one, asked, *ranks) for one in asked.without)

    def _of(self, datastream: int, asked: Counted, first: int, after: int) -> int:
        part = self.of(datastream)
        if part is None:
            return 0
        return part.count(first, after) if asked.numbered else part.rows

    def ranks(self, asked: Counted) -> tuple[int, int]:
        """Of the first value asked for, and of that after the last."""
        first, after = 0, len(self.values)
        for sign, value in asked.numbers:
            if sign in {">=", "="}:
                first = max(first, bisect_left(self.values, value))
            if sign in {"<=", "="}:
                after = min(after, bisect_right(self.values, value))
            if sign == ">":
                first = max(first, bisect_right(self.values, value))
            if sign == "<":
                after = min(after, bisect_left(self.values, value))
        return first, after


def read(file: Path) -> Summary | None:
    """None of a file that has none. Raises OSError."""
    data, end = mapped(file)
    return at(data, begin(data, end, LINES) or end)


def at(data: memoryview, end: int) -> Summary | None:
    """That which ends there."""
    if end < TRAILER.size or TRAILER.unpack_from(data, end - TRAILER.size)[-1] != MARK:
        return None
    return Summary(data, end)
