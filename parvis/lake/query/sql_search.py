"""Full text in the rows: words folded on both sides the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlglot import exp

from parvis.lake.query import tree, words
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import DIGITS, SPATIAL, Column, Schema, Type
from parvis.lake.query.sql import Compiler, Typed, called, cast_as, every, physical, some
from parvis.lake.query.sql_usual import USUAL, usual
from parvis.records.problems import gettext_noop

FUZZY = ((6, 2), (3, 1))
"""A word of so many letters may differ by so many."""
MOST_WORDS = 20
LAST = "\U0010ffff"
"""After every letter that a word can have."""
WRITTEN = frozenset("0123456789 einfatybc")
"""Every sign of a number or a date as folded text: digits, `1e20`, `infinity`, `nan`, `(BC)`."""
SIGNS: Mapping[Type, str] = {
    Type.INTEGER: "-", Type.NUMBER: "-+.", Type.DATE: "-()", Type.DATETIME: "-+.:()",
}  # fmt: skip
"""What else stands in them before they are folded."""


def folded(sql: exp.Expr) -> exp.Expr:
    """`words.fold`, in SQL; the constants are the same."""
    text = exp.Literal.string
    plain = called("strip_accents", called("lower", sql))
    for ligature, letters in words.LIGATURES:
        plain = called("replace", plain, text(ligature), text(letters))
    elision = rf"(^|[^\pL\pN]){words.ELIDED}{words.APOSTROPHES}"
    plain = called("regexp_replace", plain, text(elision), text(r"\1 "), text("g"))
    plain = called("regexp_replace", plain, text(r"[^\pL\pN]+"), text(" "), text("g"))
    return called("replace", padded(called("trim", plain)), text("  "), text(" "))


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
        """The word, what stands after all that begin so, and as it stands in a folded text."""
        within = f" {self.text}" if self.begins else f" {self.text} "
        return {"word": self.text, "last": self.text + LAST, "within": within}

    def value(self, compiler: Compiler, name: str) -> exp.Expr:
        if self.slot:
            return exp.Placeholder(this=f"{self.slot}_{name}")
        return compiler.parameter(self.values[name])


def slots(name: str, word: str) -> Mapping[str, str]:
    """The values of the slot of a word."""
    values = Word(word.rstrip("*"), word.endswith("*"), 0).values
    return {f"{name}_{of}": value for of, value in values.items()}


def like(word: str) -> str:
    """The shortest word whose SQL is the same but for its values."""
    plain = word.rstrip("*")
    return ("0" if Text(exp.null(), number=True).may_hold(plain) else "z") + word[len(plain) :][:1]


class Text(NamedTuple):
    """The folded text of a column, or of all; `number`: it can hold no other sign than a number or
    a date does, so that most words need not be looked for in it."""

    sql: exp.Expr
    number: bool = False

    def may_hold(self, word: str, slack: int = 0) -> bool:
        """Each sign that no number has takes an edit at least."""
        return not self.number or sum(sign not in WRITTEN for sign in word) <= slack


def readable(column: Column) -> exp.Expr:
    """The folded text of a column, stored or made."""
    if column.folded is not None:
        return physical(column.folded)
    if column.many:
        joined = called("array_to_string", physical(column.name), exp.Literal.string(" "))
        return folded(joined)
    return folded(said(column))


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
    everywhere = not columns
    if everywhere:
        own = compiler.schema.sequence  # numbers the rows, and is nothing that they say
        columns = [c for c in compiler.schema.columns if c.type not in SPATIAL and c.name != own]
    if node.mode == "startswith":
        return Typed(_starting(compiler, columns, node.words), Type.BOOLEAN)
    if everywhere and compiler.schema.words is not None and node.mode != "suggest":
        compiler.columns |= {column.name for column in columns}
        return Typed(_known(compiler, columns, node), Type.BOOLEAN)
    if everywhere and compiler.schema.everything is not None:
        texts = [Text(physical(compiler.schema.everything))]
    else:
        texts = [Text(readable(column), column.type in DIGITS) for column in columns]
    if everywhere:
        compiler.columns |= {column.name for column in columns}
    return Typed(_found(compiler, texts, node), Type.BOOLEAN)


def _known(compiler: Compiler, columns: list[Column], node: tree.Matches) -> exp.Expr:
    """The same rows as `_found` on every column, by the tables of words, which leave out numbers
    and dates."""
    digits = [Text(readable(each), number=True) for each in columns if each.type in DIGITS]
    sought = words.tokens(node.words)[:MOST_WORDS]
    found = []
    for at, word in enumerate(sought):
        asked = _asked(node, word, at, len(sought))
        beside = _word(compiler, digits, asked)
        rows = _rows_of(compiler, asked)
        found.append(_any([rows, *beside]) if beside else rows)
    return every(found) if found else exp.true()


def whole_words(node: tree.Node, schema: Schema) -> list[str]:
    """The words that rows must hold, each whole and in any column, where the tables of words alone
    tell which do; none where the condition is another."""
    if not isinstance(node, tree.Matches) or node.columns or node.mode != "words":
        return []
    sought = list(dict.fromkeys(words.tokens(node.words)[:MOST_WORDS]))
    digits = any(column.type in DIGITS for column in schema.columns)
    number = Text(exp.null(), number=True)
    known = all(
        not word.endswith("*") and not (digits and number.may_hold(word)) for word in sought
    )
    return sought if known else []


def _rows_of(compiler: Compiler, asked: Word) -> exp.Expr:
    """Whether the number of a row is among those of a word, of the words that begin so, of those
    that are near."""
    assert compiler.schema.sequence is not None
    compiler.disorders = True
    database = compiler.schema.words
    word = exp.column("word")
    test: exp.Expr = exp.EQ(this=word, expression=asked.value(compiler, "word"))
    if asked.begins:
        low, high = (asked.value(compiler, name) for name in ("word", "last"))
        test = exp.Between(this=word, low=low, high=high)
    if asked.slack:
        known = exp.table_("vocabulary", db="main", catalog=database)
        apart = called("levenshtein", word.copy(), compiler.parameter(asked.text))
        close = exp.LTE(this=apart, expression=compiler.parameter(asked.slack))
        long = exp.Between(
            this=called("length", word.copy()),
            low=compiler.parameter(len(asked.text) - asked.slack),
            high=compiler.parameter(len(asked.text) + asked.slack),
        )
        near = exp.select(word.copy()).from_(known).where(some([test, every([long, close])]))
        test = exp.In(this=word.copy(), query=near.subquery())
    rows = exp.select(exp.column("row", quoted=True)).where(test)
    rows = rows.from_(exp.table_("words", db="main", catalog=database))
    return exp.In(this=physical(compiler.schema.sequence), query=rows.subquery())


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
            _any(_word(compiler, texts, _asked(node, word, at, len(sought))))
            for at, word in enumerate(sought)
        ]
    )


def _asked(node: tree.Matches, word: str, at: int, count: int) -> Word:
    """The word at this place among so many."""
    begins = word.endswith("*") or (node.mode == "search" and at == count - 1)
    word = word.rstrip("*")
    slack = next((edits for length, edits in FUZZY if len(word) >= length), 0)
    slot = node.slots[at] if node.slots else ""
    return Word(word, begins, slack if node.mode == "search" else 0, slot)


def _word(compiler: Compiler, texts: list[Text], asked: Word) -> list[exp.Expr]:
    """A test for each text that may hold the word."""
    word, slack = asked.text, asked.slack

    def found(text: exp.Expr) -> exp.Expr:
        return called("contains", text.copy(), asked.value(compiler, "within"))

    if not slack:
        return [found(t.sql) for t in texts if t.may_hold(word)]
    return [
        some([found(t.sql), _near(compiler, t.sql, word, slack)])
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
