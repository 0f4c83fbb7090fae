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
from parvis.catalogue.unchanged import State
from parvis.lake import quoting

logger = logging.getLogger(__name__)
FORMAT = 2  # of what a row says: another number makes the file anew
PATIENCE = 60.0  # seconds between two files while rows alone move
NAMES = "catalogue-{}.parquet"
Stamp = tuple[int, int]


class Damaged(Exception):
    """Of the file."""


@dataclass(frozen=True)
class Followed:
    """How far the file goes: the last entry of history, and the version of rows of each set."""

    sequence: int
    digest: bytes
    pointers: dict[UUID, int]

    @property
    def state(self) -> State:
        return State(self.sequence, self.digest)

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


def keep(link: duckdb.DuckDBPyConnection, table: str, path: Path, followed: Followed) -> bool:
    """The rows of `table` in the file, in place of what was there, and of other releases' files;
    whether they could be written."""
    aside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.aside")
    rows = f"SELECT * REPLACE ({quoting.text(followed.text)} AS followed) FROM {table}"  # noqa: S608 - our own names
    kept = True
    try:
        link.execute(f"COPY ({rows}) TO {quoting.text(str(aside))} (FORMAT parquet)")
        aside.replace(path)
    except (duckdb.Error, OSError) as error:  # a full disk: each process reads all data sets
        logger.warning("The table of the catalogue was not kept: %s", type(error).__name__)
        aside.unlink(missing_ok=True)
        kept = False
    others = (other for other in path.parent.glob(NAMES.format("*")) if other != path)
    left = path.parent.glob("catalogue-*.aside")  # by a process that was killed
    for gone in (*others, *filter(due, left)):
        gone.unlink(missing_ok=True)
    return kept


def stamp(path: Path) -> Stamp | None:
    """What is another once the file was made anew."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return told.st_ino, told.st_mtime_ns


def followed(link: duckdb.DuckDBPyConnection, path: Path) -> Followed | None:
    """How far the file goes; None for one that can't be read, which is left."""
    try:
        found = link.execute(f"SELECT followed FROM {rows_of(path)} LIMIT 1").fetchone()  # noqa: S608
        return Followed.of(found[0]) if found else None
    except (duckdb.Error, ValueError) as error:
        leave(path, error)
        return None


def restored(link: duckdb.DuckDBPyConnection, table: str, path: Path) -> Followed:
    """Puts the rows of the file in the place of `table`; how far they go. Raises Damaged for a file
    that can't be read to its end, which is left; the transaction is broken then."""
    try:
        link.execute(f"CREATE OR REPLACE TABLE {table} AS FROM {rows_of(path)}")
        ((told,),) = link.execute(f"SELECT followed FROM {table} LIMIT 1").fetchall()  # noqa: S608
        return Followed.of(told)
    except (duckdb.Error, ValueError) as error:
        leave(path, error)
        raise Damaged from error


def rows_of(path: Path) -> str:
    return f"read_parquet({quoting.text(str(path))})"


def leave(path: Path, error: Exception) -> None:
    logger.warning("The kept table of the catalogue is left: %s", type(error).__name__)
    with suppress(OSError):
        path.unlink(missing_ok=True)
