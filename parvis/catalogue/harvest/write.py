"""A batch of items written as published records, and what vanished put away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue import moved
from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc, ServiceDoc
from parvis.catalogue.harvest import fill
from parvis.catalogue.harvest.incoming import MODELS, Incoming, Model, Recognised
from parvis.catalogue.harvest.sources import reclaim
from parvis.catalogue.harvested import HarvestItem, HarvestSource
from parvis.catalogue.models import (
    Catalogue,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    TableColumn,
)
from parvis.organisations.models import Organisation
from parvis.organisations.standing import read_tree
from parvis.records import bulk, publishing, rows
from parvis.records.models import Published

BATCH = 200


@transaction.atomic
def source_of(catalogue: CatalogueDoc, address: str, kind: str) -> HarvestSource:
    """The source with this catalogue, made with the record of the portal on its first harvest."""
    key = (catalogue.uri or address)[:500]
    known = HarvestSource.objects.select_related("catalogue", "organisation")
    if row := known.filter(key=key).first():
        own = row.every == HarvestSource.Every.NEVER  # an address of the schedule stays
        if own and (row.address, row.kind) != (address, kind):
            row.address, row.kind = address, kind
            row.save(update_fields=["address", "kind"])
        return row
    record = Catalogue.objects.filter(uri=key).first() or fill.new_catalogue(catalogue, key)
    organisation = record.organisation or fill.catalogue_organisation(catalogue, record.title)
    if record.pk is None:
        record.organisation = organisation
        bulk.save_many([record], why=_("Portail moissonné"))
    made = HarvestSource.objects.create(
        key=key, address=address, kind=kind, catalogue=record, organisation=organisation,
        trusted=True,  # who runs the command runs the portal
    )  # fmt: skip
    reclaim(made)
    return made


def write(source: HarvestSource, batch: Sequence[Incoming], found: Recognised, run: int) -> None:
    """Write items of one model, new or changed, and remember what the source said of them."""
    model = batch[0].model
    before = {item.identifier: found.before(item) for item in batch}
    uuids = [row.record for row in before.values() if row]
    present = {record.uuid: record for record in model.objects.filter(uuid__in=uuids)}
    distributions = existing_distributions(list(present.values()))
    described = existing_columns(list(present.values()))
    publishers = publishers_of(source, batch, found)
    records = []
    for item in batch:
        row = before[item.identifier]
        record = present.get(row.record) if row else None
        record = record or model(catalogue=source.catalogue)
        record.organisation = publisher_of(item.doc, publishers) or source.organisation
        held = distributions.get(record.pk, {}), described.get(record.pk, ())
        fill.resource(record, item.plain, item.identifier, *held)
        records.append(record)
    into_series(source, records)
    leave_taken_slugs(model, records)
    bulk.save_many(records, why=_("Moissonnage de %(source)s") % {"source": source.catalogue})
    remember(source, batch, found, [record.uuid for record in records], run)
    written = zip(batch, records, strict=True)
    moved.remember(source, ((item.doc, record.uuid) for item, record in written))


def publishers_of(
    source: HarvestSource, batch: Sequence[Incoming], found: Recognised
) -> dict[str, Organisation]:
    """The organisations in whose name items are published, by the key of their publisher; the
    source answers for the others, and the report says so."""
    docs = [item.doc for item in batch]
    if source.trusted:
        return fill.publishers(docs)
    branch = read_tree([source.organisation_id]).branch(source.organisation_id)
    known = fill.known_publishers(docs)
    kept = {key: one for key, one in known.items() if one.pk in branch}
    for item in batch:
        name = fill.agent_key(item.doc.publisher) if item.doc.publisher else ""
        if name and name not in kept:
            sentence = _(
                "Le producteur « %(name)s » n’est pas de l’organisation de cette source : la fiche "
                "est publiée au nom de la source. Un administrateur peut permettre l’autre nom."
            )
            found.remarks.append((item.identifier, sentence % {"name": name[:200]}))
    return kept


def into_series(source: HarvestSource, records: Sequence[Any]) -> None:
    """Put data sets in the series of their own portal that it names; one a steward chose stays
    otherwise."""
    members: dict[str, list[Dataset]] = {}
    for record in records:
        if isinstance(record, Dataset):
            for uri in record.more.get("in_series", ()):
                members.setdefault(uri, []).append(record)
    if not members:
        return
    for series in DatasetSeries.objects.filter(uri__in=members, catalogue=source.catalogue):
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
    found: Recognised,
    uuids: Sequence[UUID],
    run: int,
) -> None:
    known: list[HarvestItem] = []
    fresh: list[HarvestItem] = []
    for item, uuid in zip(batch, uuids, strict=True):
        row = found.before(item)
        (fresh if row is None else known).append(row := row or HarvestItem(source=source))
        row.identifier, row.record, row.digest = item.identifier, uuid, item.digest
        row.uri, row.likeness = item.doc.uri[:500], item.likeness
        row.seen, row.gone = run, None
    rows.insert(fresh)
    rows.update(known, ["identifier", "record", "digest", "uri", "likeness", "seen", "gone"])


@transaction.atomic
def archive(gone: Sequence[HarvestItem]) -> None:
    """What vanished at its source keeps its page, which says so; nothing is lost."""
    now = timezone.now()
    for item in gone:
        item.gone = now
    rows.update(gone, ["gone"])
    uuids = [item.record for item in gone]
    records = [one for model in MODELS.values() for one in model.objects.filter(uuid__in=uuids)]
    why = _("Cette fiche n’est plus dans le portail d’origine.")
    publishing.withdraw_many(records, why=why, state=Published.State.ARCHIVED)
