"""Observations of several requests that come at one moment, kept in one transaction.

To be durable, a transaction waits for the disk, however little it holds. Who comes meanwhile waits
too, then is kept with all who waited: each is answered once its own are kept for good. Those that
come as most do (`usual.py`) are kept at once; the others by the general way, each under the rights
of its key: on SQLite, whose writers are alone, all of them in their turn, each by itself once one
is refused; on PostgreSQL each in its own transaction, so that one which waits for what somebody
else holds keeps nobody waiting.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from django.db import connection, transaction

from parvis.observations import ingest, usual
from parvis.observations.measures import Measure
from parvis.observations.sta.authority import Rights

LARGE = 1_000  # observations: so many have a transaction of their own


@dataclass(eq=False)
class Wish:
    """What one request wants kept; then, `settled`, their numbers, or why there are none. `rights`:
    None of one that is only kept if it is usual, `answer` None if it is not."""

    sent: usual.Sent
    rights: Rights | None = None
    settled: bool = False
    answer: list[int] | Exception | None = None


class Together:
    """Of the threads of one process: who has the `turn` keeps all that `waits`."""

    def __init__(self) -> None:
        self.waits: deque[Wish] = deque()
        self.turn = Lock()

    def record(self, rights: Rights, measures: Sequence[Measure]) -> list[int]:
        """The number of each, in their order, kept for good; in a transaction that is open already,
        with what it keeps. Raises StaProblem for what the key may not write, MeasureProblem."""
        mine = Wish(usual.Sent(rights.key.secret, measures), rights)
        if not connection.in_atomic_block and len(measures) < LARGE:
            self.wait(mine)
        if mine.answer is None:
            [mine.answer] = kept([mine])
        if isinstance(mine.answer, Exception):
            raise mine.answer
        return mine.answer

    def usual(self, sent: usual.Sent) -> list[int] | None:
        """The same; None of what is not usual, with which nothing is done."""
        mine = Wish(sent)
        if not connection.in_atomic_block:
            self.wait(mine)
        assert not isinstance(mine.answer, Exception)
        return mine.answer

    def wait(self, mine: Wish) -> None:
        self.waits.append(mine)
        with self.turn:
            if not mine.settled:
                settle([mine, *(one for one in self.come() if one is not mine)])

    def come(self) -> list[Wish]:
        return [self.waits.popleft() for _each in range(len(self.waits))]


TOGETHER = Together()


def settle(wishes: Sequence[Wish]) -> None:
    """Each has its answer, but for those that are kept apart."""
    try:
        for wish, numbers in zip(wishes, usual.kept([one.sent for one in wishes]), strict=True):
            wish.answer = numbers
        left = [one for one in wishes if one.answer is None and one.rights is not None]
        if connection.vendor == "sqlite" and left:
            judge(left)
    finally:
        for wish in wishes:
            wish.settled = True


def judge(wishes: Sequence[Wish]) -> None:
    """Those that can be kept are."""
    try:
        for wish, numbers in zip(wishes, kept(wishes), strict=True):
            wish.answer = numbers
    except Exception as problem:
        if len(wishes) == 1:
            wishes[0].answer = problem
            return
        for wish in wishes:
            judge([wish])


@transaction.atomic
def kept(wishes: Sequence[Wish]) -> list[list[int]]:
    """The numbers of each, all of them or none. Raises StaProblem, MeasureProblem."""
    of_key: dict[int, tuple[Rights, list[Measure]]] = {}
    for wish in wishes:
        assert wish.rights is not None
        of_key.setdefault(wish.rights.key.pk, (wish.rights, []))[1].extend(wish.sent.measures)
    for rights, measures in of_key.values():
        rights.observations(measures)
    numbers = iter(ingest.recorded([each for wish in wishes for each in wish.sent.measures]))
    return [[next(numbers) for _each in wish.sent.measures] for wish in wishes]
