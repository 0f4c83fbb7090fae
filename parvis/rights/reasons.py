"""Why a request may be refused, extended or paused: a closed list (`data/reasons.toml`). Pure.

Each reason names an article, a term of the Data Privacy Vocabulary, the rights it fits and the
remedies that must be stated with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from parvis.design.text import french_spaces
from parvis.records.entitlements import Right
from parvis.records.problems import Problem, gettext_noop
from parvis.rights.remedies import Remedy


class Kind(StrEnum):
    REFUSAL = "refusal"
    EXTENSION = "extension"
    PAUSE = "pause"


class ReasonProblem(Problem):
    sentences: ClassVar = {
        "none": gettext_noop("Choisissez la raison dans la liste : sans elle, rien n’est décidé."),
        "unknown": gettext_noop(
            "« %(value)s » n’est pas une raison de la liste : choisissez l’une de celles-ci."
        ),
        "unfit": gettext_noop(
            "« %(title)s » ne vaut pas pour ce droit ni pour cette décision : choisissez-en une "
            "autre."
        ),
    }


@dataclass(frozen=True)
class Reason:
    """`added`: DPV has no term for this article, `iri` is the nearest general one."""

    slug: str
    kind: Kind
    iri: str
    article: str
    rights: frozenset[Right]
    remedies: tuple[Remedy, ...]
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    added: bool = False

    def title(self, language: str) -> str:
        return self.titles["en" if language.startswith("en") else "fr"]

    def words(self, language: str) -> str:
        return self.texts["en" if language.startswith("en") else "fr"]


@cache
def reasons() -> Mapping[str, Reason]:
    """The list, by slug, in the order of the file."""
    text = files("parvis.rights").joinpath("data/reasons.toml").read_text("utf-8")
    found = [reason(row) for row in tomllib.loads(text)["reason"]]
    return {one.slug: one for one in found}


def reason(row: Mapping[str, Any]) -> Reason:
    return Reason(
        row["slug"],
        Kind(row["kind"]),
        row["iri"],
        french_spaces(row["article"]),
        frozenset(map(Right, row["rights"])),
        tuple(map(Remedy, row["remedies"])),
        {"fr": french_spaces(row["title"]), "en": row["title_en"]},
        {"fr": french_spaces(row["words"]), "en": row["words_en"]},
        bool(row.get("added")),
    )


def fitting(kind: Kind, right: Right) -> list[Reason]:
    """Those one may choose for a right."""
    return [one for one in reasons().values() if one.kind is kind and right in one.rights]


def demanded(slug: str, kind: Kind, right: Right) -> Reason:
    """The reason of this slug; raise ReasonProblem unless it is of the list and fits."""
    if not slug:
        raise ReasonProblem("none")
    found = reasons().get(slug)
    if found is None:
        raise ReasonProblem("unknown", value=slug[:60])
    if found.kind is not kind or right not in found.rights:
        raise ReasonProblem("unfit", title=found.title("fr"))
    return found
