"""One page at a time in each process.

The interpreter runs one thread at a time. Pages that several threads make together each take as
long as all of them, and to hand the interpreter from one to the other costs a tenth of the
processor: they are made one after the other, first come, first served. Whoever waited for PATIENCE
goes on beside: a page that waits for rows or for its database holds nobody up longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

PATIENCE = 0.03  # s; some eight pages

lock = Lock()


@contextmanager
def turn() -> Iterator[None]:
    mine = lock.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            lock.release()
