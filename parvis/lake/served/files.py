"""A machine's files made from versions, such as exports: made once, and never the truth.

    <version>.<key>.<digest of the content>     aside/<version>.<key>     locks/<00…ff>

A file is written aside, flushed and renamed: what has its name is whole. One process writes a file
at a time; beyond the budget those used longest ago go (whoever reads one keeps it open).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from parvis.lake.served import budget

LOST = 3600.0  # seconds without a word after which a file written aside has no writer any more
DIGEST = 32  # hexadecimal digits of a content that its name tells


class TooLarge(Exception):
    """More than the whole budget; nothing of it is kept."""


@dataclass(frozen=True)
class Held:
    """An open file: it stays readable though its name goes. Whoever gets it closes it."""

    file: BinaryIO
    size: int  # bytes
    digest: str  # of its content


@dataclass(frozen=True)
class Files:
    folder: Path
    budget: int  # bytes; 0 keeps nothing

    def find(self, version: str, key: str) -> Held | None:
        """The file of this key (hexadecimal digits), noted as used now."""
        for path in self.folder.glob(f"{version}.{key}.*"):
            with suppress(FileNotFoundError):  # another process takes it away
                budget.used(path)
                file = path.open("rb")
                size = os.fstat(file.fileno()).st_size
                return Held(file, size, path.suffix.removeprefix("."))
        return None

    @contextmanager
    def alone(self, key: str, *, wait: bool) -> Iterator[bool]:
        """Whether this thread alone may write the file of a key; without `wait` perhaps not. The
        lock falls with the process. 256 lock files, empty, stay: two keys may share one."""
        locks = self.folder / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / key[:2]).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    def write(self, version: str, key: str, pieces: Iterable[bytes]) -> Held:
        """Call it `alone`. Raises TooLarge, OSError, and what `pieces` raises: nothing is kept."""
        aside = self.folder / "aside" / f"{version}.{key}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            digest = self._laid(aside, pieces)
            file = aside.open("rb")
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        try:
            path = aside.rename(self.folder / f"{version}.{key}.{digest}")
            self.shrink(keep=path)
        except BaseException:
            file.close()
            raise
        return Held(file, os.fstat(file.fileno()).st_size, digest)

    def _laid(self, aside: Path, pieces: Iterable[bytes]) -> str:
        told, size = hashlib.sha256(), 0
        with aside.open("wb") as out:
            for piece in pieces:
                size += len(piece)
                if size > self.budget:
                    raise TooLarge
                told.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        return told.hexdigest()[:DIGEST]

    def shrink(self, keep: Path) -> None:
        """Takes away the files used longest ago, never `keep`, until the budget holds, and what
        killed writers left."""
        for path in (self.folder / "aside").iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - LOST:
                    path.unlink()
        budget.shrink(self._kept(), self.budget, keep)

    def forget(self, kept: Collection[str]) -> int:
        """Takes away the files of every version that is not in `kept`; how many."""
        gone = [path for path in self._kept() if path.name.partition(".")[0] not in kept]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _kept(self) -> Iterator[Path]:
        return self.folder.glob("*.*.*")
