"""Changes of state of the lake. Who may do them is decided above, where data sets have names."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parvis.lake.models import Pointer, Version
from parvis.lake.reading import apart
from parvis.lake.reading.understand import Choices
from parvis.lake.refusals import Away, Damaged
from parvis.lake.store import files, rows_cache, store
from parvis.lake.versions import Fault, manifest_name
from parvis.records import hooks

logger = logging.getLogger(__name__)


@contextmanager
def kept(path: Path, choices: Choices | None = None, source: str = "") -> Iterator[str]:
    """The name of the version that a file makes, in the store; while this is open it is not
    collected, and a row can be made for it. Raises Unreadable."""
    with store().aside() as folder:
        rows = folder / "rows.parquet"
        read = apart.read(path, rows, choices)
        yield store().keep(read, rows, source or path.name)


@contextmanager
def kept_reading(read: apart.Read, rows: Path, source: str) -> Iterator[str]:
    """The same of what was read before: `rows`, of the store's own file system, stay where they
    are."""
    with store().aside() as folder:
        named = folder / "rows.parquet"
        os.link(rows, named)
        yield store().keep(read, named, source)


def load(
    dataset: UUID, path: Path, choices: Choices | None = None, source: str = "", by: Any = None
) -> Version:
    """Keeps a file as a version of a data set's rows; nobody reads it before it is published.

    The same file, read the same way, gives the version that was kept before. Raises Unreadable.
    """
    with kept(path, choices, source) as name:
        return recorded(dataset, name, by)


def recorded(dataset: UUID, name: str, by: Any = None) -> Version:
    """The row of a version that the store holds, made if need be. Call it in `kept`."""
    manifest = store().manifest(name)
    known = _known(dataset, manifest)
    if known:
        return known
    version, _created = Version.objects.get_or_create(
        dataset=dataset,
        name=name,
        defaults={
            "sha256": manifest["sha256"], "rows": manifest["rows"], "by": by,
            "columns": manifest["columns"], "source": manifest["source"],
            "bytes": store().rows_size(manifest["sha256"]) or 0,
        },
    )  # fmt: skip
    return version


def _known(dataset: UUID, manifest: dict[str, Any]) -> Version | None:
    """Estimates of a profile may differ from one reading to the next; rows and columns don't."""
    alike = Version.objects.filter(dataset=dataset, sha256=manifest["sha256"]).order_by("pk")
    for version in alike:
        if version.columns == manifest["columns"] and store().stated(version.name):
            return version
    return None


def publish(
    version: Version, by: Any = None, told: Callable[[Pointer], None] | None = None
) -> Pointer:
    """Readers get this version from now on, of its Parquet until this machine's copy is made; those
    who read another one end undisturbed.

    `told` writes what is kept of the publication, with it or not at all. Raises Damaged when the
    store lost the version.
    """
    with store().writing():
        whole = store().rows_size(version.sha256) is not None and store().stated(version.name)
        if not whole:
            raise Damaged("missing", version=version.name)
        pointer = _point(version, by, told)
        _prepare(version)
        return pointer


@transaction.atomic
def _point(version: Version, by: Any, told: Callable[[Pointer], None] | None) -> Pointer:
    pointer, created = Pointer.objects.select_for_update().get_or_create(
        dataset=version.dataset, defaults={"version": version, "by": by}
    )
    if not created and pointer.version_id != version.pk:
        pointer.version, pointer.by, pointer.published = version, by, timezone.now()
        pointer.save()
    if told:
        told(pointer)
    return pointer


def _prepare(version: Version) -> None:
    """This machine's quick copy. It takes longer to make than the file took to read, and on other
    machines it is made when somebody asks: no publication waits for it."""
    if rows_cache().find(version.name):
        return
    try:
        rows = store().rows_path(version.sha256)
        rows_cache().build(version.name, version.columns, rows)
    except (duckdb.Error, OSError) as error:
        logger.warning("A file of the cache was not built: %s", type(error).__name__)


@dataclass(frozen=True)
class Verified:
    checked: int  # versions whose manifest and rows were read again, files that rooms name
    broken: list[Fault]


def verify() -> Verified:
    """Reads the whole store again, and looks for every version the database knows."""
    found = set(store().versions())
    broken = list(store().verify(_named))
    wanted = set(Version.objects.values_list("name", flat=True))
    gone = [name for name in sorted(wanted - found) if not store().stated(name)]
    broken += [Fault(manifest_name(name), "missing") for name in gone]
    return Verified(len(found | wanted) + len(_named()), broken)


def _named() -> list[str]:
    return hooks.gather("kept_rows")


def collect() -> int:
    """Forgets what no data set has, and what a cut left; how many files went. Raises Damaged, or
    Away where the store is another portal's too: it knows versions that we do not."""
    owner = store().shelf.claim(settings.PARVIS_BASE_URL)
    if owner != settings.PARVIS_BASE_URL:
        raise Away("other", place=settings.PARVIS_LAKE, owner=owner)
    names = Version.objects.values_list("name", flat=True).distinct()
    gone = store().collect(names.all, _named)
    return gone + files().forget(set(names.all()))
