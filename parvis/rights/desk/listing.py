"""The list of requests that an officer handles: filters, order, what each line says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from parvis.organisations.models import Organisation
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.rights import words
from parvis.rights.desk.models import Part
from parvis.rights.requests import access, course
from parvis.rights.requests.choices import OPEN, Stage
from parvis.rights.requests.models import Request

SOON = dt.timedelta(days=7)
ANY = ("", _("Tous"))
DELAYS = (
    ANY,
    ("late", _("En retard")),
    ("soon", _("À répondre dans les sept jours")),
    ("parts", _("Un service n’a pas répondu à temps")),
    ("images", _("Images mises de côté")),
)
STATES = (ANY, ("open", _("Ouvertes")), *Stage.choices)


class Filters(forms.Form):
    """`?droit=&etat=&echeance=&service=`"""

    echeance = forms.ChoiceField(label=_("Échéance"), choices=DELAYS, required=False)
    droit = forms.ChoiceField(
        label=_("Droit"), choices=[ANY, *((one.value, words.NAMES[one]) for one in Right)],
        required=False,
    )  # fmt: skip
    etat = forms.ChoiceField(label=_("État"), choices=STATES, required=False)
    service = forms.ModelChoiceField(
        label=_("Organisation ou service interrogé"), queryset=Organisation.objects.none(),
        required=False, empty_label=ANY[1],
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = access.mine(user)
        asked = Part.objects.filter(request__in=mine).values("organisation")
        known = Q(pk__in=mine.order_by().values("organisation")) | Q(pk__in=asked)
        services = Organisation.objects.filter(known).order_by("title", "pk")
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """What the list says of a request: nothing of who, nothing of what they wrote."""

    request: Request
    right: str
    about: str
    due: dt.date | None
    late: bool


def found(user: Any, chosen: dict[str, Any]) -> QuerySet[Request]:
    """Open ones first, the soonest due before; then the others, the last received first."""
    rows = access.mine(user).select_related("organisation")
    is_open = Q(stage__in=OPEN)
    again = When(is_open & Q(reopened__isnull=False), then=F("again_due"))
    awaited = Case(again, When(is_open, then=F("due")), output_field=DateField())
    rows = rows.annotate(awaited=awaited)
    today = course.today()
    if chosen.get("droit"):
        rows = rows.filter(right=chosen["droit"])
    if state := chosen.get("etat"):
        rows = rows.filter(is_open) if state == "open" else rows.filter(stage=state)
    if service := chosen.get("service"):
        asked = Part.objects.filter(organisation=service).values("request")
        rows = rows.filter(Q(organisation=service) | Q(pk__in=asked))
    if delay := chosen.get("echeance"):
        rows = rows.filter(delayed(delay, today))
    return rows.order_by(F("awaited").asc(nulls_last=True), "-received", "-pk")


def delayed(asked: str, today: dt.date) -> Q:
    """The condition of a choice of DELAYS."""
    if asked == "late":
        return Q(awaited__lt=today)
    if asked == "soon":
        return Q(awaited__gte=today, awaited__lte=today + SOON)
    if asked == "images":
        return Q(hold__isnull=False, hold__released=None)
    late = Part.objects.filter(state=Part.State.ASKED, due__lt=today)
    return Q(stage__in=OPEN, pk__in=late.values("request"))


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
