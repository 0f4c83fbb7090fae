"""The yearly report of the data protection officer, counted from requests without their content.

Pure. A year holds the requests received in it; what is not answered yet is counted as such.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from parvis.records.entitlements import Right


@dataclass(frozen=True)
class Row:
    """One request. `due` is the day in force: pauses and an extension are in it. `days`: until the
    answer, those of a pause taken off, as the public counters count them.

    `reason`: of a refusal, whole or partial. `elsewhere`: withdrawn, forwarded or merged, so that
    no answer was ours to give.
    """

    right: Right | None
    received: dt.date
    due: dt.date
    answered: dt.date | None = None
    days: int | None = None
    outcome: str = ""
    reason: str = ""
    extended: bool = False
    paused: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Line:
    """What a year tells of one right, or of all (`right` None)."""

    right: Right | None
    received: int = 0
    answered: int = 0
    in_time: int = 0
    late: int = 0  # answered too late, or still due after its day
    waiting: int = 0  # still in time
    elsewhere: int = 0
    median_days: float | None = None
    extended: int = 0
    paused: int = 0
    refused: int = 0
    partly: int = 0


@dataclass(frozen=True)
class Report:
    year: int
    total: Line
    lines: tuple[Line, ...]
    reasons: Mapping[str, int] = field(default_factory=dict)  # slug → how many, the most first


def line(right: Right | None, rows: Iterable[Row], today: dt.date) -> Line:
    rows = list(rows)
    ours = [one for one in rows if not one.elsewhere]
    done = [one for one in ours if one.answered]
    days = [one.days for one in done if one.days is not None]
    in_time = sum(one.answered <= one.due for one in done if one.answered)
    overdue = sum(not one.answered and one.due < today for one in ours)
    return Line(
        right,
        received=len(rows),
        answered=len(done),
        in_time=in_time,
        late=len(done) - in_time + overdue,
        waiting=len(ours) - len(done) - overdue,
        elsewhere=len(rows) - len(ours),
        median_days=median(days) if days else None,
        extended=sum(one.extended for one in ours),
        paused=sum(one.paused for one in ours),
        refused=sum(one.outcome == "refused" for one in done),
        partly=sum(one.outcome == "partly" for one in done),
    )


def report(year: int, rows: Iterable[Row], today: dt.date) -> Report:
    """What was received in `year`, as it stands on `today`."""
    rows = [one for one in rows if one.received.year == year]
    lines = [
        line(right, [one for one in rows if one.right is right], today)
        for right in Right
        if any(one.right is right for one in rows)
    ]
    unknown = [one for one in rows if one.right is None]
    lines += [line(None, unknown, today)] if unknown else []
    reasons = Counter(one.reason for one in rows if one.reason)
    return Report(year, line(None, rows, today), tuple(lines), dict(reasons.most_common()))


def share(part: int, whole: int) -> float | None:
    """In percent; None of nothing."""
    return 100 * part / whole if whole else None


def decided(total: Line) -> int:
    """Requests whose delay can be judged: answered, or late."""
    return total.in_time + total.late
