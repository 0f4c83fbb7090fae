"""Lists of the register: people concerned, categories of data, ways of collecting, operations.

Pure. `data/terms.json` names its source and licence; `iri` is the term of the Data Privacy
Vocabulary (W3C) where it has one, `iris` the terms of an operation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Scheme = Literal["people", "data", "methods", "blocks", "operations"]
SPECIAL, PENAL, HIGH = "special", "penal", "high"


@cache
def table() -> dict[str, Any]:
    """The data file as it is."""
    path = Path(__file__).parent / "data" / "terms.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def terms(scheme: Scheme) -> Mapping[str, Mapping[str, Any]]:
    """Terms by their name, in the order of the list."""
    found: dict[str, Mapping[str, Any]] = table()[scheme]
    return found


def label(scheme: Scheme, name: str, language: str = "fr") -> str:
    """The words of a term; its name where it is in no list (an old import)."""
    term = terms(scheme).get(name)
    return str(term.get(language) or term["fr"]) if term else name


def of_kind(categories: Iterable[str], *kinds: str) -> list[str]:
    """Those of these categories of data that are of one of these kinds: "special" (GDPR 9),
    "penal" (10), "high" (highly personal: money, places, messages)."""
    known = terms("data")
    return [one for one in categories if one in known and known[one]["kind"] in kinds]


def sensitive(categories: Iterable[str]) -> list[str]:
    """Categories that only an exception lets one treat: GDPR, articles 9 and 10."""
    return of_kind(categories, SPECIAL, PENAL)


def vulnerable(people: Iterable[str]) -> list[str]:
    """Those who can hardly refuse or defend themselves."""
    known = terms("people")
    return [one for one in people if one in known and known[one].get("vulnerable")]


def indirect(methods: Iterable[str]) -> bool:
    """Whether data also come from another than the person (GDPR, article 14)."""
    known = terms("methods")
    return any(known[one].get("indirect") for one in methods if one in known)
