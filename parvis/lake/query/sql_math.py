"""Functions on numbers, those of the expressions that `analyze` reads; null where there is no
answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Type
from parvis.lake.query.sql import NAMES, Compiler, Emitter, Typed, attempt, called, cast_as, exactly

UNARY: Mapping[str, str] = {  # as they are asked: as the engine names them
    **{
        name: name
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp",
                     "log10", "sqrt", "cbrt")
    },
    "log": "ln", "signum": "sign", "toradians": "radians", "todegrees": "degrees", "rint": "",
    "ulp": "",
}  # fmt: skip
BINARY: Mapping[str, str] = {
    "atan2": "atan2", "pow": "pow", "min": "least", "max": "greatest", "hypot": "",
    "ieeeremainder": "",
}  # fmt: skip
Make = Callable[..., exp.Expr]


def on_doubles(count: int, make: Make) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, count)
        values = [
            cast_as(compiler.want(one, NUMERIC, NAMES[Type.NUMBER]).sql, "DOUBLE")
            for one in node.arguments
        ]
        return Typed(attempt(make(*values)), Type.NUMBER)

    return emit


def by_name(name: str) -> Make:
    return lambda *values: called(name, *values)


def nearest(value: exp.Expr) -> exp.Expr:
    """The nearest whole number, the even one of two."""
    return called("round_even", value, exp.Literal.number(0))


def spacing(value: exp.Expr) -> exp.Expr:
    """From a double to the next one."""
    size = called("abs", value)
    beyond = called("nextafter", size, cast_as(exp.Literal.string("inf"), "DOUBLE"))
    return exp.Paren(this=exp.Sub(this=beyond, expression=size.copy()))


def hypotenuse(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    squares = [exp.Mul(this=side, expression=side.copy()) for side in (one, other)]
    return called("sqrt", exp.Add(this=squares[0], expression=squares[1]))


def remainder(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """IEEE 754's: from the nearest multiple."""
    whole = nearest(exp.Div(this=one, expression=other))
    multiple = exp.Mul(this=whole, expression=other.copy())
    return exp.Paren(this=exp.Sub(this=one.copy(), expression=multiple))


def time(compiler: Compiler, node: tree.Call) -> Typed:
    """Milliseconds since 1970, UTC; a day begins at midnight there."""
    exactly(node, 1)
    made = compiler.want(node.arguments[0], TEMPORAL, NAMES[Type.DATE])
    return Typed(attempt(called("epoch_ms", cast_as(made.sql, "TIMESTAMPTZ"))), Type.INTEGER)


OWN: Mapping[str, Make] = {
    "rint": nearest, "ulp": spacing, "hypot": hypotenuse, "ieeeremainder": remainder,
}  # fmt: skip
MATH_FUNCTIONS: Mapping[str, Emitter] = {
    **{name: on_doubles(1, OWN.get(name) or by_name(its)) for name, its in UNARY.items()},
    **{name: on_doubles(2, OWN.get(name) or by_name(its)) for name, its in BINARY.items()},
    "time": time,
}
