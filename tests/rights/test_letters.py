"""Answers: a model for each right and outcome, and nothing left to write when they leave."""

from __future__ import annotations

import datetime as dt

import pytest

from parvis.design.dates import date_words
from parvis.records.entitlements import Right
from parvis.rights import letters, reasons
from parvis.rights.letters import Answered, LetterProblem, Outcome
from parvis.rights.reasons import Kind

pytestmark = pytest.mark.once
ABOUT = Answered(
    organisation="Ville des Essais",
    reference="D-2026-0042",
    received=dt.date(2026, 3, 2),
    answered=dt.date(2026, 3, 20),
    about="droit d’accès, restauration scolaire",
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("right", Right)
def test_each_has_a_model_that_asks_to_be_finished(
    right: Right, outcome: Outcome, language: str
) -> None:
    reason = None
    if outcome is not Outcome.ACCEPTED:
        reason = reasons.fitting(Kind.REFUSAL, right)[0]
    text = letters.model(right, outcome, language, reason)
    assert "$" not in text
    assert reason is None or reason.words(language) in text
    if right is not Right.RESTRICTION or outcome is not Outcome.ACCEPTED:
        assert letters.LEFT.search(text)
    if letters.LEFT.search(text):
        with pytest.raises(LetterProblem) as refused:
            letters.check(text)
        assert refused.value.code == "left"


def test_an_empty_answer_is_none() -> None:
    with pytest.raises(LetterProblem) as refused:
        letters.check(" \n ")
    assert refused.value.code == "empty"


def test_the_machine_writes_the_opening_the_ground_and_the_remedies() -> None:
    reason = reasons.reasons()["others"]
    made = letters.written(
        "Première partie.\r\n\r\nSeconde\r\npartie.",
        ABOUT,
        reason=reason,
        offered=reason.remedies,
        gettext=str,
    )
    assert date_words(ABOUT.received) in made.opening
    assert "D-2026-0042" in made.opening
    assert made.paragraphs == ["Première partie.", "Seconde\npartie."]
    assert "15(4)" in made.grounds
    assert any(date_words(dt.date(2026, 5, 20)) in one for one in made.remedies)
