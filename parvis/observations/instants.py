"""Instants and intervals of ISO 8601 ↔ whole µs since 1970, UTC. Exact from year 1 to 9999.

An instant without a zone is by the territory's clock; of the two that the end of summer time makes
of one, the first. What is finer than a µs is cut off.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from parvis.records.problems import Problem, gettext_noop

SECOND = 1_000_000  # µs
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE = datetime(1970, 1, 1)
_LAST_MONTH = 9999 * 12 + 11


class InstantProblem(Problem):
    """A text that is no instant, or no interval."""

    sentences = {
        "instant": gettext_noop(
            "« %(value)s » n’est pas un instant : écrivez-le comme 2026-05-12T14:30:00Z."
        ),
        "interval": gettext_noop(
            "« %(value)s » n’est pas un intervalle : écrivez-le comme "
            "2026-05-12T14:00:00Z/2026-05-12T15:00:00Z."
        ),
        "backward": gettext_noop("L’intervalle « %(value)s » finit avant de commencer."),
    }


def of(moment: datetime) -> int:
    """Of a moment that bears its zone."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


_FIRST = of(datetime.min.replace(tzinfo=UTC))
_LAST = of(datetime.max.replace(tzinfo=UTC))


def instant(text: str, zone: tzinfo) -> int:
    """`2026-05-12T14:30:00.5+02:00`, or any other form of ISO 8601. Raises InstantProblem."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        found = of(moment)
        if not _FIRST <= found <= _LAST:  # its zone may take it out of the calendar
            raise OverflowError(text)
    except (ValueError, OverflowError) as error:
        raise InstantProblem("instant", value=text[:80]) from error
    return found


def interval(text: str, zone: tzinfo) -> tuple[int, int]:
    """`start/end`, which may be the same instant. Raises InstantProblem."""
    first, slash, last = text.partition("/")
    if not slash:
        raise InstantProblem("interval", value=text[:80])
    start, end = instant(first, zone), instant(last, zone)
    if end < start:
        raise InstantProblem("backward", value=text[:80])
    return start, end


def phenomenon(text: str, zone: tzinfo) -> tuple[int, int | None]:
    """An instant (its end is None) or an interval, as `phenomenonTime` may be."""
    return interval(text, zone) if "/" in text else (instant(text, zone), None)


def written(start: int, end: int | None = None) -> str:
    """`2026-05-12T14:30:00Z`, or an interval; fractions of a second where there are some."""
    return _written(start) if end is None else f"{_written(start)}/{_written(end)}"


def _written(value: int) -> str:
    if value % SECOND == 0:
        return f"{moment(value).isoformat()}Z"
    fine = "microseconds" if value % 1_000 else "milliseconds"
    return f"{moment(value).isoformat(timespec=fine)}Z"


def moment(value: int) -> datetime:
    """In UTC, without saying so: the quickest to write."""
    return _NAIVE + timedelta(microseconds=value)


def aware(value: int) -> datetime:
    return moment(value).replace(tzinfo=UTC)


def month(value: int) -> int:
    """Number of the month it is in, UTC: 12 × year + month - 1."""
    found = moment(value)
    return found.year * 12 + found.month - 1


def bounds(number: int) -> tuple[int, int]:
    """The first instant of a month, and the first after it."""
    return _first(number), _first(number + 1)


def _first(number: int) -> int:
    if number > _LAST_MONTH:
        return _LAST + 1
    return of(datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC))
