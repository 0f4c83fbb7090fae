"""Whatever a query says, the SQL is one SELECT over the rows, and no text of the query's."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from parvis.lake.query import cql2_text, odsql, sql_search
from parvis.lake.query.policy import PUBLIC, Policy, Statement, statement
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Query
from tests.lake.query.engine import CONTEXT, run
from tests.lake.query.texts import ATTACKS, queries
from tests.lake.query.towns import LINED, table

# What our own code writes as constants: never a value of a query's.
CONSTANTS = {"UTC", "ß", "ss", "\\", "s", " ", "low", "0", "1", "inf"} | {
    literal.this for literal in sql_search.folded(exp.column("x")).find_all(exp.Literal)
}
NAMES = {column.name for column in LINED.columns} | {"word", "cell", "weight", "lon", "lat"}
TABLES = {"villes", "keyed", "spots", "homes"}
CLAUSES = ("where", "select", "group_by", "order_by")
THOROUGH = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


SHAPE = (
    exp.Select, exp.Where, exp.Order, exp.Ordered, exp.Group, exp.Limit, exp.Offset, exp.Alias,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Is,
    exp.Like, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Case, exp.If,
)  # fmt: skip
LEAVES = (exp.Column, exp.Table, exp.Placeholder, exp.Parameter)


def skeleton(node: exp.Expr) -> list[Any]:
    """Clauses, operators, columns and parameters, nested as they are; function names aside, for
    sqlglot reads some back under another name."""
    if isinstance(node, LEAVES):
        return [] if node.name == "word" else [node.name]  # a lambda's own, read back as one
    inside = [part for child in node.iter_expressions() for part in skeleton(child)]
    if isinstance(node, exp.And | exp.Or):  # however a chain is cut
        same = type(node).__name__
        inside = [
            part
            for item in inside
            for part in (item[1] if isinstance(item, tuple) and item[0] == same else [item])
        ]
    inside.sort(key=repr)
    return [(type(node).__name__, inside)] if isinstance(node, SHAPE) else inside


def check_shape(made: Statement) -> None:
    text = made.text()
    (parsed,) = sqlglot.parse(text, read="duckdb")
    assert isinstance(parsed, exp.Select)
    assert skeleton(parsed) == skeleton(made.sql)
    literals = [
        each for each in parsed.find_all(exp.Literal) if not isinstance(each.parent, exp.UnixToTime)
    ]  # the scale that it reads back
    assert {literal.this for literal in literals} <= CONSTANTS
    assert {node.name for node in parsed.find_all(exp.Table)} <= TABLES
    for column in parsed.find_all(exp.Column):
        name = column.name.strip()
        ours = name.startswith(("key ", "home ", "*")) or isinstance(column.this, exp.Star)
        assert name in NAMES or ours, name
    used = {node.name for node in parsed.find_all(exp.Placeholder, exp.Parameter)}
    assert used == set(made.parameters)
    (told,) = duckdb.extract_statements(text)
    assert told.type == duckdb.StatementType.SELECT


def answered(query: Query, policy: Policy = PUBLIC) -> Any:
    made = statement(query, LINED, policy, CONTEXT, exp.to_table(table()))
    check_shape(made)
    return run(made)


@pytest.mark.parametrize("clause", CLAUSES)
@THOROUGH
@given(text=queries)
@example(text="nom = 'x''; DROP TABLE villes; --'")
@example(text='"\\"; DROP TABLE villes; --"')
@example(text='`nom` as `a"; DROP TABLE villes; --`')
@example(text='count(*) as "x"')
def test_odsql(clause: str, text: str) -> None:
    try:
        query = odsql.query(**{clause: text})
        answered(query)
    except QueryProblem as refused:
        refused.sentence()


@THOROUGH
@given(text=queries)
def test_cql2(text: str) -> None:
    try:
        answered(Query(where=cql2_text.read(text)))
    except QueryProblem as refused:
        refused.sentence()


@THOROUGH
@given(where=queries, select=queries, group=queries, order=queries)
def test_clauses_together(where: str, select: str, group: str, order: str) -> None:
    try:
        query = odsql.query(where=where, select=select, group_by=group, order_by=order, limit=5)
        answered(query)
    except QueryProblem as refused:
        refused.sentence()


@THOROUGH
@given(text=st.text(max_size=60), clause=st.sampled_from(CLAUSES))
def test_any_text_is_read_or_refused(text: str, clause: str) -> None:
    for read in (lambda: odsql.query(**{clause: text}), lambda: cql2_text.read(text)):
        try:
            read()
        except QueryProblem as refused:
            refused.sentence()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("column", ["nom", "note", "themes"])
def test_hostile_values_are_values(attack: str, column: str) -> None:
    from parvis.lake.query.tree import Column, Compare, Text

    query = Query(where=Compare("=", Column(column), Text(attack)))
    assert answered(query) == []
    assert answered(odsql.query(select="count(*) as n")) == [(8,)]


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if "`" not in attack])
def test_hostile_aliases_are_only_names(attack: str) -> None:
    made = statement(
        odsql.query(select=f"nom as `{attack}`", limit=1), LINED, PUBLIC, CONTEXT,
        exp.to_table(table()),
    )  # fmt: skip
    check_shape(made)
    assert [field.name for field in made.fields] == [attack]
