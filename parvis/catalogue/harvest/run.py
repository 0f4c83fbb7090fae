"""One harvest: from the documents a source gave to published records.

An item is known by (source, identifier) and the digest of what the source said last time: the
same again writes nothing. Batches are whole or nothing, so a stopped harvest is simply run again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc, SeriesDoc, ServiceDoc
from parvis.catalogue.harvest import fill
from parvis.catalogue.harvest.read import Source
from parvis.catalogue.harvest.report import Refused, Report, by_item
from parvis.catalogue.models import (
    Catalogue,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    HarvestItem,
    HarvestSource,
    TableColumn,
)
from parvis.organisations.models import Organisation
from parvis.records import bulk, canonical, publishing
from parvis.records.models import Published

BATCH = 200
SUSPECT = 0.5  # a source that loses more than half of its items at once is asked about first
SUSPECT_FROM = 10


Model = type[Dataset] | type[DatasetSeries] | type[DataService]
KINDS: dict[type[Any], Model] = {  # in the order of writing
    SeriesDoc: DatasetSeries,
    DatasetDoc: Dataset,
    ServiceDoc: DataService,
}


def model_of(doc: DatasetDoc | ServiceDoc) -> Model:
    return KINDS[type(doc)]


@dataclass(frozen=True)
class Incoming:
    """One item of the source, with the digest of everything it says."""

    identifier: str
    digest: bytes
    doc: DatasetDoc | ServiceDoc


def harvest(
    source: Source,
    address: str,
    kind: str = "dcat",
    dry_run: bool = False,
    allow_mass_archive: bool = False,
) -> Report:
    """Bring in what a catalogue lists; return what was done (or would be, in a dry run).

    Raises Refused when the source lists nothing, or has suddenly lost most of what it listed.
    """
    report = Report(refused=by_item(source.refused), remarks=by_item(source.doubts))
    items = incoming(source.catalogue)
    if not items:
        raise Refused(_("Cette source ne contient aucun jeu de données. Rien n’a été changé."))
    key = source.catalogue.uri or address
    row = HarvestSource.objects.filter(key=key).select_related("catalogue", "organisation").first()
    known = {item.identifier: item for item in row.items.all()} if row else {}
    items = others(items, known, report)
    gone = vanished(known, items, report) if source.complete else []
    if not allow_mass_archive:
        check_loss(len(gone), len(known))
    sort_out(items, known, report)
    report.archived = [item.identifier for item in gone]
    if not dry_run and (row or items):
        row = row or first_harvest(source.catalogue, key, address, kind)
        write(row, items, known, {*report.created, *report.updated})
        archive(gone)
    return report


def incoming(catalogue: CatalogueDoc) -> list[Incoming]:
    """Items in the order of the source; the reader has refused those without identity."""
    docs: Sequence[Any] = (*catalogue.series, *catalogue.datasets, *catalogue.services)
    return [
        Incoming(
            doc.identifier or doc.uri,
            canonical.digest(canonical.encode(canonical.plain(asdict(doc)))),
            doc,
        )
        for doc in docs
    ]


def others(
    items: Sequence[Incoming], known: Mapping[str, HarvestItem], report: Report
) -> list[Incoming]:
    """Items without those that are records of this very portal, come back by another road."""
    named = {item.doc.uri: own_key(item) for item in items}
    held = {item.record for item in known.values()}
    ours = own_records({key for key in named.values() if key[1]}, held)
    kept = []
    for item in items:
        if named[item.doc.uri] in ours:
            sentence = _("Cette fiche est déjà celle de ce portail : elle n’est pas reprise.")
            report.refused.append((item.identifier, [sentence]))
        else:
            kept.append(item)
    return kept


def own_key(item: Incoming) -> tuple[str, str]:
    """Type and slug of the record of this portal that an item's address names, slug "" if none."""
    kind = model_of(item.doc).record_type
    return kind, fill.own_slug(item.doc.uri, kind)


def own_records(keys: Collection[tuple[str, str]], held: Collection[UUID]) -> set[tuple[str, str]]:
    """Those of the keys that name a record here which this source did not bring in."""
    found = set()
    for model in KINDS.values():
        slugs = sorted(slug for kind, slug in keys if kind == model.record_type)
        for start in range(0, len(slugs), BATCH):
            rows = model.objects.filter(slug__in=slugs[start : start + BATCH])
            found |= {
                (model.record_type, slug)
                for slug, uuid in rows.values_list("slug", "uuid")
                if uuid not in held
            }
    return found


def check_loss(gone: int, known: int) -> None:
    if known >= SUSPECT_FROM and gone > SUSPECT * known:
        message = _(
            "%(gone)s des %(known)s fiches connues ont disparu de la source d’un coup : la source "
            "est sans doute en panne. Rien n’a été changé. Si c’est voulu, ajoutez "
            "--allow-mass-archive."
        )
        raise Refused(message % {"gone": gone, "known": known})


def vanished(
    known: dict[str, HarvestItem], items: Sequence[Incoming], report: Report
) -> list[HarvestItem]:
    """Items known from before that the source lists no more; a refused item has not vanished."""
    listed = {item.identifier for item in items} | {name for name, _errors in report.refused}
    return [item for name, item in known.items() if name not in listed and item.gone is None]


def sort_out(items: Sequence[Incoming], known: dict[str, HarvestItem], report: Report) -> None:
    for item in items:
        before = known.get(item.identifier)
        if before is None:
            report.created.append(item.identifier)
        elif bytes(before.digest) == item.digest and before.gone is None:
            report.unchanged.append(item.identifier)
        else:
            report.updated.append(item.identifier)


