"""The list of requests that an officer handles: filters, order, what each line says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.organisations.models import Organisation
from parvis.records.desk.facets import Facet, facet
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.rights import words
from parvis.rights.desk.models import Part
from parvis.rights.requests import access, course
from parvis.rights.requests.choices import OPEN, Stage
from parvis.rights.requests.models import Request

SOON = dt.timedelta(days=7)
DELAYS = (
    ("late", _("En retard")),
    ("soon", _("À répondre dans les sept jours")),
    ("parts", _("Un service n’a pas répondu à temps")),
    ("images", _("Images mises de côté")),
)
STATES = (("open", _("Ouvertes")), *Stage.choices)
FILTERS = ("echeance", "droit", "etat", "service")


@dataclass(frozen=True)
class Line:
    """What the list says of a request: nothing of who, nothing of what they wrote."""

    request: Request
    right: str
    about: str
    due: dt.date | None
    late: bool


def awaited(user: Any) -> QuerySet[Request]:
    """What this person handles, with the day when each awaits an answer."""
    is_open = Q(stage__in=OPEN)
    again = When(is_open & Q(reopened__isnull=False), then=F("again_due"))
    due = Case(again, When(is_open, then=F("due")), output_field=DateField())
    return access.mine(user).annotate(awaited=due)


def found(user: Any, chosen: dict[str, str]) -> QuerySet[Request]:
    """Open ones first, the soonest due before; then the others, the last received first."""
    rows = awaited(user).filter(condition(chosen))
    return rows.order_by(F("awaited").asc(nulls_last=True), "-received", "-pk")


def of_page(user: Any, keys: Sequence[int]) -> list[Any]:
    """These of `found`, in this order, without what is sealed in them."""
    rows = awaited(user).filter(pk__in=keys).select_related("organisation").defer("sealed")
    held = {one.pk: one for one in rows}
    return [held[key] for key in keys if key in held]


def condition(chosen: dict[str, str]) -> Q:
    """Of `?droit=&etat=&echeance=&service=`; a value that is none of ours finds nothing."""
    told = Q()
    for name, value in chosen.items():
        told &= CONDITIONS[name](value)
    return told


def in_state(value: str) -> Q:
    return Q(stage__in=OPEN) if value == "open" else Q(stage=value)


def of_service(value: str) -> Q:
    """Of who answers, or who was asked something."""
    key = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
    asked = Part.objects.filter(organisation=key).values("request")
    return Q(organisation=key) | Q(pk__in=asked)


def delayed(asked: str) -> Q:
    """The condition of a choice of DELAYS."""
    today = course.today()
    if asked == "late":
        return Q(awaited__lt=today)
    if asked == "soon":
        return Q(awaited__gte=today, awaited__lte=today + SOON)
    if asked == "images":
        return Q(hold__isnull=False, hold__released=None)
    if asked == "parts":
        late = Part.objects.filter(state=Part.State.ASKED, due__lt=today)
        return Q(stage__in=OPEN, pk__in=late.values("request"))
    return Q(pk=None)


CONDITIONS: dict[str, Callable[[str], Q]] = {
    "echeance": delayed,
    "droit": lambda value: Q(right=value),
    "etat": in_state,
    "service": of_service,
}


def facets_of(request: HttpRequest, chosen: dict[str, str]) -> list[Facet]:
    """Each filter with its counts, over what the others find."""

    def left(name: str) -> QuerySet[Request]:
        others = {key: value for key, value in chosen.items() if key != name}
        return awaited(request.user).filter(condition(others)).order_by()

    delays = delayed_counts(left("echeance"))
    rights = dict(left("droit").values_list("right").annotate(n=Count("pk")))
    stages = dict(left("etat").values_list("stage").annotate(n=Count("pk")))
    stages["open"] = sum(stages.get(one, 0) for one in OPEN)
    named = [(one.value, words.NAMES[one], rights.get(one, 0)) for one in Right]
    return [
        facet(request, "echeance", _("Échéance"), [(*one, delays[one[0]]) for one in DELAYS]),
        facet(request, "droit", _("Droit"), named),
        facet(request, "etat", _("État"), [(*one, stages.get(one[0], 0)) for one in STATES]),
        facet(
            request, "service", _("Organisation ou service interrogé"), services(left("service"))
        ),
    ]  # fmt: skip


def delayed_counts(rows: QuerySet[Request]) -> dict[str, int]:
    """How many are late, soon due, wait for a service, have images put aside. Three queries: a join
    would keep the database from counting by its index."""
    own = rows.aggregate(**{name: Count("pk", filter=delayed(name)) for name in ("late", "soon")})
    return own | {name: rows.filter(delayed(name)).count() for name in ("parts", "images")}


def services(rows: QuerySet[Request]) -> list[tuple[int, str, int]]:
    """Who answers these requests, or was asked something of them, with how many."""
    counts = Counter(dict(rows.values_list("organisation").annotate(n=Count("pk"))))
    those = rows.filter(pk__in=Part.objects.values("request"))  # few of them
    asked = Part.objects.filter(request__in=those.values("pk")).order_by()
    others = asked.exclude(organisation=F("request__organisation")).values_list("organisation")
    counts.update(dict(others.annotate(n=Count("request", distinct=True))))
    named = Organisation.objects.filter(pk__in=counts).order_by("title", "pk")
    return [(key, title, counts[key]) for key, title in named.values_list("pk", "title")]


def titles(keys: set[UUID]) -> dict[UUID | None, str]:
    """The titles of what requests speak of; one query."""
    rows = Published.objects.filter(pk__in=keys).values_list("pk", "title") if keys else ()
    return dict(rows)


def lines(requests: Sequence[Any]) -> list[Line]:
    today = course.today()
    named = titles({one.about for one in requests if one.about})
    return [
        Line(
            one, str(words.NAMES[Right(one.right)]), named.get(one.about, ""), one.awaited,
            bool(one.awaited and one.awaited < today),
        )
        for one in requests
    ]  # fmt: skip
