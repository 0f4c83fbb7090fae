"""How many files a web process sends at once.

The server keeps one of its threads for a file until its reader has taken it, however slow: when all
of them wait for slow readers, no page answers. Half of the threads are for pages alone.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from parvis.records.machine import problem

SMALL = 2**18  # octets that the system takes at once, whatever the reader does
WAIT = 10  # seconds


class Sending:
    """A streamed answer takes a place until it is closed; without one, 503 with Retry-After."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer
        self.places = BoundedSemaphore(max(1, settings.PARVIS_THREADS // 2))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
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
