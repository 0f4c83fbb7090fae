"""Rules that come from outside: read whole, or refused by the name of what is wrong."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.evaluate import evaluate
from parvis.algorithms.ruleset.problems import InputProblem, RuleProblem
from parvis.algorithms.ruleset.words import Teller
from tests.algorithms.ruleset.examples import (
    DEMO,
    GIVEN,
    demo,
    document,
    number,
    rules,
    step,
    table,
)

pytestmark = pytest.mark.once
A = step("r", "add", "a")
FALLING = [("0", "5"), ("10", "2")]
ODD: list[Any] = [
    *(None, True, -1, 10**40, 1.5, "", "x" * 5_000, "\0", "\ud800", "1e9", "NaN", "-", "a b"),
    *(
        [],
        {},
        [[]],
        {"fr": 1},
        {"fr": "x", "de": "y"},
        ["a"] * 400,
        "date_de_la_decision",
        "9999-12-31",
    ),
]


@pytest.mark.parametrize(
    ("made", "code", "field"),
    [
        ([], "kind", ""),
        ({}, "missing", "title"),
        (document([A], title={"en": "x"}), "missing", "title.fr"),
        (document([A], extra=1), "unknown", "extra"),
        (document([A], outcome="a"), "type", "outcome"),
        (document([A], inputs=[number("a"), number("a")]), "twice", "name"),
        (document([A], inputs=[number("A")]), "name", "inputs[0].name"),
        (document([A], inputs=[number("a", kind="money")]), "choice", "inputs[0].kind"),
        (document([A], inputs=[number("a", least="1e3")]), "kind", "inputs[0].least"),
        (document([A], inputs=[number("a", least=1.5)]), "kind", "inputs[0].least"),
        (document([A], inputs=[number(f"n{n}") for n in range(61)]), "many", "inputs"),
        (document([A]) | {"steps": []}, "kind", "steps"),
        (document([step("r", "eval", "a")]), "choice", "steps[0].do"),
        (document([step("r", "add", "__import__")]), "kind", "steps[0].of[0]"),
        (
            document([step("r", "add", "later"), step("later", "add", "a")]),
            "later",
            "steps[0].of",
        ),
        (document([step("r", "add", "s"), step("s", "add", "r")]), "cycle", "steps[0].of"),
        (document([step("r", "add", "")]), "missing", "steps[0].of[0]"),
        (document([step("r", "add", "r")]), "cycle", "steps[0].of"),
        (document([step("r", "divide", "a")]), "operands", "steps[0].of"),
        (document([step("r", "add", "f")]), "type", "steps[0].of"),
        (document([step("r", "if", "a", "a", "b")]), "type", "steps[0].of"),
        (document([step("r", "if", "f", "a", "c")]), "type", "steps[0].of"),
        (document([step("r", "compare", "c", "c", option="below")]), "type", "steps[0].of"),
        (document([step("r", "compare", "a", "b")]), "missing", "steps[0].option"),
        (document([step("r", "score", "a", weights=["1", "2"])]), "operands", "steps[0].weights"),
        (document([step("r", "lookup", "a", table="a")]), "type", "steps[0].table"),
        (document([step("r", "add", "a", decimals=11)]), "kind", "steps[0].decimals"),
        (
            document([A], parameters=[table("t", [("5", "1"), ("0", "2")])]),
            "order",
            "parameters[0]",
        ),
        (
            document([A], parameters=[table("t", [("x", "1"), ("x", "2")], "is")]),
            "twice",
            "parameters[0]",
        ),
        (
            document([A], parameters=[table("t", [("0", "1"), ("1", "oui")])]),
            "type",
            "parameters[0]",
        ),
        (
            document([A], parameters=[table("t", FALLING, claims=["increasing"])]),
            "claim",
            "parameters[0]",
        ),
        (
            document(
                [step("r", "lookup", "a", table="t")],
                parameters=[table("t", FALLING, claims=["continuous"])],
            ),
            "claim",
            "parameters.t",
        ),
        (
            document(
                [A],
                parameters=[
                    table("t", FALLING)
                    | {
                        "values": [
                            {"since": "2020-01-01", "value": [{"from": "0", "value": "1"}]},
                            {"since": "2021-01-01", "value": [{"from": "0", "value": "1"}]},
                        ]
                    }
                ],
            ),
            "periods",
            "parameters[0]",
        ),
    ],
)
def test_what_is_wrong_is_named(made: Any, code: str, field: str) -> None:
    with pytest.raises(RuleProblem) as refused:
        reading.from_document(made)
    assert refused.value.code == code
    assert refused.value.params["field"] == field
    assert "%(" not in refused.value.sentence()


def test_bytes_that_are_no_rules() -> None:
    for data, code in (
        (b"{", "json"),
        (b"[" * 100_000, "json"),
        (b" " * 300_001, "heavy"),
        (b"\xff", "json"),
    ):
        with pytest.raises(RuleProblem) as refused:
            reading.from_bytes(data)
        assert refused.value.code == code


def test_one_content_is_one_version_whatever_the_order_of_its_fields() -> None:
    made = demo()
    turned = dict(reversed(made.items()))
    assert reading.from_document(turned).version == rules().version
    made["parameters"][1]["values"][1]["value"] = "6.31"
    assert reading.from_document(made).version != rules().version


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    keys = (
        list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    )
    for key in keys:
        yield node, key
        yield from places(node[key])


def hostile(chance: random.Random) -> Any:
    """A set of rules of which a few places were spoilt."""
    made = copy.deepcopy(
        document([step("r", "add", "a")]) if chance.random() < 0.2 else demo(chance.choice(NAMES))
    )
    for _n in range(chance.randint(1, 3)):
        found = list(places(made))
        node, key = chance.choice(found)
        other, its_key = chance.choice(found)
        if chance.random() < 0.25 and isinstance(node, dict):
            del node[key]
        elif chance.random() < 0.5:
            node[key] = copy.deepcopy(other[its_key])
        else:
            node[key] = copy.deepcopy(chance.choice(ODD))
    return made


NAMES = sorted(path.stem for path in DEMO.glob("*.json"))


def put_to(made: Any) -> bool:
    """Read, run on its own examples, told; whether all of it went. Nothing else may be raised."""
    try:
        found = reading.from_document(made)
        teller = Teller(found, "fr", str, str)
        for given, on in [
            (GIVEN, dt.date(2026, 1, 1)),
            *((test.inputs, test.on) for test in found.tests),
        ]:
            for line in evaluate(found, given, on).lines:
                assert teller.sentence(line)
    except (RuleProblem, InputProblem) as refused:
        return refused.sentence() == ""
    return True


@pytest.mark.parametrize("seed", range(300))
def test_hostile_rules_are_refused_or_run(seed: int) -> None:
    put_to(hostile(random.Random(seed)))


@pytest.mark.prove
def test_twenty_thousand_hostile_sets_of_rules() -> None:
    chance = random.Random(20_000)
    went = sum(put_to(hostile(chance)) for _n in range(20_000))
    assert 0 < went < 20_000


def test_the_heaviest_rules_are_run_in_bounded_time() -> None:
    """Two hundred steps that each double the digits: refused by size, not by patience."""
    steps = [step("s0", "multiply", "a", "1.0000000001")]
    steps += [step(f"s{n}", "multiply", *[f"s{n - 1}"] * 30) for n in range(1, 200)]
    made = reading.from_bytes(json.dumps(document(steps)).encode())
    with pytest.raises(InputProblem):
        evaluate(made, GIVEN, dt.date(2026, 1, 1))
