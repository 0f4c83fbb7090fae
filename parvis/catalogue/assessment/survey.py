"""One pass over the published data sets: their addresses are listed, their quality is worked out.

Batch by batch, each written by itself: a pass that is killed is simply made again. What no pass
saw for a while is forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.catalogue import scores
from parvis.catalogue.assessment.models import CatalogueQuality, RecordQuality
from parvis.catalogue.links import known
from parvis.catalogue.quality import mqa, nine
from parvis.catalogue.quality.described import Answers, addresses
from parvis.catalogue.quality.standing import BANDS, Standing, standing
from parvis.records.audience import VISITOR
from parvis.records.kinds import Circle
from parvis.records.models import Published

BATCH = 500
KEPT_DAYS = 800  # of the catalogue's own quality, one row a day


@dataclass
class Totals:
    """What is counted over the public data sets.

    `national["update_fulfilled_in_time"]` are those that some day is in time for: who reads takes
    away those that are late on that day.
    """

    european: mqa.Tally = field(default_factory=mqa.Tally)
    national: Counter[str] = field(default_factory=Counter)  # criterion → sets that keep it
    bands: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)  # criterion → sets to work on
    addresses: Counter[str] = field(default_factory=Counter)  # yes, no, unknown → addresses

    def add(self, pair: scores.Pair, stands: Standing) -> None:
        self.european.add(pair.exported)
        kept = [one.name for one in nine.criteria(pair.said, dt.date.min) if one.kept]
        self.national.update(kept)
        self.bands[stands.band] += 1
        self.lacking.update(stands.lacking)

    def as_json(self) -> dict[str, Any]:
        return {
            "european": {
                one.name: list(count)
                for one, count in zip(mqa.INDICATORS, self.european.counts, strict=True)
            },
            "national": dict(self.national),
            "bands": {name: self.bands[name] for name in BANDS},
            "lacking": dict(self.lacking),
            "addresses": dict(self.addresses),
        }


def survey() -> CatalogueQuality:
    """Make a pass; return what the public catalogue is worth today."""
    started = timezone.now()
    publishers = set(
        Published.objects.visible(VISITOR, archived=True)
        .filter(type="organisation")
        .values_list("uuid", flat=True)
    )
    totals = Totals()
    asked: dict[str, bool | None] = {}
    for batch in batches():
        asked |= look_at(batch, publishers, totals, started)
    words = {True: "yes", False: "no", None: "unknown"}
    totals.addresses.update(words[answer] for answer in asked.values())
    RecordQuality.objects.filter(seen__lt=started).delete()
    known.forget(started)
    return keep(totals, started)


def batches() -> Iterator[list[Published]]:
    rows = Published.objects.live().filter(type="dataset").order_by("slug")
    after = ""
    while batch := list(rows.filter(slug__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].slug


def look_at(
    batch: Sequence[Published], publishers: set[UUID], totals: Totals, now: dt.datetime
) -> dict[str, bool | None]:
    """Write where each data set of the batch stands; return the answers of the public ones, by
    key of address. As many queries for a batch whatever it holds."""
    given = {row.uuid: addresses(row.content) for row in batch}
    known.list_addresses(set().union(*given.values()), now)
    answers = known.answers(set().union(*given.values()))
    public: set[str] = set()
    found = []
    for row in batch:
        pair = scores.read(
            row.content, answers, row.organisation in publishers, row.first_published, row.updated
        )
        stands = standing(pair.said, pair.exported)
        seen_by_all = row.circle <= Circle.PUBLIC
        if seen_by_all:
            totals.add(pair, stands)
            public |= given[row.uuid]
        found.append(quality_of(row.uuid, stands, seen_by_all, now))
    write(found)
    return summary(public, answers)


def summary(public: Iterable[str], answers: Answers) -> dict[str, bool | None]:
    return {known.key_of(address): answers.get(address) for address in public}


def quality_of(record: UUID, stands: Standing, public: bool, now: dt.datetime) -> RecordQuality:
    return RecordQuality(
        record=record,
        public=public,
        points=stands.points,
        most=stands.most,
        band=stands.band,
        lacking=f" {' '.join(stands.lacking)} ",
        late_after=stands.late_after,
        seen=now,
    )


def write(found: Sequence[RecordQuality]) -> None:
    RecordQuality.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["public", "points", "most", "band", "lacking", "late_after", "seen"],
    )


def keep(totals: Totals, made: dt.datetime) -> CatalogueQuality:
    day = timezone.localdate(made)
    CatalogueQuality.objects.filter(day__lt=day - dt.timedelta(days=KEPT_DAYS)).delete()
    row, _new = CatalogueQuality.objects.update_or_create(
        day=day,
        defaults={"made": made, "sets": totals.european.sets, "counts": totals.as_json()},
    )
    return row
