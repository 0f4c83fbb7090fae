"""Items as a source gives them, and which known item each one is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc, SeriesDoc, ServiceDoc
from parvis.catalogue.dcat.plain import to_plain
from parvis.catalogue.harvest import bounds, fill
from parvis.catalogue.harvested import HarvestItem, HarvestSource
from parvis.catalogue.models import DataService, Dataset, DatasetSeries
from parvis.records import canonical

Model = type[Dataset] | type[DatasetSeries] | type[DataService]
MODELS: dict[type[Any], Model] = {  # in the order of writing
    SeriesDoc: DatasetSeries,
    DatasetDoc: Dataset,
    ServiceDoc: DataService,
}


@dataclass(frozen=True)
class Incoming:
    """One item of the source: its document, the same in plain values, and their digest."""

    identifier: str
    digest: bytes
    doc: DatasetDoc | ServiceDoc
    plain: dict[str, Any]
    doubts: tuple[str, ...] = ()  # what was cut or left out
    unfit: str = ""  # why it cannot be kept

    @property
    def model(self) -> Model:
        return MODELS[type(self.doc)]

    @cached_property
    def likeness(self) -> str:
        """A digest of title and description, by which an item is recognised when its identifier
        changed; "" when they say too little."""
        title, text = (fill.shown(said) for said in (self.doc.title, self.doc.description))
        if not (title and text):
            return ""
        said = "\n".join([self.model.record_type, *map(compared, (title, text))])
        return hashlib.sha256(said.encode()).hexdigest()


def compared(text: str) -> str:
    """A text without its capitals and its ways of spacing."""
    return " ".join(text.casefold().split())


def incoming(catalogue: CatalogueDoc) -> list[Incoming]:
    """Items in the order of the source: series, the data sets in them, the services that serve
    these; the reader has refused those without identity."""
    docs: Sequence[Any] = (*catalogue.series, *catalogue.datasets, *catalogue.services)
    return [item_of(doc) for doc in docs]


def item_of(doc: DatasetDoc | ServiceDoc) -> Incoming:
    plain, doubts = bounds.bounded(to_plain(doc))
    digest = canonical.digest(canonical.encode(plain))
    name = doc.identifier or doc.uri
    unfit = bounds.unfit(name, doc.uri)
    return Incoming(name[: bounds.LONGEST_NAME], digest, doc, plain, doubts, unfit)


@dataclass
class Recognised:
    """A batch sorted out: the known item behind each identifier, and what is not brought in."""

    known: dict[str, HarvestItem] = field(default_factory=dict)
    renamed: dict[str, HarvestItem] = field(default_factory=dict)
    taken: list[Incoming] = field(default_factory=list)
    waiting: list[Incoming] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def before(self, item: Incoming) -> HarvestItem | None:
        return self.known.get(item.identifier) or self.renamed.get(item.identifier)


def recognise(
    source: HarvestSource | None,
    batch: Sequence[Incoming],
    run: int,
    again: bool = False,
    last: bool = False,
) -> Recognised:
    """Which item of the source each one is; a constant number of queries.

    `run` is the one in hand: what it has already seen comes twice (or is read `again`, after a
    stop). An item that looks like one not seen yet waits until all is read (`last`): only then is
    it known that the other has vanished, and this is it under a new identifier.
    """
    found = Recognised()
    if source:
        rows = source.items.filter(identifier__in=[item.identifier for item in batch])
        found.known = {row.identifier: row for row in rows}
    fresh = [item for item in batch if item.identifier not in found.known]
    ours = own_records(fresh)
    elsewhere = others(source, fresh)
    moved, alike = renamed(source, fresh, run) if source else ({}, {})
    found.renamed = moved | alike if last else moved
    for item in batch:
        known = found.known.get(item.identifier)
        if item.unfit:
            found.refused.append((item.identifier, item.unfit))
        elif known is not None and run and known.seen == run:
            if not again:
                found.remarks.append((item.identifier, _("Cette fiche est donnée deux fois.")))
        elif known is None and own_key(item) in ours:
            sentence = _("Cette fiche est déjà celle de ce portail : elle n’est pas reprise.")
            found.refused.append((item.identifier, sentence))
        elif known is None and item.doc.uri in elsewhere:
            sentence = _("Cette fiche est déjà reprise de %(source)s : elle n’est pas doublée.")
            found.refused.append((item.identifier, sentence % {"source": elsewhere[item.doc.uri]}))
        elif known is None and not last and item.identifier in alike:
            found.waiting.append(item)
        else:
            if known is None and item.identifier in found.renamed:
                before = found.renamed[item.identifier].identifier
                sentence = _("Cette fiche portait l’identifiant « %(before)s ».")
                found.remarks.append((item.identifier, sentence % {"before": before}))
            found.taken.append(item)
            found.remarks += [(item.identifier, doubt) for doubt in item.doubts]
    return found


def own_key(item: Incoming) -> tuple[str, str]:
    """Type and slug of the record of this portal that an item's address names, slug "" if none."""
    kind = item.model.record_type
    return kind, fill.own_slug(item.doc.uri, kind)


def own_records(fresh: Iterable[Incoming]) -> set[tuple[str, str]]:
    """Those of the items' addresses that are records of this very portal, come back by another
    road."""
    wanted: dict[type[Any], set[str]] = {}
    for item in fresh:
        if slug := own_key(item)[1]:
            wanted.setdefault(item.model, set()).add(slug)
    return {
        (model.record_type, slug)
        for model, slugs in wanted.items()
        for slug in model.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    }


def others(source: HarvestSource | None, fresh: Collection[Incoming]) -> dict[str, str]:
    """{address: the portal} of new items that another source has already brought in."""
    wanted = {item.doc.uri for item in fresh if item.doc.uri}
    if not wanted:
        return {}
    rows = HarvestItem.objects.filter(uri__in=wanted, gone=None)
    rows = rows.exclude(source=source) if source else rows
    return dict(rows.values_list("uri", "source__catalogue__title"))


def renamed(
    source: HarvestSource, fresh: Collection[Incoming], run: int
) -> tuple[dict[str, HarvestItem], dict[str, HarvestItem]]:
    """{new identifier: the item it was} for those that kept their address, and for those that kept
    their title and text, among what this run has not seen under the old identifier."""
    unseen = source.items.exclude(seen=run)
    by_uri = {row.uri: row for row in unseen.filter(uri__in={i.doc.uri for i in fresh} - {""})}
    by_text: dict[str, HarvestItem] = {}
    for row in unseen.filter(likeness__in={i.likeness for i in fresh} - {""}).order_by("pk"):
        by_text.setdefault(row.likeness, row)
    moved: dict[str, HarvestItem] = {}
    alike: dict[str, HarvestItem] = {}
    for item in fresh:  # each row is one item: the first that claims it
        if item.doc.uri in by_uri:
            moved[item.identifier] = by_uri.pop(item.doc.uri)
        elif item.likeness in by_text:
            alike[item.identifier] = by_text.pop(item.likeness)
    held = {row.pk for row in moved.values()}
    return moved, {name: row for name, row in alike.items() if row.pk not in held}
