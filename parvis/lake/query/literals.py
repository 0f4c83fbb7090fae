"""A value as it was written, read as what it is compared with."""

from __future__ import annotations

import math
import re
from datetime import datetime

from parvis.lake.query import instants, tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Type
from parvis.lake.query.tree import Node

LITERAL = (
    tree.Text, tree.Number, tree.Boolean, tree.Day, tree.Moment, tree.Null, tree.Shape, tree.Box,
    tree.Slot,
)  # fmt: skip


def adapted(node: Node, target: Type) -> Node:
    """A literal read as `target` where that is what was meant; else the same."""
    if isinstance(node, tree.Text):
        return _text_as(node, target)
    if isinstance(node, tree.Number):
        if target is Type.TEXT:
            return tree.Text(node.written or str(node.value), place=node.place)
        if target in TEMPORAL and len(node.written) in {4, 8}:
            return _text_as(tree.Text(node.written, place=node.place), target)
    return node


def _text_as(node: tree.Text, target: Type) -> Node:
    if target in TEMPORAL:
        try:
            value = instants.read(node.value)
        except ValueError as error:
            raise QueryProblem("date", node.place, word=node.value[:40]) from error
        if isinstance(value, datetime):
            return tree.Moment(value, place=node.place)
        return tree.Day(value, place=node.place)
    if target in NUMERIC:
        number = _told(node.value.replace(",", "."))
        return node if number is None else tree.Number(number, place=node.place)
    if target is Type.BOOLEAN and node.value.lower() in {"true", "false"}:
        return tree.Boolean(node.value.lower() == "true", place=node.place)
    return node


def _told(text: str) -> int | float | None:
    """Whole numbers exactly; None for what is no number that can be compared."""
    if re.fullmatch(r"\s*[-+]?[0-9]{1,18}\s*", text):
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
