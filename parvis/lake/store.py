"""Where this portal's store is, this machine's cache, this process's engine: by its settings."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from parvis.lake.served.cache import Cache
from parvis.lake.served.files import Files
from parvis.lake.served.reader import Reader
from parvis.lake.versions import Store

_lock = Lock()


def store() -> Store:
    return _store(Path(settings.PARVIS_LAKE))


def rows_cache() -> Cache:
    """What is in it can be lost at any time."""
    budget = int(settings.PARVIS_CACHE_GB * 2**30)
    return Cache(Path(settings.PARVIS_CACHE), budget, settings.TIME_ZONE)


def files() -> Files:
    """Files made once from whole versions, on this machine; what is in it can be lost too."""
    return Files(Path(settings.PARVIS_CACHE) / "files", int(settings.PARVIS_EXPORTS_GB * 2**30))


def reader() -> Reader:
    """One for a process; a fork makes its own, as an engine's threads and locks don't pass."""
    kept = rows_cache()
    with _lock:
        return _reader(os.getpid(), kept, store().root)


@cache
def _store(root: Path) -> Store:
    return Store(root)


@cache
def _reader(process: int, kept: Cache, root: Path) -> Reader:
    return Reader(kept, root / "objects")


def forget_readers() -> None:
    """For tests, which have a store each."""
    _reader.cache_clear()
