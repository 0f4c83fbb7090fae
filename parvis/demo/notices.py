"""Collection points and protection policy of the demonstration."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from typing import Any

from parvis.demo import source
from parvis.demo.catalogue import missing
from parvis.demo.source import Row
from parvis.design.text import french_spaces
from parvis.organisations.models import Organisation
from parvis.privacy.models import (
    About,
    CollectionPoint,
    Processing,
    Proof,
    Protected,
    Protection,
)
from parvis.privacy.notices import points
from parvis.records import bulk
from parvis.records.models import Published

OLDER = "0f7d2c41a9b3"  # the mark of a text that no notice says any more


def load(organisations: Mapping[str, Organisation], reference: dt.date, why: str) -> int:
    """Create the points and measures that are missing; how many. The processings come first."""
    found = tomllib.loads(source.text("notices.toml"))
    fresh, wanted = missing(CollectionPoint, found["notice"]), missing(Protection, found["policy"])
    if not fresh and not wanted:
        return 0
    known = {one.slug: one for one in Processing.objects.all()}
    made = [point(row, organisations, known, reference) for row in fresh]
    measures = [measure(row, organisations, known, reference) for row in wanted]
    bulk.save_many(made, why=why)
    bulk.save_many(measures, why=why)
    copied = [(row, one) for row, one in zip(fresh, made, strict=True) if "copied_on" in row]
    copy(copied, reference, why)
    return len(made) + len(measures)


def point(
    row: Row,
    organisations: Mapping[str, Organisation],
    known: Mapping[str, Processing],
    reference: dt.date,
) -> CollectionPoint:
    made = CollectionPoint(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        kind=row["kind"],
        place=french_spaces(row.get("place", "")),
        url=row.get("url", ""),
        shows=row["shows"],
        form=row.get("form", "notice"),
        since=source.day(reference, row["since"]),
        review_on=source.day(reference, 300),
        **source.words(row),
    )
    made.about.set([About(processing=known[slug]) for slug in row["about"]])
    return made


def copy(copied: list[tuple[Row, CollectionPoint]], reference: dt.date, why: str) -> None:
    """Say which text each copy bears: that of the day, or an older one."""
    rows = list(Published.objects.filter(pk__in=[one.uuid for _row, one in copied]))
    now = points.told(rows)
    for row, one in copied:
        one.says = OLDER if row.get("older") else now[one.uuid].says
        one.copied_on = source.day(reference, row["copied_on"])
    bulk.save_many([one for _row, one in copied], why=why)


def measure(
    row: Row,
    organisations: Mapping[str, Organisation],
    known: Mapping[str, Processing],
    reference: dt.date,
) -> Protection:
    days = ("state_since", "planned_on", "checked_on", "review_on")
    dated = {name: source.day(reference, row[name]) for name in days if name in row}
    made = Protection(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        kind=row["kind"],
        state=row["state"],
        priority=row.get("priority", 2),
        owner=french_spaces(row["owner"]),
        everywhere=row.get("everywhere", False),
        **dated,
        **source.words(row),
    )
    made.proofs.set([proof(one, reference) for one in row.get("proofs", ())])
    made.protects.set([Protected(processing=known[slug]) for slug in row.get("protects", ())])
    return made


def proof(row: Mapping[str, Any], reference: dt.date) -> Proof:
    when = reference + dt.timedelta(days=row["date"])
    return Proof(title=french_spaces(row["title"]), date=when)
