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
    """One request, or `count` that are alike. `late`: answered too late, or still due after its
    day. `days`: until the answer, those of a pause taken off, as the public counters count them.

    `reason`: of a refusal, whole or partial. `elsewhere`: withdrawn, forwarded or merged, so that
    no answer was ours to give.
    """

    right: Right | None
    answered: bool = False
    late: bool = False
    days: int | None = None
    outcome: str = ""
    reason: str = ""
    extended: bool = False
    paused: bool = False
    elsewhere: bool = False
    count: int = 1


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


def line(right: Right | None, rows: Iterable[Row]) -> Line:
    rows = list(rows)
    ours = [one for one in rows if not one.elsewhere]
    done = [one for one in ours if one.answered]
    days = [one.days for one in done if one.days is not None for _ in range(one.count)]
    return Line(
        right,
        received=many(rows),
        answered=many(done),
        in_time=many(one for one in done if not one.late),
        late=many(one for one in ours if one.late),
        waiting=many(one for one in ours if not one.answered and not one.late),
        elsewhere=many(one for one in rows if one.elsewhere),
        median_days=median(days) if days else None,
        extended=many(one for one in ours if one.extended),
        paused=many(one for one in ours if one.paused),
        refused=many(one for one in done if one.outcome == "refused"),
        partly=many(one for one in done if one.outcome == "partly"),
    )


def many(rows: Iterable[Row]) -> int:
    return sum(one.count for one in rows)


def is_late(due: dt.date, answered: dt.date | None, today: dt.date) -> bool:
    """`due` is the day in force: pauses and an extension are in it."""
    return (answered or today) > due


def report(year: int, rows: Iterable[Row]) -> Report:
    """What was received in `year`: these."""
    rows = list(rows)
    lines = [
        line(right, [one for one in rows if one.right is right])
        for right in Right
        if any(one.right is right for one in rows)
    ]
    unknown = [one for one in rows if one.right is None]
    lines += [line(None, unknown)] if unknown else []
    reasons: Counter[str] = Counter()
    for one in rows:
        reasons[one.reason] += one.count if one.reason else 0
    told = {reason: count for reason, count in reasons.most_common() if reason}
    return Report(year, line(None, rows), tuple(lines), told)


def share(part: int, whole: int) -> float | None:
    """In percent; None of nothing."""
    return 100 * part / whole if whole else None


def decided(total: Line) -> int:
    """Requests whose delay can be judged: answered, or late."""
    return total.in_time + total.late
