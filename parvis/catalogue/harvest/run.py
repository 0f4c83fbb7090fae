"""One harvest: from the documents a source gave to published records.

An item is known by (source, identifier) and the digest of what the source said last time: the
same again writes nothing. Batches are whole or nothing, so a stopped harvest is simply run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc
from parvis.catalogue.harvest import fill
from parvis.catalogue.harvest.report import Report
from parvis.catalogue.models import Catalogue, Dataset, Distribution, HarvestItem, HarvestSource
from parvis.organisations.models import Organisation
from parvis.records import bulk, canonical, publishing
from parvis.records.models import Published

BATCH = 200
SUSPECT = 0.5  # a source that loses more than half of its items at once is asked about first
SUSPECT_FROM = 10


class Refused(Exception):
    """The whole harvest is refused: one clear sentence, nothing changed."""


@dataclass(frozen=True)
class Incoming:
    """One item of the source, with the digest of everything it says."""

    identifier: str
    digest: bytes
    doc: DatasetDoc


def harvest(
    catalogue: CatalogueDoc,
    problems: Sequence[tuple[str, str]],
    address: str,
    kind: str = "dcat",
    dry_run: bool = False,
    allow_mass_archive: bool = False,
) -> Report:
    """Bring the data sets of a catalogue in; return what was done (or would be, in a dry run).

    `problems`: (item, sentence) for what the reader could not understand. Raises Refused when
    the source lists nothing, or has suddenly lost most of what it listed.
    """
    report = Report()
    items = incoming(catalogue.datasets, report)
    add_problems(report, problems)
    key = catalogue.uri or address
    source = HarvestSource.objects.filter(key=key).select_related("catalogue").first()
    known = known_items(source)
    if not items:
        raise Refused(_("Cette source ne contient aucun jeu de données. Rien n’a été changé."))
    gone = vanished(known, items, report)
    if len(gone) > SUSPECT * len(known) and len(known) >= SUSPECT_FROM and not allow_mass_archive:
        message = _(
            "%(gone)s des %(known)s fiches connues ont disparu de la source d’un coup : la source "
            "est sans doute en panne. Rien n’a été changé. Si c’est voulu, ajoutez "
            "--allow-mass-archive."
        )
        raise Refused(message % {"gone": len(gone), "known": len(known)})
    sort_out(items, known, report)
    report.archived.extend(item.identifier for item in gone)
    if not dry_run:
        source = source or first_harvest(catalogue, key, address, kind)
        write(source, items, known, report)
        archive(gone)
    return report


def incoming(docs: Sequence[DatasetDoc], report: Report) -> list[Incoming]:
    """Items by identifier; one without, or with another's, is refused and said."""
    found: dict[str, Incoming] = {}
    for doc in docs:
        identifier = doc.identifier or doc.uri
        if not identifier:
            report.refused.append((fill.shown(doc.title), [_("Sans identifiant.")]))
        elif identifier in found:
            message = _(
                "Deux fiches de la source portent cet identifiant ; la première est gardée."
            )
            report.refused.append((identifier, [message]))
        elif not fill.shown(doc.title):
            report.refused.append((identifier, [_("Cette fiche n’a pas de titre.")]))
        else:
            digest = canonical.digest(canonical.encode(canonical.plain(asdict(doc))))
            found[identifier] = Incoming(identifier, digest, doc)
    return list(found.values())


def add_problems(report: Report, problems: Sequence[tuple[str, str]]) -> None:
    by_item: dict[str, list[str]] = {}
    for item, sentence in problems:
        by_item.setdefault(item, []).append(sentence)
    report.refused.extend(by_item.items())


def known_items(source: HarvestSource | None) -> dict[str, HarvestItem]:
    if source is None:
        return {}
    return {item.identifier: item for item in source.items.all()}


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
    report: Report,
) -> None:
    wanted = {*report.created, *report.updated}
    changed = iter([item for item in items if item.identifier in wanted])
    while batch := list(islice(changed, BATCH)):
        write_batch(source, batch, known)


@transaction.atomic
def write_batch(
    source: HarvestSource, batch: Sequence[Incoming], known: dict[str, HarvestItem]
) -> None:
    uuids = [known[item.identifier].record for item in batch if item.identifier in known]
    present = {record.uuid: record for record in Dataset.objects.filter(uuid__in=uuids)}
    distributions = existing_distributions(list(present.values()))
    publishers = fill.publishers([item.doc for item in batch])
    records = []
    for item in batch:
        before = known.get(item.identifier)
        record = present.get(before.record) if before else None
        record = record or Dataset(catalogue=source.catalogue)
        record.organisation = publisher_of(item.doc, publishers) or source.organisation
        fill.dataset(record, item.doc, item.identifier, distributions.get(record.pk, {}))
        records.append(record)
    bulk.save_many(records, why=_("Moissonnage de %(source)s") % {"source": source.catalogue})
    remember(source, batch, known, [record.uuid for record in records])


def publisher_of(doc: DatasetDoc, publishers: dict[str, Organisation]) -> Organisation | None:
    return publishers.get(fill.agent_key(doc.publisher)) if doc.publisher else None


def existing_distributions(records: Sequence[Dataset]) -> dict[int, dict[str, Distribution]]:
    """Known distributions of each data set by address, so that they keep their identity."""
    found: dict[int, dict[str, Distribution]] = {}
    for row in Distribution.objects.filter(dataset__in=records):
        found.setdefault(row.dataset_id, {})[row.uri or row.access_url] = row
    return found


def remember(
    source: HarvestSource,
    batch: Sequence[Incoming],
    known: dict[str, HarvestItem],
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
    records: list[Any] = list(Dataset.objects.filter(uuid__in=[item.record for item in gone]))
    why = _("Cette fiche n’est plus dans le portail d’origine.")
    publishing.withdraw_many(records, why=why, state=Published.State.ARCHIVED)
