"""What a harvest would do, nothing written. Memory stays flat: one bit for each known item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.incoming import Incoming, incoming, recognise
from parvis.catalogue.harvest.report import Refused, Report
from parvis.catalogue.harvest.sorting import batches, is_short, sentences, sorted_out
from parvis.catalogue.harvest.sources import known
from parvis.catalogue.harvest.write import BATCH
from parvis.catalogue.harvested import HarvestItem, HarvestSource


@dataclass
class Listed:
    """Which known items of a source it lists: a bit each."""

    source: HarvestSource
    first: int = 0
    bits: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        ends = self.source.items.aggregate(first=Min("pk"), last=Max("pk"))
        self.first = ends["first"] or 0
        self.bits = bytearray(((ends["last"] or 0) - self.first) // 8 + 1)

    def add(self, keys: Iterable[int]) -> None:
        for key in keys:
            byte, bit = divmod(key - self.first, 8)
            if 0 <= byte < len(self.bits):
                self.bits[byte] |= 1 << bit

    def refused(self, names: list[str]) -> None:
        for start in range(0, len(names), BATCH):
            some = names[start : start + BATCH]
            self.add(self.source.items.filter(identifier__in=some).values_list("pk", flat=True))

    def lacking(self) -> int:
        keys = self.source.items.filter(gone=None).values_list("pk", flat=True)
        return sum(not self.has(key) for key in keys.iterator())

    def has(self, key: int) -> bool:
        byte, bit = divmod(key - self.first, 8)
        return 0 <= byte < len(self.bits) and bool(self.bits[byte] & 1 << bit)


def rehearse(
    pages: Iterator[Page],
    address: str,
    kind: str,
    source: HarvestSource | None = None,
    each_page: Callable[[], None] = lambda: None,
) -> Report:
    """Return the report that a harvest would have; `each_page` is called after each."""
    report, complete = Report(), True
    source = source or known(address, kind)
    listed = Listed(source) if source and source.key else None
    for number, page in enumerate(pages):
        reading = page.reading
        if listed is None and number == 0:
            key = (reading.catalogue.uri or address)[:500]
            found = HarvestSource.objects.filter(key=key).first()
            listed = Listed(found) if found else None
        for batch in batches(incoming(reading.catalogue)):
            take(report, batch, listed)
        refused, doubts = sentences(reading)
        report.tell(refused, doubts)
        if listed:
            listed.refused([name for name, _sentence in refused])
        complete &= not is_short(reading)
        each_page()
    if not (report.created + report.updated + report.unchanged or report.refused):
        raise Refused(_("Cette source ne contient aucun jeu de données. Rien n’a été changé."))
    if listed and complete:
        report.archived = listed.lacking()
    return report


def take(report: Report, batch: Sequence[Incoming], listed: Listed | None) -> None:
    found = recognise(listed.source if listed else None, batch, 0, last=True)
    fresh, changed, same = sorted_out(found)
    report.created += len(fresh)
    report.updated += len(changed)
    report.unchanged += len(same)
    report.tell(found.refused, found.remarks)
    if listed:
        rows: list[HarvestItem] = [row for item in batch if (row := found.before(item))]
        listed.add(row.pk for row in rows)
