"""What rows are grouped by, besides columns and functions: ranges, periods, clusters of points.

A range is a struct of its `low` (in) and `high` (out), either of them null when it is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import NUMERIC, SPATIAL, TEMPORAL, Type
from parvis.lake.query.sql import (
    NAMES,
    Compiler,
    Emitter,
    Typed,
    adapted,
    attempt,
    called,
    cast_as,
    every,
)
from parvis.lake.query.tree import Node

# As documented, the case matters: `m` is a minute, `M` a month.
UNITS: Mapping[str, tuple[str, ...]] = {
    "millisecond": ("ms", "millisecond", "milliseconds"),
    "second": ("s", "second", "seconds"),
    "minute": ("m", "minute", "minutes"),
    "hour": ("h", "hour", "hours"),
    "day": ("d", "day", "days"),
    "week": ("w", "week", "weeks"),
    "month": ("M", "month", "months"),
    "quarter": ("q", "quarter", "quarters"),
    "year": ("y", "year", "years"),
}
CALENDAR = {"month": 1, "quarter": 3, "year": 12}
MICROSECONDS = {
    "millisecond": 1_000, "second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000,
    "day": 86_400_000_000, "week": 7 * 86_400_000_000,
}  # fmt: skip
CELL_DEGREES = 360.0


def struct(low: exp.Expr, high: exp.Expr) -> exp.Expr:
    return called(
        "struct_pack",
        exp.PropertyEQ(this=exp.to_identifier("low"), expression=low),
        exp.PropertyEQ(this=exp.to_identifier("high"), expression=high),
    )


def steps(compiler: Compiler, node: tree.Steps) -> Typed:
    """A row outside every step has no group of its own: its range is null."""
    operand = compiler.want(node.operand, NUMERIC | TEMPORAL, "un nombre ou une date")
    points = [adapted(step, operand.type) for step in node.steps]
    _check_rising(points, node)
    ends: list[Node | None] = [*([None] if node.below else []), *points]
    ends += [None] if node.above else []
    cases = []
    for low, high in pairwise(ends):
        inside = [
            compiler.compare(sign, node.operand, end, node)
            for sign, end in ((">=", low), ("<", high))
            if end is not None
        ]
        bounds = [_bound(compiler, end, operand.type) for end in (low, high)]
        cases.append(exp.If(this=every(inside), true=struct(*bounds)))
    if not cases:
        raise QueryProblem("range", node.place, word="range")
    return Typed(exp.Case(ifs=cases), Type.INTERVAL)


def _check_rising(points: list[Node], node: tree.Steps) -> None:
    values = []
    for point in points:
        if not isinstance(point, tree.Number | tree.Day | tree.Moment):
            raise QueryProblem("argument", point.place, word="range", wanted="des bornes")
        value = point.value
        values.append(value if isinstance(value, int | float) else value.isoformat())
    if not all(a < b for a, b in pairwise(values)):  # type: ignore[operator]
        raise QueryProblem("range", node.place, word="range")


def _bound(compiler: Compiler, end: Node | None, kind: Type) -> exp.Expr:
    engine = {Type.DATE: "DATE", Type.DATETIME: "TIMESTAMPTZ"}.get(kind, "DOUBLE")
    if end is None:
        return cast_as(exp.Null(), engine)
    if isinstance(end, tree.Day) and kind is Type.DATETIME:
        return utc(compiler.midnight(end.value))
    sql = cast_as(compiler.emit(end).sql, engine)
    return utc(sql) if kind is Type.DATETIME else sql


def utc(sql: exp.Expr) -> exp.Expr:
    return called("timezone", exp.Literal.string("UTC"), sql)


def width(compiler: Compiler, node: tree.Width) -> Typed:
    if isinstance(node.width, tree.Quantity):
        return period(compiler, node, node.width)
    operand = compiler.want(node.operand, NUMERIC, NAMES[Type.NUMBER])
    size = node.width.value if isinstance(node.width, tree.Number) else 0
    if size <= 0:
        raise QueryProblem("argument", node.place, word="range", wanted="une largeur positive")
    wide = cast_as(compiler.parameter(size), "DOUBLE")
    number = cast_as(operand.sql, "DOUBLE")
    low = exp.Mul(
        this=called("floor", exp.Div(this=number, expression=wide)), expression=wide.copy()
    )
    return Typed(
        struct(low, exp.Add(this=low.copy(), expression=wide.copy())), Type.INTERVAL
    )  # fmt: skip


def period(compiler: Compiler, node: tree.Width, every_: tree.Quantity) -> Typed:
    """Periods start by the clock of the zone; several months at once do not exist."""
    operand = compiler.want(node.operand, TEMPORAL, NAMES[Type.DATE])
    unit = next((unit for unit, names in UNITS.items() if every_.unit in names), None)
    count = int(every_.value)
    several = count > 1 and (unit in CALENDAR or unit == "week")
    if unit is None or count != every_.value or count < 1 or several:
        raise QueryProblem(
            "argument", every_.place, word="range", wanted="une période, comme 1 day ou 6 hours"
        )  # fmt: skip
    local = cast_as(compiler.local(operand), "TIMESTAMP")
    if unit in CALENDAR or unit == "week":
        low = called("date_trunc", compiler.parameter(unit), local)
        low = cast_as(low, "TIMESTAMP")
        step = (
            called("to_weeks", compiler.parameter(1))
            if unit == "week"
            else called("to_months", compiler.parameter(CALENDAR[unit]))
        )
    else:
        size = compiler.parameter(count * MICROSECONDS[unit])
        step = called("to_microseconds", size)
        low = called("time_bucket", step.copy(), local)
    high = attempt(exp.Add(this=low.copy(), expression=step))
    return Typed(
        struct(_back(compiler, low, operand), _back(compiler, high, operand)), Type.INTERVAL
    )  # fmt: skip


def _back(compiler: Compiler, sql: exp.Expr, operand: Typed) -> exp.Expr:
    """From the clock of the zone to UTC; a day stays a day."""
    if operand.type is Type.DATE:
        return cast_as(sql, "DATE")
    return utc(called("timezone", compiler.zone(), sql))


def cluster(compiler: Compiler, node: tree.Cluster) -> Typed:
    """A square of `radius` pixels of the web map at `zoom`; the door gives each its centre."""
    made = compiler.want(node.operand, SPATIAL, "un lieu")
    cell = node.radius * CELL_DEGREES / 256 / 2**node.zoom
    point = called("ST_Centroid", made.sql)
    size = compiler.parameter(cell)
    indexes = []
    for axis in ("ST_X", "ST_Y"):
        index = exp.Div(this=called(axis, point.copy()), expression=size.copy())
        indexes.append(cast_as(called("floor", index), "BIGINT"))
    return Typed(
        called(
            "struct_pack",
            exp.PropertyEQ(this=exp.to_identifier("x"), expression=indexes[0]),
            exp.PropertyEQ(this=exp.to_identifier("y"), expression=indexes[1]),
        ),
        Type.INTERVAL,
    )


def each(compiler: Compiler, node: tree.Each) -> Typed:
    made = compiler.emit(node.operand)
    return Typed(called("unnest", made.sql) if made.many else made.sql, made.type)


GROUPINGS: Mapping[type[Node], Emitter] = {
    tree.Steps: steps,
    tree.Width: width,
    tree.Cluster: cluster,
    tree.Each: each,
}
