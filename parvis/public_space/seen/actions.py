"""Receiving what someone saw, answering it in public, or not publishing it."""

from __future__ import annotations

import hashlib
import json
import uuid as uuids
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from parvis.organisations.answering import addressee
from parvis.organisations.models import Organisation
from parvis.public_space.models import Device
from parvis.public_space.seen.models import Sighting
from parvis.records import feedback, hooks, photo
from parvis.records.desk import rights
from parvis.records.problems import Problem, gettext_noop

FORM = UUID("8f3f3b0e-6f5c-4a55-9a44-3f0e5c1d7a09")  # what the form's token is made for
SHOWN = 20  # at the desk’s first screen
LONGEST_PLACE = 300
LONGEST_TEXT = 2000
LONGEST_ANSWER = 4000


class SightingProblem(Problem):
    sentences: ClassVar = {
        "nobody": gettext_noop(
            "Aucune organisation ne reçoit encore de signalements ici. Rien n’a été enregistré."
        ),
        "answered": gettext_noop("Quelqu’un a déjà répondu à ce signalement."),
        "answer": gettext_noop("Écrivez la réponse : elle est publique."),
        "reason": gettext_noop("Dites pourquoi : la personne qui a écrit le lit."),
    }


def receive(place: str, text: str, picture: bytes | None, token: str) -> Sighting:
    """Keep what someone saw. The same form sent twice gives what is already kept.

    Raises feedback.FeedbackProblem, photo.PhotoProblem, SightingProblem.
    """
    feedback.check_token(token, FORM)
    digest = hashlib.sha256(token.encode()).hexdigest()
    if kept := Sighting.objects.filter(token=digest).first():
        return kept
    organisation = addressee()
    if organisation is None:
        raise SightingProblem("nobody")
    clean = photo.cleaned(picture) if picture else None
    content = json.dumps({"place": place, "text": text}, ensure_ascii=False)
    made = Sighting(receipt=uuids.uuid4(), token=digest, organisation=organisation, content=content)
    try:
        with transaction.atomic():
            made.save()
            if clean:
                made.photo.save("photo.jpg", ContentFile(clean))
    except IntegrityError:  # sent twice at the same instant
        return Sighting.objects.get(token=digest)
    return made


def organisations(user: Any) -> QuerySet[Organisation]:
    """Those for which this person answers: who publishes their devices."""
    scope = hooks.first("organisations_for", user=user, verb="publish", kind="device")
    rows = Organisation.objects.all()
    return rows.none() if scope is None else rows.filter(scope)


def waiting(user: Any) -> QuerySet[Sighting]:
    """What waits for this person, the oldest first."""
    rows = Sighting.objects.filter(state=Sighting.State.WAITING)
    return rows.filter(organisation__in=organisations(user)).order_by("received")


OLDEST = rights.Answering(
    "publish",
    lambda those, states: Sighting.objects.filter(
        organisation__in=those.order_by().values("pk"), state=states[0]
    ).order_by("received").values_list("pk", "received")[:SHOWN],
)  # fmt: skip


def answered() -> QuerySet[Sighting]:
    """What was answered in public, the last first."""
    rows = Sighting.objects.filter(state=Sighting.State.ANSWERED)
    return rows.select_related("device").order_by("-answered", "-pk")


def check_answers(sighting: Sighting, by: Any) -> None:
    """Raise PermissionDenied."""
    if not organisations(by).filter(pk=sighting.organisation_id).exists():
        raise PermissionDenied(f"{by} may not answer {sighting}")


@transaction.atomic
def answer(
    sighting: Sighting,
    by: Any,
    text: str,
    *,
    place: str,
    told: str,
    device: Device | None = None,
    with_photo: bool = False,
) -> None:
    """Answer in public. `place` and `told` are what was seen, as the moderator left it; the
    photograph is published, or forgotten. Raises PermissionDenied, SightingProblem."""
    check_answers(sighting, by)
    if not text.strip():
        raise SightingProblem("answer")
    decide(
        sighting, by, with_photo,
        state=Sighting.State.ANSWERED, answer=text.strip(), place=place.strip(),
        text=told.strip(), device=device,
    )  # fmt: skip


@transaction.atomic
def refuse(sighting: Sighting, by: Any, reason: str) -> None:
    """Do not publish; its author reads why, and what they sent is forgotten.

    Raises PermissionDenied, SightingProblem.
    """
    check_answers(sighting, by)
    if not reason.strip():
        raise SightingProblem("reason")
    decide(sighting, by, False, state=Sighting.State.REFUSED, answer=reason.strip())


def decide(sighting: Sighting, by: Any, with_photo: bool, **values: Any) -> None:
    """Set the answer once; what was sent is forgotten, its photograph too unless it is published.

    The file leaves the store once the answer is certain. Raises SightingProblem.
    """
    name, store = sighting.photo.name, sighting.photo.storage
    kept = {} if with_photo else {"photo": ""}
    rows = Sighting.objects.filter(pk=sighting.pk, state=Sighting.State.WAITING)
    now = timezone.now()
    if not rows.update(answered=now, answered_by=by, content="", **kept, **values):
        raise SightingProblem("answered")
    if name and not with_photo:
        transaction.on_commit(lambda: store.delete(name))
    sighting.refresh_from_db()
