"""The clock of a process: what is not over in time is stopped. One thread for all questions, since
to start a thread takes longer than most of them."""

from __future__ import annotations

import heapq
import logging
import os
import threading
import time
from collections.abc import Callable
from functools import cache
from itertools import count

logger = logging.getLogger(__name__)
_making = threading.Lock()
Stop = Callable[[], bool | None]
AGAIN = 0.01  # seconds: the engine forgets an interruption that comes before a query begins


class Watched:
    """Something that must be over in time. Where `stop` says True, it is left to go on."""

    def __init__(self, stop: Stop) -> None:
        self._stop: Stop | None = stop
        self._lock = threading.Lock()

    def end(self) -> None:
        """It is over: nothing is stopped from now on."""
        with self._lock:
            self._stop = None

    def late(self) -> bool:
        """Stops it; False when it is over, or goes on."""
        with self._lock:
            if self._stop is not None and self._stop():
                self._stop = None
            return self._stop is not None


class Clock:
    """What is over stays noted until its time has come, so that the thread need not wake for it."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Watched]] = []
        self._numbers = count()
        self._sooner = threading.Condition()
        threading.Thread(target=self._run, name="lake-clock", daemon=True).start()

    def add(self, watched: Watched, seconds: float) -> None:
        entry = (time.monotonic() + seconds, next(self._numbers), watched)
        with self._sooner:
            heapq.heappush(self._due, entry)
            if self._due[0] is entry:
                self._sooner.notify()

    def _run(self) -> None:
        while True:
            watched = self._next()
            try:
                late = watched.late()
            except Exception:  # of one question; the clock is of all
                logger.exception("a question could not be stopped")
            else:
                if late:
                    self.add(watched, AGAIN)

    def _next(self) -> Watched:
        """The next whose time has come, waited for."""
        with self._sooner:
            while not self._due or self._due[0][0] > time.monotonic():
                left = self._due[0][0] - time.monotonic() if self._due else None
                self._sooner.wait(left)
            return heapq.heappop(self._due)[2]


def watch(stop: Stop, seconds: float) -> Watched:
    """`stop` is called after `seconds`, and again, until what is returned has ended."""
    watched = Watched(stop)
    with _making:
        clock = _clock(os.getpid())
    clock.add(watched, seconds)
    return watched


@cache
def _clock(_process: int) -> Clock:
    """A fork has no thread of its parent's."""
    return Clock()
