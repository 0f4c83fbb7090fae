"""Questions that last are few at once in a process: its other threads answer everybody else."""

from __future__ import annotations

import threading
from collections.abc import Callable

from parvis.lake.served import clock

LONG = 2.0  # seconds after which a question is one that lasts


class Places:
    """Of one process: less than half of its threads."""

    def __init__(self, threads: int) -> None:
        self.share(threads)

    def share(self, threads: int) -> None:
        """Said before the first question."""
        self._free = threading.BoundedSemaphore(max(1, threads // 2 - 1))

    def take(self) -> bool:
        return self._free.acquire(blocking=False)

    def give(self) -> None:
        self._free.release()


places = Places(threads=8)


class Question:
    """Stopped after `seconds`; after `LONG` already where no place is left for it, which is then
    `crowded`."""

    def __init__(self, stop: Callable[[], None], seconds: float) -> None:
        self._stop, self._seconds = stop, seconds
        self._then: clock.Watched | None = None
        self.crowded = False
        lasts = seconds > LONG
        self._first = clock.watch(self._lasts if lasts else stop, LONG if lasts else seconds)

    def _lasts(self) -> bool:
        """Whether it goes on."""
        if self.crowded or not places.take():
            self.crowded = True
            self._stop()
            return False
        self._then = clock.watch(self._stop, self._seconds - LONG)
        return True

    def end(self) -> None:
        self._first.end()  # waits for what it is calling
        if self._then:
            self._then.end()
            places.give()
