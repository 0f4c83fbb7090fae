"""The rows that the public counters are made of: two queries, no sealed text.

The database counts requests that are alike; what suspensions cost is taken off one by one, of the
few that had any. `due` is that of the clock at the last change, so of the answer.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Max,
    Q,
    QuerySet,
)

from parvis.design.spoken import spoken
from parvis.records.entitlements import Right
from parvis.rights import clock, numbers
from parvis.rights.numbers import Row, Year
from parvis.rights.reasons import reasons
from parvis.rights.requests import course
from parvis.rights.requests.models import Pause, Request


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


ALIKE = {
    "year": YearOf("received"),
    "days": DaysTo("answered", "received"),
    "timely": told(Q(answered__lte=F("due"))),
    "longer": told(Q(extended__isnull=False)),
}


def years() -> list[Year]:
    return numbers.years(rows(Request.objects.all()))


def rows(requests: QuerySet[Request]) -> list[Row]:
    plain = requests.filter(pauses=None).order_by().annotate(**ALIKE)
    alike = plain.values_list("right", "refusal", *ALIKE).annotate(n=Count("pk"))
    found = [
        Row(year, right, days is not None, bool(timely), days and max(0, days), longer, refusal, n)
        for right, refusal, year, days, timely, longer, n in alike
    ]
    return [*found, *suspended(requests)]


def suspended(requests: QuerySet[Request]) -> list[Row]:
    """Those that had pauses, one by one."""
    fields = ("right", "received", "answered", "due", "extended", "refusal")
    names = ("request", "since", "until", *(f"request__{name}" for name in fields))
    pauses: dict[int, list[clock.Pause]] = {}
    known: dict[int, tuple[Any, ...]] = {}
    held = Pause.objects.filter(request__in=requests.order_by())
    for key, since, until, *values in held.values_list(*names):
        pauses.setdefault(key, []).append(clock.Pause(since, until))
        known[key] = tuple(values)
    return [row(tuple(pauses[key]), *values) for key, values in known.items()]


def row(
    pauses: tuple[clock.Pause, ...], right: str, received: dt.date, answered: dt.date | None,
    due: dt.date, extended: dt.date | None, refusal: str,
) -> Row:  # fmt: skip
    one = clock.Course(received, clock.regime_of(Right(right)), pauses, extended, answered)
    timely = answered is not None and answered <= due
    days, longer = clock.days_taken(one), extended is not None
    return Row(received.year, right, answered is not None, timely, days, longer, refusal)


def state() -> str:
    """What is another once a request changed; one query."""
    return str(Request.objects.aggregate(Max("changed"), Count("pk")))


def received_this_year() -> int | None:
    """Requests received this year, None while so few that one could be found."""
    count = Request.objects.filter(received__year=course.today().year).count()
    return None if numbers.masked(count) == numbers.MASKED else count


def in_time_this_year() -> int | None:
    """Of those answered this year, how many in a hundred were in time."""
    answered = rows(Request.objects.filter(answered__year=course.today().year))
    count = numbers.many(answered)
    if count < numbers.LEAST:
        return None
    return round(100 * numbers.many(row for row in answered if row.in_time) / count)


def refusal_words(value: str) -> str:
    return reasons()[value].title(spoken())
