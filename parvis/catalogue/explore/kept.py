"""Exports of a whole version, made once for everybody who asks the same.

Only of rows that are open to all, asked without a condition: nothing here knows another policy.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest

from parvis import __version__
from parvis.catalogue.explore import written
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.ranges import Part
from parvis.lake import store
from parvis.lake.models import Version
from parvis.lake.query import tree
from parvis.lake.served.files import Files, Held, TooLarge
from parvis.operation.sending import pages

log = logging.getLogger(__name__)
FORMAT = 1  # of what the writers write: another number makes every file anew
MOST = 1_000_000  # rows; a reader of more does not wait for the last before the first
SEPARATOR = ","
PACKED = "gzip"


class Closing(Protocol):
    def close(self) -> None: ...


class Pieces(Closing, Protocol):
    """A file while it is written."""

    def __iter__(self) -> Iterator[bytes]: ...


def may_be(version: Version, query: tree.Query, ask: Asked, separator: str) -> bool:
    """Whether the answer is kept: everything of the version, in one of few ways to write it. A
    stranger could else fill the folder with as many as there are separators and clocks."""
    common = separator == SEPARATOR and ask.context.zone in {"UTC", settings.TIME_ZONE}
    return common and query == tree.Query() and 0 < version.rows <= MOST


def key(*facts: object) -> str:
    """Hexadecimal digits of all that the content depends on beside the version."""
    told = repr((FORMAT, __version__, *facts))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def held(
    version: Version, name: str, make: Callable[[], Pieces], place: Callable[[], Closing]
) -> Held | None:
    """The file of this key, made now if it is not there; None when it can't be kept.

    `make` begins the file. Who waits for another to make it holds a `place`, which may be refused,
    and makes it when the other did not end it.
    """
    files = store.files()
    if not files.budget:
        return None
    if known := files.find(version.name, name):
        return known
    with pages.left():
        return awaited(files, version, name, make, place)


def awaited(
    files: Files, version: Version, name: str, make: Callable[[], Pieces],
    place: Callable[[], Closing],
) -> Held | None:  # fmt: skip
    with files.alone(name, wait=False) as mine:
        if mine:
            return made(files, version, name, make)
    with closing(place()) as waiting, files.alone(name, wait=True):
        waiting.close()  # `make` takes one of its own
        return made(files, version, name, make)


def made(files: Files, version: Version, name: str, make: Callable[[], Pieces]) -> Held | None:
    if known := files.find(version.name, name):  # made while we came to the lock
        return known
    with closing(make()) as pieces:
        try:
            return files.write(version.name, name, pieces)
        except TooLarge:
            return None
        except OSError as error:  # a full disk: the file is sent, not kept
            log.warning("An export was not kept: %s", type(error).__name__)
            return None


class Packed:
    """The pieces of a file, packed; the file is closed with them."""

    def __init__(self, whole: Held) -> None:
        self.whole = whole

    def __iter__(self) -> Iterator[bytes]:
        return written.gzipped(Part(self.whole.file, 0, self.whole.size))

    def close(self) -> None:
        self.whole.file.close()


def accepts_packed(request: HttpRequest) -> bool:
    """Whether `Accept-Encoding` names gzip without refusing it (RFC 9110, 12.5.3)."""
    for told in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = told.partition(";")
        if coding.strip() == PACKED:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
