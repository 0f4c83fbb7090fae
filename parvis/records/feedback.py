"""What people write about a record: received, answered in public, and forgotten as promised."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from parvis.records import hooks
from parvis.records.jobs import send_answer
from parvis.records.models import Feedback, Published
from parvis.records.problems import Problem, gettext_noop

SALT = "parvis.feedback"
FORM_LASTS = dt.timedelta(hours=12)
LONGEST_TEXT = 4000
LONGEST_ANSWER = 8000


class FeedbackProblem(Problem):
    sentences: ClassVar = {
        "token_expired": gettext_noop(
            "Ce formulaire est resté ouvert trop longtemps. Votre message est gardé ci-dessous : "
            "envoyez-le de nouveau."
        ),
        "too_fast": gettext_noop(
            "Ce formulaire est revenu en moins de %(least)s secondes, comme l’enverrait un "
            "programme. Rien n’est perdu : relisez ci-dessous et envoyez de nouveau."
        ),
        "too_many": gettext_noop(
            "Beaucoup d’envois viennent d’arriver de votre réseau. Le vôtre est gardé ci-dessous : "
            "renvoyez-le dans une heure."
        ),
        "answer_empty": gettext_noop("Écrivez la réponse avant de l’envoyer."),
        "answer_long": gettext_noop("La réponse compte plus de %(most)s caractères : coupez-la."),
        "already_answered": gettext_noop("Quelqu’un a déjà répondu à ce message."),
    }


@dataclass(frozen=True)
class Message:
    """What a visitor sends; `token` is the one its form carried."""

    kind: str
    text: str
    email: str = ""
    token: str = ""


def new_token(record: UUID) -> str:
    """A token for one form about one record; nothing is stored until it comes back."""
    return signing.dumps([str(record), secrets.token_urlsafe(9)], salt=SALT)


def is_token(token: str, record: UUID, lasts: Any = None) -> bool:
    """Whether this token was made for this record, no longer ago than a form lasts."""
    try:
        named, _once = signing.loads(token, salt=SALT, max_age=lasts or FORM_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(named == str(record))


def check_token(token: str, record: UUID) -> None:
    """Raise FeedbackProblem unless a person could have filled the form that this token came with:
    made for this record, not too long ago, nor in the second before."""
    if not is_token(token, record):
        raise FeedbackProblem("token_expired")
    least = settings.PARVIS_FORM_SECONDS
    if least and is_token(token, record, lasts=least):
        raise FeedbackProblem("too_fast", least=least)


def token_again(token: str, record: UUID) -> str:
    """The token of a form shown again: its own while it lasts, so that its age counts."""
    return token if is_token(token, record) else new_token(record)


def receive(record: Published, message: Message) -> Feedback:
    """Keep a message. The same form sent twice gives the message already kept.

    Raises FeedbackProblem. Nothing is kept here of the machine it comes from.
    """
    check_token(message.token, record.uuid)
    digest = hashlib.sha256(message.token.encode()).hexdigest()
    kept = Feedback.objects.filter(token=digest).first()
    if kept is not None:
        return kept
    values = {"kind": message.kind, "text": message.text, "email": message.email}
    try:
        with transaction.atomic():
            return Feedback.objects.create(record=record, token=digest, **values)
    except IntegrityError:  # sent twice at the same instant
        return Feedback.objects.get(token=digest)


def record_of(feedback: Feedback) -> Any:
    """The room's own record that a message is about; None once it is erased."""
    kind = hooks.record_types().get(feedback.record.type)
    if kind is None:
        return None
    return apps.get_model(kind.model)._default_manager.filter(uuid=feedback.record_id).first()


def may_answer(by: Any, feedback: Feedback) -> bool:
    record = record_of(feedback)
    return record is not None and bool(hooks.first("may", user=by, verb="answer", record=record))


@transaction.atomic
def answer(feedback: Feedback, by: Any, text: str, publish: bool = True) -> Feedback:
    """Answer a message: with it on the record's page, or (`publish` False) to its author alone.

    The letter leaves once this is committed; the address is then forgotten.
    Raises PermissionDenied, FeedbackProblem.
    """
    if not may_answer(by, feedback):
        raise PermissionDenied(f"{by} may not answer about {feedback.record.key}")
    text = text.strip()
    if not text:
        raise FeedbackProblem("answer_empty")
    if len(text) > LONGEST_ANSWER:
        raise FeedbackProblem("answer_long", most=LONGEST_ANSWER)
    state = Feedback.State.ANSWERED if publish else Feedback.State.REFUSED
    now = timezone.now()
    waiting = Feedback.objects.filter(pk=feedback.pk, state=Feedback.State.WAITING)
    if not waiting.update(state=state, answer=text, answered=now, answered_by=by):
        raise FeedbackProblem("already_answered")
    transaction.on_commit(partial(send_answer.enqueue, feedback.pk))
    feedback.refresh_from_db()
    return feedback


def answers(record: UUID, limit: int) -> list[Feedback]:
    """Messages answered in public about one record, the last first. One query."""
    found = Feedback.objects.filter(record=record, state=Feedback.State.ANSWERED)
    return list(found.defer("email").order_by("-answered")[:limit])
