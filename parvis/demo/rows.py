"""The rows of the open data sets, read, kept and published as a service does it."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from parvis.catalogue import access, loading
from parvis.lake.models import Pointer
from parvis.records.models import Published

SAMPLES = files("parvis.demo").joinpath("data/samples")


def load() -> int:
    """Publish the rows of the data sets that have a sample and no rows yet; how many.

    Each is read in a process of its own: nothing of the database is held meanwhile.
    """
    with as_file(SAMPLES) as folder:
        found = {path.stem: path for path in sorted(folder.glob("*.csv"))}
        fresh = missing(found)
        for path in fresh:
            loading.load(path, path.stem, publish=True)
    return len(fresh)


def missing(found: dict[str, Path]) -> list[Path]:
    rows = Published.objects.filter(
        type="dataset", state=Published.State.LIVE, slug__in=found
    ).exclude(pk__in=Pointer.objects.values("dataset"))
    return [found[row.slug] for row in rows.order_by("slug") if access.level(row.content) == "open"]
