"""One page at a time in each process, two where the database is a process of its own.

The interpreter runs one thread at a time. Pages that several threads make together each take as
long as all of them, and to hand the interpreter from one to the other costs a tenth of the
processor: they are made one after the other. A second one fills the time that the first waits for
PostgreSQL. Whoever waited for PATIENCE goes on beside: a page that waits for rows holds nobody up
longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from django.db import connection

PATIENCE = 0.03  # s; some eight pages
PLACES = 1 if connection.vendor == "sqlite" else 2

free: SimpleQueue[None] = SimpleQueue()  # written in C: a lock that may have several places
for _place in range(PLACES):
    free.put(None)


@contextmanager
def turn() -> Iterator[None]:
    mine = taken()
    try:
        yield
    finally:
        if mine:
            free.put(None)


def taken() -> bool:
    try:
        free.get(timeout=PATIENCE)
    except Empty:
        return False
    return True
