"""What each operation gives, of which parameters, and how a case that cannot be run is refused."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.evaluate import (
    check_examples,
    evaluate,
    plain,
    same_outcome,
)
from parvis.algorithms.ruleset.problems import InputProblem, RuleProblem
from tests.algorithms.ruleset.examples import DEMO, GIVEN, demo, document, rules, step, table

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 10, 1)
RATES = table("t", [("0", "0.1"), ("100", "0.2"), ("300", "0.4")])
PRICES = table("t", [("0", "1"), ("5", "2"), ("10", "3")])
FAMILY = {"revenus": "27600", "prestations": "140", "parts": "3", "habite": "oui"}


def outcome(one: dict[str, Any], *parameters: dict[str, Any], **values: str) -> str:
    made = reading.from_document(document([one], parameters=list(parameters)))
    return plain(evaluate(made, GIVEN | values, TODAY).outcome)


@pytest.mark.parametrize(
    ("one", "parameters", "expected"),
    [
        (step("r", "add", "a", "b", "0.5"), (), "14.5"),
        (step("r", "subtract", "b", "a"), (), "-6"),
        (step("r", "multiply", "a", "b", "0.25"), (), "10"),
        (step("r", "divide", "a", "b"), (), "2.5"),
        (step("r", "divide", "a", "3"), (), "3.333333333333"),
        (step("r", "min", "a", "b", "7"), (), "4"),
        (step("r", "max", "a", "b", "7"), (), "10"),
        (step("r", "round", "2.345", decimals=2), (), "2.35"),
        (step("r", "round", "-2.345", decimals=2), (), "-2.35"),
        (step("r", "round", "2.345", decimals=2, option="even"), (), "2.34"),
        (step("r", "round", "2.349", decimals=2, option="down"), (), "2.34"),
        (step("r", "round", "-2.341", decimals=2, option="down"), (), "-2.35"),
        (step("r", "round", "2.341", decimals=2, option="up"), (), "2.35"),
        (step("r", "compare", "a", "10", option="at_most"), (), "oui"),
        (step("r", "compare", "a", "10", option="below"), (), "non"),
        (step("r", "compare", "a", "10.0", option="equal"), (), "oui"),
        (step("r", "compare", "a", "b", option="different"), (), "oui"),
        (step("r", "compare", "a", "b", option="above"), (), "oui"),
        (step("r", "compare", "d", "e", option="at_least"), (), "non"),
        (step("r", "not", "f"), (), "non"),
        (step("r", "all", "f", "f"), (), "oui"),
        (step("r", "any", "f"), (), "oui"),
        (step("r", "if", "f", "a", "b"), (), "10"),
        (step("r", "if", "f", "c", "c"), (), "x"),
        (step("r", "lookup", "a", table="t"), (PRICES,), "3"),
        (step("r", "lookup", "b", table="t"), (PRICES,), "1"),
        (step("r", "scale", "350", table="t"), (RATES,), "70"),
        (step("r", "scale", "100", table="t"), (RATES,), "10"),
        (step("r", "interpolate", "7.5", table="t"), (PRICES,), "2.5"),
        (step("r", "interpolate", "99", table="t"), (PRICES,), "3"),
        (step("r", "match", "c", table="t"), (table("t", [("x", "5")], "is"),), "5"),
        (step("r", "match", "c", table="t"), (table("t", [("x", "refusé")], "is"),), "refusé"),
        (step("r", "score", "a", "b", weights=["0.5", "2"]), (), "13"),
        (step("r", "between", "d", "e", option="days"), (), "29"),
        (step("r", "between", "d", "e", option="months"), (), "1"),
        (step("r", "between", "e", "d", option="months"), (), "-1"),
        (step("r", "between", "d", "date_de_la_decision", option="years"), (), "2"),
    ],
)
def test_each_operation(one: dict[str, Any], parameters: Any, expected: str) -> None:
    assert outcome(one, *parameters) == expected


@pytest.mark.parametrize(
    ("one", "parameters", "values", "code"),
    [
        (step("r", "divide", "a", "b"), (), {"b": "0"}, "zero"),
        (step("r", "divide", "b", "b"), (), {"b": "0"}, "zero"),
        (step("r", "multiply", *["a"] * 8), (), {"a": "999999999999"}, "large"),
        (step("r", "multiply", *["a"] * 9), (), {"a": "1.0000000001"}, "fine"),
        (step("r", "lookup", "a", table="t"), (PRICES,), {"a": "-1"}, "below"),
        (step("r", "match", "c", table="t"), (table("t", [("y", "5")], "is"),), {}, "no_row"),
        (step("r", "add", "a"), (), {"a": ""}, "missing"),
        (step("r", "add", "a"), (), {"a": "1e5"}, "kind"),
        (step("r", "add", "a"), (), {"a": "١"}, "kind"),
        (step("r", "add", "a"), (), {"f": "peut-être"}, "kind"),
        (step("r", "add", "a"), (), {"d": "2024-02-30"}, "kind"),
        (step("r", "add", "a"), (), {"c": "z"}, "kind"),
        (step("r", "add", "a"), (), {"zzz": "1"}, "unknown"),
    ],
)
def test_a_case_that_cannot_be_run_is_refused_by_name(
    one: dict[str, Any], parameters: Any, values: dict[str, str], code: str
) -> None:
    with pytest.raises(InputProblem) as refused:
        outcome(one, *parameters, **values)
    assert refused.value.code == code
    assert "%(" not in refused.value.sentence()


def test_bounds_of_an_input_are_said() -> None:
    with pytest.raises(InputProblem) as refused:
        evaluate(rules(), FAMILY | {"parts": "0.5"}, TODAY)
    assert refused.value.sentence() == "« nombre de parts du foyer » vaut 0.5. Donnez 1 au moins."


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.json")), ids=lambda path: path.stem)
def test_the_public_examples_of_the_demonstration_pass(path: Any) -> None:
    check_examples(reading.from_bytes(path.read_bytes()))


def test_a_decision_of_last_year_is_run_with_last_years_parameters() -> None:
    made = rules()
    found = [evaluate(made, FAMILY, dt.date(year, 10, 1)).outcome for year in (2024, 2025, 2026)]
    assert found == [Decimal("3.00"), Decimal("3.10"), Decimal("3.15")]
    with pytest.raises(InputProblem) as before:
        evaluate(made, FAMILY, dt.date(2010, 1, 1))
    assert before.value.code == "not_in_force"


def test_an_example_that_fails_keeps_rules_from_being_published() -> None:
    document = demo()
    document["tests"][0]["outcome"] = "9.99"
    with pytest.raises(RuleProblem, match="example") as refused:
        check_examples(reading.from_document(document))
    assert "annonce 9.99, et les règles donnent 3.15" in refused.value.sentence()
    with pytest.raises(RuleProblem, match="untested"):
        check_examples(rules(tests=[]))


@pytest.mark.parametrize(
    ("told", "same"), [("3.2", True), ("3.200", True), ("3.21", False), ("trois", False)]
)
def test_two_writings_of_one_number_are_one_outcome(told: str, same: bool) -> None:
    assert same_outcome(Decimal("3.20"), told) is same


amounts = st.decimals("0", "100000", places=2).map(str)


@given(amounts, amounts, st.integers(1, 20).map(str), st.booleans())
def test_replaying_gives_the_same_whatever_the_order_of_inputs(
    income: str, benefits: str, shares: str, here: bool
) -> None:
    given = {"revenus": income, "prestations": benefits, "parts": shares, "habite": here}
    made = rules()
    first = evaluate(made, given, TODAY)
    names = sorted(given, key=lambda _name: random.random())
    shuffled = {name: given[name] for name in names}
    assert evaluate(made, shuffled, TODAY) == first


@given(st.permutations(range(6)))
def test_steps_that_do_not_depend_on_each_other_may_come_in_any_order(order: list[int]) -> None:
    steps = [step(f"s{n}", "multiply", "a", str(n + 1)) for n in order]
    total = step("r", "add", *[f"s{n}" for n in range(6)])
    made = reading.from_document(document([*steps, total]))
    assert evaluate(made, GIVEN, TODAY).outcome == 210


@given(amounts, amounts)
def test_a_scale_is_monotone_and_continuous(one: str, other: str) -> None:
    low, high = sorted([Decimal(one), Decimal(other)])
    made = step("r", "scale", "a", table="t")
    first, second = (Decimal(outcome(made, RATES, a=str(amount))) for amount in (low, high))
    assert 0 <= second - first <= (high - low) * Decimal("0.4")


@given(st.decimals("0", "12", places=4).map(str), st.decimals("0", "12", places=4).map(str))
def test_a_straight_line_stays_between_its_ends(one: str, other: str) -> None:
    low, high = sorted([Decimal(one), Decimal(other)])
    made = step("r", "interpolate", "a", table="t")
    first, second = (Decimal(outcome(made, PRICES, a=str(amount))) for amount in (low, high))
    assert 1 <= first <= second <= 3
    assert second - first <= (high - low) / 5 + Decimal("1e-11")


@given(st.decimals("-9999", "9999", places=3), st.decimals("0.001", "9999", places=3))
def test_a_quotient_is_exact_to_its_last_decimal(left: Decimal, right: Decimal) -> None:
    made = reading.from_document(document([step("r", "divide", "a", "b")]))
    line = evaluate(made, GIVEN | {"a": str(left), "b": str(right)}, TODAY).lines[0]
    error = abs(Fraction(line.value) - Fraction(left) / Fraction(right))  # type: ignore[arg-type]
    assert error <= Fraction(1, 2 * 10**12)
    assert line.inexact is (error > 0)
