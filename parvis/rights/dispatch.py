"""What a service or a processor is asked for a request: its inner deadline, when to remind. Pure.

The inner deadline is a rule of ours, not of the law: it leaves time to gather, read and write.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop

WRITING = dt.timedelta(days=7)  # between the last contribution and the answer that is due
USUAL = dt.timedelta(days=10)  # what a service is given
BEFORE = dt.timedelta(days=2)  # the first reminder comes so long before
EVERY = dt.timedelta(days=3)  # then, once it is late, so often
WARN = (dt.timedelta(days=7), dt.timedelta(days=3), dt.timedelta(days=1))


class PartState(StrEnum):
    ASKED = "asked"
    GIVEN = "given"  # it sent what it holds or did
    NOTHING = "nothing"  # it looked, and holds nothing
    CANCELLED = "cancelled"  # the officer needs it no more


class DispatchProblem(Problem):
    sentences: ClassVar = {
        "past": gettext_noop(
            "« %(value)s » est passé : choisissez un jour entre aujourd’hui et le %(most)s."
        ),
        "late": gettext_noop(
            "« %(value)s » vient après la réponse due, le %(most)s : choisissez un jour avant."
        ),
    }


@dataclass(frozen=True)
class Asked:
    """`reminded`: the last reminder, if there was one."""

    on: dt.date
    due: dt.date
    reminded: dt.date | None = None


def usual_due(today: dt.date, answer_due: dt.date) -> dt.date:
    """Ten days, sooner when the answer is due before; today at the earliest."""
    return max(today, min(today + USUAL, answer_due - WRITING))


def checked_due(chosen: dt.date, today: dt.date, answer_due: dt.date) -> dt.date:
    """The inner deadline someone chose; raise DispatchProblem. A late request has no latest day."""
    params = {"value": chosen.isoformat(), "most": answer_due.isoformat()}
    if chosen < today:
        raise DispatchProblem("past", **params)
    if chosen > max(answer_due, today):
        raise DispatchProblem("late", **params)
    return chosen


def to_remind(asked: Asked, today: dt.date) -> bool:
    """Two days before the deadline once; then every three days from the day after it."""
    if today > asked.due:
        last = asked.reminded
        return last is None or last <= asked.due or today - last >= EVERY
    return asked.reminded is None and today >= asked.due - BEFORE and today > asked.on


def to_warn(
    until: dt.date, warned: dt.date | None, today: dt.date, every: dt.timedelta = EVERY
) -> bool:
    """Whether to warn today that something ends on `until`: seven, three and one day before, then
    `every` so often once it is past. `warned`: the last time."""
    if today > until:
        return warned is None or warned <= until or today - warned >= every
    passed = [until - before for before in WARN if until - before <= today]
    return bool(passed) and (warned is None or warned < max(passed))
