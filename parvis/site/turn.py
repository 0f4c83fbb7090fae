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
from threading import BoundedSemaphore

from django.db import connection

PATIENCE = 0.03  # s; some eight pages

places = BoundedSemaphore(1 if connection.vendor == "sqlite" else 2)


@contextmanager
def turn() -> Iterator[None]:
    mine = places.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            places.release()
