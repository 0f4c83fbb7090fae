"""How values are written in the texts of other registers, and read again. Pure.

An entry is the projection of an algorithm (field names of `algorithm.py`), with `identifier` and
`organisation_name`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Entry = Mapping[str, Any]
Values = dict[str, Any]

# rows of a record, and what each holds
ROWS: Mapping[str, tuple[str, ...]] = {
    "contributions": (
        *("decision", "decision_name", "degree", "step", "human_control", "can_override"),
        *("mention", "since", "until"),
    ),
    "data_uses": ("dataset", "name", "description", "source", "url", "collection", "identity"),
    "risks": ("name", "description", "mitigation"),
    "assessments": ("kind", "title", "description", "done_on", "url"),
}
EMPTY: Mapping[str, Any] = {
    "can_override": None, "since": None, "until": None, "done_on": None,
    "decision": None, "dataset": None,
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    "degree": {"informs": "informe", "proposes": "propose", "decides": "décide seul"},
    "method": {
        "rules": "règles", "learning": "apprentissage", "hybrid": "règles et apprentissage",
        "generative": "génératif",
    },
    "scope": {"external": "externe", "internal": "interne", "both": "externe et interne"},
    "identity": {
        "none": "rien sur des personnes", "de_identified": "anonymisées",
        "pseudonymous": "pseudonymes", "identifiable": "nominatives",
    },
    "kind": {
        "dpia": "AIPD", "fria": "droits fondamentaux", "iama": "IAMA", "audit": "audit",
        "other": "autre",
    },
    "supplier_role": {
        "in_house": "interne", "supplied": "acheté ou loué", "bespoke": "sur mesure",
        "shared": "partagé",
    },
}  # fmt: skip
FLAGS = {"personal_data", "important_effects", "can_override", "generative"}
NUMBERS = {"yearly_decisions"}
LISTS = {"rights", "keywords"}
YES, NO = "oui", "non"


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def said(name: str, value: Any) -> str:
    """A value as text; "" for none."""
    if is_empty(value):
        return ""
    if name in FLAGS:
        return YES if value else NO
    if name in LISTS:
        return ", ".join(value)
    if name in WORDS:
        return WORDS[name].get(value, str(value))
    return str(value)


def read(name: str, text: str) -> Any:
    """The value that a text says. Raise ValueError for a text that says none."""
    text = text.strip()
    if name in FLAGS:
        return {YES: True, NO: False}[text.casefold()] if text else None
    if name in NUMBERS:
        return int(text.replace(" ", "").replace("\u202f", "")) if text else None
    if name in LISTS:
        return [one.strip() for one in text.split(",") if one.strip()]
    if name in WORDS:
        known = {words.casefold(): key for key, words in WORDS[name].items()}
        return known.get(text.casefold(), text if text in WORDS[name] else "")
    return text or EMPTY.get(name, "")


def same(one: Any, other: Any) -> bool:
    """Whether two values of a file say the same, whatever the order of keys."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
