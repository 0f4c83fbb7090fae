"""What changes a request. Each checks who acts, writes what happened, sealed, sets the clock and
tells the person that there is something new, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from parvis.organisations.models import Organisation
from parvis.records.entitlements import Right
from parvis.records.problems import Problem, gettext_noop
from parvis.rights import clock
from parvis.rights.letters import check as ready
from parvis.rights.letters import usual_remedies
from parvis.rights.reasons import Kind as Reason
from parvis.rights.reasons import demanded
from parvis.rights.requests import access, course, files, letters, vault
from parvis.rights.requests.choices import ANSWERED, OPEN, Identity, Kind, Stage
from parvis.rights.requests.files import Given
from parvis.rights.requests.models import Event, Hold, Piece, Request
from parvis.rights.requests.receiving import happened

LONGEST = 8_000
MOST_EVENTS = 300


class RequestProblem(Problem):
    sentences: ClassVar = {
        "closed": gettext_noop("Cette demande est close : elle ne change plus."),
        "erased": gettext_noop("Ce dossier est effacé : personne ne peut plus le lire."),
        "text": gettext_noop("Écrivez votre message avant de l’envoyer."),
        "reason": gettext_noop("Dites pourquoi : la personne lit ce texte."),
        "long": gettext_noop("Ce texte compte %(length)s caractères : gardez-en au plus %(most)s."),
        "many": gettext_noop("Cette demande a trop de messages : écrivez-nous par courrier."),
        "refusal": gettext_noop("Choisissez dans la liste le motif du refus."),
        "outcome": gettext_noop("« %(value)s » n’est pas une réponse : %(known)s."),
        "no_pause": gettext_noop(
            "Le délai ne peut pas être suspendu : il est écoulé, une question est déjà posée, ou "
            "la loi ne le permet pas pour ce droit."
        ),
        "proof_day": gettext_noop(
            "« %(value)s » n’est pas entre la question posée et aujourd’hui : corrigez la date."
        ),
        "no_question": gettext_noop("Aucune question d’identité n’est posée."),
        "no_extension": gettext_noop(
            "Le délai ne peut plus être prolongé : la loi veut que ce soit dit, avec ses raisons, "
            "dans le premier mois, une seule fois, et jamais pour un document administratif."
        ),
        "same": gettext_noop("« %(value)s » en est déjà chargée."),
        "no_hold": gettext_noop("Aucune image n’est mise de côté pour cette demande."),
        "proof": gettext_noop("Dites comment vous savez que les images sont effacées."),
    }


@dataclass
class Change:
    """A request being changed: locked, its key at hand."""

    request: Request
    key: bytes
    by: Any
    fields: set[str] = field(default_factory=set)

    def write(self, kind: Kind, text: str = "", given: Sequence[Given] = (), **more: Any) -> Event:
        event = happened(self.request, self.key, kind, text, self.by, **more)
        files.keep(self.request, event, self.key, given)
        return event

    def set(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.request, name, value)

    def tell(self) -> None:
        letters.to_person(self.request, vault.unseal(self.key, self.request))


@contextmanager
def changing(request: Request, by: Any, *, closed: bool = False) -> Iterator[Change]:
    """Lock a request for one change; `by` None is the person, by the private link. `closed`: also
    once it is answered. Raises PermissionDenied, RequestProblem, keys.KeyAbsent."""
    if by is not None:
        access.check_handles(by, request)
    with transaction.atomic():
        locked = Request.objects.select_for_update().get(pk=request.pk)
        if locked.erased:
            raise RequestProblem("erased")
        if locked.stage not in OPEN and not closed:
            raise RequestProblem("closed")
        change = Change(locked, vault.key_of(locked.uuid), by)
        yield change
        locked.due = course.due(locked)
        locked.save()
    request.refresh_from_db()


@contextmanager
def handling(request: Request, by: Any, *, closed: bool = False) -> Iterator[Change]:
    """`changing`, by an officer and nobody else. Raises the same."""
    if by is None:
        raise PermissionDenied(f"only an officer may do this to {request}")
    with changing(request, by, closed=closed) as change:
        yield change


def checked(text: str, problem: str = "text") -> str:
    text = text.strip()
    if not text:
        raise RequestProblem(problem)
    if len(text) > LONGEST:
        raise RequestProblem("long", length=len(text), most=LONGEST)
    return text


def write(request: Request, text: str, given: Sequence[Given] = (), by: Any = None) -> None:
    """A message of the person (`by` None), or to them. Once answered too: they may contest."""
    text = checked(text)
    with changing(request, by, closed=True) as change:
        if change.request.events.count() >= MOST_EVENTS:
            raise RequestProblem("many")
        change.write(Kind.TOLD if by is not None else Kind.WROTE, text, given)
        if by is not None:
            change.tell()


def note(request: Request, by: Any, text: str) -> None:
    """What officers write to themselves."""
    text = checked(text)
    with handling(request, by, closed=True) as change:
        change.write(Kind.NOTE, text)


def study(request: Request, by: Any) -> None:
    """Say that someone looks into it; nothing the second time."""
    with handling(request, by) as change:
        if change.request.stage == Stage.RECEIVED:
            change.set(stage=Stage.STUDIED)
            change.write(Kind.STUDIED)
            change.tell()


def ask_identity(request: Request, by: Any, how: Identity, doubt: str) -> None:
    """Ask who it is, for a reasoned doubt: the delay is suspended until it is known.

    A code to the mailbox suspends nothing: it takes no one any time.
    """
    doubt = checked(doubt, "reason")
    with handling(request, by) as change:
        if not clock.may_suspend(course.course_of(change.request), course.today(), course.place()):
            raise RequestProblem("no_pause")
        if how in (Identity.DOCUMENT, Identity.REGISTERED):
            change.request.pauses.create(since=course.today())
        change.set(identity=how)
        change.write(Kind.ASKED_IDENTITY, doubt, how=how.value)
        change.tell()


def prove_identity(request: Request, by: Any, received: dt.date | None = None) -> None:
    """It is known who asks: the clock runs again since the proof was `received` (today), copies of
    documents are destroyed."""
    with handling(request, by) as change:
        if change.request.identity == Identity.NONE:
            raise RequestProblem("no_question")
        proved(change, received)
        change.tell()


def proved(change: Change, received: dt.date | None = None) -> None:
    day = received or course.today()
    asked = change.request.pauses.filter(until=None)
    if day > course.today() or asked.filter(since__gt=day).exists():
        raise RequestProblem("proof_day", value=day.isoformat())
    asked.update(until=day)
    change.set(proved=day)
    change.write(Kind.PROVED_IDENTITY)
    destroy_copies(change)


def destroy_copies(change: Change) -> None:
    """Destroy copies of identity documents once looked at; the event is the proof."""
    copies = list(change.request.pieces.filter(identity=True, destroyed=None))
    now = timezone.now()
    for piece in copies:
        name = piece.file.name or ""
        Piece.objects.filter(pk=piece.pk).update(destroyed=now, file="")
        transaction.on_commit(lambda name=name: files.destroy(name))  # type: ignore[misc]
    if copies:
        change.write(Kind.COPY_DESTROYED, count=len(copies))


def extend(request: Request, by: Any, reasons: str) -> None:
    """Two months more, told with reasons inside the first month (GDPR, 12(3))."""
    reasons = checked(reasons, "reason")
    with handling(request, by) as change:
        today = course.today()
        if not clock.may_extend(course.course_of(change.request), today, course.place()):
            raise RequestProblem("no_extension")
        change.set(extended=today)
        change.write(Kind.EXTENDED, reasons)
        change.tell()


def answer(request: Request, by: Any, stage: Stage, text: str, refusal: str = "",
           given: Sequence[Given] = ()) -> None:  # fmt: skip
    """The answer. What is refused, in whole or in part, has its reason from the closed list, which
    says the remedies; whatever is answered leaves some. A reopened request keeps the day of its
    first answer."""
    text = ready(checked(text))
    if stage not in ANSWERED:
        known = ", ".join(ANSWERED)
        raise RequestProblem("outcome", value=str(stage)[:40], known=known)
    refused = stage in (Stage.PARTLY, Stage.REFUSED)
    if refused != bool(refusal):
        raise RequestProblem("refusal")
    with handling(request, by) as change:
        right, today = Right(change.request.right), course.today()
        reason = demanded(refusal, Reason.REFUSAL, right) if refusal else None
        offered = reason.remedies if reason else usual_remedies(right)
        change.request.pauses.filter(until=None).update(until=today)
        day = "answered_again" if change.request.reopened else "answered"
        change.set(stage=stage, refusal=refusal, **{day: today})
        change.write(Kind.ANSWERED, text, given, refusal=refusal, remedies=list(offered))
        destroy_copies(change)
        change.tell()


def forward(request: Request, by: Any, to: str, why: str) -> None:
    """Another body, no part of this portal, is the controller: it was sent there, which is told."""
    to, why = checked(to, "reason"), checked(why, "reason")
    with handling(request, by) as change:
        change.set(stage=Stage.FORWARDED, forwarded=course.today())
        change.write(Kind.FORWARDED, why, to=to)
        destroy_copies(change)
        change.tell()


def move(request: Request, by: Any, to: Organisation, why: str) -> None:
    """Another controller of this portal answers; the clock does not start again."""
    why = checked(why, "reason")
    with handling(request, by) as change:
        if change.request.organisation_id == to.pk:
            raise RequestProblem("same", value=to.title)
        change.set(organisation=to)
        change.write(Kind.MOVED, why, to=to.title)
        change.tell()


def withdraw(request: Request) -> None:
    """The person no longer asks."""
    with changing(request, None) as change:
        change.set(stage=Stage.WITHDRAWN, withdrawn=course.today())
        change.write(Kind.WITHDRAWN)
        destroy_copies(change)


def held(request: Request, by: Any) -> None:
    """Someone set the images aside."""
    with handling(request, by, closed=True) as change:
        rows = Hold.objects.filter(request=change.request, done=None)
        if not rows.update(done=timezone.now()):
            raise RequestProblem("no_hold")
        change.write(Kind.HELD)


def release(request: Request, by: Any, proof: str) -> None:
    """The images are given back to their erasure; `proof` says how one knows they are erased."""
    proof = checked(proof, "proof")
    with handling(request, by, closed=True) as change:
        rows = Hold.objects.filter(request=change.request, released=None)
        if not rows.update(released=timezone.now()):
            raise RequestProblem("no_hold")
        change.write(Kind.RELEASED, proof)
