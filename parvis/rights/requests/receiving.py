"""Receiving a request: from the public form, or typed in by an officer with its true date.

The key is on the disk before the row commits; cut between the two, it is a key of nothing, which
`jobs.look_after_keys` takes away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from parvis.design.spoken import spoken
from parvis.organisations.answering import addressee
from parvis.organisations.models import Organisation
from parvis.records import feedback
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.records.problems import Problem, gettext_noop
from parvis.rights import clock, identity
from parvis.rights.requests import access, course, files, letters, vault
from parvis.rights.requests.choices import Channel, Kind
from parvis.rights.requests.files import Given
from parvis.rights.requests.models import Event, Hold, Request

FORM = UUID("8f3f3b0e-6f5c-4a55-9a44-3f0e5c1d7a21")  # what the form's token is made for
TOKEN_BYTES = 32
OLDEST = dt.timedelta(days=366)  # a date of receipt older than this is a slip


class ReceiptProblem(Problem):
    sentences: ClassVar = {
        "nobody": gettext_noop(
            "Aucune organisation ne reçoit encore de demandes ici. Rien n’a été enregistré."
        ),
        "future": gettext_noop("La date de réception %(day)s est dans le futur : corrigez-la."),
        "old": gettext_noop("La date de réception %(day)s a plus d’un an : vérifiez-la."),
    }


@dataclass(frozen=True)
class Footage:
    """Images that someone asks for; `hours` and `place` are words, and are sealed."""

    day: dt.date
    hours: str
    place: str = ""
    device: UUID | None = None


@dataclass(frozen=True)
class Said:
    """What a request says. `content` holds texts only: name, address, email, phone, contact
    ("mail", "post", "none"), message, subject, proxy, proxy_for. `about` is a published record."""

    right: Right
    content: dict[str, Any]
    about: UUID | None = None
    organisation: Organisation | None = None
    footage: Footage | None = None
    files: Sequence[Given] = field(default_factory=tuple)


@dataclass(frozen=True)
class Received:
    """`follow` is the token of the private link, kept in clear nowhere."""

    request: Request
    follow: str


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def in_charge(about: UUID | None) -> Organisation | None:
    """Who answers: the organisation responsible for what it speaks of, else the metropolis."""
    row = Published.objects.filter(pk=about).first() if about else None
    owner = row.organisation if row else None
    return (Organisation.objects.filter(uuid=owner).first() if owner else None) or addressee()


def receive(said: Said, token: str, write: bool = True) -> Received:
    """Keep what the public form brought. The same form sent twice gives what is already kept.

    Raises feedback.FeedbackProblem, ReceiptProblem, files.FileProblem.
    """
    feedback.check_token(token, FORM)
    once = digest(token)
    if kept := Request.objects.filter(once=once).first():
        return again(kept)
    try:
        return keep(said, course.today(), once=once, write=write)
    except IntegrityError:  # sent twice at the same instant
        return again(Request.objects.get(once=once))


def again(request: Request) -> Received:
    """What the first sending gave."""
    content = vault.unseal(vault.key_of(request.uuid), request)
    return Received(request, str(content.get("follow", "")))


def register(said: Said, by: Any, received: dt.date, channel: Channel) -> Received:
    """Type in a request that came another way; its clock starts on the day it was received.

    Raises PermissionDenied, ReceiptProblem, files.FileProblem.
    """
    handled = access.handled_by(by)
    owner = said.organisation or in_charge(said.about)
    if owner is None:
        raise ReceiptProblem("nobody")
    if owner.pk not in handled:
        raise PermissionDenied(f"{by} handles no request of {owner}")
    if received > course.today():
        raise ReceiptProblem("future", day=received.isoformat())
    if received < course.today() - OLDEST:
        raise ReceiptProblem("old", day=received.isoformat())
    return keep(said, received, channel=channel, by=by)


def keep(
    said: Said,
    received: dt.date,
    *,
    once: str | None = None,
    channel: Channel = Channel.WEB,
    by: Any = None,
    write: bool = True,
) -> Received:
    owner = said.organisation or in_charge(said.about)
    if owner is None:
        raise ReceiptProblem("nobody")
    follow = secrets.token_urlsafe(TOKEN_BYTES)
    uuid = uuid4()
    key = vault.store().make(uuid)[uuid]
    request = Request(
        uuid=uuid, follow=digest(follow), once=once, right=said.right.value, about=said.about,
        organisation=owner, channel=channel, received=received,
        language=spoken(),
    )  # fmt: skip
    regime = clock.regime_of(said.right)
    request.due = clock.due(clock.Course(received, regime), course.today(), course.place())
    if channel == Channel.WEB:
        request.identity = identity.needed(said.right, str(said.content.get("contact", "")))
    content = {name: text for name, text in said.content.items() if text} | {"follow": follow}
    if said.footage:
        content["footage"] = {"hours": said.footage.hours, "place": said.footage.place}
    vault.seal(key, request, content)
    try:
        with transaction.atomic():
            request.save()
            event = happened(request, key, Kind.RECEIVED, by=by)
            files.keep(request, event, key, said.files)
            hold(request, key, said.footage)
            if write:
                letters.to_person(request, content, first=True)
    except (IntegrityError, Problem):  # of any other error one cannot tell whether it committed
        vault.store().destroy([uuid])
        raise
    return Received(request, follow)


def happened(request: Request, key: bytes, kind: Kind, text: str = "", by: Any = None,
             **more: Any) -> Event:  # fmt: skip
    """Write an event with its text, sealed."""
    event = Event(request=request, kind=kind, by=by)
    if text or more:
        vault.seal(key, event, {"text": text, **more})
    event.save()
    return event


def hold(request: Request, key: bytes, footage: Footage | None) -> None:
    """Ask at once that images be kept, and alert those who can: they vanish by themselves."""
    if footage is None:
        return
    Hold.objects.create(
        request=request, device=footage.device, filmed=footage.day,
        gone=clock.images_gone(footage.day, kept_days(footage.device)), since=timezone.now(),
    )  # fmt: skip
    happened(request, key, Kind.HOLD_ASKED)
    letters.images(request)


def kept_days(device: UUID | None) -> int | None:
    """How long a device says it keeps what it records; None: it does not say."""
    row = Published.objects.filter(pk=device, type="device").first() if device else None
    days = (row.content or {}).get("retention_days") if row else None
    return int(days) if days is not None else None
