"""The visitors' table of the catalogue between processes: one file of this machine, in the cache,
so that a process that begins reads again only the data sets that changed since.

Each row says the state it is of: rows and state come from one reading of one file. What is damaged,
or of another release, is left, and all data sets are read.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb
from django.conf import settings

from parvis import __version__
from parvis.lake import quoting

logger = logging.getLogger(__name__)
FORMAT = 1  # of what a row says: another number makes the file anew
PATIENCE = 60.0  # seconds between two files while rows alone move
NAMES = "catalogue-{}.parquet"


@dataclass(frozen=True)
class Followed:
    """How far the file goes: the last entry of history, and the version of rows of each set."""

    sequence: int
    digest: bytes
    pointers: dict[UUID, int]

    @property
    def text(self) -> str:
        pointers = {uuid.hex: version for uuid, version in self.pointers.items()}
        return json.dumps([self.sequence, self.digest.hex(), pointers])

    @classmethod
    def of(cls, text: str) -> Followed:
        sequence, digest, pointers = json.loads(text)
        known = {UUID(uuid): version for uuid, version in pointers.items()}
        return cls(sequence, bytes.fromhex(digest), known)


def file(shape: str) -> Path:
    """`shape`: the columns of the table."""
    told = repr((FORMAT, __version__, duckdb.__version__, settings.PARVIS_BASE_URL, shape))
    key = hashlib.sha256(told.encode()).hexdigest()[:32]
    return Path(settings.PARVIS_CACHE) / NAMES.format(key)


def due(path: Path) -> bool:
    """Whether the file is to be made anew."""
    try:
        return path.stat().st_mtime < time.time() - PATIENCE
    except FileNotFoundError:
        return True


def keep(link: duckdb.DuckDBPyConnection, table: str, path: Path, followed: Followed) -> None:
    """The rows of `table` in the file, in place of what was there, and of other releases' files."""
    aside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.aside")
    rows = f"SELECT *, {quoting.text(followed.text)} AS followed FROM {quoting.name(table)}"  # noqa: S608 - our own names
    try:
        link.execute(f"COPY ({rows}) TO {quoting.text(str(aside))} (FORMAT parquet)")
        aside.replace(path)
    except (duckdb.Error, OSError) as error:  # a full disk: each process reads all data sets
        logger.warning("The table of the catalogue was not kept: %s", type(error).__name__)
        aside.unlink(missing_ok=True)
    others = (other for other in path.parent.glob(NAMES.format("*")) if other != path)
    left = path.parent.glob("catalogue-*.aside")  # by a process that was killed
    for gone in (*others, *filter(due, left)):
        gone.unlink(missing_ok=True)


def restored(link: duckdb.DuckDBPyConnection, table: str, path: Path) -> Followed | None:
    """Puts the rows of the file in `table`, empty; how far they go, None without a file."""
    if not path.exists():
        return None
    name, read = quoting.name(table), quoting.name(f"{table} read")
    try:
        rows = f"FROM read_parquet({quoting.text(str(path))})"
        link.execute(f"CREATE TEMP TABLE {read} AS {rows}")
        try:
            found = link.execute(f"SELECT followed FROM {read} LIMIT 1").fetchone()  # noqa: S608
            if found is None:
                return None
            followed = Followed.of(found[0])
            link.execute(f"INSERT INTO {name} SELECT * EXCLUDE followed FROM {read}")  # noqa: S608
        finally:
            link.execute(f"DROP TABLE {read}")
    except (duckdb.Error, ValueError) as error:
        logger.warning("The kept table of the catalogue is left: %s", type(error).__name__)
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return None
    return followed
