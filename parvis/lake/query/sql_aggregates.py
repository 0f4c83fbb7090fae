"""Calculations on several rows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import NUMERIC, SPATIAL, TEMPORAL, Type
from parvis.lake.query.sql import NAMES, Compiler, Typed, called, cast_as
from parvis.records.problems import gettext_noop

SUMS: Mapping[str, str] = {"sum": "sum", "avg": "avg", "median": "median"}
ORDERED = NUMERIC | TEMPORAL | {Type.TEXT}


def aggregate(compiler: Compiler, node: tree.Aggregate) -> Typed:
    for inner, depth in tree.walk(node):
        if depth > 1 and isinstance(inner, tree.Aggregate):
            raise QueryProblem("aggregate_here", inner.place, word=inner.name)
    made = MAKERS[node.name](compiler, node)
    made.sql.meta["aggregate"] = True
    return made


def count(compiler: Compiler, node: tree.Aggregate) -> Typed:
    """Exact, distinct ones too."""
    if isinstance(node.operand, tree.Everything):
        return Typed(exp.Count(this=exp.Star()), Type.INTEGER)
    counted = compiler.emit(node.operand).sql
    if node.distinct:
        return Typed(exp.Count(this=exp.Distinct(expressions=[counted])), Type.INTEGER)
    return Typed(exp.Count(this=counted), Type.INTEGER)


def total(compiler: Compiler, node: tree.Aggregate) -> Typed:
    """Of whole numbers as of others: added as doubles, which never overflow."""
    made = compiler.want(node.operand, NUMERIC, NAMES[Type.NUMBER])
    if node.name == "sum" and made.type is Type.INTEGER:
        return Typed(called("sum", cast_as(made.sql, "BIGINT")), Type.INTEGER)
    return Typed(called(SUMS[node.name], cast_as(made.sql, "DOUBLE")), Type.NUMBER)


def extreme(compiler: Compiler, node: tree.Aggregate) -> Typed:
    made = compiler.want(node.operand, ORDERED, gettext_noop("un nombre ou une date"))
    return Typed(called(node.name, made.sql), made.type)


def percentile(compiler: Compiler, node: tree.Aggregate) -> Typed:
    made = compiler.want(node.operand, NUMERIC, NAMES[Type.NUMBER])
    share = compiler.parameter((node.percent or 0.0) / 100)
    return Typed(called("quantile_cont", cast_as(made.sql, "DOUBLE"), share), Type.NUMBER)


LARGEST = 1e150  # whose square the engine still adds


def deviation(compiler: Compiler, node: tree.Aggregate) -> Typed:
    """Of a whole population; null when a number is too large for the engine to tell."""
    made = compiler.want(node.operand, NUMERIC, NAMES[Type.NUMBER])
    number, most = cast_as(made.sql, "DOUBLE"), compiler.parameter(LARGEST)
    small = exp.LT(this=called("abs", number), expression=most)
    kept = exp.Case(ifs=[exp.If(this=small, true=number.copy())])
    known = called("bool_and", small.copy())
    return Typed(exp.Case(ifs=[exp.If(this=known, true=called("stddev_pop", kept))]), Type.NUMBER)


def extent(compiler: Compiler, node: tree.Aggregate) -> Typed:
    """The convex hull (`envelope`) or the box (`bbox`) of all the geometries."""
    made = compiler.want(node.operand, SPATIAL, gettext_noop("un lieu ou une forme"))
    if node.name == "bbox":
        return Typed(called("ST_Extent_Agg", made.sql), Type.SHAPE)
    return Typed(
        called("ST_ConvexHull", called("ST_Collect", called("list", made.sql))), Type.SHAPE
    )


MAKERS = {
    "count": count,
    "sum": total,
    "avg": total,
    "median": total,
    "min": extreme,
    "max": extreme,
    "percentile": percentile,
    "stddev": deviation,
    "envelope": extent,
    "bbox": extent,
}
