"""CQL2's relations in time, after Allen. An instant is an interval that ends where it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.literals import adapted
from parvis.lake.query.schema import TEMPORAL, Type
from parvis.lake.query.sql import (
    NAMES,
    Compiler,
    Emitter,
    Typed,
    called,
    cast_as,
    every,
    exactly,
    some,
)
from parvis.lake.query.tree import Node

SQL = exp.Expr


class Span(NamedTuple):
    start: SQL
    end: SQL


def before(a: SQL, b: SQL) -> SQL:
    return exp.LT(this=a, expression=b)


def same(a: SQL, b: SQL) -> SQL:
    return exp.EQ(this=a, expression=b)


def apart(a: Span, b: Span) -> SQL:
    return exp.Paren(this=some([before(a.end, b.start), before(b.end, a.start)]))


def inside(a: Span, b: Span) -> SQL:
    return every([before(b.start, a.start), before(a.end, b.end)])


def overlaps(a: Span, b: Span) -> SQL:
    return every([before(a.start, b.start), before(b.start, a.end), before(a.end, b.end)])


def finishes(a: Span, b: Span) -> SQL:
    return every([before(b.start, a.start), same(a.end, b.end)])


def starts(a: Span, b: Span) -> SQL:
    return every([same(a.start, b.start), before(a.end, b.end)])


RELATIONS: Mapping[str, Callable[[Span, Span], SQL]] = {
    "t_after": lambda a, b: before(b.end, a.start),
    "t_before": lambda a, b: before(a.end, b.start),
    "t_contains": lambda a, b: inside(b, a),
    "t_disjoint": apart,
    "t_during": inside,
    "t_equals": lambda a, b: every([same(a.start, b.start), same(a.end, b.end)]),
    "t_finishedby": lambda a, b: finishes(b, a),
    "t_finishes": finishes,
    "t_intersects": lambda a, b: exp.Not(this=apart(a, b)),
    "t_meets": lambda a, b: same(a.end, b.start),
    "t_metby": lambda a, b: same(a.start, b.end),
    "t_overlappedby": lambda a, b: overlaps(b, a),
    "t_overlaps": overlaps,
    "t_startedby": lambda a, b: starts(b, a),
    "t_starts": starts,
}


def relation(name: str) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 2)
        ends = [ends_of(argument) for argument in node.arguments]
        days = all(
            isinstance(end, tree.Unbounded) or _type(compiler, end) is Type.DATE
            for pair in ends
            for end in pair
        )
        first, second = (
            Span(_end(compiler, start, days, last=False), _end(compiler, end, days, last=True))
            for start, end in ends
        )
        return Typed(RELATIONS[name](first, second), Type.BOOLEAN)

    return emit


def ends_of(node: Node) -> tuple[Node, Node]:
    if isinstance(node, tree.Interval):
        return node.start, node.end
    return node, node


def _type(compiler: Compiler, node: Node) -> Type:
    return compiler.want(node, TEMPORAL, NAMES[Type.DATE]).type


def _end(compiler: Compiler, node: Node, days: bool, last: bool) -> SQL:
    """Compared as days when both sides are; else as instants, a day ending just before the next."""
    if isinstance(node, tree.Unbounded):
        infinity = compiler.parameter("infinity" if last else "-infinity")
        return cast_as(infinity, "DATE" if days else "TIMESTAMPTZ")
    node = adapted(node, Type.DATETIME)
    made = compiler.want(node, TEMPORAL, NAMES[Type.DATE])
    if days or made.type is Type.DATETIME:
        return made.sql
    moment = cast_as(made.sql, "TIMESTAMP")
    if last:
        almost = called("to_microseconds", compiler.parameter(86_400_000_000 - 1))
        moment = exp.Add(this=moment, expression=almost)
    return called("timezone", compiler.zone(), moment)


TEMPORAL_FUNCTIONS: Mapping[str, Emitter] = {name: relation(name) for name in RELATIONS}
