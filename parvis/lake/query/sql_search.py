"""Full text in the rows: words folded on both sides the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlglot import exp

from parvis.lake.query import bits, tree, words
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import DIGITS, SPATIAL, Column, Type, Words
from parvis.lake.query.sql import (
    Compiler,
    Typed,
    called,
    cast_as,
    every,
    physical,
    row_number,
    some,
)
from parvis.lake.query.sql_usual import USUAL, usual
from parvis.records.problems import gettext_noop

FUZZY = ((6, 2), (3, 1))
"""A word of so many letters may differ by so many."""
MOST_WORDS = 20
WRITTEN = frozenset("0123456789 einfatybc")
"""Every sign of a number or a date as folded text: digits, `1e20`, `infinity`, `nan`, `(BC)`."""
SIGNS: Mapping[Type, str] = {
    Type.INTEGER: "-", Type.NUMBER: "-+.", Type.DATE: "-()", Type.DATETIME: "-+.:()",
}  # fmt: skip
"""What else stands in them before they are folded."""


def folded(sql: exp.Expr) -> exp.Expr:
    """`words.fold`, in SQL; the constants are the same."""
    text, plain = exp.Literal.string, unaccented(sql)
    elision = rf"(^|[^\pL\pN]){words.ELIDED}{words.APOSTROPHES}"
    plain = called("regexp_replace", plain, text(elision), text(r"\1 "), text("g"))
    plain = called("regexp_replace", plain, text(r"[^\pL\pN]+"), text(" "), text("g"))
    return called("replace", padded(called("trim", plain)), text("  "), text(" "))


def unaccented(sql: exp.Expr) -> exp.Expr:
    """The beginning of `folded`: what follows only puts spaces in the place of what stands between
    words, so that each word of a folded text stands in this one too."""
    plain = called("strip_accents", called("lower", sql))
    for ligature, letters in words.LIGATURES:
        plain = called("replace", plain, exp.Literal.string(ligature), exp.Literal.string(letters))
    return plain


def folded_plain(sql: exp.Expr) -> exp.Expr:
    """`folded`, sooner for what is letters of ASCII and digits parted by single spaces, hyphens or
    colons, then for what is ASCII without an apostrophe."""
    text, lower = exp.Literal.string, called("lower", sql.copy())
    plain = called("regexp_full_match", lower, text("[0-9a-z]+(?:[ :-][0-9a-z]+)*"))
    parted = padded(lower.copy())
    for sign in "-:":
        parted = called("replace", parted, text(sign), text(" "))
    octets, letters = (called(name, sql.copy()) for name in ("strlen", "length"))
    apostrophe = called("contains", sql.copy(), text("'"))
    ascii_ = exp.And(
        this=exp.EQ(this=octets, expression=letters), expression=exp.Not(this=apostrophe)
    )
    words_ = called("regexp_replace", lower.copy(), text("[^0-9a-z]+"), text(" "), text("g"))
    spaced = called("replace", padded(called("trim", words_)), text("  "), text(" "))
    cases = [exp.If(this=plain, true=parted), exp.If(this=ascii_, true=spaced)]
    return exp.Case(ifs=cases, default=folded(sql))


def folded_digits(sql: exp.Expr, kind: Type) -> exp.Expr:
    """`folded` of a number or a date as text, whose signs are known."""
    text = exp.Literal.string
    plain = called("lower", sql)
    for sign in SIGNS[kind]:
        plain = called("replace", plain, text(sign), text(" "))
    return called("replace", padded(called("trim", plain)), text("  "), text(" "))


def padded(sql: exp.Expr) -> exp.Expr:
    space = exp.Literal.string(" ")
    return exp.DPipe(this=exp.DPipe(this=space, expression=sql), expression=space.copy())


class Word(NamedTuple):
    """A word to look for: whole, or as the beginning of one; it may differ by `slack` letters.
    `slot`: `text` is only like it, and the word itself is given later (`slots`)."""

    text: str
    begins: bool
    slack: int
    slot: str = ""

    @property
    def values(self) -> Mapping[str, str]:
        """The word, and as it stands in a folded text."""
        within = f" {self.text}" if self.begins else f" {self.text} "
        return {"word": self.text, "within": within}

    def value(self, compiler: Compiler, name: str) -> exp.Expr:
        if self.slot:
            return exp.Placeholder(this=f"{self.slot}_{name}")
        return compiler.parameter(self.values[name])


def slots(name: str, asked: Word, known: Words | None) -> Mapping[str, Any]:
    """The values of the slot of a word; `known`: with the rows where it is known to stand."""
    values: dict[str, Any] = dict(asked.values)
    if known is not None:
        found = known.holding(asked.text, asked.begins, asked.slack)
        values["rows"] = bits.written(found, known.rows)
    return {f"{name}_{of}": value for of, value in values.items()}


def like(asked: Word) -> str:
    """The shortest word whose SQL is the same but for its values."""
    length = next((size for size, edits in FUZZY if edits == asked.slack), 1)
    may = Text(exp.null(), number=True).may_hold(asked.text, asked.slack)
    return ("0" if may else "z") * length + "*" * asked.begins


class Text(NamedTuple):
    """The folded text of a column, or of all; `number`: it can hold no other sign than a number or
    a date does, so that most words need not be looked for in it. `unaccented`: a text made in a
    fraction of the time, without which no word is in the folded one."""

    sql: exp.Expr
    number: bool = False
    unaccented: exp.Expr | None = None

    def may_hold(self, word: str, slack: int = 0) -> bool:
        """Each sign that no number has takes an edit at least."""
        return not self.number or sum(sign not in WRITTEN for sign in word) <= slack


def readable(column: Column) -> exp.Expr:
    """The folded text of a column, stored or made."""
    if column.folded is not None:
        return physical(column.folded)
    return folded(joined(column))


def unfolded(column: Column) -> exp.Expr | None:
    """`Text.unaccented` of a column whose folded text is not stored."""
    return unaccented(joined(column)) if column.folded is None else None


def joined(column: Column) -> exp.Expr:
    """The values of a column as one text."""
    if column.many:
        return called("array_to_string", physical(column.name), exp.Literal.string(" "))
    return said(column)


def stored(column: Column) -> exp.Expr:
    """What `readable` makes, sooner where all values are folded at once."""
    if column.many:
        return readable(column)
    kind, text = column.type, said(column)
    rest = folded_digits(text, kind) if kind in DIGITS else folded_plain(text)
    return usual(physical(column.name), kind, rest) if kind in USUAL else rest


def said(column: Column) -> exp.Expr:
    """A value as text."""
    sql = physical(column.name)
    return sql if column.type is Type.TEXT else cast_as(sql, "VARCHAR")


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
    anywhere = not columns
    if anywhere:
        columns = [column for column in compiler.schema.columns if column.type not in SPATIAL]
    if node.mode == "startswith":
        return Typed(_starting(compiler, columns, node.words), Type.BOOLEAN)
    if anywhere and compiler.schema.words is not None and node.slots:
        compiler.columns |= {column.name for column in columns}
        return Typed(_known(compiler, columns, node), Type.BOOLEAN)
    if anywhere and compiler.schema.everything is not None:
        texts = [Text(physical(compiler.schema.everything))]
    else:
        texts = [Text(readable(c), c.type in DIGITS, unfolded(c)) for c in columns]
    if anywhere:
        compiler.columns |= {column.name for column in columns}
    return Typed(_found(compiler, texts, node), Type.BOOLEAN)


def _known(compiler: Compiler, columns: list[Column], node: tree.Matches) -> exp.Expr:
    """The same rows as `_found` on every column, by those where words are known to stand, which
    leave out numbers and dates."""
    digits = [Text(readable(each), number=True) for each in columns if each.type in DIGITS]
    found = []
    for asked in sought(node):
        beside = _word(compiler, digits, asked)
        rows = _standing(compiler, asked)
        found.append(_any([rows, *beside]) if beside else rows)
    return every(found) if found else exp.true()


def everywhere(node: tree.Matches) -> bool:
    """Whether words are sought, in any column."""
    return not node.columns and node.mode in {"words", "search"}


def _standing(compiler: Compiler, asked: Word) -> exp.Expr:
    """Whether the number of a row is among those of a word."""
    rows = cast_as(exp.Placeholder(this=f"{asked.slot}_rows"), "BIT")
    number = cast_as(row_number(compiler), "INTEGER")
    return exp.EQ(this=called("get_bit", rows, number), expression=exp.Literal.number(1))


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
    found = [_any(_word(compiler, texts, asked)) for asked in sought(node)]
    return every(found) if found else exp.true()


def sought(node: tree.Matches) -> list[Word]:
    """The words that a row must hold."""
    given, made = words.tokens(node.words)[:MOST_WORDS], []
    for at, word in enumerate(given):
        begins = word.endswith("*") or (node.mode == "search" and at == len(given) - 1)
        plain = word.rstrip("*")
        slack = next((edits for length, edits in FUZZY if len(plain) >= length), 0)
        slot = node.slots[at] if node.slots else ""
        made.append(Word(plain, begins, slack if node.mode == "search" else 0, slot))
    return made


def _word(compiler: Compiler, texts: list[Text], asked: Word) -> list[exp.Expr]:
    """A test for each text that may hold the word."""
    word, slack = asked.text, asked.slack

    def found(text: Text) -> exp.Expr:
        return called("contains", text.sql.copy(), asked.value(compiler, "within"))

    def sooner(text: Text) -> exp.Expr:
        if text.unaccented is None:
            return found(text)
        there = called("contains", text.unaccented.copy(), asked.value(compiler, "word"))
        return exp.Case(ifs=[exp.If(this=there, true=found(text))], default=exp.false())

    if not slack:
        return [sooner(t) for t in texts if t.may_hold(word)]
    return [
        some([found(t), _near(compiler, t.sql, asked)]) for t in texts if t.may_hold(word, slack)
    ]


def _contains(compiler: Compiler, text: exp.Expr, needle: str) -> exp.Expr:
    return called("contains", text.copy(), compiler.parameter(needle))


def _near(compiler: Compiler, text: exp.Expr, asked: Word) -> exp.Expr:
    apart = called("levenshtein", exp.column("word"), asked.value(compiler, "word"))
    close = exp.LTE(this=apart, expression=compiler.parameter(asked.slack))
    pieces = called("string_split", text.copy(), exp.Literal.string(" "))
    return _any_word(pieces, close)


def _any_word(words_: exp.Expr, test: exp.Expr) -> exp.Expr:
    """Whether the test, on `word`, holds for one of a list."""
    function = exp.Lambda(this=test, expressions=[exp.to_identifier("word")])
    kept = called("list_filter", words_, function)
    return exp.GT(this=called("len", kept), expression=exp.Literal.number(0))
