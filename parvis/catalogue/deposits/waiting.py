"""What files that were brought await from someone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.catalogue.deposits import letters
from parvis.catalogue.deposits.actions import may_decide
from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.models import Dataset
from parvis.records.desk import rights
from parvis.records.kinds import Awaited

SHOWN = 20
NOTHING = Q(waits=[])


def to_decide() -> QuerySet[Deposit]:
    """The files of which a column waits, the oldest first."""
    rows = Deposit.objects.filter(state=Deposit.State.READ).exclude(NOTHING)
    return rows.select_related("dataset", "by").order_by("pk")


def awaits(user: Any) -> Iterator[Awaited]:
    """Three queries."""
    if may_decide(user):
        said = _("Décider des données de personnes : %(title)s")
        for one in to_decide()[:SHOWN]:
            sentence = said % {"title": one.dataset.title}
            yield Awaited(sentence, letters.decide_address(one), one.created, detail=one.name)
    mine = rights.reach(user, "publish", Dataset)
    ready = Deposit.objects.filter(NOTHING, state=Deposit.State.READ, dataset__in=mine)
    said = _("Publier les données déposées : %(title)s")
    for one in ready.select_related("dataset").order_by("pk")[:SHOWN]:
        where = reverse("parvis_deposits:deposit", args=[one.key])
        sentence = said % {"title": one.dataset.title}
        yield Awaited(sentence, where, one.created, detail=one.name)
