"""Conditions that are answered without the engine: by the words and the places that are known to
stand in rows."""

from __future__ import annotations

import operator
from functools import reduce

from sqlglot import exp

from parvis.lake.query import bits, tree
from parvis.lake.query.schema import DIGITS, Schema
from parvis.lake.query.sql_search import Text, everywhere, sought


def holding(node: tree.Node, schema: Schema) -> int | None:
    """The rows that a condition finds, as `bits`, where words and boxes are asked and what is known
    tells; else None."""
    match node:
        case tree.Matches():
            return _worded(node, schema)
        case tree.Call("s_intersects", (tree.Column() as column, tree.Box() as box)):
            return _placed(column, box, schema)
        case tree.Logic():
            found = [holding(operand, schema) for operand in node.operands]
            told = [one for one in found if one is not None]
            joined = operator.and_ if node.op == "and" else operator.or_
            return int(reduce(joined, told)) if len(told) == len(found) else None
        case tree.Not() if schema.words is not None and _sure(node.operand):
            rest = holding(node.operand, schema)
            return None if rest is None else bits.every(schema.words.rows) & ~rest
    return None


def _sure(node: tree.Node) -> bool:
    """Whether it is true or false of every row: a box is neither of one that has no place."""
    return not any(isinstance(inner, tree.Call) for inner, _depth in tree.walk(node))


def _worded(node: tree.Matches, schema: Schema) -> int | None:
    """Nothing that a number or a date may hold: these have no words here."""
    known, asked = schema.words, sought(node)
    if known is None or not everywhere(node):
        return None
    if any(column.type in DIGITS for column in schema.columns):
        number = Text(exp.null(), number=True)
        if any(number.may_hold(one.text, one.slack) for one in asked):
            return None
    found = bits.every(known.rows)
    for one in asked:
        found &= known.holding(one.text, one.begins, one.slack)
    return found


def _placed(column: tree.Column, box: tree.Box, schema: Schema) -> int | None:
    """Not across the antimeridian: that is two boxes."""
    known, place, (west, _south, east, _north) = schema.places, schema.place, box.flat
    if known is None or place is None or schema.find(column.name) != place or not west <= east:
        return None
    return known.within(box.flat)
