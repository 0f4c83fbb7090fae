"""Conditions that sealed months answer without an engine: numbers between two ends, of some
datastreams or all but some, within some times. They count rows of whole months so, and find a few.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from operator import eq, ge, gt, le, lt, ne

from parvis.observations import conditions as c
from parvis.observations.measures import Row

End = tuple[c.Sign, float]
HOLDS = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True)
class Counted:
    """`numbers`: what a result is compared with; `numbered`: it is a number. `streams`: of these
    alone. `times`: column (`start` or `last`), sign, µs."""

    numbers: tuple[End, ...] = ()
    numbered: bool = False
    streams: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    times: tuple[tuple[str, c.Sign, float], ...] = ()

    def whole(self, start: tuple[int, int], last: tuple[int, int]) -> bool:
        """Whether its times are those of all rows that start, and end, within such bounds."""
        bounds = {"start": start, "last": last}
        return all(_always(bounds[name], sign, value) for name, sign, value in self.times)

    def holds(self, row: Row) -> bool:
        """Of a row of these datastreams."""
        number = row.number
        if number is None:
            return not self.numbered and self._in_time(row)
        return all(HOLDS[sign](number, value) for sign, value in self.numbers) and self._in_time(
            row
        )

    def _in_time(self, row: Row) -> bool:
        return all(HOLDS[sign](getattr(row, name), value) for name, sign, value in self.times)


def _always(bounds: tuple[int, int], sign: c.Sign, value: float) -> bool:
    least, most = bounds
    return {
        ">": least > value, ">=": least >= value, "<": most < value, "<=": most <= value,
        "=": least == most == value, "<>": most < value or least > value,
    }[sign]  # fmt: skip


def of(where: c.Condition | None) -> Counted | None:
    """None of a condition that says anything else."""
    numbers: list[End] = []
    times: list[tuple[str, c.Sign, float]] = []
    streams: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    numbered = False
    for part in c.parts(where):
        if (named := c.datastreams(part)) is not None:
            streams = frozenset(named) if streams is None else streams & frozenset(named)
        elif isinstance(part, c.Not) and (named := c.datastreams(part.part)) is not None:
            without |= frozenset(named)
        elif part == c.Not(c.Absent(c.Column("number"))):
            numbered = True
        elif (said := _compared(part)) is None:
            return None
        elif said[0] == "number":
            if said[1] == "<>":
                return None
            numbers.append(said[1:])
        else:
            times.append(said)
    return Counted(tuple(numbers), numbered or bool(numbers), streams, without, tuple(times))


def _compared(part: c.Condition) -> tuple[str, c.Sign, float] | None:
    """A number or an instant, compared with what a double holds exactly."""
    if not (isinstance(part, c.Compare) and isinstance(part.left, c.Column)):
        return None
    if part.left.name not in {"number", "start", "last"} or not isinstance(part.right, c.Value):
        return None
    value = part.right.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isnan(value) or (isinstance(value, int) and abs(value) > 2**53):
        return None
    return part.left.name, part.sign, value
