"""Dates in full: « 12 mars 2026 », "12 March 2026"; never 12/03/26."""

import re
from datetime import date, datetime, tzinfo

from parvis.design.languages import months
from parvis.design.numbers import ABSENT, NO_BREAK_SPACE

PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")


def date_words(
    value: date | datetime | str | None, language: str = "fr", zone: tzinfo | None = None
) -> str:
    """`value` (a date, a moment, or ISO 8601 text, year and month alone allowed) in words.

    An aware moment is told on the calendar of `zone`. Text that is no date is given back as it
    stands: a harvested catalogue says « printemps 2019 » and that is worth reading.
    """
    if value is None or value == "":
        return ABSENT
    if isinstance(value, str):
        return _text(value, language, zone)
    if isinstance(value, datetime) and value.tzinfo and zone:
        value = value.astimezone(zone)
    return _full(value, language)


def moment_words(value: datetime | str, language: str = "fr", zone: tzinfo | None = None) -> str:
    """A moment with its hour: « 12 mars 2026 à 9 h 05 », "12 March 2026 at 09:05"."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo and zone:
        moment = moment.astimezone(zone)
    day = _full(moment, language)
    if language.startswith("fr"):
        return f"{day} à {moment.hour}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{moment:%M}"
    return f"{day} at {moment:%H:%M}"


def date_machine(value: date | datetime | str | None) -> str:
    """The same date for the `datetime` attribute of `<time>`; empty when it is not ISO 8601."""
    text = value if isinstance(value, str) else value.isoformat() if value else ""
    if PARTIAL.fullmatch(text):
        return text
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return ""
    return text


def _text(text: str, language: str, zone: tzinfo | None) -> str:
    if partial := PARTIAL.fullmatch(text):
        year, month = partial[1], int(partial[2] or 0)
        named = 1 <= month <= 12
        return f"{months(language)[month - 1]} {year}" if named else text
    try:
        found = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return text
    return date_words(found, language, zone)


def _full(day: date, language: str) -> str:
    ordinal = "1er" if day.day == 1 and language.startswith("fr") else str(day.day)
    return f"{ordinal}{NO_BREAK_SPACE}{months(language)[day.month - 1]} {day.year}"
