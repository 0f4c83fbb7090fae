"""The lock of writers and collectors of several machines: PostgreSQL's, which they share.

With SQLite there is one machine, and the lock of its own folder is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 0x70617277  # beside that of the history


@contextmanager
def held(alone: bool) -> Iterator[None]:
    """On a connection of its own, so that no failed transaction keeps it; falls with it."""
    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            take = "pg_advisory_lock" if alone else "pg_advisory_lock_shared"
            cursor.execute(f"SELECT {take}(%s)", [LOCK])
        yield
    finally:
        own.close()
