"""A byte beside each double: whole numbers are compared several times sooner than doubles, so a
condition looks at the double of those rows alone whose byte leaves a doubt.

0 is no value; 1 what is below the usual values, 2 to 254 equal parts of these, 255 what is above,
and NaN, which the engine sorts last. The greater of two values never has the lesser step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parvis.lake import quoting
from parvis.lake.query import tree
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.tree import Node

MOST = 255
PARTS = 253
OPPOSITE: Mapping[str, tree.ComparisonSign] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Steps:
    """Of one column; `rows` tells how many have each step."""

    column: str
    low: float
    part: float  # how many parts are one
    rows: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Of the column that holds them: no column of a file has a space in its name."""
        return f"{self.column} step"

    def of(self, value: float) -> int:
        """As `sql` tells it."""
        if math.isnan(value):
            return MOST
        at = (value - self.low) * self.part
        return math.floor(min(max(at, -1.0), float(PARTS))) + 2

    def sql(self) -> str:
        c = quoting.name(self.column)
        low, part, least, most = (
            f"'{each!r}'::DOUBLE" for each in (self.low, self.part, -1.0, float(PARTS))
        )  # as texts: a decimal may become a neighbour of the double
        step = f"floor(least(greatest(({c} - {low}) * {part}, {least}), {most})) + 2"
        return f"(CASE WHEN {c} IS NULL THEN 0 ELSE {step} END)::UTINYINT"


def between(column: str, low: float, high: float) -> Steps | None:
    """Steps of equal parts from `low` to `high`; None where there is nothing between them."""
    part = PARTS / (high - low) if high > low else 0.0
    return Steps(column, low, part) if 0 < part < math.inf else None


@dataclass(frozen=True)
class Side:
    """The rows that a condition finds, or all others where `cut`: `where` tells them."""

    where: Node
    cut: bool


@dataclass(frozen=True)
class Compared:
    """A comparison of a column that has steps: `step` is that of its number, `most` tells whether
    it finds most rows."""

    compare: tree.Compare
    steps: Steps
    step: int
    most: bool


def compared(where: Node | None, schema: Schema, steps: Mapping[str, Steps]) -> Compared | None:
    if not isinstance(where, tree.Compare) or where.op not in OPPOSITE:
        return None
    column, number = where.left, where.right
    if not isinstance(column, tree.Column) or not isinstance(number, tree.Number):
        return None
    found = schema.find(column.name)
    own = steps.get(found.name) if found else None
    if own is None:
        return None
    step, above = own.of(float(number.value)), where.op.startswith(">")
    kept = sum(own.rows[step:] if above else own.rows[1 : step + 1])
    return Compared(where, own, step, kept > sum(own.rows) / 2)


def narrower(where: Node | None, schema: Schema, steps: Mapping[str, Steps]) -> Side | None:
    """Of the rows that one comparison finds and all others those that are fewer; None where it is
    no comparison of a column that has steps."""
    found = compared(where, schema, steps)
    if found is None:
        return None
    made = _without if found.most else _with
    return Side(made(found.compare, found.steps, found.step), found.most)


def sooner(where: Node | None, schema: Schema, steps: Mapping[str, Steps]) -> Node | None:
    """The same rows, by their steps where most of them are found. Of few, the engine passes over
    whole groups of rows by their ends, which it does not where it looks at steps."""
    if isinstance(where, tree.Logic) and where.op == "and":
        told = (sooner(operand, schema, steps) or operand for operand in where.operands)
        return replace(where, operands=tuple(told))
    found = compared(where, schema, steps)
    if found is None or not found.most:
        return where
    return tree.Stepped(found.compare, found.steps.name, tree.Number(found.step))


def _with(where: tree.Compare, own: Steps, step: int) -> Node:
    sign: tree.ComparisonSign = ">=" if where.op.startswith(">") else "<="
    return tree.Logic("and", (tree.Compare(sign, tree.Column(own.name), tree.Number(step)), where))


def _without(where: tree.Compare, own: Steps, step: int) -> Node:
    """The rows that the condition does not find, those without a value too. Each of the two looks
    at one column: the engine reads no other of the rows that it leaves out."""
    other = tree.Compare(OPPOSITE[where.op], where.left, where.right)
    known = tree.Logic("or", (other, tree.IsNull(where.left)))
    below = where.op.startswith(">")  # so is no value
    beside = tree.Column(own.name)
    near: Node = tree.Compare("<=" if below else ">=", beside, tree.Number(step))
    if own.rows[0] and not below:
        near = tree.Logic("or", (near, tree.Compare("=", beside, tree.Number(0))))
    return tree.Logic("and", (near, known))


def columns(steps: Mapping[str, Steps]) -> tuple[Column, ...]:
    return tuple(Column(each.name, Type.INTEGER) for each in steps.values())
