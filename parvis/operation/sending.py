"""How many files a web process sends at once, and how they let pages go first.

The server keeps one of its threads for a file until its reader has taken it, however slow: when all
of them wait for slow readers, no page answers. Half of the threads are for pages alone. What makes
a file takes the interpreter from every page of its process: it waits while one is being answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import BoundedSemaphore, Condition
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from parvis.records.machine import problem

SMALL = 2**18  # octets that the system takes at once, whatever the reader does
WAIT = 10  # seconds
PATIENCE = 0.1  # seconds that a piece of a file waits for pages, at most


class Pages:
    """How many answers a process is at."""

    def __init__(self) -> None:
        self.number, self.fewer = 0, Condition()

    @contextmanager
    def one(self, step: int = 1) -> Iterator[None]:
        self._add(step)
        try:
            yield
        finally:
            self._add(-step)

    def left(self) -> AbstractContextManager[None]:
        """What is answered meanwhile is a file: nobody waits for it."""
        return self.one(-1)

    def first(self) -> None:
        """Waits until no page is being answered."""
        with self.fewer:
            self.fewer.wait_for(lambda: self.number <= 0, PATIENCE)

    def _add(self, step: int) -> None:
        with self.fewer:
            self.number += step
            if self.number <= 0:
                self.fewer.notify_all()


pages = Pages()


class Sending:
    """A streamed answer takes a place until it is closed; without one, 503 with Retry-After."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer
        self.places = BoundedSemaphore(max(1, settings.PARVIS_THREADS // 2))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with pages.one():
            response = self.answer(request)
        if not response.streaming or request.method == "HEAD" or small(response):
            return response
        if self.places.acquire(blocking=False):
            response._resource_closers.append(self.places.release)  # type: ignore[attr-defined]
            return response
        response.close()
        busy = problem(
            503, _("Trop de téléchargements en même temps : réessayez dans quelques secondes.")
        )
        busy["Retry-After"] = str(WAIT)
        busy["Cache-Control"] = "no-store"
        busy["Access-Control-Allow-Origin"] = "*"
        return busy


def small(response: HttpResponseBase) -> bool:
    length: Any = response.get("Content-Length", "")
    return str(length).isdecimal() and int(length) <= SMALL
