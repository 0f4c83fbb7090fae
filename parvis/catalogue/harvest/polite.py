"""Asking other people's servers politely: one request at a time, with a pause, and again later
when a server says that it has too much to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from parvis.records.fetch import Answer, Client, FetchError

PAUSE = 0.2  # seconds between the end of one request and the next to the same host
BUSY = frozenset({429, 502, 503, 504})
DELAYS = (2.0, 10.0, 60.0)  # seconds before a busy server is asked again


@dataclass
class Pauses:
    """At least `pause` seconds between the end of one request to a host and the next."""

    pause: float = PAUSE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)

    def wait(self, url: str) -> None:
        last = self._last.get(host(url))
        left = 0.0 if last is None else last + self.pause - self.clock()
        if left > 0:
            self.sleep(left)

    def done(self, url: str) -> None:
        self._last[host(url)] = self.clock()


@dataclass
class PoliteGet:
    """The `Get` of a harvest: the guarded client, with pauses by host."""

    client: Client
    pauses: Pauses = field(default_factory=Pauses)

    @contextmanager
    def __call__(self, url: str, **asked: Any) -> Iterator[Answer]:
        with ExitStack() as opened:
            yield self._ask(opened, url, asked)

    def _ask(self, opened: ExitStack, url: str, asked: dict[str, Any]) -> Answer:
        for delay in DELAYS:
            try:
                return self._once(opened, url, asked)
            except FetchError as error:
                if error.params.get("status") not in BUSY:
                    raise
            self.pauses.sleep(delay)
        return self._once(opened, url, asked)

    def _once(self, opened: ExitStack, url: str, asked: dict[str, Any]) -> Answer:
        self.pauses.wait(url)
        try:
            return opened.enter_context(self.client.fetch(url, **asked))
        finally:
            self.pauses.done(url)


def host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # the client says what is wrong with the address
        return ""
