"""The list of requests that an officer handles: filters, order, what each line says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parvis.design.spoken import in_words
from parvis.organisations.models import Organisation
from parvis.records.desk.facets import Facet, facet
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.records.questions import Question
from parvis.rights import words
from parvis.rights.desk import counted, screens
from parvis.rights.desk.counted import Cells, awaited
from parvis.rights.desk.models import Part
from parvis.rights.requests import access, course
from parvis.rights.requests.choices import OPEN, Stage
from parvis.rights.requests.models import Request, number

DELAYS = (
    ("late", _("En retard")),
    ("soon", _("À répondre dans les sept jours")),
    ("parts", _("Un service n’a pas répondu à temps")),
    ("images", _("Images mises de côté")),
)
STATES = (("open", _("Ouvertes")), *Stage.choices)
FILTERS = ("echeance", "droit", "etat", "service")


class Line(NamedTuple):
    """What the list says of a request: nothing of who, nothing of what they wrote."""

    pk: int
    number: str
    right: str
    about: str
    organisation: str
    received: str
    due: str
    late: bool
    stage: str


class Found(Sequence[int]):
    """The keys of what these filters find: open ones first, the soonest due before; then the
    others, the last received first. As many as were counted."""

    def __init__(self, user: Any, chosen: Mapping[str, str], count: int) -> None:
        rows = awaited(access.mine(user)).filter(condition(chosen))
        rows = rows.order_by(F("awaited").asc(nulls_last=True), "-received", "-pk")
        self.rows, self.many = rows.values_list("pk", flat=True), count

    def __len__(self) -> int:
        return self.many

    def __getitem__(self, which: Any) -> Any:
        return self.rows[which]


def condition(chosen: Mapping[str, str]) -> Q:
    """Of `?droit=&etat=&echeance=&service=`; a value that is none of ours finds nothing."""
    told = Q()
    for name, value in chosen.items():
        told &= CONDITIONS[name](value)
    return told


def in_state(value: str) -> Q:
    return Q(stage__in=OPEN) if value == "open" else Q(stage=value)


def of_service(value: str) -> Q:
    """Of who answers, or who was asked something."""
    key = counted.key_of(value)
    asked = Part.objects.filter(organisation=key).values("request")
    return Q(organisation=key) | Q(pk__in=asked)


def delayed(asked: str) -> Q:
    """The condition of a choice of DELAYS."""
    today = course.today()
    if asked == "late":
        return Q(awaited__lt=today)
    if asked == "soon":
        return Q(awaited__gte=today, awaited__lte=today + counted.SOON)
    if asked == "images":
        return Q(pk__in=counted.with_images())
    if asked == "parts":
        return Q(stage__in=OPEN, pk__in=counted.late_parts(today))
    return Q(pk=None)


CONDITIONS: dict[str, Callable[[str], Q]] = {
    "echeance": delayed,
    "droit": lambda value: Q(right=value),
    "etat": in_state,
    "service": of_service,
}


def facets_of(request: HttpRequest, chosen: Mapping[str, str], cells: Cells) -> list[Facet]:
    """Each filter with its counts, over what the others find. One query: names of services."""

    def others(name: str) -> dict[str, str]:
        return {key: value for key, value in chosen.items() if key != name}

    delays = counted.delays(cells, others("echeance"))
    rights = counted.by("right", counted.found(cells, others("droit")))
    stages = counted.by("stage", counted.found(cells, others("etat")))
    stages["open"] = sum(stages[one] for one in OPEN)
    services = counted.services(cells, others("service"))
    named = Organisation.objects.filter(pk__in=services).order_by("title", "pk")
    titled = [(key, title, services[key]) for key, title in named.values_list("pk", "title")]
    told = (
        ("echeance", _("Échéance"), [(*one, delays[one[0]]) for one in DELAYS]),
        ("droit", _("Droit"), [(one.value, words.NAMES[one], rights[one]) for one in Right]),
        ("etat", _("État"), [(*one, stages[one[0]]) for one in STATES]),
        ("service", _("Organisation ou service interrogé"), titled),
    )
    return [facet(request, *one) for one in told]


def titles(keys: set[UUID]) -> dict[UUID | None, str]:
    """The titles of what requests speak of; one query."""
    rows = Published.objects.filter(pk__in=keys).values_list("pk", "title") if keys else ()
    return dict(rows)


SHOWN = ("pk", "right", "about", "organisation__title", "received", "awaited", "stage")
ROWS = Question(
    lambda _shape, keys: awaited(Request.objects.filter(pk__in=keys)).order_by().values_list(*SHOWN)
)


def lines(keys: Sequence[int]) -> list[Line]:
    """In this order; two queries, which read nothing of what is sealed."""
    today = course.today()
    held = {row[0]: row for row in ROWS(keys)}
    named = titles({row[2] for row in held.values() if row[2]})
    stages, days = dict(Stage.choices), Words()
    return [
        Line(
            key, number(key, received), str(words.NAMES[Right(right)]), named.get(about, ""), title,
            days[received], days[due] if due else "", bool(due and due < today),
            str(stages[stage]),
        )
        for key, right, about, title, received, due, stage in (
            held[one] for one in keys if one in held
        )
    ]  # fmt: skip


def written(keys: Sequence[int]) -> SafeString:
    """Their lines as rows of the table; "" for none."""
    return screens.lines("rights/desk/lines.html", lines=lines(keys), list=screens.at("list"))


class Words(dict[dt.date, str]):
    """Days in words, each written once."""

    def __missing__(self, day: dt.date) -> str:
        words = self[day] = in_words(day)
        return words
