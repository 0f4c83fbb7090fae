"""Keys and checksums computed by the database itself, so that no value leaves it.

The same checks as `shapes.CHECKS`, in SQL: a test holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, and_, case, cast, func, type_coerce

from parvis.catalogue.scan.shapes import PATTERNS

Value = ColumnElement[str]
Big = Any  # the type of the system for whole numbers of sixty digits

APART = "\x01"  # between masks that come as one text: no mask shows it


def check(code: str, value: Value, big: Big) -> ColumnElement[Any]:
    """1 when the text, `prepared`, passes; else 0 (NULL too)."""
    fits = value.regexp_match(PATTERNS[code])
    if code not in _KEYS:
        return case((fits, 1), else_=0)
    # the key is computed only where the pattern fits: a cast would fail elsewhere
    return case((fits, case((_KEYS[code](value, big), 1), else_=0)), else_=0)


def prepared(code: str, value: Value) -> Value:
    """What a check reads. The sample computes it, once a value: a key names it thirty times."""
    return func.upper(value) if code == "ip_address" else _bare(value)


def _bare(value: Value) -> Value:
    """Without what people put between groups of digits."""
    return reduce(lambda text, mark: func.replace(text, mark, ""), " .-", func.upper(value))


def _part(text: Value, start: int, length: int) -> Value:
    return func.substr(text, start, length)


def _nir(text: Value, big: Big) -> ColumnElement[bool]:
    """97 minus the number modulo 97; Corsica's 2A and 2B count as 19 and 18."""
    place = func.replace(func.replace(_part(text, 6, 2), "2A", "19"), "2B", "18")
    whole = func.concat(_part(text, 1, 5), place, _part(text, 8, 6))
    key = cast(_part(text, 14, 2), Integer)
    return 97 - func.mod(cast(whole, big), 97) == key


def _iban(text: Value, big: Big) -> ColumnElement[bool]:
    """ISO 7064, modulo 97-10: the first four characters last, letters as 10 to 35."""
    moved: Any = func.concat(func.substr(text, 5), _part(text, 1, 4))
    for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10):
        moved = func.replace(moved, letter, str(number))
    return func.mod(cast(moved, big), 97) == 1


def _luhn(length: int) -> Callable[[Value, Big], ColumnElement[bool]]:
    def total(text: Value, big: Big) -> ColumnElement[bool]:
        added: Any = None
        for place in range(1, length + 1):
            digit: Any = cast(_part(text, place, 1), Integer)
            if (length - place) % 2:
                digit = case((digit > 4, 2 * digit - 9), else_=2 * digit)
            added = digit if added is None else added + digit
        return and_(func.mod(added, 10) == 0, type_coerce(text, Text) != "0" * length)

    return total


_KEYS: dict[str, Callable[[Value, Big], ColumnElement[bool]]] = {
    "nir": _nir,
    "iban": _iban,
    "siret": _luhn(14),
    "siren": _luhn(9),
}
