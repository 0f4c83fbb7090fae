"""What Babel knows of a language, asked once: separators and month names."""

from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError


class Symbols(NamedTuple):
    group: str
    decimal: str


@lru_cache(maxsize=32)
def locale(language: str) -> Locale:
    """Babel's locale for a Django language code ("fr", "en-gb"); French for one nobody knows."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("fr")


@lru_cache(maxsize=32)
def symbols(language: str) -> Symbols:
    """The thousands and decimal separators: in French U+202F and a comma."""
    marks = locale(language).number_symbols["latn"]
    return Symbols(marks["group"], marks["decimal"])


@lru_cache(maxsize=32)
def months(language: str) -> tuple[str, ...]:
    """The twelve month names as they stand inside a date."""
    names = locale(language).months["format"]["wide"]
    return tuple(names[number] for number in range(1, 13))
