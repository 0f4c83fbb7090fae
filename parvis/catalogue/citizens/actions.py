"""Receiving what people bring, publishing or refusing it, answering a request, warning re-users.

A letter is written in the transaction of the change (the outbox is a table): both stand or fall.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid as uuids
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from parvis.catalogue.citizens import letters
from parvis.catalogue.citizens.models import (
    NO_ADDRESS,
    ChangeNotice,
    DataRequest,
    Reuse,
    Submission,
)
from parvis.design.spoken import spoken
from parvis.organisations.answering import addressee
from parvis.organisations.models import Organisation
from parvis.records import bulk, feedback, hooks
from parvis.records.models import Published
from parvis.records.problems import Problem, gettext_noop

FORM = {  # what a form's token is made for
    Submission.Kind.REUSE: UUID("8f3f3b0e-6f5c-4a55-9a44-3f0e5c1d7a01"),
    Submission.Kind.REQUEST: UUID("8f3f3b0e-6f5c-4a55-9a44-3f0e5c1d7a02"),
}
MODELS: dict[str, type[Any]] = {"reuse": Reuse, "request": DataRequest}
TIES = {"reuse": "reuses", "request": "asks_for"}
LETTERS_AN_HOUR = 300  # beyond, what comes is kept and read all the same, without a letter
MOST_DATASETS = 20
LONGEST_TEXT = 4000


class SubmissionProblem(Problem):
    sentences: ClassVar = {
        "nobody": gettext_noop(
            "Aucune organisation ne reçoit encore de demandes ici. Rien n’a été enregistré."
        ),
        "decided": gettext_noop("Quelqu’un a déjà décidé de cet envoi."),
        "reason": gettext_noop("Dites pourquoi : la personne reçoit ce texte."),
        "answered": gettext_noop("Cette demande a déjà une réponse."),
        "ground": gettext_noop("Un refus dit sur quel texte de loi il se fonde."),
        "answer": gettext_noop("Écrivez la réponse : elle est publique et motivée."),
        "text": gettext_noop("Dites ce qui va changer."),
        "not_answered": gettext_noop("Cette demande n’a pas encore de réponse à corriger."),
        "same": gettext_noop("Rien ne change : corrigez la réponse avant de l’envoyer."),
        "why": gettext_noop("Dites pourquoi : ce texte est public."),
        "why_passed": gettext_noop("Dites pourquoi : la personne qui a écrit le lit."),
        "same_organisation": gettext_noop("« %(value)s » en est déjà chargée."),
        "no_organisation": gettext_noop(
            "« %(value)s » n’est plus en ligne : choisissez-en une autre."
        ),
        "not_refused": gettext_noop("Seul un refus de publier a une raison à corriger."),
        "forgotten": gettext_noop("Cette raison est effacée depuis longtemps."),
        "withdrawn": gettext_noop("Publiez d’abord cette fiche : elle n’est pas en ligne."),
    }


def in_charge(datasets: Iterable[Published]) -> Organisation | None:
    """Who decides: the organisation of the first data set that has one."""
    wanted = [row.organisation for row in datasets if row.organisation]
    return Organisation.objects.filter(uuid=wanted[0]).first() if wanted else addressee()


def receive(
    kind: str,
    said: Mapping[str, str],
    datasets: list[Published],
    *,
    email: str = "",
    token: str,
    write: bool = True,
) -> Submission:
    """Keep what a form brought. The same form sent twice gives what is already kept.

    `write` False sends no letter of receipt: the address had enough of them. Nor is one sent when
    very much arrives at once from everywhere. Raises feedback.FeedbackProblem, SubmissionProblem.
    """
    feedback.check_token(token, FORM[Submission.Kind(kind)])
    digest = hashlib.sha256(token.encode()).hexdigest()
    if kept := Submission.objects.filter(token=digest).first():
        return kept
    recent = Submission.objects.filter(received__gt=timezone.now() - dt.timedelta(hours=1))
    calm = recent.count() < LETTERS_AN_HOUR
    organisation = in_charge(datasets)
    if organisation is None:
        raise SubmissionProblem("nobody")
    content = {**said, "datasets": [row.key for row in datasets]}
    try:
        with transaction.atomic():
            made = Submission.objects.create(
                kind=kind,
                receipt=uuids.uuid4(),
                token=digest,
                organisation=organisation,
                content=json.dumps(content, ensure_ascii=False),
                email=email,
                language=spoken(),
            )
            if write and calm:
                letters.received(made)
            return made
    except IntegrityError:  # sent twice at the same instant
        return Submission.objects.get(token=digest)


def blank(submission: Submission) -> Any:
    """The record that would be made, as far as rights go."""
    return MODELS[submission.kind](organisation=submission.organisation)


def may_decide(by: Any, submission: Submission) -> bool:
    return bool(hooks.first("may", user=by, verb="publish", record=blank(submission)))


def demand_decides(by: Any, submission: Submission) -> None:
    if not may_decide(by, submission):
        raise PermissionDenied(f"{by} may not decide of {submission}")


def check_decider(by: Any, submission: Submission) -> None:
    demand_decides(by, submission)
    if submission.state != Submission.State.WAITING:
        raise SubmissionProblem("decided")


def decide(submission: Submission, by: Any, **values: Any) -> None:
    """Set the decision once; raise SubmissionProblem when someone else was first."""
    rows = Submission.objects.filter(pk=submission.pk, state=Submission.State.WAITING)
    if not rows.update(decided=timezone.now(), decided_by=by, content="", **values):
        raise SubmissionProblem("decided")
    submission.refresh_from_db()


@transaction.atomic
def publish(submission: Submission, by: Any, said: Mapping[str, str]) -> Any:
    """Make the record, with the texts as the moderator left them, and tell the author.

    Raises PermissionDenied, ValidationError, SubmissionProblem.
    """
    check_decider(by, submission)
    record = blank(submission)
    ties = submission.said.get("datasets", [])
    record.title, record.summary = said["title"], said["summary"]
    record.plain_summary = said.get("plain_summary", "")
    record.source_language = submission.language
    record.ties = [("tie", tie(TIES[submission.kind], key)) for key in ties]
    if submission.kind == Submission.Kind.REUSE:
        record.kind, record.address = said["kind"], said["address"]
        record.author = said.get("author", "")
    else:
        record.received = timezone.localdate(submission.received)
    record.full_clean()
    decide(submission, by, state=Submission.State.PUBLISHED, record=record.uuid)
    bulk.save_many([record], by=by)
    letters.published(submission, record)
    return record


def tie(predicate: str, key: str) -> dict[str, Any]:
    return {"predicate": predicate, "object": key, "since": None, "until": None}


@transaction.atomic
def refuse(submission: Submission, by: Any, reason: str) -> None:
    """Do not publish, and say why to who sent it; what they wrote is forgotten."""
    check_decider(by, submission)
    if not reason.strip():
        raise SubmissionProblem("reason")
    decide(submission, by, state=Submission.State.REFUSED, reason=reason.strip())
    letters.refused(submission)
    Submission.objects.filter(pk=submission.pk).update(**NO_ADDRESS)


def stop_letters(receipt: UUID) -> None:
    """Forget the address that a submission came with. Of a re-use, for all re-uses of its author:
    one letter spoke of them together."""
    rows = Submission.objects.filter(receipt=receipt).exclude(mark="")
    if (one := rows.first()) and one.kind == Submission.Kind.REUSE:
        rows = Submission.objects.filter(kind=one.kind, mark=one.mark)
    rows.update(**NO_ADDRESS)


def check_answers(by: Any, request: DataRequest) -> None:
    if not hooks.first("may", user=by, verb="publish", record=request):
        raise PermissionDenied(f"{by} may not answer {request.key}")
    if not request.live:
        raise SubmissionProblem("withdrawn")


@transaction.atomic
def study(request: DataRequest, by: Any) -> None:
    """Say in public that a request is being looked into."""
    check_answers(by, request)
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.decision:
        raise SubmissionProblem("answered")
    if request.studied is None:
        request.studied = timezone.localdate()
        bulk.save_many([request], by=by)


@transaction.atomic
def answer(request: DataRequest, by: Any, decision: str, ground: str, text: str) -> None:
    """The reasoned public answer; a refusal names its legal ground (CRPA L.311-14)."""
    check_answers(by, request)
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.decision:
        raise SubmissionProblem("answered")
    fill_answer(request, decision, ground, text)
    request.answered = timezone.localdate()
    request.full_clean()
    bulk.save_many([request], by=by)
    if submission := Submission.objects.filter(record=request.uuid).first():
        letters.answered(submission, request)


def fill_answer(request: DataRequest, decision: str, ground: str, text: str) -> None:
    """Write an answer into a request, unless it lacks what the law asks."""
    if decision not in DataRequest.Decision.values:
        raise ValidationError({"decision": f"“{decision}” is no decision"})
    if not text.strip():
        raise SubmissionProblem("answer")
    if decision == DataRequest.Decision.REFUSED and not ground.strip():
        raise SubmissionProblem("ground")
    request.decision, request.ground, request.answer = decision, ground.strip(), text.strip()


@transaction.atomic
def announce(dataset: Any, by: Any, text: str, on: dt.date | None) -> ChangeNotice:
    """Warn the authors of the re-uses of a data set before a change.

    The same words within a day are the form sent twice: one notice.
    """
    if not hooks.first("may", user=by, verb="publish", record=dataset):
        raise PermissionDenied(f"{by} may not announce a change of {dataset.key}")
    if not text.strip():
        raise SubmissionProblem("text")
    from parvis.catalogue.citizens.jobs import warn  # it reads this module

    type(dataset).objects.select_for_update().get(pk=dataset.pk)  # two at once
    said = {"dataset": dataset.uuid, "text": text.strip(), "on": on, "by": by}
    since = timezone.now() - dt.timedelta(days=1)
    if kept := ChangeNotice.objects.filter(**said, made__gt=since).first():
        return kept
    made = ChangeNotice.objects.create(**said)
    transaction.on_commit(lambda: warn.enqueue(made.pk))
    return made
