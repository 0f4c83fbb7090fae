"""A few rows of named datastreams, from the blocks of a sealed month (`lines.py`): a day, the first
or the last hundred. What is asked otherwise, or of many blocks, is left to the engine."""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from parvis.observations import conditions as c
from parvis.observations import counted
from parvis.observations.blocks import Block
from parvis.observations.counted import Counted
from parvis.observations.lines import Lines
from parvis.observations.measures import Row

MOST = 12  # blocks: the engine reads what is beyond in the time that these take
DAMAGED = (OSError, ValueError, LookupError, TypeError, struct.error, zlib.error)


@dataclass(frozen=True)
class Few:
    """`where`: the condition of `asked`, as it is held to each row; `hidden`: rows that are no more
    what they say."""

    asked: c.Ask
    where: Counted
    streams: frozenset[int]
    hidden: frozenset[int]

    @cached_property
    def start(self) -> tuple[float, float]:
        return c.span(self.asked.whole_where, "start")

    @cached_property
    def last(self) -> tuple[float, float]:
        return c.span(self.asked.whole_where, "last")

    def rows(self, lines: Lines) -> list[Row] | None:
        """Those that may be wanted, None where they stand in too many blocks, or in one that is
        left out. Raises one of `DAMAGED`."""
        found: list[Row] = []
        for read, (bound, datastream, number) in enumerate(self._blocks(lines)):
            if self._enough(found, bound):
                break
            block = lines.block(datastream, number) if read < MOST else None
            if block is None:
                return None
            for begins, first, after in self._slices(block):
                if self._enough(found, begins):
                    break
                found += filter(self._wanted, block.rows(first, after))
        return found

    @property
    def _descending(self) -> bool:
        return self.asked.whole_order[0].descending

    def _blocks(self, lines: Lines) -> Sequence[tuple[int, int, int]]:
        """In the order of time that is asked for: the first start that one may have (or the last),
        its datastream, its number."""
        last, start = max(self.start[0], self.last[0]), min(self.start[1], self.last[1])
        bounds = lines.lasts if self._descending else lines.starts
        found = (
            (bounds[number], datastream, number)
            for datastream in self.streams
            for number in lines.between(datastream, last, start)
        )
        return sorted(found, reverse=self._descending)

    def _slices(self, block: Block) -> Iterator[tuple[int, int, int]]:
        """As many rows as are wanted at a time: their first start (or the last), their ranks."""
        size, starts = self.asked.limit + self.asked.skip, block.starts
        first, after = bisect_left(starts, self.start[0]), bisect_right(starts, self.start[1])
        if self._descending:
            for end in range(after, first, -size):
                yield starts[end - 1], max(first, end - size), end
        else:
            for begin in range(first, after, size):
                yield starts[begin], begin, min(begin + size, after)

    def _enough(self, found: Sequence[Row], bound: int) -> bool:
        """Whether no row from there on comes before those that are wanted."""
        if self.asked.whole_order[0].column != "start":
            return False
        if self._descending:
            before = sum(row.start > bound for row in found)
        else:
            before = sum(row.start < bound for row in found)
        return before >= self.asked.limit + self.asked.skip

    def _wanted(self, row: Row) -> bool:
        return row.id not in self.hidden and self.where.holds(row) and self._beyond(row)

    def _beyond(self, row: Row) -> bool:
        """Whether it comes after the row that the page before ended with."""
        for each, value in zip(self.asked.whole_order, self.asked.after or (), strict=False):
            own = c.value_of(row, each.column)
            if own != value:
                return bool((own < value) is each.descending)
        return self.asked.after is None


def of(asked: c.Ask, hidden: Sequence[int], dropped: Sequence[int]) -> Few | None:
    """None of what is not asked of a few datastreams by conditions that a row can be held to."""
    where = counted.of(asked.where)
    if where is None or where.streams is None:
        return None
    streams = where.streams - where.without - frozenset(dropped)
    never_absent = all(each.column in c.ALWAYS for each in asked.whole_order)
    if len(streams) > MOST or not (never_absent or asked.after is None):
        return None
    return Few(asked, where, streams, frozenset(hidden))
