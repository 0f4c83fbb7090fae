"""Dates as people write them in queries, and `now()` with what is set or added to it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parvis.lake.query.problems import QueryProblem

WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?"
    r"(?:[T ](?P<hour>\d{1,2})(?::?(?P<minute>\d{2}))?"
    r"(?::?(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<zone>[zZ]|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
WEEKDAYS = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays")
SET = {
    "year": (1, 9999), "month": (1, 12), "day": (1, 10_000), "hour": (0, 23), "minute": (0, 59),
    "second": (0, 59), "microsecond": (0, 999_999), "weekday": (0, 6),
}  # fmt: skip
ADDED = ("years", "months", "days", "hours", "minutes", "seconds", "microseconds")
NOW_PARAMETERS = (*SET, *ADDED, *WEEKDAYS)


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise QueryProblem("zone", word=name) from error


def read(text: str) -> date | datetime:
    """A day (also `2018`, `2018/04`, `20180401`: its first day), or a moment when an hour is told.

    Raises ValueError when it is neither.
    """
    text = text.strip()
    if compact := COMPACT.fullmatch(text):
        return date(*(int(part) for part in compact.groups()))
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    if found["hour"] is None:
        return day
    part = int((found["part"] or "").ljust(6, "0")[:6])
    clock = time(int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0), part)
    moment = datetime.combine(day, clock)
    return moment.replace(tzinfo=_offset(found["zone"])) if found["zone"] else moment


def _offset(text: str) -> tzinfo:
    if text in {"Z", "z"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if text[0] == "-" else shift)


def changed(now: datetime, changes: Mapping[str, int]) -> datetime:
    """`now` with its parts set first, then what is added, then the weekday sought.

    A day too large for its month becomes the month's last. Raises ValueError or OverflowError.
    """
    for name, (low, high) in SET.items():
        if not low <= changes.get(name, low) <= high:
            raise ValueError(name)
    months = changes.get("years", 0) * 12 + changes.get("months", 0)
    index = changes.get("year", now.year) * 12 + changes.get("month", now.month) - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise ValueError("year")
    day = min(changes.get("day", now.day), calendar.monthrange(year, month)[1])
    clock = {part: changes.get(part, getattr(now, part)) for part in ("hour", "minute", "second")}
    micro = changes.get("microsecond", now.microsecond)
    moved = now.replace(year=year, month=month, day=day, microsecond=micro, **clock)
    moved += timedelta(**{part: changes.get(part, 0) for part in ADDED[2:]})
    if "weekday" in changes:
        moved += timedelta(days=(changes["weekday"] - moved.weekday()) % 7)
    for number, name in enumerate(WEEKDAYS):
        moved += timedelta(days=_weekdays(moved, number, changes.get(name, 0)))
    return moved


def _weekdays(moment: datetime, weekday: int, count: int) -> int:
    """Days to the `count`-th such weekday, forward or back; the day itself is the first."""
    if count > 0:
        return (weekday - moment.weekday()) % 7 + 7 * (count - 1)
    if count < 0:
        return -((moment.weekday() - weekday) % 7) + 7 * (count + 1)
    return 0
