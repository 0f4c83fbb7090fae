"""What is mended after the fact: an answer corrected, a reason, a publication taken back; and what
reached the wrong organisation passed on.

Nothing here moves a date of the law: see `clock.Course`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.catalogue.citizens import actions, letters
from parvis.catalogue.citizens.actions import SubmissionProblem
from parvis.catalogue.citizens.models import (
    NO_ADDRESS,
    DataRequest,
    Passage,
    Reuse,
    Submission,
)
from parvis.organisations.models import Organisation
from parvis.records import bulk, publishing


@transaction.atomic
def correct(
    request: DataRequest, by: Any, *, decision: str, ground: str, text: str, why: str
) -> None:
    """Correct a published answer: dated in public, with `why`; history keeps the wording before.

    The date of the first answer stays. A decision turned over counts from today, and so does its
    remedy. Who asked is told, while an address is kept. Raises PermissionDenied,
    SubmissionProblem, ValidationError.
    """
    actions.check_answers(by, request)
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not request.decision:
        raise SubmissionProblem("not_answered")
    if not why.strip():
        raise SubmissionProblem("why")
    before = (request.decision, request.ground, request.answer)
    actions.fill_answer(request, decision, ground, text)
    if before == (request.decision, request.ground, request.answer):
        raise SubmissionProblem("same")
    request.corrected = timezone.localdate()
    if before[0] != request.decision:
        request.decided = request.corrected
    request.full_clean()
    bulk.save_many([request], by=by, why=why.strip())
    if submission := Submission.objects.filter(record=request.uuid).first():
        letters.corrected(submission, request, why.strip())


@transaction.atomic
def correct_reason(submission: Submission, by: Any, reason: str) -> None:
    """Say better why something was not published; its author reads it at the receipt's address."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    actions.demand_decides(by, submission)
    if submission.state != Submission.State.REFUSED:
        raise SubmissionProblem("not_refused")
    if not submission.reason:
        raise SubmissionProblem("forgotten")
    if not reason.strip():
        raise SubmissionProblem("reason")
    submission.reason, submission.reason_corrected = reason.strip(), timezone.now()
    submission.save(update_fields=["reason", "reason_corrected"])


@transaction.atomic
def take_down(reuse: Reuse, by: Any, reason: str) -> None:
    """Go back on the publication of a re-use: its page says that it is gone and why, its author is
    told, and their address forgotten."""
    if not reason.strip():
        raise SubmissionProblem("reason")
    reuse = Reuse.objects.select_for_update().get(pk=reuse.pk)
    publishing.check_may(by, "withdraw", [reuse])
    if not reuse.live:
        raise SubmissionProblem("withdrawn")
    publishing.withdraw_many([reuse], by=by, why=reason.strip())
    submission = Submission.objects.filter(record=reuse.uuid).first()
    if submission is None:
        return
    submission.state, submission.reason = Submission.State.REFUSED, reason.strip()
    submission.decided, submission.decided_by = timezone.now(), by
    submission.save(update_fields=["state", "reason", "decided", "decided_by"])
    letters.taken_down(submission)
    Submission.objects.filter(pk=submission.pk).update(**NO_ADDRESS)


def check_passage(before: Organisation, after: Organisation, why: str) -> None:
    if not after.live:
        raise SubmissionProblem("no_organisation", value=after.title)
    if after.pk == before.pk:
        raise SubmissionProblem("same_organisation", value=after.title)
    if not why.strip():
        raise SubmissionProblem("why_passed")


@transaction.atomic
def pass_on(submission: Submission, by: Any, to: Organisation, why: str) -> Passage:
    """Pass what waits on to the organisation that can decide (CRPA L.114-2), and tell its author.

    The legal delay goes on from the first receipt (L.114-3). Raises PermissionDenied,
    SubmissionProblem.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    actions.check_decider(by, submission)
    check_passage(submission.organisation, to, why)
    passage = Passage.objects.create(
        submission=submission, before=submission.organisation, after=to, why=why.strip(), by=by
    )
    submission.organisation = to
    submission.save(update_fields=["organisation"])
    letters.passed(submission, passage, submission.said.get("title", ""))
    return passage


@transaction.atomic
def pass_request_on(request: DataRequest, by: Any, to: Organisation, why: str) -> Passage:
    """Pass a public request without answer on to another organisation: the page names it, history
    says why."""
    actions.check_answers(by, request)
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.decision:
        raise SubmissionProblem("answered")
    before = request.organisation
    if before is None:  # such a request is not live: see Record.problems
        raise SubmissionProblem("withdrawn")
    check_passage(before, to, why)
    submission = Submission.objects.filter(record=request.uuid).first()
    passage = Passage.objects.create(
        submission=submission, record=request.uuid, before=before, after=to,
        why=why.strip(), by=by,
    )  # fmt: skip
    request.organisation = to
    # `by` may not publish for the other organisation: their right was checked for this one, and
    # the passage says who did it
    bulk.save_many([request], why=why.strip())
    if submission:
        Submission.objects.filter(pk=submission.pk).update(organisation=to)
        letters.passed(submission, passage, request.title)
    return passage
