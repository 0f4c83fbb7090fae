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
from parvis.records.questions import Question

SHOWN = 20
NOTHING = Q(waits=[])


def to_decide() -> QuerySet[Deposit]:
    """The files of which a column waits, the oldest first."""
    rows = Deposit.objects.filter(state=Deposit.State.READ).exclude(NOTHING)
    return rows.select_related("dataset", "by").order_by("pk")


SOME = Question(
    lambda _shape, states: Deposit.objects.filter(state=states[0])
    .exclude(NOTHING).order_by().values_list("pk")[:1]
)  # fmt: skip
READY = rights.Reached(
    "publish",
    lambda datasets, states: Deposit.objects.filter(
        NOTHING, state=states[0], dataset__in=datasets.order_by().values("pk")
    ).order_by("pk").values_list("key", "dataset__title", "created", "name")[:SHOWN],
)  # fmt: skip


def awaits(user: Any) -> Iterator[Awaited]:
    """Three queries."""
    if may_decide(user) and SOME([Deposit.State.READ]):
        said = _("Décider des données de personnes : %(title)s")
        for one in to_decide()[:SHOWN]:
            sentence = said % {"title": one.dataset.title}
            yield Awaited(sentence, letters.decide_address(one), one.created, detail=one.name)
    said = _("Publier les données déposées : %(title)s")
    for key, title, created, name in READY(user, Dataset, [Deposit.State.READ]):
        where = reverse("parvis_deposits:deposit", args=[key])
        yield Awaited(said % {"title": title}, where, created, detail=name)
