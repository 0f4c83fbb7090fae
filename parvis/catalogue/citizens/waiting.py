"""What awaits someone at the desk: what people brought, and answers that are due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.citizens import clock
from parvis.catalogue.citizens.models import DataRequest, Submission
from parvis.organisations.models import Organisation
from parvis.records import hooks
from parvis.records.desk import rights
from parvis.records.kinds import Awaited

SHOWN = 20
SPACE = "parvis_"  # of the desk's addresses, before the type


def within(user: Any, kind: str, state: str) -> QuerySet[Submission]:
    """Those of a kind and a state, of which this person may decide."""
    scope = hooks.first("organisations_for", user=user, verb="publish", kind=kind)
    rows = Submission.objects.filter(kind=kind, state=state)
    if scope is None:
        return rows.none()
    return rows.filter(organisation__in=Organisation.objects.filter(scope))


def submissions(user: Any, kind: str) -> QuerySet[Submission]:
    """What waits, the oldest first."""
    return within(user, kind, Submission.State.WAITING).order_by("received")


def refused(user: Any, kind: str) -> QuerySet[Submission]:
    """What was refused and still has its reason, the last first."""
    rows = within(user, kind, Submission.State.REFUSED).exclude(reason="")
    return rows.select_related("organisation").order_by("-decided")


WAITING = rights.Answering(
    "publish",
    lambda organisations, values: (
        Submission.objects.filter(
            organisation__in=organisations.order_by().values("pk"), kind=values[0], state=values[1]
        )
        .order_by("received")
        .values_list("pk", "received")[:SHOWN]
    ),
)
OPEN = rights.Reached(
    "publish",
    lambda rows, values: rows.filter(live=True, decision=values[0]).order_by("received")[:SHOWN],
)


def awaits(user: Any) -> Iterator[Awaited]:
    """Three queries."""
    words = {
        "reuse": _("Une réutilisation est déclarée : la lire"),
        "request": _("Une demande de données est arrivée : la lire"),
    }
    for kind, sentence in words.items():
        for key, received in WAITING(user, kind, [kind, Submission.State.WAITING]):
            where = reverse(f"{SPACE}{kind}:received", args=[key])
            yield Awaited(sentence, where, received)
    for request in OPEN(user, DataRequest, [""]):
        late = clock.state(request.course, timezone.localdate()) is clock.State.LATE
        said = _("Réponse en retard : %(title)s") if late else _("Réponse due : %(title)s")
        where = reverse(f"{SPACE}request:answer", args=[request.pk])
        yield Awaited(said % {"title": request.title}, where, clock.due(request.course), late)
