"""What a source is before and after its first page: found by its address, bound to its portal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.harvest import fill
from parvis.catalogue.harvest.incoming import MODELS, Model
from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.harvested import HarvestItem, HarvestSource
from parvis.catalogue.models import Catalogue
from parvis.organisations.standing import read_tree
from parvis.records import bulk, rows

BATCH = 1_000


def known(address: str, kind: str) -> HarvestSource | None:
    """The source that is read at a web address. A file's name is no address: two portals may give
    files of one name."""
    if "://" not in address:
        return None
    found = HarvestSource.objects.filter(address=address, kind=kind)
    return found.select_related("catalogue", "organisation").order_by("pk").first()


@transaction.atomic
def bind(source: HarvestSource, catalogue: CatalogueDoc) -> None:
    """Give a source added at the desk the portal that its first page names; the organisation stays
    the one that was chosen. Raises Refused when another source, or another organisation, has it."""
    key = (catalogue.uri or source.address)[:500]
    record = Catalogue.objects.filter(uri=key).first() or fill.new_catalogue(catalogue, key)
    other = HarvestSource.objects.filter(key=key).exclude(pk=source.pk).first()
    for held in (other, record):
        if held and held.pk and not answers_for(source.organisation_id, held.organisation_id):
            sentence = _(
                "Ce portail est celui d’une autre organisation : ajoutez la source à son nom, ou "
                "demandez-le à un administrateur."
            )
            raise Refused(sentence)
    if other:
        sentence = _(
            "Ce portail est déjà une source, à l’adresse « %(address)s » : gardez l’une des deux."
        )
        raise Refused(sentence % {"address": other.address[:300]})
    if record.pk is None:
        record.organisation = source.organisation
        bulk.save_many([record], why=_("Portail moissonné"))
    source.key, source.catalogue = key, record
    source.save(update_fields=["key", "catalogue"])
    reclaim(source)


def answers_for(organisation: int, owner: int | None) -> bool:
    """Whether what `owner` has is this organisation's, or of one that is part of it."""
    return owner is None or owner in read_tree([organisation]).branch(organisation)


def reclaim(source: HarvestSource) -> None:
    """Know again the records that a removed source of this portal had brought in, so that none is
    doubled; what the portal lists no more is then archived like any other."""
    for model in MODELS.values():
        found = lost(source, model)
        while batch := list(islice(found, BATCH)):
            rows.insert(batch)


def lost(source: HarvestSource, model: Model) -> Iterator[HarvestItem]:
    held = HarvestItem.objects.values("record")
    records = model.objects.filter(catalogue=source.catalogue).exclude(identifier="")
    records = records.exclude(uuid__in=held).order_by("identifier", "pk")
    known: str | None = None
    now = timezone.now()
    values = records.values_list("uuid", "identifier", "uri", "live")
    for uuid, identifier, uri, live in list(values):
        if identifier != known:
            yield HarvestItem(
                source=source, identifier=identifier, record=uuid, digest=b"", uri=uri,
                gone=None if live else now,
            )  # fmt: skip
        known = identifier
