"""The clock of a request for data: when an answer is due, where it stands today. Pure.

Code des relations entre le public et l'administration (CRPA): one month from receipt (R.311-13),
after which silence is a refusal (R.*311-12); an explicit refusal is written and reasoned
(L.311-14). The CADA is seized within two months of the refusal (R.343-1), before any court
(L.342-1).

`governance` takes this door: it may give other delays (`Delays`) and read the same `Course`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    RECEIVED = "received"
    STUDIED = "studied"
    LATE = "late"  # no answer when one was due: the law reads it as a refusal
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Delays:
    """Months to answer, then to go to the commission."""

    answer: int = 1
    appeal: int = 2


@dataclass(frozen=True)
class Course:
    """What happened to a request so far, in dates of the territory.

    `answered` is the first answer; `decided` when the decision in force was taken, if a correction
    turned the first one over. Being passed on to another administration moves no date: the delay
    after which silence is a refusal runs from receipt by the first one (CRPA L.114-3).
    """

    received: dt.date
    studied: dt.date | None = None
    answered: dt.date | None = None
    decision: Decision | None = None
    decided: dt.date | None = None


CRPA = Delays()


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month; its last day where that month is shorter.

    >>> months_after(dt.date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def due(course: Course, delays: Delays = CRPA) -> dt.date:
    """The last day on which an answer is in time."""
    return months_after(course.received, delays.answer)


def state(course: Course, today: dt.date, delays: Delays = CRPA) -> State:
    """Where the request stands on a day: read, never kept."""
    if course.decision is not None:
        return State(course.decision.value)
    if today > due(course, delays):
        return State.LATE
    return State.STUDIED if course.studied else State.RECEIVED


def answered_late(course: Course, delays: Delays = CRPA) -> bool:
    return course.answered is not None and course.answered > due(course, delays)


def appeal_before(course: Course, today: dt.date, delays: Delays = CRPA) -> dt.date | None:
    """The last day to seize the CADA; None while nothing was refused."""
    if course.decision is Decision.ACCEPTED:
        return None
    if course.decision is Decision.REFUSED and course.answered:
        # a refusal told after the delay comes after a silence that was one already: counted anew,
        # in favour of who asks
        return months_after(course.decided or course.answered, delays.appeal)
    if state(course, today, delays) is State.LATE:
        return months_after(due(course, delays), delays.appeal)
    return None
