"""Asking a service or a processor for its part of a request, answering it, reminding.

A part is all that its agents read: the question as the officer wrote it, its files, their answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parvis.organisations.models import Organisation
from parvis.records.problems import Problem, gettext_noop
from parvis.rights import dispatch
from parvis.rights.desk import mail, who
from parvis.rights.desk.models import Part
from parvis.rights.requests import access, course
from parvis.rights.requests.access import File, Told
from parvis.rights.requests.actions import Change, changing, checked, handling
from parvis.rights.requests.choices import Kind, Stage
from parvis.rights.requests.files import Given
from parvis.rights.requests.models import Piece, Request

REPLIES = (Part.State.GIVEN, Part.State.NOTHING)


class PartProblem(Problem):
    sentences: ClassVar = {
        "again": gettext_noop(
            "« %(value)s » n’a pas encore répondu à votre première question : attendez-la ou "
            "retirez-la."
        ),
        "ended": gettext_noop("Cette question a déjà une réponse, ou a été retirée."),
        "state": gettext_noop("« %(value)s » n’est pas une réponse : choisissez dans la liste."),
    }


def ask(
    request: Request,
    by: Any,
    organisation: Organisation,
    question: str,
    due: dt.date | None = None,
    given: Sequence[Given] = (),
) -> Part:
    """Ask an organisation for its part, before an inner deadline. Who works there is written to.

    Raises PermissionDenied, RequestProblem, DispatchProblem, PartProblem.
    """
    question = checked(question)
    with handling(request, by) as change:
        today, answer_due = course.today(), course.due(change.request)
        chosen = due or dispatch.usual_due(today, answer_due)
        chosen = dispatch.checked_due(chosen, today, answer_due)
        waiting = change.request.parts.filter(state=Part.State.ASKED)
        if waiting.filter(organisation=organisation).exists():
            raise PartProblem("again", value=organisation.title)
        event = change.write(Kind.DISPATCHED, question, given, to=organisation.title)
        if change.request.stage == Stage.RECEIVED:
            change.set(stage=Stage.STUDIED)
        part = Part.objects.create(
            request=change.request, organisation=organisation, asked=today, due=chosen, by=by,
            question=event,
        )  # fmt: skip
        mail.part(part)
    return part


def may_read(part: Part, by: Any) -> bool:
    """A question that was taken back, perhaps since it went to the wrong service, is nobody's."""
    return part.state != Part.State.CANCELLED and part.organisation_id in who.serves(by)


@contextmanager
def answering(part: Part, by: Any) -> Iterator[tuple[Part, Change]]:
    """Lock a part that waits, for who answers it: its agents, or the officer who types it in."""
    agent = may_read(part, by)
    with changing(part.request, None if agent else by) as change:
        change.by = by
        locked = Part.objects.select_for_update().get(pk=part.pk)
        if locked.state != Part.State.ASKED:
            raise PartProblem("ended")
        yield locked, change
        locked.ended = timezone.now()
        locked.save()
    part.refresh_from_db()


def reply(part: Part, by: Any, state: str, text: str, given: Sequence[Given] = ()) -> None:
    """What the service found, or did; or that it holds nothing. Officers are written to.

    Raises PermissionDenied, RequestProblem, PartProblem, files.FileProblem.
    """
    check_answers(part, by)
    text = checked(text)
    if state not in REPLIES:
        raise PartProblem("state", value=str(state)[:40])
    with answering(part, by) as (locked, change):
        locked.state = state
        locked.reply = change.write(Kind.REPLIED, text, given)
        mail.replied(locked)


def cancel(part: Part, by: Any) -> None:
    """The officer needs it no more. Raises PermissionDenied, PartProblem."""
    access.check_handles(by, part.request)
    with answering(part, by) as (locked, change):
        locked.state = Part.State.CANCELLED
        change.write(Kind.NOTE, cancelled=locked.organisation.title)


def check_answers(part: Part, by: Any) -> None:
    """Raise PermissionDenied."""
    if not may_read(part, by):
        access.check_handles(by, part.request)


def read(part: Part, by: Any) -> tuple[Told, Told | None]:
    """The question and the answer, opened for an agent of the service, which is written in the log.

    Raises PermissionDenied, keys.KeyAbsent.
    """
    if not may_read(part, by):
        raise PermissionDenied(f"{by} does not serve {part.organisation_id}")
    events = [part.question, *([part.reply] if part.reply else [])]
    question, *replies = access.read_part(part.request, by, events)
    return question, replies[0] if replies else None


def piece(part: Part, uuid: Any) -> Piece | None:
    """A file of the question or of the answer; None when it is of something else."""
    events = [event for event in (part.question_id, part.reply_id) if event]
    return Piece.objects.filter(event__in=events, uuid=uuid, destroyed=None).first()


def read_piece(part: Part, found: Piece, by: Any) -> tuple[File, bytes]:
    """Raises PermissionDenied."""
    if not may_read(part, by):
        raise PermissionDenied(f"{by} does not serve {part.organisation_id}")
    return access.given_piece(found, by)
