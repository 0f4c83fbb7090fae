"""A new version of rules from the one before: a value from a day on, an example more."""

from __future__ import annotations

import datetime as dt

import pytest

from parvis.algorithms.ruleset import editing, reading
from parvis.algorithms.ruleset.evaluate import check_examples
from parvis.algorithms.ruleset.problems import RuleProblem
from tests.algorithms.ruleset.examples import demo

pytestmark = pytest.mark.once


def values(document: dict, name: str) -> list[tuple[str, str | None]]:
    [found] = [one for one in document["parameters"] if one["name"] == name]
    return [(one["since"], one.get("until")) for one in found["values"]]


@pytest.mark.parametrize(
    ("since", "periods"),
    [
        ("2027-09-01", [("2015-01-01", "2025-08-31"), ("2025-09-01", "2027-08-31"),
                        ("2027-09-01", None)]),
        ("2025-09-01", [("2015-01-01", "2025-08-31"), ("2025-09-01", None)]),
        ("2020-01-01", [("2015-01-01", "2019-12-31"), ("2020-01-01", "2025-08-31"),
                        ("2025-09-01", None)]),
        ("2010-01-01", [("2010-01-01", "2014-12-31"), ("2015-01-01", "2025-08-31"),
                        ("2025-09-01", None)]),
    ],
    ids=["after all", "the same day", "between two", "before all"],
)  # fmt: skip
def test_a_value_holds_from_its_day_to_the_next(
    since: str, periods: list[tuple[str, str | None]]
) -> None:
    before = demo()
    made = editing.with_value(before, "exterieur", dt.date.fromisoformat(since), "7")
    assert values(made, "exterieur") == periods
    assert values(before, "exterieur") == values(demo(), "exterieur"), "the one before is untouched"
    reading.from_document(made)


def test_what_is_typed_is_a_number_or_a_table() -> None:
    rules = reading.from_document(demo())
    table, number = rules.parameters
    assert editing.value(number, " 1 250,50 ") == "1250.50"
    assert editing.value(table, "0 ; 0,85\n\n340;1,40\n") == [
        {"from": "0", "value": "0.85"}, {"from": "340", "value": "1.40"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        (1, "sept", "vaut « sept ». Il y faut un nombre, comme 12,50."),
        (0, "340 1,40", "vaut « 340 1,40 ». Il y faut une ligne « seuil ; valeur »"),
        (0, "x ; 1", "Il y faut un nombre"),
        (0, " \n ", "manque"),
    ],
)
def test_what_cannot_be_one_names_the_parameter_the_value_and_the_mend(
    place: int, text: str, told: str
) -> None:
    parameter = reading.from_document(demo()).parameters[place]
    with pytest.raises(RuleProblem) as refused:
        editing.value(parameter, text)
    assert told in refused.value.sentence()
    assert parameter.label["fr"] in refused.value.sentence()


def test_an_example_is_added_then_replaced_under_its_words() -> None:
    rules, day = demo(), dt.date(2026, 10, 1)
    inputs = {"revenus": "27600", "prestations": "140", "parts": "3", "habite": "oui"}
    made = editing.with_example(rules, "Une famille", day, inputs, "3.15")
    assert len(made["tests"]) == len(rules["tests"]) + 1
    check_examples(reading.from_document(made))
    wrong = editing.with_example(made, "Une famille", day, inputs, "9")
    assert len(wrong["tests"]) == len(made["tests"])
    with pytest.raises(RuleProblem, match="example"):
        check_examples(reading.from_document(wrong))
