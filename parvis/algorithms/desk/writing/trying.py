"""« Essayer avec cet exemple »: the rules that are being written, put to one of their examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.algorithms.explained import telling
from parvis.algorithms.ruleset import parts
from parvis.algorithms.ruleset.cells import Piece
from parvis.algorithms.ruleset.drafting import Draft
from parvis.algorithms.ruleset.evaluate import Evaluation, evaluate, same_outcome
from parvis.algorithms.ruleset.problems import InputProblem, RuleProblem
from parvis.design.text import capital


@dataclass(frozen=True)
class Tried:
    """`values`: what each step gave, by its name. `verdict`: whether it is what was announced."""

    place: int
    problem: str = ""
    verdict: str = ""
    worked: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def tried(draft: Draft, document: Piece, place: int | None) -> Tried | None:
    """None where no example was asked for."""
    if place is None:
        return None
    if not draft.whole:
        return Tried(place, _("Corrigez d’abord ce qui est signalé dans les règles."))
    piece = document["tests"][place]
    try:
        on = parts.day(piece.get("on", ""), _("Jour de la décision"))
        found = evaluate(draft.rules, piece["inputs"], on)
    except (InputProblem, RuleProblem) as problem:
        return Tried(place, problem.sentence(_))
    tell = telling.teller(draft.rules)
    values = {line.step.name: tell.value(line.value, line.step.name) for line in found.lines}
    said = verdict(found, str(piece.get("outcome", "")), capital(tell.outcome(found)))
    return Tried(place, "", said, telling.told(tell, found), values)


def verdict(found: Evaluation, announced: str, outcome: str) -> str:
    if not announced:
        return _("Rien n’est annoncé : les règles donnent %(outcome)s.") % {"outcome": outcome}
    if same_outcome(found.outcome, announced):
        return _("C’est bien ce qui est annoncé.")
    return _("Ce n’est pas ce qui est annoncé.")
