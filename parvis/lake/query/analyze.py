"""`analyze` of Opendatasoft's records API 1.0: series calculated for each value of an axis.

x=vu_a.year&x=espece    what forms the groups: a column, or a part of a date
y.s.func=AVG            what is calculated, under the name `s`
y.s.expr=sin(hauteur)*2 of what: a column, or an expression of numbers

Source: documentation of the records API 1.0, and the charts that ask it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parvis.lake.query import tree
from parvis.lake.query.bounds import check_tree
from parvis.lake.query.odsql import CLAUSES
from parvis.lake.query.odsql_build import Builder
from parvis.lake.query.odsql_functions import Written, scalar
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.reading import parse
from parvis.lake.query.schema import TEMPORAL, Column
from parvis.lake.query.sql_math import BINARY, UNARY
from parvis.lake.query.tree import Node
from parvis.records.problems import gettext_noop

LADDER = ("year", "month", "day", "hour", "minute", "second")
PARTS: Mapping[str, str] = {  # the part of a date: the function that gives it
    **{name: name for name in LADDER},
    "quarter": "quarter", "week": "week", "weekday": "weekday", "yearday": "yearday",
}  # fmt: skip
FUNCTIONS: Mapping[str, Callable[[Written], Node]] = {
    **{name: scalar(1) for name in (*UNARY, "abs", "ceil", "floor", "round", "time")},
    **{name: scalar(2) for name in BINARY},
}
AGGREGATES: Mapping[str, str] = {
    "COUNT": "count", "AVG": "avg", "SUM": "sum", "MIN": "min", "MAX": "max",
    "STDDEV": "stddev", "SUMSQUARES": "sum", "QUANTILES": "percentile",
}  # fmt: skip


@dataclass(frozen=True)
class Axis:
    """A column whole, or the parts of its dates."""

    column: Column
    parts: tuple[str, ...] = ()

    def groups(self) -> list[Node]:
        """What forms the groups: one expression, or one for each part."""
        column = tree.Column(self.column.name)
        if self.parts:
            iso = "week" in self.parts  # a week belongs to one year, the first of January or not
            return [
                tree.Call("isoyear" if iso and part == "year" else PARTS[part], (column,))
                for part in self.parts
            ]
        return [tree.Each(column) if self.column.many else column]


@dataclass(frozen=True)
class Series:
    """`quantiles` are percents; a QUANTILES series gives one value for each."""

    name: str
    function: str
    expression: Node | None = None
    cumulative: bool = False
    quantiles: tuple[float, ...] = ()

    def outputs(self) -> list[Node]:
        operand = self.expression
        if operand is None:
            return [tree.Aggregate("count", tree.Everything())]
        if self.function == "SUMSQUARES":
            operand = tree.Call("pow", (operand, tree.Number(2)))
        name = AGGREGATES[self.function]
        if self.quantiles:
            return [tree.Aggregate(name, operand, percent=one) for one in self.quantiles]
        return [tree.Aggregate(name, operand)]


@dataclass(frozen=True)
class Sort:
    """By the value of a series, or without one by the keys `first` to `last`."""

    series: str = ""
    first: int = 0
    last: int = 0
    descending: bool = False


def expression(text: str) -> Node:
    """A value of numbers and columns. Raises QueryProblem."""
    (node,) = parse("odsql.lark", CLAUSES, "where", text, Builder(text, FUNCTIONS))
    check_tree(node)
    if not isinstance(node, tree.Column | tree.Number | tree.Arithmetic | tree.Call):
        wanted = gettext_noop("une colonne ou un calcul")
        raise QueryProblem("argument", node.place, word="expr", wanted=wanted)
    return node


def parts(periodic: str, precision: str) -> tuple[str, ...]:
    """The parts of a date from the longest, `periodic`, to the shortest, `precision`: month and
    day tell the days of a year whatever the year."""
    if periodic == "weekday":
        return ("weekday", precision) if precision in ("hour", "minute") else ("weekday",)
    if precision == "week":
        return ("year", "week") if periodic == "year" else ("week",)
    if periodic == "week":
        return ("week",)
    start, end = LADDER.index(periodic), LADDER.index(precision)
    return LADDER[start : end + 1] or (periodic,)


def query(
    axes: Sequence[Axis],
    series: Sequence[Series],
    sorts: Sequence[Sort],
    where: Node | None,
    limit: int | None,
) -> tree.Query:
    """One line a group: its keys `x 0`, `x 1`…, then the values of the series `y 0`, `y 1`…
    What has no value on an axis is in no group. Raises QueryProblem for too many terms in all."""
    keys = [key for axis in axes for key in axis.groups()]
    values = {one.name: one.outputs() for one in series}
    firsts: dict[str, int] = {}
    flat: list[Node] = []
    for name, outputs in values.items():
        firsts[name] = len(flat)
        flat += outputs
    check_tree(*keys, *flat)  # each quantile of a series works its expression out again
    return tree.Query(
        select=tuple(tree.Output(one, f"y {n}") for n, one in enumerate(flat)),
        where=tree.both(where, *(present(axis) for axis in axes)),
        group_by=tuple(tree.Output(one, f"x {n}") for n, one in enumerate(keys)),
        order_by=tuple(order for one in sorts for order in orders(one, firsts)),
        limit=limit,
    )


def present(axis: Axis) -> Node:
    return tree.Not(tree.IsNull(tree.Column(axis.column.name)))


def orders(sort: Sort, firsts: Mapping[str, int]) -> list[tree.Order]:
    if sort.series:
        names = [f"y {firsts[sort.series]}"]
    else:
        names = [f"x {n}" for n in range(sort.first, sort.last)]
    return [tree.Order(tree.Column(name), sort.descending) for name in names]


def dated(column: Column) -> bool:
    return column.type in TEMPORAL and not column.many
