"""Observations of several requests that come at one moment, kept in one transaction.

To be durable, a transaction waits for the disk, however little it holds. Who comes meanwhile waits
too, then is kept with all who waited: each is answered once its own are kept for good. When one of
them is refused, each is kept or refused by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from django.db import connection, transaction

from parvis.observations import ingest
from parvis.observations.measures import Measure
from parvis.observations.sta.authority import Rights

LARGE = 1_000  # observations: so many have a transaction of their own


@dataclass(eq=False)
class Wish:
    """What one request wants kept; then their numbers, or why there are none."""

    rights: Rights
    measures: Sequence[Measure]
    answer: list[int] | Exception | None = None


class Together:
    """Of the threads of one process: who has the `turn` keeps all that `waits`."""

    def __init__(self) -> None:
        self.waits: deque[Wish] = deque()
        self.turn = Lock()

    def record(self, rights: Rights, measures: Sequence[Measure]) -> list[int]:
        """The number of each, in their order, kept for good; in a transaction that is open already,
        with what it keeps. Raises StaProblem for what the key may not write, MeasureProblem."""
        if connection.in_atomic_block or len(measures) >= LARGE:
            [numbers] = kept([Wish(rights, measures)])
            return numbers
        mine = Wish(rights, measures)
        self.waits.append(mine)
        with self.turn:
            if mine.answer is None:
                settle([mine, *(one for one in self.come() if one is not mine)])
        if isinstance(mine.answer, Exception):
            raise mine.answer
        assert mine.answer is not None
        return mine.answer

    def come(self) -> list[Wish]:
        return [self.waits.popleft() for _each in range(len(self.waits))]


TOGETHER = Together()


def settle(wishes: Sequence[Wish]) -> None:
    """Each has its answer: those that can be kept are."""
    try:
        for wish, numbers in zip(wishes, kept(wishes), strict=True):
            wish.answer = numbers
    except Exception as problem:
        if len(wishes) == 1:
            wishes[0].answer = problem
            return
        for wish in wishes:
            settle([wish])


@transaction.atomic
def kept(wishes: Sequence[Wish]) -> list[list[int]]:
    """The numbers of each, all of them or none. Raises StaProblem, MeasureProblem."""
    of_key: dict[int, list[Wish]] = {}
    for wish in wishes:
        of_key.setdefault(wish.rights.key.pk, []).append(wish)
    for some in of_key.values():
        some[0].rights.observations([each for wish in some for each in wish.measures])
    numbers = iter(ingest.recorded([each for wish in wishes for each in wish.measures]))
    return [[next(numbers) for _each in wish.measures] for wish in wishes]
