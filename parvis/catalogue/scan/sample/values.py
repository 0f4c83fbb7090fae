"""What one cell of a CSV file can be, as French programs write it.

A number that begins with a zero is a code, not a number; 12 is a whole number and may be a
decimal one; 05/01/2026 and 5 janvier 2026 are dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
)
YES_OR_NO = frozenset({"oui", "non", "vrai", "faux", "true", "false", "yes", "no", "o", "n"})
_GROUP = "[ \u00a0\u202f]"  # between thousands
_WHOLE = rf"(?:0|[1-9]\d{{0,2}}(?:{_GROUP}\d{{3}})+|[1-9]\d{{0,17}})"
_INTEGER = re.compile(rf"[-+]?{_WHOLE}", re.ASCII)
_DECIMAL = re.compile(rf"[-+]?{_WHOLE}?[.,]\d{{1,30}}", re.ASCII)
_CLOCK = r"([01]?[0-9]|2[0-3])(:|h)[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
_TIME = re.compile(_CLOCK)
_MOMENT = re.compile(rf"(?P<day>.{{8,20}}?)(t| | à ){_CLOCK}(z| ?[-+][0-9]{{2}}:?[0-9]{{2}})?")
_FRENCH = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})([/-])([0-9]{2})\2([0-9]{2})")
_WORDS = re.compile(rf"([0-9]{{1,2}})(?:er)? ({'|'.join(MONTHS)}) ([0-9]{{4}})")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST = 64  # characters of what is not a text


@lru_cache(8192)
def kinds(cell: str) -> frozenset[str]:
    """The kinds (`model.Kind`) that a trimmed cell can be beside text; none for a text.

    >>> sorted(kinds("1 234")), sorted(kinds("12,5")), kinds("01234"), kinds("31/02/2026")
    (['decimal', 'integer'], ['decimal'], frozenset(), frozenset())
    >>> sorted(kinds("1er mars 2026")), sorted(kinds("05/01/2026 08:30")), kinds("Non")
    (['date', 'moment'], ['moment'], frozenset({'boolean'}))
    """
    if len(cell) > LONGEST:
        return frozenset()
    text = cell.lower()
    if _INTEGER.fullmatch(text):
        return frozenset({"integer", "decimal"})
    if day(text):
        return frozenset({"date", "moment"})
    return frozenset(name for name, is_one in _OTHERS if is_one(text))


def number(cell: str) -> float:
    """
    >>> number("-1 234,5")
    -1234.5
    """
    return float(re.sub(_GROUP, "", cell).replace(",", "."))


def day(cell: str) -> dt.date | None:
    """A day of the calendar, day before month; None for anything else.

    >>> day("5/1/2026"), day("2026-01-05"), day("5 janvier 2026")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5), datetime.date(2026, 1, 5))
    """
    text = cell.lower()
    if found := _FRENCH.fullmatch(text):
        return _calendar(found[4], found[3], found[1])
    if found := _ISO.fullmatch(text):
        return _calendar(found[1], found[3], found[4])
    if found := _WORDS.fullmatch(text):
        return _calendar(found[3], MONTHS.index(found[2]) + 1, found[1])
    return None


def _calendar(year: str, month: str | int, date: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(date))
    except ValueError:
        return None


def _day_of_moment(cell: str) -> dt.date | None:
    found = _MOMENT.fullmatch(cell.lower())
    return day(found["day"]) if found else None


def year(cell: str) -> int | None:
    """The year of a date or a moment."""
    found = day(cell) or _day_of_moment(cell)
    return found.year if found else None


_OTHERS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("decimal", _DECIMAL.fullmatch),
    ("moment", _day_of_moment),
    ("time", _TIME.fullmatch),
    ("boolean", YES_OR_NO.__contains__),
    ("uuid", _UUID.fullmatch),
)
