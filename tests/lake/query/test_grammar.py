"""Texts made from the grammars themselves: whatever each language can say, the SQL is the one
statement that was meant, and holds no text of the question's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings, target
from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark

from parvis.lake.query import analyze, cql2_json, cql2_text, odsql, records1
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Type
from parvis.lake.query.tree import Query
from tests.lake.query.engine import CONTEXT
from tests.lake.query.test_injection import CLAUSES, answered
from tests.lake.query.texts import ATTACKS, FUNCTIONS, LITERALS, NAMES
from tests.lake.query.towns import LINED

pytestmark = pytest.mark.once
MADE = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
COLUMNS = [column.name for column in LINED.columns]
MATHS = sorted(analyze.FUNCTIONS)
PLAIN = [text for text in ATTACKS if not set(text) & set("'\"`\\")]
UNSPACED = [text for text in PLAIN if text.split() == [text]]


def one_of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def between(quote: str, texts: Sequence[str] = PLAIN) -> st.SearchStrategy[str]:
    """Attacks as literals: with the quote doubled, and closed too early."""
    doubled = [f"{quote}{text.replace(quote, quote * 2)}{quote}" for text in ATTACKS]
    return st.sampled_from([*(f"{quote}{text}{quote}" for text in texts), *doubled])


def words(*keywords: str) -> dict[str, st.SearchStrategy[str]]:
    return {f"_{word.upper()}": st.just(f" {word} ") for word in keywords}


SHARED = {
    "TRUE": st.just(" true "), "FALSE": st.just(" false "), "NUMBER": one_of("1", "2.5", "0"),
    "COMPARISON": one_of(">=", "<=", "<>", "=", ">", "<"), "SIGN": one_of("+", "-"),
}  # fmt: skip
ODSQL = {
    **words("and", "or", "not", "as", "in", "is", "like", "between", "to", "null", "distinct"),
    **SHARED,
    "COMPARISON": one_of(">=", "<=", "<>", "!=", "=", ">", "<"),
    "DIRECTION": one_of(" asc ", " desc "),
    "DATE": one_of("date'2020-01-01'", "date'2020'", "date''"),
    "GEOMETRY": one_of("geom'POINT(-1.7 48.1)'", "geom'POLYGON((0 0,1 0,1 1,0 0))'", "geom''"),
    "WILDCARD": one_of("n*", "pop*"),
    "QUANTITY": one_of("10km", "1 day", "1 month"),
    "NAME": st.sampled_from([*COLUMNS, *FUNCTIONS, *MATHS]),
    "QUOTED": st.sampled_from([f"`{name}`" for name in [*COLUMNS, *ATTACKS] if "`" not in name]),
    "STRING": between("'") | between('"'),
}
CQL2 = {
    **words("and", "or", "not", "in", "is", "like", "between", "null"),
    **SHARED,
    "DIV": st.just(" div "),
    "TIMES": one_of("*", "/", "%"),
    "WKT": one_of("POINT(-1.7 48.1)", "POLYGON((0 0,1 0,1 1,0 0))"),
    "NAME": st.sampled_from([*COLUMNS, *FUNCTIONS, *MATHS]),
    "QUOTED": st.sampled_from([f'"{name}"' for name in [*COLUMNS, *PLAIN]]),
    "STRING": between("'"),
}
RECORDS1 = {
    "_OR": st.just(" OR "), "_AND": st.just(" AND "), "_NOT": st.just(" NOT "),
    "_TO": st.just(" TO "), "_MINUS": st.just("-"),
    "SIGN": one_of(">=", "<=", "==", "=", ":", ">", "<"),
    "FIELD": st.sampled_from([f"{name}" for name in COLUMNS]),
    "FUNCTION": one_of("#null", "#exact", "#search", "#startswith"),
    "NAME": st.sampled_from([*COLUMNS, "days", "year", "months"]),
    "STRING": between('"'),
    "WORD": st.sampled_from(["2020", "2020/13", "12", "a*", *UNSPACED]),
    "INTEGER": one_of("1", "-1", "999999"),
}  # fmt: skip


# Between words. Drawn from their expressions, what a grammar ignores and what it writes in one way
# take half the time of a text, and many more texts are given up as too long.
BLANK = (" ", "\n", "\r\n\t", "\x0b\f", "\x1c", "\u2003")


@cache
def made(grammar: str, start: str) -> st.SearchStrategy[str]:
    """Texts of a grammar, their terminals and what it ignores drawn from ours."""
    text = resources.files("parvis.lake.query").joinpath(f"{grammar}.lark").read_text("utf-8")
    parser = Lark(text, start=start)
    terminals = {"odsql": ODSQL, "cql2": CQL2, "records1": RECORDS1}[grammar]
    known = {terminal.name for terminal in parser.terminals}
    explicit = {one.name: st.just(one.pattern.value) for one in parser.terminals
                if one.pattern.type == "str"}  # fmt: skip
    explicit |= {name: strategy for name, strategy in terminals.items() if name in known}
    blank = one_of(*BLANK, *(("\xa0", "\ufeff") if grammar == "odsql" else ()))
    explicit |= dict.fromkeys(parser.ignore_tokens, blank)
    return from_lark(parser, start=start, explicit=explicit)


def tried(read: Any) -> None:
    """What is read is answered by the one statement; what is not is refused in a sentence."""
    try:
        query = read()
        rows = answered(query)
    except QueryProblem as refused:
        refused.sentence()
        return
    target(float(len(rows)))


@pytest.mark.parametrize("clause", CLAUSES)
@MADE
@given(data=st.data())
def test_odsql(clause: str, data: st.DataObject) -> None:
    text = data.draw(made("odsql", clause))
    tried(lambda: odsql.query(**{clause: text}))


@MADE
@given(data=st.data())
def test_cql2_text(data: st.DataObject) -> None:
    text = data.draw(made("cql2", "start"))
    tried(lambda: Query(where=cql2_text.read(text)))


@MADE
@given(data=st.data())
def test_the_q_of_records_1(data: st.DataObject) -> None:
    text = data.draw(made("records1", "start"))
    tried(lambda: Query(where=records1.read(text, LINED, CONTEXT.now)))


OPERATORS = [
    *("and", "or", "not", "=", "<>", "<", ">=", "between", "in", "isNull", "like", "+", "div", "^"),
    *("casei", "accenti", "s_intersects", "s_within", "t_after", "a_contains", "a_equals"),
    *FUNCTIONS, *MATHS, *ATTACKS,
]  # fmt: skip
leaves = st.one_of(
    st.sampled_from(ATTACKS),
    st.integers(-3, 3),
    st.booleans(),
    st.none(),
    st.sampled_from([*COLUMNS, *ATTACKS]).map(lambda name: {"property": name}),
    st.sampled_from(["2020-01-01", "..", *ATTACKS]).map(lambda text: {"date": text}),
    st.just({"type": "Point", "coordinates": [-1.7, 48.1]}),
    st.just({"bbox": [-2, 48, -1, 49]}),
    st.just({"interval": ["..", "2020-01-01"]}),
)
documents = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda op, args: {"op": op, "args": args},
        st.sampled_from(OPERATORS),
        st.lists(st.one_of(inner, st.lists(inner, max_size=3)), max_size=3),
    ),
    max_leaves=8,
)


@MADE
@given(document=documents)
def test_cql2_json(document: Any) -> None:
    tried(lambda: Query(where=cql2_json.read(json.dumps(document))))


DATED = [column for column in LINED.columns if column.type in (Type.DATE, Type.DATETIME)]
axes = st.one_of(
    st.sampled_from(LINED.columns).map(analyze.Axis),
    st.builds(
        lambda column, parts: analyze.Axis(column, tuple(parts)),
        st.sampled_from(DATED),
        st.lists(st.sampled_from(sorted(analyze.PARTS)), min_size=1, max_size=3, unique=True),
    ),
)
expressions = st.one_of(
    st.deferred(lambda: made("odsql", "where")),
    st.sampled_from([*COLUMNS, *LITERALS, *NAMES, *ATTACKS]),
    st.builds(
        lambda name, one, other: f"{name}({one}, {other})",
        st.sampled_from(MATHS), st.sampled_from(COLUMNS), st.sampled_from(["2", "surface"]),
    ),
    st.builds("{}({})".format, st.sampled_from(MATHS), st.sampled_from(COLUMNS)),
)  # fmt: skip


@MADE
@example(axes=[], text="time(fondation)", function="MAX", name="x", descending=False)
@given(
    axes=st.lists(axes, max_size=2, unique_by=lambda axis: axis.column.name),
    text=expressions,
    function=st.sampled_from(sorted(analyze.AGGREGATES)),
    name=st.sampled_from(ATTACKS),
    descending=st.booleans(),
)
def test_analyze(
    axes: list[analyze.Axis], text: str, function: str, name: str, descending: bool
) -> None:
    """The name of a series, any text, is in no statement."""

    def read() -> Query:
        quantiles = (25.0, 50.0) if function == "QUANTILES" else ()
        series = analyze.Series(name, function, analyze.expression(text), quantiles=quantiles)
        sort = analyze.Sort(name, descending=descending)
        return analyze.query(axes, [series], [sort], None, 5)

    tried(read)
