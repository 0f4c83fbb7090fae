"""Texts of options become nodes: the tree is the one of the lake's query languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lark import Token, v_args
from lark.tree import Meta

from parvis.lake.query import reading as lake
from parvis.lake.query.bounds import check_tree
from parvis.lake.query.geometry import NotGeometry, from_wkt
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.reading import Connectives, parse, place_of, signed
from parvis.lake.query.tree import (
    Arithmetic,
    Boolean,
    Call,
    Column,
    Compare,
    Interval,
    Node,
    Null,
    Shape,
    Text,
)
from parvis.observations.sta import literals
from parvis.observations.sta.options import Link, Options, Order, number

STARTS = ("filter", "ordering", "selection", "expansion")
OPTIONS = {"$filter": "filter", "$orderby": "ordering", "$select": "selection",
           "$expand": "expansion"}  # fmt: skip
PLACE = re.compile(r"\[(\d+)\]")
SIGNS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<=", "add": "+",
         "sub": "-", "mul": "*", "div": "/", "mod": "%"}  # fmt: skip


def expressions(given: Mapping[str, str]) -> dict[str, Any]:
    """The four options that have a grammar, as fields of Options. Raises QueryProblem."""
    return {
        name.removeprefix("$"): read(start, given[name])
        for name, start in OPTIONS.items()
        if name in given
    }


def read(start: str, text: str) -> Any:
    """Raises QueryProblem."""
    found = parse("sta.lark", STARTS, start, text, Builder(), __package__)
    check_tree(*nodes(found))
    return found


def nodes(found: Any) -> list[Node]:
    """Every expression inside what an option says."""
    if isinstance(found, Node):
        return [found]
    if isinstance(found, Order):
        return [found.expression]
    if isinstance(found, Link):
        options = found.options
        return nodes((options.filter, options.orderby, options.expand))
    if isinstance(found, tuple):
        return [node for one in found for node in nodes(one)]
    return []


def walked(path: str) -> str:
    """`result[0]` is `result/0`."""
    return PLACE.sub(r"/\1", path)


@v_args(meta=True)
class Builder(Connectives):
    def filter(self, meta: Meta, items: list[Node]) -> Node:
        return items[0]

    def ordering(self, meta: Meta, items: list[Order]) -> tuple[Order, ...]:
        return tuple(items)

    def order(self, meta: Meta, items: list[Any]) -> Order:
        return Order(items[0], items[1] == "desc")

    def selection(self, meta: Meta, items: list[Token]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(walked(item).split("/")) for item in items)

    def expansion(self, meta: Meta, items: list[Link]) -> tuple[Link, ...]:
        return tuple(items)

    def link(self, meta: Meta, items: list[Any]) -> Link:
        name, *given = items
        named: dict[str, Any] = {}
        for option, value in filter(None, given):
            if option in named:
                raise QueryProblem("unexpected", place_of(meta), word=f"${option}")
            named[option] = value
        return Link(tuple(name.split("/")), replace(Options(), **named), place_of(meta))

    def filter_option(self, meta: Meta, items: list[Any]) -> tuple[str, Any]:
        return "filter", items[0]

    def orderby_option(self, meta: Meta, items: list[Any]) -> tuple[str, Any]:
        return "orderby", items[0]

    def select_option(self, meta: Meta, items: list[Any]) -> tuple[str, Any]:
        return "select", items[0]

    def expand_option(self, meta: Meta, items: list[Any]) -> tuple[str, Any]:
        return "expand", items[0]

    def top_option(self, meta: Meta, items: list[Token]) -> tuple[str, Any]:
        return "top", self.whole("$top", items[0])

    def skip_option(self, meta: Meta, items: list[Token]) -> tuple[str, Any]:
        return "skip", self.whole("$skip", items[0])

    def count_option(self, meta: Meta, items: list[Token]) -> tuple[str, Any]:
        return "count", items[0] == "true"

    def whole(self, name: str, token: Token) -> int:
        if not token.isdigit():
            raise QueryProblem("unexpected", place_of(token), word=str(token)[:40])
        return number(name, token)

    def opposite(self, meta: Meta, items: list[Node]) -> Node:
        return signed(meta, "-", items[0])

    def compare(self, meta: Meta, items: list[Any]) -> Node:
        return Compare(SIGNS[items[1]], items[0], items[2], place=place_of(meta))  # type: ignore[arg-type]

    def arithmetic(self, meta: Meta, items: list[Any]) -> Node:
        return Arithmetic(SIGNS[items[1]], items[0], items[2], place=place_of(meta))  # type: ignore[arg-type]

    def call(self, meta: Meta, items: list[Any]) -> Node:
        name, *arguments = items
        given = tuple(one for one in arguments if one is not None)
        return Call(str(name).lower(), given, place=place_of(meta))

    def path(self, meta: Meta, items: list[Token]) -> Node:
        return Column(walked(items[0]), place=place_of(meta))

    def true(self, meta: Meta, items: list[Token]) -> Node:
        return Boolean(True, place=place_of(meta))

    def false(self, meta: Meta, items: list[Token]) -> Node:
        return Boolean(False, place=place_of(meta))

    def null(self, meta: Meta, items: list[Token]) -> Node:
        return Null(place=place_of(meta))

    def number(self, meta: Meta, items: list[Token]) -> Node:
        return lake.number(items[0], place_of(meta))

    def text(self, meta: Meta, items: list[Token]) -> Node:
        return Text(items[0][1:-1].replace("''", "'"), place=place_of(meta))

    def geography(self, meta: Meta, items: list[Token]) -> Node:
        written = items[0].partition("'")[2][:-1]
        try:
            return Shape(from_wkt(written.rpartition(";")[2]), place=place_of(meta))
        except NotGeometry as error:
            raise QueryProblem("geometry", place_of(meta), word=written[:40]) from error

    def duration(self, meta: Meta, items: list[Token]) -> Node:
        return literals.duration(items[0].partition("'")[2][:-1], place_of(meta))

    def interval(self, meta: Meta, items: list[Token]) -> Node:
        start, end = (literals.moment(part, place_of(meta)) for part in items[0].split("/"))
        return Interval(start, end, place=place_of(meta))

    def moment(self, meta: Meta, items: list[Token]) -> Node:
        return literals.moment(items[0], place_of(meta))

    def day(self, meta: Meta, items: list[Token]) -> Node:
        return literals.day(items[0], place_of(meta))

    def clock(self, meta: Meta, items: list[Token]) -> Node:
        return literals.clock(items[0], place_of(meta))
