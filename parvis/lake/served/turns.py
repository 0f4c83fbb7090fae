"""The turns of a process's heavy questions: all at once, each of them lasts as long as all.

A few are at work at a time. Of those that wait, the next is the one that is expected to take least,
unless another has waited long; one may go beside those at work where it takes much less than each.
Light ones wait for nothing. What a question takes of the processor is known from those of its shape
(its SQL, without values); of a new shape, by how many rows it may have to read.
"""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from parvis.lake.query.failures import EngineProblem

LIGHT = 0.03  # seconds of the processor: whoever takes less waits for nothing
EACH = 1e-8  # seconds a row, of a new shape
AHEAD = 20.0  # seconds sooner that one goes who takes a second less
BESIDE = 2.0  # times what it takes, that those take beside which one goes
LONGEST = 5.0  # seconds that others may go first, half the time of an answer
HELD = 1.0  # seconds by the clock, after which the next begins though a question goes on
KNOWN = 2_000  # shapes
Turn = tuple[float, int, float]
"""When one goes, if no other does; a number; the seconds of the processor that are expected."""


class Turns:
    """`at_once`: how many are at work. Places are in memory: they end with the process."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.waiting: list[Turn] = []
        self._working: dict[Turn, float] = {}  # since when
        self._numbers = count()
        self._changed = threading.Condition()
        self._costs: OrderedDict[str, float] = OrderedDict()

    @contextmanager
    def turn(self, shape: str, rows: int, seconds: float) -> Iterator[float]:
        """What is left of `seconds` once its turn has come; whoever has one asks for no other.
        Raises EngineProblem where nothing is left."""
        until, expected = time.monotonic() + seconds, self.expected(shape, rows)
        own = self._taken(expected, until) if expected >= LIGHT else None
        began = time.thread_time()  # the engine works in the thread that asks
        try:
            yield until - time.monotonic()
        finally:
            self._learn(shape, time.thread_time() - began)
            if own:
                self._given_back(own)

    def expected(self, shape: str, rows: int) -> float:
        """Seconds of the processor."""
        with self._changed:
            return self._costs.get(shape, EACH * rows)

    def _learn(self, shape: str, took: float) -> None:
        """Values of one shape may ask for few rows or for many: the last ones count most."""
        with self._changed:
            self._costs[shape] = (self._costs.get(shape, took) + took) / 2
            self._costs.move_to_end(shape)
            if len(self._costs) > KNOWN:
                self._costs.popitem(last=False)

    def _taken(self, expected: float, until: float) -> Turn:
        with self._changed:
            first = time.monotonic() + min(AHEAD * expected, LONGEST)
            own = first, next(self._numbers), expected
            insort(self.waiting, own)
            try:
                while own != self._next():
                    left = until - time.monotonic()
                    if left <= 0:
                        raise EngineProblem("stopped")
                    self._changed.wait(min(left, self._over()))
                self._working[own] = time.monotonic()
            finally:
                self.waiting.remove(own)
                self._changed.notify_all()
        return own

    def _given_back(self, own: Turn) -> None:
        with self._changed:
            del self._working[own]
            self._changed.notify_all()

    def _next(self) -> Turn | None:
        """Who goes now: the first where there is a place, or the first that may go beside."""
        holding = self._holding()
        if len(holding) < self.at_once:
            return self.waiting[0]
        most = min(expected for _first, _number, expected in holding) / BESIDE
        lighter = (one for one in self.waiting if one[2] <= most)
        return next(lighter, None) if len(holding) == self.at_once else None

    def _holding(self) -> list[Turn]:
        """Those at work that hold a place: who goes on for long does no more."""
        late = time.monotonic() - HELD
        return [turn for turn, since in self._working.items() if since > late]

    def _over(self) -> float:
        """Seconds until one of them holds its place no more."""
        since = min(map(self._working.__getitem__, self._holding()), default=time.monotonic())
        return since + HELD - time.monotonic()
