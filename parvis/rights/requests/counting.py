"""The rows that the public counters are made of: two queries, no sealed text."""

from __future__ import annotations

from django.db.models import Count, Max, QuerySet
from django.utils.translation import get_language

from parvis.records.entitlements import Right
from parvis.rights import clock, numbers
from parvis.rights.numbers import Row, Year
from parvis.rights.reasons import reasons
from parvis.rights.requests import course
from parvis.rights.requests.models import Pause, Request

FIELDS = ("pk", "right", "received", "answered", "extended", "refusal")


def years() -> list[Year]:
    return numbers.years(rows(Request.objects.all()))


def rows(requests: QuerySet[Request]) -> list[Row]:
    pauses: dict[int, list[clock.Pause]] = {}
    for key, since, until in Pause.objects.values_list("request", "since", "until"):
        pauses.setdefault(key, []).append(clock.Pause(since, until))
    place = course.place()
    found = []
    for key, right, received, answered, extended, refusal in requests.values_list(*FIELDS):
        one = clock.Course(
            received, clock.regime_of(Right(right)), tuple(pauses.get(key, ())), extended, answered
        )
        in_time = bool(clock.in_time(one, place))
        days = clock.days_taken(one)
        told = clock.is_extended(one, place)
        found.append(Row(received.year, right, answered is not None, in_time, days, told, refusal))
    return found


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
    if len(answered) < numbers.LEAST:
        return None
    return round(100 * sum(row.in_time for row in answered) / len(answered))


def refusal_words(value: str) -> str:
    return reasons()[value].title(get_language() or "fr")
