"""Files of a machine that may go: those used longest ago first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TOUCHED = 60.0  # seconds between two notes that a file is used


def used(path: Path) -> bool:
    """Notes that a file is used now, unless that was noted lately; whether it does. Raises
    FileNotFoundError."""
    late = path.stat().st_mtime < time.time() - TOUCHED
    if late:
        os.utime(path)
    return late


def shrink(paths: Iterable[Path], budget: int, keep: Path) -> None:
    """Takes away the files used longest ago, by their time of change, never `keep`, until they are
    `budget` bytes at most."""
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # another process shrinks too
            told = path.stat()
            found.append((told.st_mtime, told.st_size, path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= budget:
            break
        if path != keep:
            path.unlink(missing_ok=True)
            total -= size
