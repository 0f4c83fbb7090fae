"""What the doors to rows depend on, in one question to the database; and what visitors were given
before, while nothing of it changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

from django.db import connection
from django.http import HttpRequest

Found = TypeVar("Found")
MOST = 100  # data sets kept by a process, each with its columns
STATE = """
    SELECT h.sequence, h.digest, p.number, p.total, p.latest, g.latest, g.number, g.ended,
           k.latest, k.number
    FROM (SELECT COUNT(*) AS number, SUM(version_id) AS total, MAX(published) AS latest
          FROM lake_pointer) AS p
    CROSS JOIN (SELECT MAX(changed) AS latest, COUNT(*) AS number, COUNT(ended) AS ended
                FROM catalogue_grant) AS g
    CROSS JOIN (SELECT MAX(at) AS latest, COUNT(*) AS number FROM catalogue_rowkey) AS k
    LEFT JOIN (SELECT sequence, digest FROM records_historyentry
               ORDER BY sequence DESC LIMIT 1) AS h ON 1 = 1
"""


@dataclass(frozen=True)
class State:
    """The last entry of history, what tells that a pointer to rows moved (how many there are, the
    sum of their versions, the last publication), that an access was given or taken back (the last
    change, how many there are and were taken back), and that a key was chosen (the last change, how
    many there are): no answer changes before one of them does."""

    sequence: int = 0
    digest: bytes = b""
    pointers: tuple[Any, ...] = (0, None, None)
    grants: tuple[Any, ...] = (None, 0, 0)
    keys: tuple[Any, ...] = (None, 0)


def state() -> State:
    """Written by hand: every request asks it, and the ORM took longer than the engine of rows."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        sequence, digest, *rest = cursor.fetchone()
    return State(
        sequence or 0, bytes(digest or b""), tuple(rest[:3]), *map(tuple, (rest[3:6], rest[6:]))
    )


class Remembered:
    """What a process found for visitors in one state of the portal."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.state: State | None = None
        self.found: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = Lock()

    def get(self, now: State, key: Hashable, make: Callable[[], Found]) -> Found:
        """What raises is not kept."""
        with self.lock:
            if self.state != now:
                self.state = now
                self.found.clear()
            elif key in self.found:
                self.found.move_to_end(key)
                return cast(Found, self.found[key])
        made = make()
        with self.lock:
            if self.state == now:
                self.found[key] = made
                if len(self.found) > self.most:
                    self.found.popitem(last=False)
        return made


remembered = Remembered()


def seen(request: HttpRequest, now: State) -> None:
    """The request is a visitor's, and began in this state."""
    request.__dict__["parvis_unchanged"] = now


def behind(request: HttpRequest) -> None:
    """What the request is answered with is older than the state it began in."""
    request.__dict__.pop("parvis_unchanged", None)


def is_seen(request: HttpRequest) -> bool:
    """Whether the answer is of the state that the request began in."""
    return "parvis_unchanged" in request.__dict__


def once(request: HttpRequest, key: Hashable, make: Callable[[], Found]) -> Found:
    """What `make` gives, kept for other visitors while nothing changes; nobody may alter it. For a
    session or a key it is made each time."""
    now = request.__dict__.get("parvis_unchanged")
    return make() if now is None else remembered.get(now, key, make)
