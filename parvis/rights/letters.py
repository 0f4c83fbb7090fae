"""Answers to write: models by right, outcome and language (`data/letters.toml`), and what makes an
answer ready to send. Pure.

An agent edits the model; the machine writes the opening, the reason, the remedies and their days.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any, ClassVar

from parvis.design.dates import date_words
from parvis.design.text import cited, french_spaces
from parvis.records.entitlements import Right
from parvis.records.problems import Problem, gettext_noop
from parvis.rights import remedies
from parvis.rights.reasons import Reason
from parvis.rights.remedies import Remedy

LEFT = re.compile(r"\[[^\[\]\n]{1,200}\]")  # what the agent has not written yet


class Outcome(StrEnum):
    """How a request ends when we answer it; `requests.choices.Stage` has the same values."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


class LetterProblem(Problem):
    sentences: ClassVar = {
        "empty": gettext_noop("Écrivez la réponse : la personne la lit telle quelle."),
        "left": gettext_noop(
            "La réponse contient encore « %(value)s », que le modèle vous laisse à écrire : "
            "remplacez-le."
        ),
    }


@dataclass(frozen=True)
class Answered:
    """What an answer says beside its text."""

    organisation: str
    reference: str
    received: date
    answered: date
    about: str  # the right and the processing, in words
    language: str = "fr"


@cache
def models() -> Mapping[str, Mapping[str, Any]]:
    text = files("parvis.rights").joinpath("data/letters.toml").read_text("utf-8")
    return tomllib.loads(text)


def spoken(language: str) -> str:
    return "en" if language.startswith("en") else "fr"


def model(right: Right, outcome: Outcome, language: str, reason: Reason | None = None) -> str:
    """The text an agent begins with; what is theirs to write is between square brackets."""
    speech = spoken(language)
    text: str = models()[right.value][outcome.value][speech]
    text = Template(text).substitute(reason=reason.words(speech) if reason else "")
    return french_spaces(text) if speech == "fr" else text


def check(text: str) -> str:
    """The text as it may be sent; raise LetterProblem."""
    said = text.strip()
    if not said:
        raise LetterProblem("empty")
    if found := LEFT.search(said):
        raise LetterProblem("left", value=found[0])
    return said


def opening(about: Answered) -> str:
    speech = spoken(about.language)
    values = {
        "received": date_words(about.received, speech),
        "about": about.about,
        "reference": about.reference,
    }
    text = Template(models()["opening"][speech]).substitute(values)
    return french_spaces(text) if speech == "fr" else text


def grounds(reason: Reason, language: str) -> str:
    """The reason of a refusal as the letter states it, whatever the text says."""
    return f"{reason.title(language)} ({cited(reason.article, spoken(language))})."


@dataclass(frozen=True)
class Letter:
    """An answer as it leaves: paragraphs, and the remedies that close it."""

    opening: str
    paragraphs: Sequence[str]
    grounds: str
    remedies: Sequence[str]
    organisation: str


def written(
    text: str,
    about: Answered,
    *,
    reason: Reason | None,
    offered: Sequence[Remedy],
    gettext: Callable[[str], str],
) -> Letter:
    """The whole letter. `offered`: what the person may do next; `gettext` speaks their language.

    Raises LetterProblem.
    """
    said = check(text).replace("\r\n", "\n")
    return Letter(
        opening(about),
        [part.strip() for part in re.split(r"\n\s*\n", said) if part.strip()],
        grounds(reason, spoken(about.language)) if reason else "",
        remedies.told(offered, about.answered, spoken(about.language), gettext),
        about.organisation,
    )


def usual_remedies(right: Right) -> tuple[Remedy, ...]:
    """What one may do against any answer about a right, a full one included."""
    if right in {Right.DOCUMENT, Right.EXPLANATION}:
        return Remedy.CADA, Remedy.JUDGE_AFTER_CADA
    if right is Right.IMAGES:
        return Remedy.VIDEO_BOARD, Remedy.CNIL, Remedy.JUDGE
    return Remedy.CNIL, Remedy.JUDGE
