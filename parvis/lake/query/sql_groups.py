"""What rows are grouped by, besides columns and functions: ranges, periods, clusters of points.

A range is a struct of its `low` (in) and `high` (out), either of them null when it is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.literals import adapted
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Type
from parvis.lake.query.sql import (
    NAMES,
    ROWS,
    Compiler,
    Emitter,
    Typed,
    attempt,
    called,
    cast_as,
    every,
)
from parvis.lake.query.sql_spatial import geometry
from parvis.lake.query.tree import Node
from parvis.records.problems import gettext_noop

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


RANGE = ("low", "high")


def struct(low: exp.Expr, high: exp.Expr, names: tuple[str, str] = RANGE) -> exp.Expr:
    parts = zip(names, (low, high), strict=True)
    return called(
        "struct_pack",
        *(exp.PropertyEQ(this=exp.to_identifier(name), expression=part) for name, part in parts),
    )


def steps(compiler: Compiler, node: tree.Steps) -> Typed:
    """A row outside every step has no group of its own: its range is null."""
    operand = compiler.want(node.operand, NUMERIC | TEMPORAL, gettext_noop("un nombre ou une date"))
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
        first, last = (_bound(compiler, end, operand.type) for end in (low, high))
        cases.append(exp.If(this=every(inside), true=struct(first, last)))
    if not cases:
        raise QueryProblem("range", node.place, word="range")
    return Typed(exp.Case(ifs=cases), Type.RANGE)


def _check_rising(points: list[Node], node: tree.Steps) -> None:
    values = []
    for point in points:
        if not isinstance(point, tree.Number | tree.Day | tree.Moment):
            raise QueryProblem(
                "argument", point.place, word="range", wanted=gettext_noop("des bornes")
            )
        value = point.value
        values.append(value if isinstance(value, int | float) else value.isoformat())
    if not all(a < b for a, b in pairwise(values)):  # type: ignore[operator]
        raise QueryProblem("range", node.place, word="range")


def _bound(compiler: Compiler, end: Node | None, kind: Type) -> exp.Expr:
    engine = {Type.DATE: "DATE", Type.DATETIME: "TIMESTAMPTZ"}.get(kind, "DOUBLE")
    if end is None:
        return cast_as(exp.Null(), engine.removesuffix("TZ"))
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
        raise QueryProblem(
            "argument", node.place, word="range", wanted=gettext_noop("une largeur positive")
        )
    wide = cast_as(compiler.parameter(size), "DOUBLE")
    number = cast_as(operand.sql, "DOUBLE")
    low = exp.Mul(
        this=called("floor", exp.Div(this=number, expression=wide)), expression=wide.copy()
    )
    return known(low, exp.Add(this=low.copy(), expression=wide.copy()))


def period(compiler: Compiler, node: tree.Width, every_: tree.Quantity) -> Typed:
    """Periods start by the clock of the zone; several months at once do not exist."""
    operand = compiler.want(node.operand, TEMPORAL, NAMES[Type.DATE])
    unit = next((unit for unit, names in UNITS.items() if every_.unit in names), None)
    count = int(every_.value)
    several = count > 1 and (unit in CALENDAR or unit == "week")
    if unit is None or count != every_.value or count < 1 or several:
        raise QueryProblem(
            "argument",
            every_.place,
            word="range",
            wanted=gettext_noop("une période, comme 1 day ou 6 hours"),
        )
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
    return known(_back(compiler, low, operand), _back(compiler, high, operand))


def known(low: exp.Expr, high: exp.Expr) -> Typed:
    """No range at all, rather than one without bounds, where there is no value."""
    there = exp.Not(this=exp.Is(this=low.copy(), expression=exp.Null()))
    return Typed(exp.Case(ifs=[exp.If(this=there, true=struct(low, high))]), Type.RANGE)


def _back(compiler: Compiler, sql: exp.Expr, operand: Typed) -> exp.Expr:
    """From the clock of the zone to UTC; a day stays a day."""
    if operand.type is Type.DATE:
        return cast_as(sql, "DATE")
    return utc(called("timezone", compiler.zone(), sql))


def cluster(compiler: Compiler, node: tree.Cluster) -> Typed:
    """The number, east and north, of a square of `radius` pixels at `zoom`."""
    made = geometry(compiler, node.operand)
    point = called("ST_Centroid", made.sql)
    size = compiler.parameter(cell_degrees(node))
    indexes = []
    for axis in ("ST_X", "ST_Y"):
        index = exp.Div(this=called(axis, point.copy()), expression=size.copy())
        indexes.append(cast_as(called("floor", index), "BIGINT"))
    return Typed(known(*indexes).sql, Type.CELL)


def centre_of_cell(compiler: Compiler, node: tree.Cluster) -> Typed:
    """What a cluster's group shows: the mean place of its points."""
    point = called("ST_Centroid", geometry(compiler, node.operand).sql)
    lon, lat = (called("avg", called(axis, point.copy())) for axis in ("ST_X", "ST_Y"))
    return Typed(struct(lon, lat, ("lon", "lat")), Type.CELL)


def cell_degrees(node: tree.Cluster) -> float:
    return node.radius * 360.0 / 256 / float(2**node.zoom)


def aliased(table: str, name: str) -> exp.Expr:
    return exp.alias_(exp.to_table(table), name, table=True)


def of(table: str, name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def joined_cells(
    compiler: Compiler, rows: exp.Select, node: tree.Cluster, key: str, home: str
) -> exp.Select:
    """Cells whose centres are closer than the radius become one, under the fullest of them:
    a crowd that the grid happens to cut stays together."""
    spots = _spots(called("ST_Centroid", geometry(compiler, node.operand).sql), key)
    homes = _homes(compiler.parameter(cell_degrees(node)), home)
    same = exp.EQ(this=of(ROWS, key), expression=of("homes", "cell"))
    return (
        exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(ROWS)), of("homes", home))
        .from_(aliased("keyed", ROWS))
        .join(exp.to_table("homes"), on=same)
        .with_("keyed", as_=rows)
        .with_("spots", as_=spots)
        .with_("homes", as_=homes)
    )


def _spots(point: exp.Expr, key: str) -> exp.Select:
    """Each cell, how many rows it has and their mean place."""
    cell = of(ROWS, key)
    return (
        exp.select(
            exp.alias_(cell, "cell", quoted=True),
            exp.alias_(exp.Count(this=exp.Star()), "weight", quoted=True),
            exp.alias_(called("avg", called("ST_X", point)), "lon", quoted=True),
            exp.alias_(called("avg", called("ST_Y", point.copy())), "lat", quoted=True),
        )
        .from_(aliased("keyed", ROWS))
        .group_by(cell.copy())
    )


def _homes(size: exp.Expr, home: str) -> exp.Select:
    """For each cell the fullest of those that are close."""
    close = [
        exp.LTE(
            this=called("abs", exp.Sub(this=of("a", axis), expression=of("b", axis))),
            expression=size.copy(),
        )
        for axis in ("lon", "lat")
    ]
    fullest = struct(of("b", "weight"), of("b", "cell"), ("weight", "cell"))
    return (
        exp.select(
            exp.alias_(of("a", "cell"), "cell", quoted=True),
            exp.alias_(called("arg_max", of("b", "cell"), fullest), home, quoted=True),
        )
        .from_(aliased("spots", "a"))
        .join(aliased("spots", "b"), on=every(close))
        .group_by(of("a", "cell"))
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
