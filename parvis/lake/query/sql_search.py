"""Full text in the rows: words folded on both sides the same way."""

from __future__ import annotations

from typing import NamedTuple

from sqlglot import exp

from parvis.lake.query import tree, words
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import NUMERIC, SPATIAL, Column, Type
from parvis.lake.query.sql import Compiler, Typed, called, cast_as, every, physical, some
from parvis.records.problems import gettext_noop

FUZZY = ((6, 2), (3, 1))
"""A word of so many letters may differ by so many."""
MOST_WORDS = 20
WRITTEN = frozenset("0123456789 einfaty")
"""Every sign of a number as folded text: digits, `1e20`, `inf`, `infinity` and `nan`."""


def folded(sql: exp.Expr) -> exp.Expr:
    """`words.fold`, in SQL; the constants are the same."""
    text = exp.Literal.string
    plain = called("strip_accents", called("lower", sql))
    for ligature, letters in words.LIGATURES:
        plain = called("replace", plain, text(ligature), text(letters))
    elision = rf"(^|[^\pL\pN]){words.ELIDED}{words.APOSTROPHES}"
    plain = called("regexp_replace", plain, text(elision), text(r"\1 "), text("g"))
    plain = called("regexp_replace", plain, text(r"[^\pL\pN]+"), text(" "), text("g"))
    plain = exp.DPipe(
        this=exp.DPipe(this=text(" "), expression=called("trim", plain)), expression=text(" ")
    )
    return called("replace", plain, text("  "), text(" "))


class Text(NamedTuple):
    """The folded text of a column, or of all; `number`: it can hold no other sign than a number
    does, so that most words need not be looked for in it."""

    sql: exp.Expr
    number: bool = False

    def may_hold(self, word: str, slack: int = 0) -> bool:
        """Each sign that no number has takes an edit at least."""
        return not self.number or sum(sign not in WRITTEN for sign in word) <= slack


def readable(column: Column) -> exp.Expr:
    """The folded text of a column, stored or made."""
    if column.folded is not None:
        return physical(column.folded)
    sql: exp.Expr = physical(column.name)
    if column.many:
        sql = called("array_to_string", sql, exp.Literal.string(" "))
    elif column.type is not Type.TEXT:
        sql = cast_as(sql, "VARCHAR")
    return folded(sql)


def matches(compiler: Compiler, node: tree.Matches) -> Typed:
    columns = [compiler.column(column) for column in node.columns]
    for column, written in zip(columns, node.columns, strict=True):
        if column.type in SPATIAL:
            raise QueryProblem(
                "type",
                written.place,
                word=column.name,
                given=gettext_noop("un lieu"),
                wanted=gettext_noop("un texte"),
            )
    everywhere = not columns
    if everywhere:
        own = compiler.schema.sequence  # numbers the rows, and is nothing that they say
        columns = [c for c in compiler.schema.columns if c.type not in SPATIAL and c.name != own]
    if node.mode == "startswith":
        return Typed(_starting(compiler, columns, node.words), Type.BOOLEAN)
    if everywhere and compiler.schema.everything is not None:
        texts = [Text(physical(compiler.schema.everything))]
    else:
        texts = [Text(readable(column), column.type in NUMERIC) for column in columns]
    if everywhere:
        compiler.columns |= {column.name for column in columns}
    return Typed(_found(compiler, texts, node), Type.BOOLEAN)


def _starting(compiler: Compiler, columns: list[Column], text: str) -> exp.Expr:
    value = compiler.parameter(text)
    found = []
    for column in columns:
        if column.type is Type.TEXT and column.many:
            begins = called("starts_with", exp.column("word"), value.copy())
            found.append(_any_word(physical(column.name), begins))
        elif column.type is Type.TEXT:
            found.append(called("starts_with", physical(column.name), value.copy()))
    return _any(found)


def _any(conditions: list[exp.Expr]) -> exp.Expr:
    known = [exp.Coalesce(this=item, expressions=[exp.false()]) for item in conditions]
    return exp.Paren(this=some(known or [exp.false()]))


def _found(compiler: Compiler, texts: list[Text], node: tree.Matches) -> exp.Expr:
    """Every word, each in any of the texts. No word at all finds every row."""
    if node.mode == "suggest":
        needle = " " + words.fold(node.words).strip()
        return _any([_contains(compiler, t.sql, needle) for t in texts if t.may_hold(needle)])
    sought = words.tokens(node.words)[:MOST_WORDS]
    if not sought:
        return exp.true()
    return every(
        [
            _any(_word(compiler, texts, word, node, word_at == len(sought) - 1))
            for word_at, word in enumerate(sought)
        ]
    )


def _word(
    compiler: Compiler, texts: list[Text], word: str, node: tree.Matches, last: bool
) -> list[exp.Expr]:
    """A test for each text that may hold the word."""
    begins = word.endswith("*") or (node.mode == "search" and last)
    word = word.rstrip("*")
    needle = f" {word}" if begins else f" {word} "
    slack = next((edits for length, edits in FUZZY if len(word) >= length), 0)
    if node.mode != "search" or not slack:
        return [_contains(compiler, t.sql, needle) for t in texts if t.may_hold(word)]
    return [
        some([_contains(compiler, t.sql, needle), _near(compiler, t.sql, word, slack)])
        for t in texts
        if t.may_hold(word, slack)
    ]


def _contains(compiler: Compiler, text: exp.Expr, needle: str) -> exp.Expr:
    return called("contains", text.copy(), compiler.parameter(needle))


def _near(compiler: Compiler, text: exp.Expr, word: str, slack: int) -> exp.Expr:
    apart = called("levenshtein", exp.column("word"), compiler.parameter(word))
    close = exp.LTE(this=apart, expression=compiler.parameter(slack))
    pieces = called("string_split", text.copy(), exp.Literal.string(" "))
    return _any_word(pieces, close)


def _any_word(words_: exp.Expr, test: exp.Expr) -> exp.Expr:
    """Whether the test, on `word`, holds for one of a list."""
    function = exp.Lambda(this=test, expressions=[exp.to_identifier("word")])
    kept = called("list_filter", words_, function)
    return exp.GT(this=called("len", kept), expression=exp.Literal.number(0))
