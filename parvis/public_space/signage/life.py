"""The life of a sign: made, posted, checked, out of date, removed. Dates are kept, never the state.

Pure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

CHECKED_FOR = dt.timedelta(days=365)  # a check holds a year


class State(StrEnum):
    MADE = "made"
    POSTED = "posted"
    CHECKED = "checked"
    OLD = "old"  # says what is no longer so
    REMOVED = "removed"


@dataclass(frozen=True)
class Course:
    """When each thing happened; `says` is the digest of what was printed."""

    made: dt.date
    says: str
    posted: dt.date | None = None
    checked: dt.date | None = None
    removed: dt.date | None = None


def state(course: Course, now_says: str, today: dt.date) -> State:
    """Where a sign is today. `now_says` is what it would say if it were made today; "" where its
    device is not published."""
    if course.removed:
        return State.REMOVED
    if now_says and now_says != course.says:
        return State.OLD
    if not course.posted:
        return State.MADE
    if course.checked and today - course.checked <= CHECKED_FOR:
        return State.CHECKED
    return State.POSTED


def disordered(course: Course, today: dt.date) -> tuple[str, str] | None:
    """The first date that comes before what it follows: (its name, that of the other); the other
    is "today" for a date to come."""
    known = [
        (name, day)
        for name in ("made", "posted", "checked", "removed")
        if (day := getattr(course, name))
    ]
    for name, day in known:
        if day > today:
            return name, "today"
    for (before, earlier), (after, later) in pairwise(known):
        if later < earlier:
            return after, before
    return None
