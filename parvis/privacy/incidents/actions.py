"""Keeping the register of breaches: who may, and what each change asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.catalogue.campaign.lists import referents
from parvis.organisations.models import Organisation
from parvis.organisations.rights import Role
from parvis.people.models import User
from parvis.privacy import words
from parvis.privacy.breaches import Clock, Risk
from parvis.privacy.incidents.models import TEXTS, Incident, IncidentLetter
from parvis.records.desk import rights
from parvis.records.exchange import neutral
from parvis.records.kinds import Awaited
from parvis.records.problems import Problem, gettext_noop

ONE = "parvis_incidents:one"
SHOWN = 20
FIELDS = (
    "processing", "happened", "known", "confidentiality", "integrity", "availability",
    "people_count", "rows_count", "risk", "notified", "people_told",
)  # fmt: skip


class IncidentProblem(Problem):
    """A code is the name of the field that is to be mended."""

    sentences: ClassVar = {
        "known": gettext_noop("On ne peut pas l’avoir su plus tard que maintenant."),
        "happened": gettext_noop("C’est arrivé après qu’on l’a su : corrigez l’une des dates."),
        "notified": gettext_noop("La CNIL ne peut pas être prévenue avant qu’on le sache, ni plus "
                                 "tard que maintenant."),
        "people_told": gettext_noop("Les personnes ne peuvent pas être prévenues avant qu’on le "
                                    "sache, ni plus tard que maintenant."),
        "late_why": gettext_noop("La CNIL est prévenue après 72 heures : dites pourquoi."),
        "confidentiality": gettext_noop("Dites ce qui est arrivé : des données vues, changées ou "
                                        "perdues."),
    }  # fmt: skip


def organisations(user: Any) -> QuerySet[Organisation]:
    """Those whose breaches this person sees and writes: who publishes their processings."""
    return rights.organisations(user, "publish", "processing")


def incidents(user: Any) -> QuerySet[Incident]:
    rows = Incident.objects.filter(organisation__in=organisations(user))
    return rows.select_related("organisation", "processing")


@transaction.atomic
def keep(incident: Incident, by: Any, values: Mapping[str, Any]) -> Incident:
    """Write a breach, new or known. Raises PermissionDenied, IncidentProblem."""
    if not organisations(by).filter(pk=incident.organisation_id).exists():
        raise PermissionDenied(f"{by} may not write the breaches of {incident.organisation_id}")
    for name in FIELDS:
        setattr(incident, name, values.get(name))
    incident.say({name: values.get(name) for name in TEXTS})
    check(incident, timezone.now())
    if incident.pk is None:
        incident.created_by = by
    incident.save()
    return incident


def check(incident: Incident, now: dt.datetime) -> None:
    """Dates in their order, and the reason that the law asks for (GDPR, article 33(1))."""
    known = incident.known
    if known > now:
        raise IncidentProblem("known")
    if incident.happened and incident.happened > known:
        raise IncidentProblem("happened")
    for name in ("notified", "people_told"):
        at = getattr(incident, name)
        if at and not known <= at <= now:
            raise IncidentProblem(name)
    if not (incident.confidentiality or incident.integrity or incident.availability):
        raise IncidentProblem("confidentiality")
    if incident.clock.late and not incident.said["late_why"].strip():
        raise IncidentProblem("late_why")


# what waits


# the most pressing first
UNSETTLED = rights.Answering(
    "publish",
    lambda those, risks: (
        Incident.objects.filter(organisation__in=those.order_by().values("pk"))
        .exclude(risk=risks[0], notified=None)
        .order_by("known")
        .values_list("pk", "known", "risk", "notified", "people_told")
    ),
)


def open_ones(user: Any, now: dt.datetime) -> list[tuple[int, Clock]]:
    """Breaches for which somebody still has something to do, by their keys."""
    found = [
        (key, Clock(known, Risk(risk), notified, told))
        for key, known, risk, notified, told in UNSETTLED(user, "processing", [Risk.NONE])
    ]
    return [(key, clock) for key, clock in found if clock.open(now)]


def awaits(user: Any) -> Iterator[Awaited]:
    """Nothing of what happened is said."""
    now = timezone.now()
    for key, clock in open_ones(user, now)[:SHOWN]:
        due = clock.due
        yield Awaited(sentence(clock), reverse(ONE, args=[key]), due, late=due < now)


def sentence(clock: Clock) -> str:
    if clock.notified is None:
        return _("Violation de données : prévenir la CNIL dans les 72 heures, ou dire pourquoi non")
    return _("Violation de données : prévenir les personnes touchées")


def remind(now: dt.datetime | None = None) -> int:
    """Write to the officer before the term, once a stage, and when it is past; how many letters."""
    now = now or timezone.now()
    rows = Incident.objects.filter(notified=None).exclude(risk=Risk.NONE)
    staged = [(one, at) for one in rows if (at := one.clock.stage(now)) is not None]
    people = referents(sorted({one.organisation_id for one, _at in staged}), Role.PRIVACY)
    return sum(tell(one, at, people.get(one.organisation_id, [])) for one, at in staged)


@transaction.atomic
def tell(incident: Incident, ahead: int, people: list[User]) -> int:
    """One letter an officer, in the transaction that remembers it; none the second time, nor while
    nobody is there to receive it."""
    if not people:
        return 0
    _row, fresh = IncidentLetter.objects.get_or_create(incident=incident, ahead=ahead)
    if not fresh:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        for user in people:
            letter(incident, user).send()
    return len(people)


def letter(incident: Incident, user: User) -> EmailMessage:
    """Where to read it, and until when: never what happened."""
    text = [
        _("Bonjour,"),
        f"{sentence(incident.clock)}.",
        _("Terme : %(when)s.") % {"when": words.moment(incident.clock.due)},
        settings.PARVIS_BASE_URL + reverse(ONE, args=[incident.pk]),
        settings.PARVIS_SITE_NAME,
    ]
    subject = _("Violation de données : le délai de 72 heures court")
    return EmailMessage(subject, "\n\n".join(text), settings.DEFAULT_FROM_EMAIL, [user.email])


# the register of breaches (GDPR, article 33(5))


def register(user: Any) -> Iterator[list[str]]:
    """The head, then one line a breach this person may read; cells that no spreadsheet runs."""
    names = [*FIELDS, *TEXTS]
    yield [called(name) for name in ("organisation", *names)]
    for one in incidents(user).order_by("known", "pk").iterator(500):
        held = one.said
        values = [held[name] if name in held else getattr(one, name) for name in names]
        yield [neutral(cell(value)) for value in (one.organisation.title, *values)]


def called(name: str) -> str:
    """What people call a column of the register, kept in clear or sealed."""
    columns = {field.name: field for field in Incident._meta.fields}
    if name not in TEXTS:
        return str(columns[name].verbose_name)
    return {
        "title": _("en deux mots"),
        "story": _("ce qui est arrivé"),
        "consequences": _("ce que cela peut faire aux personnes"),
        "measures": _("ce qu’on a fait"),
        "late_why": _("pourquoi plus de 72 heures"),
        "people_words": _("ce qu’on a dit aux personnes"),
        "reference": _("référence à la CNIL"),
    }[name]


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return str(value)
