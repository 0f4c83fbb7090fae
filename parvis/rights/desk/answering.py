"""Writing the answer: outcome and reason, the model, what the machine adds, the letter to post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

from parvis.records.entitlements import Right
from parvis.rights import letters, words
from parvis.rights.desk.listing import titles
from parvis.rights.letters import Answered, Letter, Outcome
from parvis.rights.reasons import Kind, demanded, reasons
from parvis.rights.remedies import Remedy
from parvis.rights.requests import course
from parvis.rights.requests.access import Dossier, Told
from parvis.rights.requests.choices import Kind as Event
from parvis.rights.requests.models import Request


def about(row: Request, language: str) -> str:
    """The right and what it is about, in the language of who reads it."""
    with override(language):
        right = str(words.NAMES[Right(row.right)])
    subject = titles({row.about}).get(row.about, "") if row.about else ""
    return f"{right} – {subject}" if subject else right


def heading(row: Request, answered: Any) -> Answered:
    return Answered(
        row.organisation.title,
        row.number,
        row.received,
        answered,
        about(row, row.language),
        row.language,
    )


@dataclass(frozen=True)
class Draft:
    """What one sees around the text one writes."""

    text: str
    opening: str
    grounds: str
    remedies: list[str]


def draft(row: Request, outcome: Outcome, slug: str) -> Draft:
    """The model to begin with. Raises ReasonProblem when the outcome needs another reason."""
    right, refused = Right(row.right), outcome is not Outcome.ACCEPTED
    reason = demanded(slug, Kind.REFUSAL, right) if refused else None
    offered = reason.remedies if reason else letters.usual_remedies(right)
    head = heading(row, course.today())
    text = letters.model(right, outcome, row.language, reason)
    with override(row.language):
        made = letters.written("…", head, reason=reason, offered=offered, gettext=gettext)
    return Draft(text, made.opening, made.grounds, list(made.remedies))


def last_answer(dossier: Dossier) -> Told | None:
    given = [one for one in dossier.events if one.event.kind == Event.ANSWERED]
    return given[-1] if given else None


def letter(dossier: Dossier) -> Letter | None:
    """The last answer as a letter; None when there is none."""
    told = last_answer(dossier)
    if told is None:
        return None
    row = dossier.request
    day = row.answered_again or row.answered
    reason = reasons().get(told.content.get("refusal", ""))
    offered = [Remedy(one) for one in told.content.get("remedies", ())]
    with override(row.language):
        return letters.written(
            told.text, heading(row, day), reason=reason, offered=offered, gettext=gettext
        )


def addressed(dossier: Dossier) -> list[str]:
    """The lines of the address."""
    content = dossier.content
    return [*filter(None, [content.get("name", ""), *content.get("address", "").splitlines()])]
