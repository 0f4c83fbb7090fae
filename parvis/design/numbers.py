"""Numbers as people read them: « 483 000 », « 1,5 Mo »."""

from decimal import Decimal
from math import isfinite

from parvis.design.languages import symbols

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
# Decimal multiples (SI): what file managers and the RGESN speak of.
UNITS = {"fr": ("octets", "ko", "Mo", "Go", "To"), "en": ("bytes", "kB", "MB", "GB", "TB")}
ABSENT = "–"

Number = int | float | Decimal


def number(value: Number | None, digits: int | None = None, language: str = "fr") -> str:
    """`value` in words' typography; `digits` fixes the decimals, else at most six that matter.

    None and what is not a finite number read « – », so that a hole in the data is seen as a hole.
    """
    if value is None or not isfinite(value):
        return ABSENT
    text = _plain(value, digits)
    marks = symbols(language)
    return text.replace(",", "\0").replace(".", marks.decimal).replace("\0", marks.group)


def _plain(value: Number, digits: int | None) -> str:
    if digits is not None:
        text = f"{value:,.{digits}f}"
    elif isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    elif value and not 1e-6 <= abs(float(value)) < 1e15:
        text = f"{value:.6g}"
    else:
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def size(octets: int | None, language: str = "fr") -> str:
    """A weight in bytes: « 812 octets », « 1,5 Mo » (1 Mo = 1,000,000 bytes)."""
    if octets is None or octets < 0:
        return ABSENT
    units = UNITS.get(language[:2], UNITS["en"])
    power, amount = 0, float(octets)
    while amount >= 999.5 and power < len(units) - 1:
        amount, power = amount / 1000, power + 1
    digits = 1 if power and amount < 10 and round(amount, 1) % 1 else 0
    unit = units[0].removesuffix("s") if octets < 2 else units[power]
    return f"{number(amount, digits, language)}{NO_BREAK_SPACE}{unit}"
