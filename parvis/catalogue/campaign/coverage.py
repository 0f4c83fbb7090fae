"""How far a campaign came: counted, each part with its state in words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
FORGOTTEN = dt.timedelta(days=30)  # after the last day nobody is reminded any more


class Standing(StrEnum):
    """Where a part is: nobody looked, some looked at, all looked at, the list said complete."""

    WAITING = "waiting"
    BEGUN = "begun"
    LOOKED_AT = "looked_at"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Share:
    """One organisation's list: how many data sets, how many answers of each kind."""

    organisation: str
    total: int
    answers: dict[str, int] = field(default_factory=dict)
    complete: bool = False

    @property
    def answered(self) -> int:
        return min(sum(self.answers.values()), self.total)

    @property
    def standing(self) -> Standing:
        if self.complete:
            return Standing.COMPLETE
        if not self.answered:
            return Standing.WAITING
        return Standing.LOOKED_AT if self.answered == self.total else Standing.BEGUN


@dataclass(frozen=True)
class Coverage:
    """All the lists of a campaign together."""

    organisations: int
    complete: int
    total: int
    answered: int

    @property
    def percent(self) -> int:
        """Of the data sets, how many somebody looked at; whole, never 100 before all are."""
        return self.answered * 100 // self.total if self.total else 0


def covered(shares: Iterable[Share]) -> Coverage:
    shares = list(shares)
    return Coverage(
        len(shares),
        sum(share.complete for share in shares),
        sum(share.total for share in shares),
        sum(share.answered for share in shares),
    )


def letter_due(opened_on: dt.date, closes_on: dt.date, today: dt.date) -> str:
    """The reminder whose day has come, "" for none: the latest one only, however late we look.

    One whose day had already come when the campaign was opened is left: the first letter says it.

    >>> letter_due(dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2026, 3, 25))
    'week'
    """
    left = closes_on - today
    if left < dt.timedelta(0):
        return "late" if -left <= FORGOTTEN else ""
    if left <= DAY:
        return "day" if opened_on < closes_on - DAY else ""
    return "week" if left <= WEEK and opened_on < closes_on - WEEK else ""
