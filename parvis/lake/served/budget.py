"""Files of a machine that may go: those used longest ago first."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def shrink(paths: Iterable[Path], budget: int, keep: Path) -> int:
    """Takes away the files used longest ago, by their time of change, never `keep`, until they are
    `budget` bytes at most; how many went."""
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # another process shrinks too
            told = path.stat()
            found.append((told.st_mtime, told.st_size, path))
    total, gone = sum(size for _, size, _ in found), 0
    for _, size, path in sorted(found):
        if total <= budget:
            break
        if path != keep:
            path.unlink(missing_ok=True)
            total, gone = total - size, gone + 1
    return gone