@transaction.atomic
def first_harvest(catalogue: CatalogueDoc, key: str, address: str, kind: str) -> HarvestSource:
    """Make the record of the portal and of who answers for it, on its first harvest."""
    record = Catalogue.objects.filter(uri=key).first() or fill.new_catalogue(catalogue, key)
    organisation = record.organisation or fill.catalogue_organisation(catalogue, record.title)
    if record.pk is None:
        record.organisation = organisation
        bulk.save_many([record], why=_("Portail moissonné"))
    return HarvestSource.objects.create(
        key=key, address=address, kind=kind, catalogue=record, organisation=organisation
    )


def write(
    source: HarvestSource,
    items: Sequence[Incoming],
    known: dict[str, HarvestItem],
    wanted: set[str],
) -> None:
    """Series, then the data sets in them, then the services that serve them, batch by batch."""
    for model in KINDS.values():
        changed = [i for i in items if i.identifier in wanted and model_of(i.doc) is model]
        for start in range(0, len(changed), BATCH):
            write_batch(source, model, changed[start : start + BATCH], known)


@transaction.atomic
def write_batch(
    source: HarvestSource,
    model: Model,
    batch: Sequence[Incoming],
    known: dict[str, HarvestItem],
) -> None:
    uuids = [known[item.identifier].record for item in batch if item.identifier in known]
    present = {record.uuid: record for record in model.objects.filter(uuid__in=uuids)}
    distributions = existing_distributions(list(present.values()))
    described = existing_columns(list(present.values()))
    publishers = fill.publishers([item.doc for item in batch])
    records = []
    for item in batch:
        before = known.get(item.identifier)
        record = present.get(before.record) if before else None
        record = record or model(catalogue=source.catalogue)
        record.organisation = publisher_of(item.doc, publishers) or source.organisation
        held = distributions.get(record.pk, {}), described.get(record.pk, ())
        fill.resource(record, item.doc, item.identifier, *held)
        records.append(record)
    into_series(records)
    leave_taken_slugs(model, records)
    bulk.save_many(records, why=_("Moissonnage de %(source)s") % {"source": source.catalogue})
    remember(source, batch, [record.uuid for record in records])


def into_series(records: Sequence[Any]) -> None:
    """Put data sets in the series that their source names; one a steward chose stays otherwise."""
    members: dict[str, list[Dataset]] = {}
    for record in records:
        if isinstance(record, Dataset):
            for uri in record.more.get("in_series", ()):
                members.setdefault(uri, []).append(record)
    for series in DatasetSeries.objects.filter(uri__in=members) if members else ():
        for record in members[series.uri]:
            record.series = series


def leave_taken_slugs(model: Model, records: Sequence[Any]) -> None:
    """A new record whose short name another one has gets a name from its title (`bulk`)."""
    fresh = [record for record in records if record.pk is None and record.slug]
    wanted = [record.slug for record in fresh]
    taken = set(model.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    for record in fresh:
        if record.slug in taken:
            record.slug = ""
        taken.add(record.slug)


def publisher_of(
    doc: DatasetDoc | ServiceDoc, publishers: dict[str, Organisation]
) -> Organisation | None:
    return publishers.get(fill.agent_key(doc.publisher)) if doc.publisher else None


def existing_distributions(
    records: Sequence[Dataset | DatasetSeries | DataService],
) -> dict[int | None, dict[str, Distribution]]:
    """Known distributions of each data set by address, so that they keep their identity."""
    found: dict[int | None, dict[str, Distribution]] = {}
    datasets = [record for record in records if isinstance(record, Dataset)]
    for row in Distribution.objects.filter(dataset__in=datasets):
        found.setdefault(row.dataset_id, {})[row.uri or row.access_url] = row
    return found


def existing_columns(
    records: Sequence[Dataset | DatasetSeries | DataService],
) -> dict[int | None, list[TableColumn]]:
    """Known columns of each data set, so that what a person wrote of them stays."""
    found: dict[int | None, list[TableColumn]] = {}
    datasets = [record for record in records if isinstance(record, Dataset)]
    for row in TableColumn.objects.filter(dataset__in=datasets).select_related("term"):
        found.setdefault(row.dataset_id, []).append(row)
    return found


def remember(
    source: HarvestSource,
    batch: Sequence[Incoming],
    uuids: Sequence[UUID],
) -> None:
    HarvestItem.objects.bulk_create(
        [
            HarvestItem(source=source, identifier=item.identifier, record=uuid, digest=item.digest)
            for item, uuid in zip(batch, uuids, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["source", "identifier"],
        update_fields=["record", "digest", "gone"],
        batch_size=BATCH,
    )


@transaction.atomic
def archive(gone: Sequence[HarvestItem]) -> None:
    """What vanished at its source keeps its page, which says so; nothing is lost."""
    if not gone:
        return
    now = timezone.now()
    for item in gone:
        item.gone = now
    HarvestItem.objects.bulk_update(gone, ["gone"], batch_size=BATCH)
    uuids = [item.record for item in gone]
    records = [one for model in KINDS.values() for one in model.objects.filter(uuid__in=uuids)]
    why = _("Cette fiche n’est plus dans le portail d’origine.")
    publishing.withdraw_many(records, why=why, state=Published.State.ARCHIVED)
