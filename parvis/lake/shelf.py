"""Where the store's files stand by name: a folder of this machine, or a bucket (`bucket.py`).

A name is a path within the store: `objects/ab/<sha256>.parquet`, `versions/<sha256>.json`; its stem
is the SHA-256 of the content. What is put is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol


class Shelf(Protocol):
    """Every method raises OSError when the place does not answer; FileNotFoundError, its subclass,
    when it does and has no such file."""

    @property
    def near(self) -> Path:
        """The folder of this machine in which `fetch` names files."""

    def put(self, written: Path, name: str) -> None:
        """Takes a finished file of the store's own file system under a name; `written` is gone."""

    def fetch(self, name: str) -> Path:
        """A file of this machine with that content. Ask for it anew before each use."""

    def size(self, name: str) -> int | None:
        """Bytes; None when there is no such file."""

    def digest(self, name: str) -> str:
        """SHA-256 of the bytes that stand there, every one read again."""

    def names(self, folder: str) -> Iterator[str]:
        """What is in `objects` or `versions`, in no order."""

    def remove(self, name: str) -> None: ...

    def claim(self, mine: str) -> str:
        """Whose it is: `mine`, unless another portal said so first."""


class Folder:
    """Renaming makes a file appear: what has a name is whole whatever stops the machine."""

    def __init__(self, root: Path) -> None:
        self.near = root
        for name in ("objects", "versions"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def put(self, written: Path, name: str) -> None:
        flush(written)
        settle(written, self.near / name)

    def fetch(self, name: str) -> Path:
        return self.near / name

    def size(self, name: str) -> int | None:
        path = self.near / name
        return path.stat().st_size if path.exists() else None

    def digest(self, name: str) -> str:
        return digest(self.near / name)

    def names(self, folder: str) -> Iterator[str]:
        for path in (self.near / folder).rglob("*"):
            if path.is_file():
                yield path.relative_to(self.near).as_posix()

    def remove(self, name: str) -> None:
        (self.near / name).unlink()

    def claim(self, mine: str) -> str:
        return mine


def stem(name: str) -> str:
    return PurePosixPath(name).stem


def settle(written: Path, target: Path) -> None:
    """Gives a flushed file its name, and flushes the folders that say so."""
    target.parent.mkdir(exist_ok=True)
    written.rename(target)
    for folder in (target.parent, target.parent.parent):
        flush(folder)


def flush(path: Path) -> None:
    """What is written of a file or a folder stands on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
