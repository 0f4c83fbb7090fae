"""What an access may say."""

from __future__ import annotations

from datetime import date

import pytest

from parvis.catalogue.grants.rules import Rule, RuleProblem, check, policy_of, suits
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Column, Schema, Type

SCHEMA = Schema(
    (Column("commune", Type.TEXT), Column("enfant", Type.TEXT), Column("places", Type.INTEGER))
)
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(purpose=" "), "purpose"),
        (Rule(["absente"], purpose="x"), "column"),
        (Rule(least=11, dimensions=["absente"], purpose="x"), "column"),
        (Rule(least=1, dimensions=["commune"], purpose="x"), "least"),
        (Rule(least=1001, dimensions=["commune"], purpose="x"), "least"),
        (Rule(least=11, purpose="x"), "dimensions"),
        (Rule(["places"], least=11, dimensions=["commune"], purpose="x"), "hidden"),
        (Rule(purpose="x", until=date(2026, 11, 28)), "past"),
    ],
)
def test_what_is_wrong_is_said(rule: Rule, code: str) -> None:
    with pytest.raises(RuleProblem) as problem:
        check(rule, SCHEMA, TODAY)
    assert problem.value.code == code
    assert problem.value.sentence()


@pytest.mark.parametrize("condition", ["absente = 1", "commune =", "commune > 3 and (", "places"])
def test_a_condition_must_be_one(condition: str) -> None:
    with pytest.raises(QueryProblem):
        check(Rule(condition=condition, purpose="x"), SCHEMA, TODAY)


def test_a_good_rule_is_a_policy() -> None:
    rule = Rule(["commune", "places"], "enfant != 'x'", 11, ["commune"], "x", date(2026, 11, 29))
    check(rule, SCHEMA, TODAY)
    policy = policy_of(rule)
    assert policy.columns == {"commune", "places"}
    assert (policy.minimum, policy.dimensions, policy.until) == (11, ("commune",), rule.until)
    assert policy.hides_rows
    assert not policy.public


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(), True),
        (Rule(["commune", "gone"]), True),  # what is left of it
        (Rule(["gone"]), False),
        (Rule(condition="gone = 1"), False),
        (Rule(least=5, dimensions=["gone"]), False),
        (Rule(least=5, dimensions=["commune"], until=date(2000, 1, 1)), True),
    ],
)
def test_a_rule_whose_columns_went_opens_nothing(rule: Rule, fits: bool) -> None:
    assert suits(policy_of(rule), SCHEMA) is fits
