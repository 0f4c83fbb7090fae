"""Letters that say that something waits, and what awaits someone at the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from parvis.records.entitlements import Right
from parvis.records.kinds import Awaited
from parvis.records.questions import Question
from parvis.rights import dispatch
from parvis.rights.desk import mail, who
from parvis.rights.desk.models import Part
from parvis.rights.requests import access, course
from parvis.rights.requests.choices import OPEN
from parvis.rights.requests.models import Hold, Request, number
from parvis.rights.words import NAMES

SHOWN = 20
DAILY = dt.timedelta(days=1)
FAR = dispatch.WARN[0]  # nothing is told sooner


def remind() -> int:
    """Remind services, and warn officers of what is soon due; how many were about something.

    Each row is marked with the day in the transaction of its letters: twice the same day, or cut
    between two, it is told once.
    """
    today = course.today()
    told = sum(remind_part(one, today) for one in late_parts(today))
    told += sum(warn_of_request(one, today) for one in due_requests(today))
    return told + sum(warn_of_hold(one, today) for one in ending_holds(today))


def late_parts(today: dt.date) -> list[Part]:
    soon = today + dispatch.BEFORE
    rows = Part.objects.filter(state=Part.State.ASKED, due__lte=soon, request__stage__in=OPEN)
    found = rows.filter(request__erased=None).select_related("request")
    return [one for one in found if dispatch.to_remind(one.timing, today)]


def remind_part(part: Part, today: dt.date) -> int:
    with transaction.atomic():
        fresh = Q(reminded=None) | Q(reminded__lt=today)
        if not Part.objects.filter(fresh, pk=part.pk).update(reminded=today):
            return 0
        mail.part(part, again=True)
    return 1


def due_requests(today: dt.date) -> list[Request]:
    """Those of which officers are to be warned today. A suspended clock warns nobody."""
    awaited = Coalesce("again_due", "due")
    rows = Request.objects.filter(stage__in=OPEN, erased=None).annotate(awaited=awaited)
    rows = rows.filter(awaited__lte=today + FAR).exclude(pauses__until=None, pauses__isnull=False)
    return [one for one in rows if dispatch.to_warn(one.awaited, one.warned, today)]


def warn_of_request(request: Any, today: dt.date) -> int:
    with transaction.atomic():
        fresh = Q(warned=None) | Q(warned__lt=today)
        if not Request.objects.filter(fresh, pk=request.pk).update(warned=today):
            return 0
        mail.due(request, request.awaited, today)
    return 1


def ending_holds(today: dt.date) -> list[Hold]:
    """Holds whose images end soon, or of which nobody said that they are erased."""
    ends = Coalesce("until", "gone")
    rows = Hold.objects.filter(released=None, request__erased=None).annotate(ends=ends)
    found = rows.filter(ends__lte=today + FAR).select_related("request")
    return [one for one in found if dispatch.to_warn(one.ends, one.warned, today, DAILY)]


def warn_of_hold(hold: Any, today: dt.date) -> int:
    with transaction.atomic():
        fresh = Q(warned=None) | Q(warned__lt=today)
        if not Hold.objects.filter(fresh, pk=hold.pk).update(warned=today):
            return 0
        mail.hold(hold, hold.ends, today)
    return 1


TO_ANSWER = Question(
    lambda _shape, keys: (
        Request.objects.filter(organisation__in=keys, stage__in=OPEN)
        .annotate(awaited=Coalesce("again_due", "due"))
        .order_by("awaited", "pk")
        .values_list("pk", "received", "awaited", "right")[:SHOWN]
    )
)
# `Exists`: holds that wait are few, and a join would lead a database to begin by the requests.
# `erased`: nobody asks for them any more
TO_HOLD = Question(
    lambda _shape, keys: (
        Hold.objects.filter(
            Exists(
                Request.objects.filter(pk=OuterRef("request"), organisation__in=keys, erased=None)
            ),
            done=None,
            released=None,
        )
        .order_by("gone", "pk")
        .values_list("gone", "request", "request__received")[:SHOWN]
    )
)


def asked(count: Any, keys: list[Any]) -> QuerySet[Any, Any]:
    """Questions to services, the first `count` of these; but those that the officers of the others
    asked."""
    rows = who.parts_within(keys[:count]).filter(state=Part.State.ASKED, request__stage__in=OPEN)
    rows = rows.exclude(request__organisation__in=keys[count:])
    return rows.order_by(F("due"), "pk").values_list("pk", "request", "request__received", "due")[
        :SHOWN
    ]


ASKED = Question(asked)


def awaits(user: Any) -> Iterator[Awaited]:
    """Requests to answer, images to put aside, questions to one's service: three queries."""
    from parvis.rights.desk.screens import at  # Wagtail is loaded by then

    today, mine, served = course.today(), access.handled_by(user), who.serves(user)
    for key, received, awaited, asked_for in TO_ANSWER(sorted(mine)):
        late = awaited < today
        said = _("Réponse en retard : %(number)s") if late else _("Répondre : %(number)s")
        right = str(NAMES[Right(asked_for)])
        sentence = said % {"number": number(key, received)}
        yield Awaited(sentence, at("request", key), awaited, late, right)
    for gone, key, received in TO_HOLD(sorted(mine)):
        said = _("Mettre des images de côté : %(number)s") % {"number": number(key, received)}
        yield Awaited(said, at("request", key), gone, late=gone < today)
    for key, request, received, due in ASKED([*sorted(served), *sorted(mine)], len(served)):
        said = _("Une question sur la demande %(number)s") % {"number": number(request, received)}
        yield Awaited(said, at("part", key), due, due is not None and due < today)
