"""Where this portal's store is, this machine's cache, this process's engine: by its settings."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from parvis.lake import together
from parvis.lake.bucket import Access, Bucket
from parvis.lake.served.cache import Cache
from parvis.lake.served.files import Files
from parvis.lake.served.reader import Reader
from parvis.lake.versions import Store

S3 = "s3://"
_lock = Lock()


def store() -> Store:
    return _store(str(settings.PARVIS_LAKE))


def rows_cache() -> Cache:
    """What is in it can be lost at any time."""
    budget = int(settings.PARVIS_CACHE_GB * 2**30)
    return _cache(settings.PARVIS_CACHE, budget, settings.TIME_ZONE)


def files() -> Files:
    """Files made once from whole versions, on this machine; what is in it can be lost too."""
    return Files(Path(settings.PARVIS_CACHE) / "files", int(settings.PARVIS_EXPORTS_GB * 2**30))


def reader() -> Reader:
    """One for a process; a fork makes its own, as an engine's threads and locks don't pass."""
    kept = rows_cache()
    with _lock:
        return _reader(os.getpid(), kept, store().shelf.near)


@cache
def _store(place: str) -> Store:
    if not remote():
        return Store(Path(place))
    root = Path(settings.DATA) / "lake"
    bucket, _, prefix = place.removeprefix(S3).partition("/")
    access = Access(bucket, prefix.strip("/"), **settings.PARVIS_S3)
    near = int(settings.PARVIS_CACHE_GB * 2**30)
    return Store(root, Bucket(access, root / "brought", near), together.held)


def remote() -> bool:
    """Whether the versions are in a bucket, and not in a folder of this machine."""
    return str(settings.PARVIS_LAKE).startswith(S3)


@cache
def _cache(folder: Path | str, budget: int, zone: str) -> Cache:
    return Cache(Path(folder), budget, zone)


@cache
def _reader(process: int, kept: Cache, near: Path) -> Reader:
    return Reader(kept, near / "objects")


def forget_readers() -> None:
    """For tests, which have a store each."""
    _reader.cache_clear()


def forget() -> None:
    """For tests that move the store."""
    _store.cache_clear()
    forget_readers()
