"""Changes of state of the lake. Who may do them is decided above, where data sets have names."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from django.db import transaction
from django.utils import timezone

from parvis.lake.models import Pointer, Version
from parvis.lake.reading import apart
from parvis.lake.reading.understand import Choices
from parvis.lake.refusals import Damaged
from parvis.lake.store import rows_cache, store
from parvis.lake.versions import Store

logger = logging.getLogger(__name__)


def load(
    dataset: UUID, path: Path, choices: Choices | None = None, source: str = "", by: Any = None
) -> Version:
    """Keeps a file as a version of a data set's rows; nobody reads it before it is published.

    The same file, read the same way, gives the version that was kept before. Raises Unreadable.
    """
    kept = store()
    with kept.aside() as folder:  # nothing is collected before the row below points to the version
        rows = folder / "rows.parquet"
        read = apart.read(path, rows, choices)
        return recorded(kept, dataset, kept.keep(read, rows, source or path.name), by)


def recorded(kept: Store, dataset: UUID, name: str, by: Any = None) -> Version:
    """The row of a version that the store holds, made if need be. Call it in `Store.writing`."""
    manifest = kept.manifest(name)
    known = _known(kept, dataset, manifest)
    if known:
        return known
    version, _created = Version.objects.get_or_create(
        dataset=dataset,
        name=name,
        defaults={
            "sha256": manifest["sha256"], "rows": manifest["rows"], "by": by,
            "columns": manifest["columns"], "source": manifest["source"],
            "bytes": kept.rows_path(manifest["sha256"]).stat().st_size,
        },
    )  # fmt: skip
    return version


def _known(kept: Store, dataset: UUID, manifest: dict[str, Any]) -> Version | None:
    """Estimates of a profile may differ from one reading to the next; rows and columns don't."""
    alike = Version.objects.filter(dataset=dataset, sha256=manifest["sha256"]).order_by("pk")
    for version in alike:
        if version.columns == manifest["columns"] and kept.manifest_path(version.name).exists():
            return version
    return None


def publish(version: Version, by: Any = None) -> Pointer:
    """Readers get this version from now on; those who read another one end undisturbed.

    Raises Damaged when the store lost it.
    """
    kept = store()
    with kept.writing():
        rows = kept.rows_path(version.sha256)
        if not (rows.exists() and kept.manifest_path(version.name).exists()):
            raise Damaged("missing", version=version.name)
        _prepare(version, rows)
        return _point(version, by)


@transaction.atomic
def _point(version: Version, by: Any) -> Pointer:
    pointer, created = Pointer.objects.select_for_update().get_or_create(
        dataset=version.dataset, defaults={"version": version, "by": by}
    )
    if not created and pointer.version_id != version.pk:
        pointer.version, pointer.by, pointer.published = version, by, timezone.now()
        pointer.save()
    return pointer


def _prepare(version: Version, rows: Path) -> None:
    """This machine's quick copy, before the first reader comes; without it Parquet answers."""
    try:
        rows_cache().build(version.name, version.columns, rows)
    except (duckdb.Error, OSError) as error:
        logger.warning("A file of the cache was not built: %s", type(error).__name__)
