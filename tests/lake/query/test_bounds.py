"""A query too large is refused in one sentence, before any work that grows with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time

import pytest

from parvis.lake.query import bounds, cql2_json, cql2_text, odsql
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node

Reader = Callable[[str], Node]
SECONDS = 5

NESTED = "(" * 3_000 + "a = 1" + ")" * 3_000
NEGATED = "not (" * 200 + "a = 1" + ")" * 200
LONG = "a = '" + "x" * 100_000 + "'"
MANY = " or ".join(["a = 1"] * 3_000)
NESTED_JSON = '{"op":"not","args":[' * 200 + "true" + "]}" * 200
MANY_JSON = json.dumps(
    {"op": "or", "args": [{"op": "=", "args": [{"property": "a"}, 1]} for _ in range(3_000)]}
)


@pytest.mark.parametrize("read", [odsql.where, cql2_text.read])
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (NEGATED, {"too_deep"}),
        (LONG, {"too_long"}),
        (MANY, {"too_many"}),
        ("  ", {"empty"}),
    ],
    ids=["deep", "long", "many", "empty"],
)
def test_text_out_of_bounds_is_refused_quickly(read: Reader, text: str, codes: set[str]) -> None:
    began = process_time()
    with pytest.raises(QueryProblem) as refused:
        read(text)
    assert refused.value.code in codes
    assert process_time() - began < SECONDS


@pytest.mark.parametrize("read", [odsql.where, cql2_text.read])
def test_useless_parentheses_never_exhaust_the_stack(read: Reader) -> None:
    assert read(NESTED) == read("a = 1")


@pytest.mark.parametrize(
    ("text", "code"), [(NESTED_JSON, "too_deep"), (MANY_JSON, "too_long")], ids=["deep", "many"]
)
def test_json_out_of_bounds_is_refused_quickly(text: str, code: str) -> None:
    began = process_time()
    with pytest.raises(QueryProblem) as refused:
        cql2_json.read(text)
    assert refused.value.code == code
    assert process_time() - began < SECONDS


def test_the_largest_query_allowed_is_read() -> None:
    terms = (bounds.TERMS - 1) // 3
    assert odsql.where(" or ".join(["a = 1"] * terms))
