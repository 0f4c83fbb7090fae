"""What a campaign awaits from someone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.campaign import letters, lists
from parvis.catalogue.campaign.models import CampaignPart
from parvis.records.desk import rights
from parvis.records.kinds import Awaited

SHOWN = 20


def parts(user: Any) -> QuerySet[CampaignPart]:
    """Lists that this person may confirm, of campaigns that are not over."""
    today = timezone.localdate()
    rows = CampaignPart.objects.filter(
        complete=None, campaign__closes_on__gte=today - lists.LATE,
        organisation__in=lists.mine(user, "publish"),
    )  # fmt: skip
    return rows.select_related("campaign", "organisation").order_by("campaign__closes_on", "pk")


SOME = rights.Answering(
    "publish",
    lambda organisations, days: CampaignPart.objects.filter(
        organisation__in=organisations.order_by().values("pk"),
        complete=None, campaign__closes_on__gte=days[0],
    ).order_by().values_list("pk")[:1],
)  # fmt: skip


def awaits(user: Any) -> Iterator[Awaited]:
    """Lists to confirm before their last day; a query or two."""
    if not SOME(user, "dataset", [timezone.localdate() - lists.LATE]):
        return
    for part in parts(user)[:SHOWN]:
        sentence = _("Confirmer la liste des données : %(organisation)s")
        said = sentence % {"organisation": part.organisation.title}
        yield Awaited(said, letters.part_address(part), part.campaign.closes_on)
