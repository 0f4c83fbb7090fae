"""A whole number beside each double, in the order of the doubles: whole numbers are compared
several times sooner, and the engine passes over the rows that are left out as it reads them.

How many rows a comparison finds is told by the steps of a column, 256 of which each row has one:
0 is no value; 1 what is below the usual values, 2 to 254 equal parts of these, 255 what is above,
and NaN, which the engine sorts last. The greater of two values never has the lesser step.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parvis.lake import quoting
from parvis.lake.query import tree
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.tree import Node

MOST = 255
PARTS = 253
LAST = 2**63 - 1  # of the engine's whole numbers
OPPOSITE: Mapping[str, tree.ComparisonSign] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def ordinal(value: float) -> int:
    """The whole number of a double: equal for equal ones (both zeros, every NaN), and greater for
    greater ones. It is how the double is written, turned over where that is below zero."""
    if math.isnan(value):
        return LAST
    (written,) = struct.unpack("=q", struct.pack("=d", value + 0.0))
    return int(written if written >= 0 else written ^ LAST)


def ordinals(column: str) -> str:
    """As `ordinal`, in the engine's SQL; null for null."""
    c = quoting.name(column)
    written = f"{c}::BIT::BIGINT"
    return (
        f"CASE WHEN {c} = 0 THEN 0 WHEN isnan({c}) THEN {LAST}"
        f" WHEN {c} < 0 THEN xor({written}, {LAST}) ELSE {written} END"
    )


@dataclass(frozen=True)
class Steps:
    """Of one column; `rows` tells how many have each step."""

    column: str
    low: float
    part: float  # how many parts are one
    rows: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Of the column of whole numbers: no column of a file has a space in its name."""
        return f"{self.column} order"

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
    """A comparison of a column that has steps, and what is compared with its whole number; `most`
    tells whether it finds most rows."""

    compare: tree.Compare
    steps: Steps
    number: tree.Number
    most: bool


def compared(where: Node | None, schema: Schema, steps: Mapping[str, Steps]) -> Compared | None:
    if not isinstance(where, tree.Compare) or where.op not in OPPOSITE:
        return None
    column, number = where.left, where.right
    if not isinstance(column, tree.Column) or not isinstance(number, tree.Number):
        return None
    found = schema.find(column.name)
    own = steps.get(found.name) if found else None
    if own is None or (isinstance(number.value, int) and abs(number.value) > LAST):
        return None
    value = float(number.value)
    step, above = own.of(value), where.op.startswith(">")
    kept = sum(own.rows[step:] if above else own.rows[1 : step + 1])
    return Compared(where, own, tree.Number(ordinal(value)), kept > sum(own.rows) / 2)


def narrower(where: Node | None, schema: Schema, steps: Mapping[str, Steps]) -> Side | None:
    """Of the rows that one comparison finds and all others those that are fewer; None where it is
    no comparison of a column that has steps."""
    found = compared(where, schema, steps)
    if found is None:
        return None
    op, beside = found.compare.op, tree.Column(found.steps.name)
    if not found.most:
        return Side(tree.Compare(op, beside, found.number), cut=False)
    rest: Node = tree.Compare(OPPOSITE[op], beside, found.number)
    if found.steps.rows[0]:  # rows without a value are not found either
        rest = tree.Logic("or", (rest, tree.IsNull(beside)))
    return Side(rest, cut=True)


def sooner(where: Node | None, schema: Schema, steps: Mapping[str, Steps]) -> Node | None:
    """The same rows, by whole numbers where there are some."""
    if isinstance(where, tree.Logic) and where.op == "and":
        told = (sooner(operand, schema, steps) or operand for operand in where.operands)
        return replace(where, operands=tuple(told))
    found = compared(where, schema, steps)
    if found is None:
        return where
    return tree.Ordinal(found.compare.op, found.steps.name, found.number)


def columns(steps: Mapping[str, Steps]) -> tuple[Column, ...]:
    return tuple(Column(each.name, Type.INTEGER) for each in steps.values())
