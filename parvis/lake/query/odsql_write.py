"""A condition written as ODSQL, for addresses that people share. Reading it gives the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from parvis.lake.query import tree
from parvis.lake.query.geometry import plain, to_wkt
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node
from parvis.lake.query.writing import unwritable, written

NAME = re.compile(r"[^\W\d]\w*")
RESERVED = frozenset(
    {
        *("and", "as", "asc", "between", "date", "desc", "distinct", "false", "geom", "in", "is"),
        *("like", "not", "null", "or", "to", "true"),
    }
)
RELATIONS = {"s_intersects": "intersects", "s_disjoint": "disjoint", "s_within": "within"}


SIMPLE = (
    tree.Column, tree.Text, tree.Number, tree.Boolean, tree.Day, tree.Moment, tree.Call, tree.Shape,
    tree.Null,
)  # fmt: skip


def write(node: Node) -> str:
    return written(node, WRITERS)


def inner(node: Node) -> str:
    simple = (
        tree.Column | tree.Text | tree.Number | tree.Boolean | tree.Day | tree.Moment | tree.Call
    )
    return write(node) if isinstance(node, simple | tree.Shape | tree.Null) else f"({write(node)})"


def text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def name(column: str) -> str:
    if "`" in column or not column:
        raise QueryProblem("unwritable", word=column)
    plain_name = NAME.fullmatch(column) and column.lower() not in RESERVED
    return column if plain_name else f"`{column}`"


def negation(node: tree.Not) -> str:
    if isinstance(node.operand, tree.IsNull) and not node.absent:
        return f"{inner(node.operand.operand)} is not null"
    if not node.absent:
        raise unwritable(node)
    return f"not {inner(node.operand)}"


def ranged(node: tree.InRange) -> str:
    opening, closing = "]" if node.low_open else "[", "[" if node.high_open else "]"
    return f"{inner(node.operand)} in {opening}{inner(node.low)} to {inner(node.high)}{closing}"


def matched(node: tree.Matches) -> str:
    columns = [name(column.name) for column in node.columns]
    if node.mode != "words":
        return f"{node.mode}({', '.join([*(columns or ['*']), text(node.words)])})"
    if len(columns) > 1:
        raise unwritable(node)
    return f"{columns[0]} like {text(node.words)}" if columns else text(node.words)


def called(node: tree.Call) -> str:
    if node.name in RELATIONS and isinstance(node.arguments[1], tree.Box):
        west, south, east, north = node.arguments[1].flat
        if node.name != "s_intersects" or west > east:
            raise unwritable(node)
        corners = ", ".join(plain(value) for value in (south, west, north, east))
        return f"in_bbox({inner(node.arguments[0])}, {corners})"
    if node.name == "now":
        pairs = zip(node.arguments[::2], node.arguments[1::2], strict=True)
        return f"now({', '.join(f'{key.value}={value.value}' for key, value in pairs)})"  # type: ignore[attr-defined]
    shown = RELATIONS.get(node.name, node.name)
    return f"{shown}({', '.join(map(write, node.arguments))})"


def quantity(node: tree.Quantity) -> str:
    return f"{plain(node.value)} {node.unit}"


def listed(items: tuple[Node, ...]) -> str:
    return ", ".join(map(write, items))


def number(node: tree.Number) -> str:
    return str(node.value) if isinstance(node.value, int) else plain(node.value)


def signed(node: tree.Compare | tree.Arithmetic) -> str:
    return f"{inner(node.left)} {node.op} {inner(node.right)}"


WRITERS: dict[type[Node], Callable[[Any], str]] = {
    tree.Text: lambda node: text(node.value),
    tree.Number: number,
    tree.Boolean: lambda node: str(node.value).lower(),
    tree.Null: lambda node: "null",
    tree.Day: lambda node: f"date'{node.value.isoformat()}'",
    tree.Moment: lambda node: f"date'{node.value.isoformat()}'",
    tree.Shape: lambda node: f"geom'{to_wkt(node.geometry)}'",
    tree.Quantity: quantity,
    tree.Column: lambda node: name(node.name),
    tree.Not: negation,
    tree.Logic: lambda node: f" {node.op} ".join(map(inner, node.operands)),
    tree.Compare: signed,
    tree.Arithmetic: signed,
    tree.Between: lambda node: (
        f"{inner(node.operand)} between {inner(node.low)} and {inner(node.high)}"
    ),
    tree.In: lambda node: f"{inner(node.operand)} in ({listed(node.items)})",
    tree.InRange: ranged,
    tree.Member: lambda node: f"{inner(node.value)} in {name(node.column.name)}",
    tree.IsNull: lambda node: f"{inner(node.operand)} is null",
    tree.Matches: matched,
    tree.Call: called,
}
