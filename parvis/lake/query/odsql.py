"""ODSQL, the language of the Explore API: the text of a clause becomes a tree.

Facts: documentation of the Explore API v2.1. Everything documented is read, older forms
(`:` for `=`, `distance`, `geometry`, `polygon`, `bbox` in `where`) included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parvis.lake.query.bounds import check_tree
from parvis.lake.query.odsql_build import Builder
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.reading import parse
from parvis.lake.query.tree import (
    Aggregate,
    Choice,
    Cluster,
    Each,
    Logic,
    Matches,
    Node,
    Not,
    Order,
    Output,
    Query,
    Random,
    Steps,
    Text,
    Width,
    both,
    walk,
)

CLAUSES = ("where", "select", "group_by", "order_by", "facet", "options")
GROUPING = (Steps, Width, Cluster, Each)


def read(clause: str, text: str) -> list[Node]:
    nodes: list[Node] = parse("odsql.lark", CLAUSES, clause, text, Builder(text))
    check_tree(*nodes)
    return nodes


def where(text: str) -> Node:
    node = condition(read("where", text)[0])
    for inner, _ in walk(node):
        if isinstance(inner, Aggregate):
            raise QueryProblem("aggregate_here", inner.place, word=inner.name)
        refuse_grouping(inner)
    return node


def select(text: str) -> tuple[Output | Choice, ...]:
    outputs = read("select", text)
    for output in outputs:
        for inner, _ in walk(output):
            refuse_grouping(inner)
    return tuple(_chosen(output) for output in outputs)


def group_by(text: str) -> tuple[Output, ...]:
    outputs = []
    for output in read("group_by", text):
        if not isinstance(output, Output):
            raise QueryProblem("unexpected", output.place, word="include/exclude")
        for inner, depth in walk(output):
            if isinstance(inner, Aggregate):
                raise QueryProblem("aggregate_here", inner.place, word=inner.name)
            if depth > 2:
                refuse_grouping(inner)
        outputs.append(output)
    return tuple(outputs)


def order_by(text: str) -> tuple[Order, ...]:
    """Calculations come first, as documented: `avg(age), gender`."""
    orders = []
    plain_seen = False
    for order in read("order_by", text):
        assert isinstance(order, Order)
        aggregate = any(isinstance(inner, Aggregate) for inner, _ in walk(order))
        if aggregate and plain_seen:
            raise QueryProblem("order_aggregates_first", order.place, word=_said(text, order))
        plain_seen = plain_seen or not (aggregate or isinstance(order.expression, Random))
        orders.append(order)
    return tuple(orders)


def query(
    *,
    select: str = "",
    where: str | tuple[str, ...] = "",
    group_by: str = "",
    order_by: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Query:
    """The clauses as an address carries them; several `where` are all required, none is empty."""
    conditions = (where,) if isinstance(where, str) else where
    return Query(
        _clause("select", select) if select.strip() else (),
        both(*(_clause("where", text) for text in conditions if text.strip())),
        _clause("group_by", group_by) if group_by.strip() else (),
        _clause("order_by", order_by) if order_by.strip() else (),
        limit,
        offset,
    )


def _clause(name: str, text: str) -> Any:
    return READERS[name](text)


def condition(node: Node) -> Node:
    """A bare string where a condition stands is a search in every visible column."""
    if isinstance(node, Text):
        return Matches((), node.value, place=node.place)
    if isinstance(node, Logic):
        return Logic(node.op, tuple(map(condition, node.operands)), place=node.place)
    if isinstance(node, Not):
        return Not(condition(node.operand), node.absent, place=node.place)
    return node


def refuse_grouping(node: Node) -> None:
    if isinstance(node, GROUPING):
        raise QueryProblem("group_only", node.place, word="range")


def _said(text: str, node: Node) -> str:
    return text[node.place.start : node.place.end] if node.place else ""


def _chosen(node: Node) -> Output | Choice:
    if isinstance(node, Output) and isinstance(node.expression, Choice):
        return node.expression
    assert isinstance(node, Output | Choice)
    return node


READERS: Mapping[str, Callable[[str], Any]] = {
    "select": select,
    "where": where,
    "group_by": group_by,
    "order_by": order_by,
}
