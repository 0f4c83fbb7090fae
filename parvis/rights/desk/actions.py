"""What officers do with a request beside what `requests.actions` holds: say what it is, extend it
for a reason of the list, hold images, merge, reopen, follow a remedy, take the whole file out."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.organisations.models import Organisation
from parvis.organisations.standing import standing_of
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.records.problems import Problem, gettext_noop
from parvis.rights import clock, footage, reasons
from parvis.rights.desk.models import Part, Recourse
from parvis.rights.reasons import Kind as Reason
from parvis.rights.requests import access, course
from parvis.rights.requests import actions as requests
from parvis.rights.requests.actions import Change, checked, handling
from parvis.rights.requests.choices import ANSWERED, OPEN, Identity, Kind, Stage
from parvis.rights.requests.models import Hold, Request

ABOUT = ("processing", "decision", "device", "dataset")  # what a request may speak of


class DeskProblem(Problem):
    sentences: ClassVar = {
        "right": gettext_noop("« %(value)s » n’est pas un droit : choisissez dans la liste."),
        "about": gettext_noop("« %(value)s » n’est pas une fiche publiée : choisissez-en une."),
        "same": gettext_noop("Rien ne change : corrigez le droit ou ce dont elle parle."),
        "itself": gettext_noop("Une demande ne se réunit pas à elle-même."),
        "elsewhere": gettext_noop(
            "« %(value)s » n’est pas une demande ouverte de la même organisation, pour le même "
            "droit : vérifiez le numéro."
        ),
        "younger": gettext_noop(
            "Gardez la plus ancienne, %(value)s : son délai court. Réunissez celle-ci à elle."
        ),
        "parts": gettext_noop("Retirez d’abord les questions posées aux services."),
        "open": gettext_noop("Cette demande n’a pas encore de réponse : elle est déjà ouverte."),
        "body": gettext_noop("« %(value)s » n’est pas un recours : choisissez dans la liste."),
        "before": gettext_noop(
            "« %(value)s » vient avant la réception de la demande : corrigez la date."
        ),
        "future": gettext_noop("« %(value)s » n’est pas encore passé : corrigez la date."),
        "ended": gettext_noop("Ce recours est déjà terminé."),
        "no_hold": gettext_noop("Aucune image n’est mise de côté pour cette demande."),
        "identity": gettext_noop("« %(value)s » n’est pas une preuve : choisissez dans la liste."),
    }


def subjects(user: Any) -> QuerySet[Published]:
    """What this person may say that a request is about: what they see, and what belongs to the
    organisations whose requests they handle."""
    handled = Organisation.objects.filter(pk__in=access.handled_by(user)).values("uuid")
    seen = Published.objects.visible(standing_of(user).audience).values("pk")
    rows = Published.objects.live().filter(type__in=ABOUT)
    return rows.filter(Q(pk__in=seen) | Q(organisation__in=handled))


def qualify(request: Request, by: Any, right: str, about: UUID | None, why: str) -> None:
    """Say which right it is, and about what. The clock of that right runs from the same day.

    Raises PermissionDenied, RequestProblem, DeskProblem.
    """
    why = checked(why, "reason")
    if right not in set(Right):
        raise DeskProblem("right", value=right[:40])
    if about not in (None, request.about) and not subjects(by).filter(pk=about).exists():
        raise DeskProblem("about", value=str(about))
    with handling(request, by) as change:
        before = (change.request.right, change.request.about)
        if before == (right, about):
            raise DeskProblem("same")
        change.set(right=right, about=about)
        change.write(Kind.QUALIFIED, why, before=before[0])
        change.tell()


def ask_identity(request: Request, by: Any, how: str, doubt: str) -> None:
    """Ask for a proof, on a doubt that is kept with its reason. Only a right whose law lets the
    clock stop knows such a doubt. Raises ReasonProblem and what `requests.ask_identity` raises."""
    if how not in set(Identity) - {Identity.NONE}:
        raise DeskProblem("identity", value=how[:40])
    reasons.demanded("doubt", Reason.PAUSE, Right(request.right))
    requests.ask_identity(request, by, Identity(how), doubt)


@transaction.atomic
def extend(request: Request, by: Any, reason: str, text: str) -> None:
    """Two months more, for a reason of the list and in the officer's words, told to the person.

    Raises PermissionDenied, ReasonProblem, RequestProblem.
    """
    access.check_handles(by, request)
    found = reasons.demanded(reason, Reason.EXTENSION, Right(request.right))
    said = f"{found.words(request.language)} {checked(text, 'reason')}"
    requests.extend(request, by, said)
    Request.objects.filter(pk=request.pk).update(extension=found.slug)
    request.refresh_from_db()


def hold_until(request: Request, by: Any, until: dt.date, ground: str = "") -> None:
    """How long images stay aside. Beyond the month of the law only with the text that allows it.

    Raises PermissionDenied, FootageProblem, DeskProblem.
    """
    with handling(request, by, closed=True) as change:
        rows = Hold.objects.select_for_update().filter(request=change.request, released=None)
        held = rows.first()
        if held is None:
            raise DeskProblem("no_hold")
        held.until = footage.checked_until(until, held.filmed, course.today(), ground)
        held.ground = ground.strip()[:300]
        held.save(update_fields=["until", "ground"])
        change.write(Kind.NOTE, held.ground, until=until.isoformat())


def merge(request: Request, by: Any, kept: Request) -> None:
    """The same person asked the same thing twice: one file goes on, the one received first.

    Raises PermissionDenied, DeskProblem, RequestProblem.
    """
    if request.pk == kept.pk:
        raise DeskProblem("itself")
    access.check_handles(by, kept)
    with handling(request, by) as change, handling(kept, by) as into:
        same = ("organisation_id", "right")
        if any(getattr(change.request, name) != getattr(into.request, name) for name in same):
            raise DeskProblem("elsewhere", value=kept.number)
        if into.request.received > change.request.received:
            raise DeskProblem("younger", value=change.request.number)
        if change.request.parts.filter(state=Part.State.ASKED).exists():
            raise DeskProblem("parts")
        change.set(stage=Stage.MERGED, withdrawn=course.today(), merged_into=into.request)
        change.write(Kind.MERGED, to=kept.number)
        requests.destroy_copies(change)
        into.write(Kind.MERGED, to=request.number)
        change.tell()


def reopen(request: Request, by: Any, why: str) -> None:
    """Look again at what was answered. A new answer is due in a month; the first one stays the one
    by which the delay is judged. Raises PermissionDenied, RequestProblem, DeskProblem."""
    why = checked(why, "reason")
    with handling(request, by, closed=True) as change:
        if change.request.stage not in ANSWERED:
            raise DeskProblem("open")
        change.set(stage=Stage.STUDIED, reopened=course.today(), answered_again=None, warned=None)
        now = course.current(change.request)
        change.set(again_due=clock.due(now, course.today(), course.place()))
        change.write(Kind.REOPENED, why)
        change.tell()


def recourse(request: Request, by: Any, body: str, since: dt.date, text: str) -> Recourse:
    """The person took a remedy: before whom, since when, and what they say (sealed).

    Raises PermissionDenied, RequestProblem, DeskProblem.
    """
    text = checked(text)
    if body not in Recourse.Body.values:
        raise DeskProblem("body", value=body[:40])
    with handling(request, by, closed=True) as change:
        dated(change, since)
        change.write(Kind.RECOURSE, text, body=body)
        return Recourse.objects.create(request=change.request, body=body, since=since)


def end_recourse(found: Recourse, by: Any, ended: dt.date, text: str) -> None:
    """How a remedy ended. Raises PermissionDenied, RequestProblem, DeskProblem."""
    text = checked(text)
    with handling(found.request, by, closed=True) as change:
        dated(change, ended)
        if not Recourse.objects.filter(pk=found.pk, ended=None).update(ended=ended):
            raise DeskProblem("ended")
        change.write(Kind.RECOURSE, text, body=found.body, ended=ended.isoformat())
    found.refresh_from_db()


def dated(change: Change, day: dt.date) -> None:
    """A day of the life of this request; raise DeskProblem."""
    if day < change.request.received:
        raise DeskProblem("before", value=day.isoformat())
    if day > course.today():
        raise DeskProblem("future", value=day.isoformat())


def awaited(request: Request) -> dt.date | None:
    """The day of the answer that is due now; None once there is one."""
    if request.stage not in OPEN:
        return None
    return request.again_due if request.reopened else request.due


def found_by_number(number: str, by: Any) -> Request | None:
    """The request that a person who handles it names: D2026-00042."""
    year, dash, key = number.strip().upper().removeprefix("D").partition("-")
    if not (dash and year.isdigit() and key.isdigit() and len(key) < 12):
        return None
    return access.mine(by).filter(pk=int(key), received__year=int(year)).first()
