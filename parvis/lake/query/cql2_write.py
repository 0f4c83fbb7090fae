"""A tree written as CQL2 text. What reading it gives back is the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from parvis.lake.query import tree
from parvis.lake.query.cql2 import LITERALS, STANDARD
from parvis.lake.query.geometry import plain, to_wkt
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node
from parvis.lake.query.writing import unwritable, written

NAME = re.compile(r"(?:[^\W\d]|:)[\w:.]*")
KEYWORDS = frozenset(
    {
        *("and", "or", "not", "in", "is", "like", "between", "null", "true", "false", "div"),
        *("date", "timestamp", "interval", "bbox", "geometrycollection"),
        *(f"{many}{kind}" for many in ("", "multi") for kind in ("point", "linestring", "polygon")),
    }
)
# A quote after a backslash would be read as an escaped quote.
AMBIGUOUS = re.compile(r"\\(?:'|$)")


def write(node: Node) -> str:
    return written(node, WRITERS)


def inner(node: Node) -> str:
    """In parentheses when it is made of operators."""
    composed = isinstance(
        node,
        tree.Logic | tree.Not | tree.Compare | tree.Arithmetic | tree.Like | tree.Between | tree.In
        | tree.IsNull,
    )  # fmt: skip
    return f"({write(node)})" if composed else write(node)


def condition(node: Node) -> str:
    """Comparisons bind tighter than NOT, AND and OR."""
    return inner(node) if isinstance(node, tree.Logic | tree.Not) else write(node)


def text(value: str) -> str:
    if AMBIGUOUS.search(value):
        raise QueryProblem("unwritable", word=value)
    return "'" + value.replace("'", "''") + "'"


def number(value: float) -> str:
    return str(value) if isinstance(value, int) else plain(value)


def name(column: str) -> str:
    if NAME.fullmatch(column) and column.lower() not in KEYWORDS:
        return column
    return '"' + column.replace('"', '""') + '"'


def stamp(value: datetime) -> str:
    moment = value.astimezone(UTC)
    tail = f".{moment.microsecond:06}" if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{tail}Z".rjust(20, "0")


def bound(node: Node) -> str:
    if isinstance(node, tree.Unbounded):
        return "'..'"
    if isinstance(node, tree.Day):
        return text(node.value.isoformat())
    if isinstance(node, tree.Moment):
        return text(stamp(node.value))
    return inner(node)


def moment(node: tree.Moment) -> str:
    if node.value.tzinfo is None:
        raise unwritable(node)
    return f"TIMESTAMP('{stamp(node.value)}')"


def negation(node: tree.Not) -> str:
    if node.absent:
        raise unwritable(node)
    return f"NOT {inner(node.operand)}"


def listed(items: tuple[Node, ...]) -> str:
    return ", ".join(map(inner, items))


def called(node: tree.Call) -> str:
    if not NAME.fullmatch(node.name) or node.name.lower() in KEYWORDS:
        raise unwritable(node)
    shown = node.name.upper() if node.name in STANDARD else node.name
    return f"{shown}({listed(node.arguments)})"


def array(node: tree.Items) -> str:
    if len(node.items) == 1 and not isinstance(node.items[0], LITERALS):
        raise unwritable(node)
    return f"({listed(node.items)})"


def logic(node: tree.Logic) -> str:
    return f" {node.op.upper()} ".join(condition(operand) for operand in node.operands)


def compared(node: tree.Compare | tree.Arithmetic) -> str:
    return f"{inner(node.left)} {node.op} {inner(node.right)}"


WRITERS: dict[type[Node], Callable[[Any], str]] = {
    tree.Text: lambda node: text(node.value),
    tree.Number: lambda node: number(node.value),
    tree.Boolean: lambda node: str(node.value).upper(),
    tree.Day: lambda node: f"DATE('{node.value.isoformat()}')",
    tree.Moment: moment,
    tree.Interval: lambda node: f"INTERVAL({bound(node.start)}, {bound(node.end)})",
    tree.Shape: lambda node: to_wkt(node.geometry),
    tree.Box: lambda node: f"BBOX({', '.join(plain(value) for value in node.bounds)})",
    tree.Column: lambda node: name(node.name),
    tree.Items: array,
    tree.Not: negation,
    tree.Logic: logic,
    tree.Compare: compared,
    tree.Arithmetic: compared,
    tree.Like: lambda node: f"{inner(node.operand)} LIKE {inner(node.pattern)}",
    tree.Between: lambda node: (
        f"{inner(node.operand)} BETWEEN {inner(node.low)} AND {inner(node.high)}"
    ),
    tree.In: lambda node: f"{inner(node.operand)} IN ({listed(node.items)})",
    tree.IsNull: lambda node: f"{inner(node.operand)} IS NULL",
    tree.Call: called,
}
