"""Typed reading of a JSON document: what each field holds, or which field is wrong and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from parvis.algorithms.ruleset import problems
from parvis.algorithms.ruleset.problems import RuleProblem

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?\Z")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST = 1_000
T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


def shown(value: object) -> str:
    """A value as a refusal quotes it."""
    return str(value)[:80].encode("utf-8", "replace").decode().replace("\0", "?")


def wrong(field: str, value: object, mend: str) -> RuleProblem:
    return RuleProblem("kind", field=field, value=shown(value), mend=mend)


def mapping(value: object, field: str, known: Iterable[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(field, value, problems.AN_OBJECT)
    allowed = sorted(known)
    for name in value:
        if name not in allowed:
            place = f"{field}.{shown(name)}" if field else shown(name)
            raise RuleProblem("unknown", field=place, mend=", ".join(allowed))
    return value


def many(
    value: object, field: str, most: int, one: Callable[[object, str], T], least: int = 0
) -> tuple[T, ...]:
    if not isinstance(value, list) or len(value) < least:
        raise wrong(field, value, problems.A_FULL_LIST if least else problems.A_LIST)
    if len(value) > most:
        raise RuleProblem("many", field=field, most=most)
    return tuple(one(item, f"{field}[{index}]") for index, item in enumerate(value))


def text(value: object, field: str, longest: int = LONGEST) -> str:
    if not isinstance(value, str) or len(value) > longest or not printable(value):
        raise wrong(field, value, problems.A_TEXT)
    return value


def printable(value: str) -> bool:
    """No control character, no half of a pair: what every file and every page can hold."""
    return not HIDDEN.search(value)


def texts(value: object, field: str) -> dict[str, str]:
    """{"fr": …, "en": …}; French is required."""
    found = mapping(value, field, ("fr", "en"))
    read = {language: text(one, f"{field}.{language}") for language, one in found.items()}
    if not read.get("fr", "").strip():
        raise RuleProblem("missing", field=f"{field}.fr")
    return read


def name(value: object, field: str) -> str:
    if not isinstance(value, str) or not NAME.match(value):
        raise RuleProblem("name", field=field, value=shown(value))
    return value


def number(value: object, field: str) -> Decimal:
    """Written as text or as a whole number: a binary fraction would not be exact."""
    said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(said, str) or not NUMBER.match(said):
        raise wrong(field, value, problems.A_NUMBER)
    return Decimal(said)


def day(value: object, field: str) -> dt.date:
    try:
        if isinstance(value, str) and DAY.match(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass  # the thirtieth of February: refused as what is not a date
    raise wrong(field, value, problems.A_DAY)


def choice(value: object, field: str, known: type[Choice]) -> Choice:
    if not isinstance(value, str) or value not in set(known):
        raise RuleProblem("choice", field=field, value=shown(value), mend=", ".join(known))
    return known(value)


def required(found: dict[str, Any], key: str, field: str) -> object:
    if key not in found:
        raise RuleProblem("missing", field=f"{field}.{key}" if field else key)
    return found[key]
