"""The rows that the public counters are made of: two queries, no sealed text; told once a day.

The database counts requests that are alike; what suspensions cost is taken off one by one, of the
few that had any. `due` is that of the clock at the last change, so of the answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    When,
)

from parvis.design.spoken import spoken
from parvis.records.entitlements import Right
from parvis.rights import clock, numbers
from parvis.rights.numbers import Row, Year
from parvis.rights.reasons import reasons
from parvis.rights.requests import course
from parvis.rights.requests.models import Pause, Request

A_DAY = 86_400


class YearOf(Func):
    """Of a day. Django’s own is a function of Python for each row in SQLite."""

    template = "EXTRACT(YEAR FROM %(expressions)s)::integer"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(substr(%(expressions)s, 1, 4) AS integer)"
        return self.as_sql(compiler, connection, template=template, **more)


class DaysTo(Func):
    """From the second of two days to the first; null where one is."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS integer)"
        between = ") - julianday("
        return self.as_sql(compiler, connection, template=template, arg_joiner=between, **more)


def told(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, BooleanField())


@dataclass(frozen=True)
class Published:
    """What is told of the requests as they were at the end of `day`; `received` and `in_time` are
    of the year of that day, None while too few."""

    day: dt.date
    years: list[Year]
    received: int | None
    in_time: int | None


def published() -> Published:
    """Made once a day, of what was known the evening before: read twice the same day, the counters
    say the same, whatever happens to one person's request meanwhile."""
    today = course.today()
    key = f"rights:counters:{today}"
    kept: Published | None = cache.get(key)
    if kept is None:
        kept = made(today)
        cache.set(key, kept, A_DAY)
    return kept


def made(today: dt.date) -> Published:
    day = today - dt.timedelta(days=1)
    found = rows(Request.objects.all())
    received = numbers.many(row for row in found if row.year == day.year)
    answered = [row for row in found if row.ended == day.year]
    count = numbers.many(answered)
    timely = numbers.many(row for row in answered if row.in_time)
    return Published(
        day,
        numbers.years(found),
        None if numbers.masked(received) == numbers.MASKED else received,
        None if count < numbers.LEAST else round(100 * timely / count),
    )


def rows(requests: QuerySet[Request]) -> list[Row]:
    """Requests as they were at the end of yesterday. One pass over the index that has all of this:
    a condition on the day of receipt would have the rows read by another, one by one."""
    today = course.today()
    ended = Case(When(answered__lt=today, then=F("answered")), output_field=DateField())
    alike = {
        "year": YearOf("received"),
        "days": DaysTo("ended", "received"),
        "timely": told(Q(ended__lte=F("due"))),
        "longer": told(Q(extended__lt=today)),
        "answered_in": YearOf("ended"),
        "known": told(Q(received__lt=today)),
    }
    paused = Pause.objects.values("request")
    plain = requests.exclude(pk__in=paused).order_by().annotate(ended=ended).annotate(**alike)
    counted = plain.values_list("right", "refusal", *alike).annotate(n=Count("*"))
    found = [
        Row(year, right, days is not None, bool(timely), days and max(0, days), bool(longer),
            refusal, n, answered_in)
        for right, refusal, year, days, timely, longer, answered_in, known, n in counted
        if known
    ]  # fmt: skip
    return [*found, *suspended(requests.filter(received__lt=today), today)]


def suspended(requests: QuerySet[Request], today: dt.date) -> list[Row]:
    """Those that had pauses, one by one."""
    fields = ("right", "received", "answered", "due", "extended", "refusal")
    names = ("request", "since", "until", *(f"request__{name}" for name in fields))
    pauses: dict[int, list[clock.Pause]] = {}
    known: dict[int, tuple[Any, ...]] = {}
    held = Pause.objects.filter(request__in=requests.order_by())
    for key, since, until, *values in held.values_list(*names):
        pauses.setdefault(key, []).append(clock.Pause(since, until))
        known[key] = tuple(values)
    return [row(today, tuple(pauses[key]), *values) for key, values in known.items()]


def row(
    today: dt.date, pauses: tuple[clock.Pause, ...], right: str, received: dt.date,
    answered: dt.date | None, due: dt.date, extended: dt.date | None, refusal: str,
) -> Row:  # fmt: skip
    answered = answered if answered and answered < today else None
    extended = extended if extended and extended < today else None
    one = clock.Course(received, clock.regime_of(Right(right)), pauses, extended, answered)
    timely = answered is not None and answered <= due
    days, longer = clock.days_taken(one), extended is not None
    ended = answered.year if answered else None
    return Row(received.year, right, ended is not None, timely, days, longer, refusal, ended=ended)


def refusal_words(value: str) -> str:
    return reasons()[value].title(spoken())
