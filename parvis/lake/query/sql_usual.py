"""The folded text of values as most of them are written, in half to a sixth of the time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sqlglot
from sqlglot import exp

from parvis.lake.query.schema import Type

VALUE = exp.column("v")
SECONDS = "TIMESTAMPTZ '1973-01-01 00:00:00+00' AND TIMESTAMPTZ '9999-12-30 00:00:00+00'"
USUAL: Mapping[Type, Mapping[str, str]] = {
    Type.BOOLEAN: {"v": "' true '", "NOT v": "' false '"},
    Type.INTEGER: {"v >= 0": "' ' || v::VARCHAR || ' '"},
    Type.NUMBER: {
        "v BETWEEN 0.001 AND 1e15": "' ' || replace(v::VARCHAR, '.', ' ') || ' '",
        "v BETWEEN -1e15 AND -0.001": "replace(replace(v::VARCHAR, '-', ' '), '.', ' ') || ' '",
    },
    Type.DATE: {
        "v BETWEEN DATE '1000-01-01' AND DATE '9999-12-31'": "strftime(v, ' %Y %m %d ')",
    },
    Type.DATETIME: {
        f"v BETWEEN {SECONDS} AND epoch_us(v) % 1000000 = 0":
        "replace(replace(replace(strftime(v, ' %Y %m %d %H %M %S%z '), '+', ' '), '-', ' '),"
        " ':', ' ')",
    },
}  # fmt: skip
"""Of values `v` of a type, tests and the folded text of those that pass: neither an exponent, nor a
year of other than four digits, nor a part of a second, nor a zone that counts seconds."""


def usual(sql: exp.Expr, kind: Type, rest: exp.Expr) -> exp.Expr:
    """The folded text of a value; `rest` makes that of the others."""
    cases = [
        exp.If(this=_on(sql, test), true=_on(sql, folded)) for test, folded in USUAL[kind].items()
    ]
    return exp.Case(ifs=cases, default=rest)


def _on(sql: exp.Expr, written: str) -> exp.Expr:
    return _parsed(written).transform(lambda node: sql.copy() if node == VALUE else node)


@cache
def _parsed(written: str) -> exp.Expr:
    return sqlglot.parse_one(written, dialect="duckdb")
