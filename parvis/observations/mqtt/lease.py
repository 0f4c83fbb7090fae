"""One consumer, however many workers there are: who holds the lease reads the broker; who holds
the other tells it what changes.

On PostgreSQL it is an advisory lock of the session, which goes with it; SQLite has one machine,
where it is a lock of a file. Were it lost unseen, two would read: what comes twice is kept once.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

READER, TELLER = "mqtt", "mqtt-updates"
NUMBERS = {READER: 7_265_781_001, TELLER: 7_265_781_002}  # among advisory locks


class Lease:
    def __init__(self, name: str = READER) -> None:
        self.name = name
        self._held: object = None

    def held(self) -> bool:
        """Whether this process has it, or takes it now."""
        return self._session() if connection.vendor == "postgresql" else self._file()

    def _session(self) -> bool:
        connection.ensure_connection()
        if self._held is connection.connection:  # a new session has no lock of the old one
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBERS[self.name]])
            (taken,) = cursor.fetchone()
        self._held = connection.connection if taken else None
        return bool(taken)

    def _file(self) -> bool:
        if self._held is not None:
            return True
        file = (Path(settings.DATA) / f"{self.name}.lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._held = file
        return True

    def release(self) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        if connection.vendor == "postgresql":
            if held is connection.connection:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBERS[self.name]])
        else:
            file: IO[str] = held  # type: ignore[assignment]
            file.close()
