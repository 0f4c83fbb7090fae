"""Lark's parsers and what they refuse, said as our problems."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from lark import Lark, Token, Transformer_NonRecursive, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError
from lark.tree import Meta

from parvis.lake.query.bounds import check_text
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Arithmetic, Logic, Node, Not, Number, Place


@cache
def parser(package: str, grammar: str, *starts: str) -> Lark:
    """Made once a process: the tables of a grammar take a tenth of a second."""
    text = resources.files(package).joinpath(grammar).read_text("utf-8")
    return Lark(
        text, start=list(starts), parser="lalr", propagate_positions=True, maybe_placeholders=True
    )


def parse(
    grammar: str,
    starts: Sequence[str],
    start: str,
    text: str,
    builder: Transformer_NonRecursive[Token, Any],
    package: str = __package__,
) -> Any:
    """What `builder` makes of a text in a grammar of `package`. Raises QueryProblem."""
    check_text(text)
    try:
        tree = parser(package, grammar, *starts).parse(text, start=start)
    except UnexpectedInput as error:
        raise refusal(error, text) from error
    try:
        return builder.transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, QueryProblem):
            raise error.orig_exc from None
        raise


def refusal(error: UnexpectedInput, text: str) -> QueryProblem:
    start = error.pos_in_stream
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return QueryProblem("unfinished", place_at(text, len(text.rstrip())))
    if start is None or start >= len(text):
        return QueryProblem("unfinished", place_at(text, len(text)))
    word = _word(text, start)
    if isinstance(error, UnexpectedCharacters) and word[0] in "'\"`":
        return QueryProblem("unfinished", place_at(text, start, len(text) - start))
    return QueryProblem("unexpected", place_at(text, start, len(word)), word=word)


def _word(text: str, start: int) -> str:
    end = start + 1
    if text[start].isalnum():
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
    return text[start:end][:40]


def place_at(text: str, start: int, length: int = 0) -> Place:
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Place(start, start + length, line, column)


def place_of(meta: Meta | Token) -> Place | None:
    if isinstance(meta, Meta) and meta.empty:
        return None
    start, end = meta.start_pos, meta.end_pos
    if start is None or end is None or meta.line is None or meta.column is None:
        return None
    return Place(start, end, meta.line, meta.column)


def number(written: str, place: Place | None) -> Number:
    """Whole numbers stay whole; what no engine can hold is refused."""
    value = float(written) if any(mark in written for mark in ".eE") else int(written[:40])
    if abs(value) >= 2**63 and (isinstance(value, int) or value == float("inf")):
        raise QueryProblem("number", place, word=written[:40])
    return Number(value, str(written), place=place)


def word_of(text: str, node: Node) -> str:
    """The node as it was written."""
    return text[node.place.start : node.place.end] if node.place else ""


def signed(meta: Meta, sign: str, operand: Node) -> Node:
    """A value with a sign before it; a number takes its own."""
    if sign == "+":
        return operand
    if isinstance(operand, Number):
        return Number(-operand.value, f"-{operand.written}", place=place_of(meta))
    return Arithmetic("*", Number(-1), operand, place=place_of(meta))


@v_args(meta=True)
class Connectives(Transformer_NonRecursive[Token, Any]):
    """What “or”, “and” and “not” become in every language. `absent`: as `tree.Not` has it."""

    absent = False

    def disjunction(self, meta: Meta, items: list[Node]) -> Node:
        return Logic("or", tuple(items), place=place_of(meta))

    def conjunction(self, meta: Meta, items: list[Node]) -> Node:
        return Logic("and", tuple(items), place=place_of(meta))

    def negated(self, meta: Meta, items: list[Node]) -> Node:
        return Not(items[0], absent=self.absent, place=place_of(meta))
