"""The rows of the open data sets, read, kept and published as a service does it."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from parvis.catalogue import access, loading
from parvis.catalogue.deposits import gate
from parvis.catalogue.deposits.actions import Decided, settle
from parvis.catalogue.models import Dataset
from parvis.demo import source
from parvis.demo.people import by_username
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
        if fresh:
            decide()
        for path in fresh:
            loading.load(path, path.stem, publish=True)
    return len(fresh)


def decide() -> None:
    """Of columns that may tell of people, once: nothing is decided anew."""
    people = by_username()
    for row in source.rows("decision"):
        record = Dataset.objects.filter(slug=row["dataset"]).first()
        if record and row["column"] not in gate.in_force(record):
            said = Decided(row["column"], row["measure"], row["reason"])
            settle(people.get(row["by"]), record, [said])


def missing(found: dict[str, Path]) -> list[Path]:
    rows = Published.objects.filter(
        type="dataset", state=Published.State.LIVE, slug__in=found
    ).exclude(pk__in=Pointer.objects.values("dataset"))
    return [found[row.slug] for row in rows.order_by("slug") if access.level(row.content) == "open"]
