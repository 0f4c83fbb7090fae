"""What someone types for a value of rules: a number, or a table."""

from __future__ import annotations

import pytest

from parvis.algorithms.ruleset import editing
from parvis.algorithms.ruleset.model import Shape
from parvis.algorithms.ruleset.problems import RuleProblem

pytestmark = pytest.mark.once


def test_what_is_typed_is_a_number_or_a_table() -> None:
    assert editing.typed(Shape.NUMBER, "prix", " 1 250,50 ") == "1250.50"
    assert editing.typed(Shape.THRESHOLDS, "grille", "0 ; 0,85\n\n340;1,40\n") == [
        {"from": "0", "value": "0.85"}, {"from": "340", "value": "1.40"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "text", "told"),
    [
        (Shape.NUMBER, "sept", "vaut « sept ». Il y faut un nombre, comme 12,50."),
        (Shape.THRESHOLDS, "340 1,40", "vaut « 340 1,40 ». Il y faut une ligne « seuil ; valeur »"),
        (Shape.THRESHOLDS, "x ; 1", "Il y faut un nombre"),
        (Shape.THRESHOLDS, " \n ", "manque"),
    ],
)
def test_what_cannot_be_one_names_the_parameter_the_value_and_the_mend(
    shape: Shape, text: str, told: str
) -> None:
    with pytest.raises(RuleProblem) as refused:
        editing.typed(shape, "grille des tarifs", text)
    assert told in refused.value.sentence()
    assert "grille des tarifs" in refused.value.sentence()
