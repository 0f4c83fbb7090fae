"""Named rules that a machine puts to records: what each asks, and what it found broken.

Pure. A room writes its rules with `error` and `warning`, and puts them to a projection with
`check`; `ruled` shows what they found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]
Content = Mapping[str, Any]
Params = dict[str, str | int]
Broken = Callable[[Content, Any], Params | None]


@dataclass(frozen=True)
class Rule:
    """`broken` gives what fills `found`, a sentence about one record; None when all is well. It
    reads the projection and what the room knows beside it.

    `title` says what the rule asks. An "error" keeps a record from being published; `field` is
    where an agent mends it.
    """

    name: str
    title: str
    found: str
    severity: Severity
    broken: Broken
    article: str = ""
    field: str = ""


@dataclass(frozen=True)
class Breach:
    """A rule that a record breaks, and what fills its sentence."""

    rule: Rule
    params: Params = field(default_factory=dict)


def error(name: str, title: str, found: str, broken: Broken, article: str, field: str) -> Rule:
    return Rule(name, title, found, "error", broken, article, field)


def warning(
    name: str, title: str, found: str, broken: Broken, article: str = "", field: str = ""
) -> Rule:
    return Rule(name, title, found, "warning", broken, article, field)


def check(rules: Iterable[Rule], content: Content, known: Any) -> Iterator[Breach]:
    """What a record breaks, gravest first."""
    for rule in sorted(rules, key=lambda one: one.severity != "error"):
        params = rule.broken(content, known)
        if params is not None:
            yield Breach(rule, params)


def when(test: bool, **params: str | int) -> Params | None:
    """What a rule answers: broken with these where `test` holds."""
    return dict(params) if test else None


def without(name: str, applies: Callable[[Content], bool]) -> Broken:
    """Broken where the rule applies and the field says nothing."""
    return lambda content, _known: when(applies(content) and content.get(name) in (None, "", []))


def day(content: Content, name: str) -> dt.date | None:
    """A day of a projection, where it is ISO 8601."""
    text = content.get(name)
    return dt.date.fromisoformat(text) if text else None
