"""`q` of Opendatasoft's records API 1.0, which much public code still writes.

bus "pont de Nantes" -tram      words that must all be there, or not
hauteur > 12 AND espece:if      a column compared; `:` of a text column looks for its words
vu_a:[2024 TO 2024/07]          between two values, both in
#null(nom)  #exact(nom, "if")   #startswith(nom, "bou")  #search(nom, "bus")  #now(days=-7)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from lark import Token, v_args
from lark.tree import Meta

from parvis.lake.query import instants, tree
from parvis.lake.query.bounds import check_tree
from parvis.lake.query.literals import adapted
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.reading import Connectives, parse, place_of
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Column, Schema, Type
from parvis.lake.query.tree import Node, Place

SIGNS: Mapping[str, tree.ComparisonSign] = {
    "==": "=", ":": "=", "=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
MODES: Mapping[str, tree.Mode] = {"search": "search", "startswith": "startswith"}
ESCAPED = re.compile(r"\\(.)")


def read(text: str, schema: Schema, now: datetime) -> Node:
    """A condition over the columns of a schema. Raises QueryProblem."""
    node: Node = parse("records1.lark", ("start",), "start", text, Builder(schema, now))
    check_tree(node)
    return node


def between(column: Column, low: str, high: str, place: Place | None = None) -> Node:
    """From the first instant of `low` to the last of `high`: a year lasts until its end."""
    reference = tree.Column(column.name, place=place)
    if column.type in TEMPORAL:
        first, last = span(low, place), span(high, place)
        return tree.InRange(reference, day(first[0]), day(last[1]), high_open=True, place=place)
    ends = literal(column, low, place), literal(column, high, place)
    return tree.Between(reference, *ends, place=place)


def span(text: str, place: Place | None = None) -> tuple[date, date]:
    """The first moment of a date that may lack its day or month, and the first one after it."""
    parts = re.split("[-/]", text.strip())
    try:
        first = instants.read(text)
        if isinstance(first, datetime):
            return first, first + timedelta(microseconds=1)
        if len(parts) == 1 and len(parts[0]) == 4:
            return first, date(first.year + 1, 1, 1)
        if len(parts) == 2:
            beyond = first.replace(day=28) + timedelta(days=4)
            return first, beyond.replace(day=1)
        return first, first + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise QueryProblem("date", place, word=text[:40]) from error


def day(value: date) -> Node:
    return tree.Moment(value) if isinstance(value, datetime) else tree.Day(value)


def literal(column: Column, text: str, place: Place | None = None) -> Node:
    """A value as its column holds it. Raises QueryProblem."""
    made = adapted(tree.Text(text, place=place), column.type)
    if column.type in NUMERIC and isinstance(made, tree.Text):
        raise QueryProblem("number", place, word=text[:40])
    return made


def compared(column: Column, sign: str, text: str, place: Place | None = None) -> Node:
    """A column and a value; `:` and `=` of a text column look for its words."""
    reference = tree.Column(column.name, place=place)
    op = SIGNS[sign]
    if column.type in TEMPORAL:
        first, after = span(text, place)
        if op == "=":
            return between(column, text, text, place)
        bound = first if op in (">=", "<") else after
        return tree.Compare(">=" if op.startswith(">") else "<", reference, day(bound), place=place)
    if op == "=" and sign != "==" and column.type is Type.TEXT:
        return tree.Matches((reference,), text, place=place)
    value = literal(column, text, place)
    if column.many:
        return tree.Member(value, reference, place=place)
    return tree.Compare(op, reference, value, place=place)


@v_args(meta=True)
class Builder(Connectives):
    absent = True

    def __init__(self, schema: Schema, now: datetime) -> None:
        super().__init__()
        self.schema, self.now_ = schema, now

    def column(self, name: str, place: Place | None) -> Column:
        found = self.schema.find(name)
        if found is None:
            names = [column.name for column in self.schema.columns]
            unknown("column", name, names, tree.Column(name, place=place))
        return found

    def start(self, meta: Meta, items: list[Node]) -> Node:
        return items[0]

    def words(self, meta: Meta, items: list[Token]) -> Node:
        return tree.Matches((), unquoted(items[0]), place=place_of(meta))

    def value(self, meta: Meta, items: list[Token]) -> str:
        return unquoted(items[0])

    def shift(self, meta: Meta, items: list[Token]) -> tuple[str, str]:
        return str(items[0]), str(items[1])

    def now(self, meta: Meta, items: list[tuple[str, str] | None]) -> str:
        changes = {}
        for item in filter(None, items):
            name, text = item
            if name not in instants.NOW_PARAMETERS or not re.fullmatch(r"[+-]?\d{1,6}", text):
                raise QueryProblem("date", place_of(meta), word=f"#now({name}={text})"[:40])
            changes[name] = int(text)
        try:
            return instants.changed(self.now_, changes).isoformat()
        except (ValueError, OverflowError) as error:
            raise QueryProblem("date", place_of(meta), word="#now") from error

    def compared(self, meta: Meta, items: list[Any]) -> Node:
        place = place_of(meta)
        return compared(self.column(items[0], place), str(items[1]), items[2], place)

    def ranged(self, meta: Meta, items: list[Any]) -> Node:
        place = place_of(meta)
        return between(self.column(items[0], place), items[2], items[3], place)

    def called(self, meta: Meta, items: list[Any]) -> Node:
        place, name = place_of(meta), str(items[0])[1:]
        column = self.column(str(items[1]), place)
        reference = tree.Column(column.name, place=place)
        if name == "null":
            return tree.IsNull(reference, place=place)
        if len(items) < 3 or items[2] is None:
            raise QueryProblem("arguments", place, word=f"#{name}", given=1, wanted=2)
        if name == "exact":
            return compared(column, "==", items[2], place)
        return tree.Matches((reference,), items[2], MODES[name], place=place)


def unquoted(token: Token) -> str:
    return ESCAPED.sub(r"\1", token[1:-1]) if token.type == "STRING" else str(token)
