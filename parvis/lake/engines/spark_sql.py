"""A plan in Spark's SQL: what it computes otherwise than DuckDB is written otherwise, what it does
not compute is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from parvis.lake.query.problems import QueryProblem

Arguments = list[exp.Expr]


def spark(sql: exp.Query) -> str:
    """With named parameters (`:p0`). Raises QueryProblem for a function that Spark lacks."""
    made = sql.copy()
    for node in reversed(list(made.walk())):  # what is inside first
        translated = _translated(node)
        if translated is not node:
            node.replace(translated)
    return made.sql(dialect="spark", identify=True)


def _translated(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
        if name not in FUNCTIONS:
            raise QueryProblem("engine", word=name)
        return FUNCTIONS[name](node.expressions)
    if isinstance(node, exp.CTE) and node.args.get("materialized"):
        node.set("materialized", None)  # Spark has no such word, and only agents run jobs
        return node
    if isinstance(node, exp.DataType) and node.this is exp.DataType.Type.INT128:
        return exp.DataType.build("DECIMAL(38, 0)", dialect="spark")
    return node


def _named(name: str) -> Callable[[Arguments], exp.Expr]:
    return lambda arguments: exp.Anonymous(this=name, expressions=arguments)


def _clock(arguments: Arguments) -> exp.Expr:
    """`timezone(zone, instant)`: the clock's time there. The session's own zone is UTC."""
    zone, instant = arguments
    local = exp.Anonymous(this="from_utc_timestamp", expressions=[instant, zone])
    return exp.cast(local, exp.DataType.build("TIMESTAMP_NTZ", dialect="spark"))


TRIED: Mapping[type[exp.Expr], str] = {
    exp.Add: "try_add", exp.Sub: "try_subtract", exp.Mul: "try_multiply",
}  # fmt: skip


def _tried(arguments: Arguments) -> exp.Expr:
    """Null where it would raise: whole numbers beyond 64 bits."""
    (inner,) = arguments
    name = TRIED.get(type(inner))
    if name is None:
        if isinstance(inner, exp.Mod | exp.IntDiv):  # their divisor is never zero
            return inner
        raise QueryProblem("engine", word=type(inner).__name__.lower())
    return exp.Anonymous(this=name, expressions=[inner.this, inner.expression])


def _sum(arguments: Arguments) -> exp.Expr:
    """Whole numbers in 128 bits, as DuckDB adds them."""
    (value,) = arguments
    if isinstance(value, exp.Cast) and value.to.this is exp.DataType.Type.BIGINT:
        value = exp.cast(value.this.copy(), exp.DataType.build("DECIMAL(38, 0)"))
    return exp.Anonymous(this="sum", expressions=[value])


def _iso_day(arguments: Arguments) -> exp.Expr:
    """Monday is 1."""
    day = exp.Anonymous(this="weekday", expressions=arguments)
    return exp.Paren(this=exp.Add(this=day, expression=exp.Literal.number(1)))


SAME = (
    "abs", "avg", "ceil", "concat_ws", "contains", "date_trunc", "day", "floor", "hour", "length",
    "levenshtein", "lower", "max", "median", "min", "minute", "month", "quarter", "replace",
    "round", "row_number", "second", "sqrt", "trim", "upper", "year",
)  # fmt: skip
FUNCTIONS: Mapping[str, Callable[[Arguments], exp.Expr]] = {
    **{name: _named(name) for name in SAME},
    "isodow": _iso_day,
    "list_contains": _named("array_contains"),
    "pow": _named("power"),
    "quantile_cont": _named("percentile"),
    "starts_with": _named("startswith"),
    "sum": _sum,
    "timezone": _clock,
    "try": _tried,
}
