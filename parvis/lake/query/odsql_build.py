"""From ODSQL's syntax to the tree: names get their meaning here, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lark import Token, v_args
from lark.tree import Meta

from parvis.lake.query.odsql_functions import (
    FUNCTIONS,
    Bracketed,
    Distinct,
    Wildcard,
    Written,
    call,
    instant,
    shape,
)
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.reading import Connectives, number, place_of, signed
from parvis.lake.query.tree import (
    Arithmetic,
    Between,
    Boolean,
    Choice,
    Column,
    Compare,
    Everything,
    In,
    InRange,
    IsNull,
    Matches,
    Member,
    Node,
    Not,
    Null,
    Number,
    Order,
    Output,
    Quantity,
    Text,
)
from parvis.records.problems import gettext_noop

ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)|\"\"|''", re.DOTALL)
CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def unquoted(token: str) -> str:
    def plain(found: re.Match[str]) -> str:
        escaped = found[1]
        if escaped is None:
            return token[0] if found[0][0] == token[0] else found[0]
        if len(escaped) == 5:
            return chr(int(escaped[1:], 16))
        return CONTROL.get(escaped, escaped)

    return ESCAPED.sub(plain, token[1:-1])


@v_args(meta=True)
class Builder(Connectives):
    """`functions`: what a call may name, and the nodes that each makes."""

    absent = True

    def __init__(
        self, source: str, functions: Mapping[str, Callable[[Written], Node]] = FUNCTIONS
    ) -> None:
        super().__init__()
        self.source, self.functions = source, functions

    def written(self, node: Node) -> str:
        return self.source[node.place.start : node.place.end].strip() if node.place else ""

    def where(self, meta: Meta, items: list[Node]) -> list[Node]:
        return items

    select = group_by = order_by = facet = options = where

    def output(self, meta: Meta, items: list[Any]) -> Node:
        expression, alias = items
        if isinstance(expression, Choice) and alias is None:
            return expression
        return Output(expression, alias, self.written(expression), place=place_of(meta))

    def all_columns(self, meta: Meta, items: list[Token]) -> Node:
        return Output(Everything(place=place_of(meta)), label="*", place=place_of(meta))

    def everything(self, meta: Meta, items: list[Token]) -> Node:
        return Everything(place=place_of(meta))

    def order(self, meta: Meta, items: list[Any]) -> Order:
        expression, direction = items
        descending = direction is not None and direction.lower() == "desc"
        signed = isinstance(expression, Arithmetic) and expression.left == Number(-1)
        if signed and not expression.left.place:
            return Order(expression.right, not descending, place=place_of(meta))
        return Order(expression, descending, place=place_of(meta))

    def compare(self, meta: Meta, items: list[Any]) -> Node:
        left, sign, right = items
        if sign in {"!=", "<>"}:
            return self._not(meta, Compare("=", left, right, place=place_of(meta)))
        return Compare(sign.value, left, right, place=place_of(meta))

    def equal(self, meta: Meta, items: list[Node]) -> Node:
        return Compare("=", items[0], items[1], place=place_of(meta))

    def in_range(self, meta: Meta, items: list[Any]) -> Node:
        operand, (low_open, low, high, high_open) = items
        return InRange(operand, low, high, low_open, high_open, place=place_of(meta))

    def in_list(self, meta: Meta, items: list[Any]) -> Node:
        return In(items[0], tuple(items[1]), place=place_of(meta))

    def member(self, meta: Meta, items: list[Any]) -> Node:
        return Member(items[0], items[1], place=place_of(meta))

    def like(self, meta: Meta, items: list[Node]) -> Node:
        operand, words = items
        if not isinstance(operand, Column) or not isinstance(words, Text):
            raise QueryProblem(
                "argument", words.place, word="like", wanted=gettext_noop("un texte")
            )
        return Matches((operand,), words.value, place=place_of(meta))

    def between(self, meta: Meta, items: list[Node]) -> Node:
        return Between(items[0], items[1], items[2], place=place_of(meta))

    def is_null(self, meta: Meta, items: list[Node]) -> Node:
        return IsNull(items[0], place=place_of(meta))

    def is_boolean(self, meta: Meta, items: list[Node]) -> Node:
        return Compare("=", items[0], items[1], place=place_of(meta))

    def _not(self, meta: Meta, node: Node) -> Node:
        return Not(node, absent=True, place=place_of(meta))

    def not_in_range(self, meta: Meta, items: list[Any]) -> Node:
        return self._not(meta, self.in_range(meta, items))

    def not_in_list(self, meta: Meta, items: list[Any]) -> Node:
        return self._not(meta, self.in_list(meta, items))

    def not_member(self, meta: Meta, items: list[Any]) -> Node:
        return self._not(meta, self.member(meta, items))

    def not_like(self, meta: Meta, items: list[Any]) -> Node:
        return self._not(meta, self.like(meta, items))

    def not_between(self, meta: Meta, items: list[Any]) -> Node:
        return self._not(meta, self.between(meta, items))

    def is_not_null(self, meta: Meta, items: list[Any]) -> Node:
        return Not(self.is_null(meta, items), place=place_of(meta))

    def is_not_boolean(self, meta: Meta, items: list[Any]) -> Node:
        return self._not(meta, self.is_boolean(meta, items))

    def range(self, meta: Meta, items: list[Any]) -> tuple[bool, Node, Node, bool]:
        opening, low, high, closing = (item for item in items if item is not None)
        return opening == "]", low, high, closing == "["

    def arithmetic(self, meta: Meta, items: list[Any]) -> Node:
        left, sign, right = items
        return Arithmetic(sign.value, left, right, place=place_of(meta))

    def signed(self, meta: Meta, items: list[Any]) -> Node:
        return signed(meta, *items)

    def column(self, meta: Meta, items: list[str]) -> Column:
        return Column(items[0], place=place_of(meta))

    def name(self, meta: Meta, items: list[Token]) -> str:
        return items[0].strip("`") if items[0].type == "QUOTED" else str(items[0])

    def boolean(self, meta: Meta, items: list[Token]) -> Node:
        return Boolean(items[0].lower() == "true", place=place_of(meta))

    def bracket(self, meta: Meta, items: list[Token]) -> str:
        return str(items[0])

    def number(self, meta: Meta, items: list[Token]) -> Node:
        return number(items[0], place_of(meta))

    def quantity(self, meta: Meta, items: list[Token]) -> Node:
        value, unit = re.fullmatch(r"([\d.]+)\s*(\w+)", items[0]).groups()  # type: ignore[union-attr]
        return Quantity(float(value), unit, place=place_of(meta))

    def text(self, meta: Meta, items: list[Token]) -> Node:
        return Text(unquoted(items[0]), place=place_of(meta))

    def date(self, meta: Meta, items: list[Token]) -> Node:
        return instant(items[0][4:].strip()[1:-1], place_of(meta))

    def geometry(self, meta: Meta, items: list[Token]) -> Node:
        return shape(unquoted(items[0][4:].strip()), place_of(meta))

    def null(self, meta: Meta, items: list[Token]) -> Node:
        return Null(place=place_of(meta))

    def listed(self, meta: Meta, items: list[Node]) -> list[Node]:
        return items

    def arguments(self, meta: Meta, items: list[Any]) -> list[Any]:
        return items

    def wildcard(self, meta: Meta, items: list[Token]) -> Wildcard:
        return Wildcard(str(items[0]))

    def distinct(self, meta: Meta, items: list[Node]) -> Distinct:
        return Distinct(items[0])

    def steps(self, meta: Meta, items: list[Any]) -> Bracketed:
        return Bracketed(items[0] == "]", tuple(items[1:-1]), items[-1] == "[")

    def call(self, meta: Meta, items: list[Any]) -> Node:
        written = Written(str(items[0]), items[1] or [], place_of(items[0]), place_of(meta))
        return call(written, self.functions)
