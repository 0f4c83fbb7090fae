"""Counting an answer; reading the counts."""

from __future__ import annotations

from typing import ClassVar, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from parvis.public_space.opinions.models import Choice, Question, Tally
from parvis.records.problems import Problem, gettext_noop


class OpinionProblem(Problem):
    sentences: ClassVar = {
        "question": gettext_noop("« %(value)s » n’est pas une de nos questions : %(known)s."),
        "choice": gettext_noop("« %(value)s » n’est pas une réponse : %(known)s."),
    }


class Counted(NamedTuple):
    """One question with its answers in order: (words, count, share of all in percent)."""

    question: str
    total: int
    answers: list[tuple[str, int, int]]

    @property
    def rows(self) -> list[list[str]]:
        """The same as cells of a table."""
        return [[words, str(number), f"{share}\u00a0%"] for words, number, share in self.answers]


@transaction.atomic
def give(device: UUID, question: str, choice: str) -> None:
    """Add one to a count. Raises OpinionProblem."""
    if question not in Question.values:
        raise OpinionProblem("question", value=question[:40], known=", ".join(Question.values))
    if choice not in Choice.values:
        raise OpinionProblem("choice", value=choice[:40], known=", ".join(Choice.values))
    month = timezone.localdate().replace(day=1)
    row, _made = Tally.objects.get_or_create(
        device=device, question=question, choice=choice, month=month
    )
    Tally.objects.filter(pk=row.pk).update(count=F("count") + 1)


def counts(device: UUID) -> list[Counted]:
    """All answers about a device, of all months; one query."""
    rows = Tally.objects.filter(device=device).values_list("question", "choice")
    found = {(q, c): n for q, c, n in rows.annotate(n=Sum("count")).order_by()}
    return [counted(question, found) for question in Question]


def counted(question: Question, found: dict[tuple[str, str], int]) -> Counted:
    numbers = [(choice, found.get((question.value, choice.value), 0)) for choice in Choice]
    total = sum(number for _choice, number in numbers)
    shares = [(str(c.label), n, round(100 * n / total) if total else 0) for c, n in numbers]
    return Counted(str(question.label), total, shares)
