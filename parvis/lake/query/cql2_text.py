"""CQL2 text, read and written."""

from __future__ import annotations

import re
from typing import Any

from lark import Token, v_args
from lark.tree import Meta

from parvis.lake.query import cql2
from parvis.lake.query.bounds import check_tree
from parvis.lake.query.odsql_functions import shape
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.reading import Connectives, number, parse, place_of, signed
from parvis.lake.query.tree import (
    Arithmetic,
    Between,
    Boolean,
    Box,
    Column,
    Compare,
    In,
    Interval,
    IsNull,
    Items,
    Like,
    Node,
    Not,
    Number,
    Place,
    Text,
)
from parvis.records.problems import gettext_noop

ESCAPED_QUOTE = re.compile(r"\\'|''")


def read(text: str) -> Node:
    node: Node = parse("cql2.lark", ("start",), "start", text, Builder())
    check_tree(node)
    return node


@v_args(meta=True)
class Builder(Connectives):
    def start(self, meta: Meta, items: list[Node]) -> Node:
        return items[0]

    def compare(self, meta: Meta, items: list[Any]) -> Node:
        return Compare(items[1].value, items[0], items[2], place=place_of(meta))

    def like(self, meta: Meta, items: list[Node]) -> Node:
        return Like(items[0], items[1], place=place_of(meta))

    def not_like(self, meta: Meta, items: list[Node]) -> Node:
        return Not(self.like(meta, items), place=place_of(meta))

    def between(self, meta: Meta, items: list[Node]) -> Node:
        return Between(items[0], items[1], items[2], place=place_of(meta))

    def not_between(self, meta: Meta, items: list[Node]) -> Node:
        return Not(self.between(meta, items), place=place_of(meta))

    def in_list(self, meta: Meta, items: list[Any]) -> Node:
        return In(items[0], tuple(items[1]), place=place_of(meta))

    def not_in_list(self, meta: Meta, items: list[Any]) -> Node:
        return Not(self.in_list(meta, items), place=place_of(meta))

    def is_null(self, meta: Meta, items: list[Node]) -> Node:
        return IsNull(items[0], place=place_of(meta))

    def is_not_null(self, meta: Meta, items: list[Node]) -> Node:
        return Not(self.is_null(meta, items), place=place_of(meta))

    def arithmetic(self, meta: Meta, items: list[Any]) -> Node:
        sign = items[1].lower()
        return Arithmetic(sign, items[0], items[2], place=place_of(meta))

    def signed(self, meta: Meta, items: list[Any]) -> Node:
        return signed(meta, *items)

    def array(self, meta: Meta, items: list[Any]) -> Node:
        head, *rest = items or (None,)
        inner = () if head is None else (head, *(rest[0] if rest else ()))
        return Items(inner, place=place_of(meta))

    def column(self, meta: Meta, items: list[Token]) -> Node:
        return Column(str(items[0]), place=place_of(meta))

    def quoted(self, meta: Meta, items: list[Token]) -> Node:
        return Column(items[0][1:-1].replace('""', '"'), place=place_of(meta))

    def true(self, meta: Meta, items: list[Token]) -> Node:
        return Boolean(True, place=place_of(meta))

    def false(self, meta: Meta, items: list[Token]) -> Node:
        return Boolean(False, place=place_of(meta))

    def number(self, meta: Meta, items: list[Token]) -> Node:
        return number(items[0], place_of(meta))

    def text(self, meta: Meta, items: list[Token]) -> Node:
        return Text(ESCAPED_QUOTE.sub("'", items[0][1:-1]), place=place_of(meta))

    def geometry(self, meta: Meta, items: list[Token]) -> Node:
        return shape(str(items[0]), place_of(meta))

    def arguments(self, meta: Meta, items: list[Any]) -> list[Any]:
        return items

    def call(self, meta: Meta, items: list[Any]) -> Node:
        name, arguments = str(items[0]), items[1] or []
        place = place_of(meta)
        if name.lower() in {"date", "timestamp", "interval", "bbox"}:
            return literal(name.lower(), arguments, place, place_of(items[0]))
        return cql2.function(name, arguments, place)


def literal(name: str, arguments: list[Node], place: Place | None, at: Place | None) -> Node:
    """DATE, TIMESTAMP, INTERVAL and BBOX, which look like functions."""
    if name == "bbox":
        return Box(_bounds(arguments, at), place=place)
    wanted = 2 if name == "interval" else 1
    if len(arguments) != wanted:
        raise QueryProblem("arguments", at, word=name, given=len(arguments), wanted=wanted)
    if name == "interval":
        return Interval(*(_bound(argument) for argument in arguments), place=place)
    text = arguments[0]
    if not isinstance(text, Text):
        raise QueryProblem(
            "argument", text.place, word=name, wanted=gettext_noop("une date entre apostrophes")
        )
    return cql2.day(text.value, place) if name == "date" else cql2.moment(text.value, place)


def _bound(node: Node) -> Node:
    return cql2.bound(node.value, node.place) if isinstance(node, Text) else node


def _bounds(arguments: list[Node], at: Place | None) -> tuple[float, ...]:
    if len(arguments) not in {4, 6}:
        raise QueryProblem(
            "arguments", at, word="bbox", given=len(arguments), wanted=gettext_noop("4 ou 6")
        )
    numbers = []
    for argument in arguments:
        if not isinstance(argument, Number):
            raise QueryProblem(
                "argument", argument.place, word="bbox", wanted=gettext_noop("des nombres")
            )
        numbers.append(float(argument.value))
    return tuple(numbers)
