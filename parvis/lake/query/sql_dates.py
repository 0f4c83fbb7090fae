"""Parts of dates and dates as text, told by the clock of the query's zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from babel.core import Locale, UnknownLocaleError
from sqlglot import exp

from parvis.lake.query import instants, tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import TEMPORAL, Type
from parvis.lake.query.sql import NAMES, Compiler, Emitter, Typed, called, cast_as, exactly, kind
from parvis.records.problems import gettext_noop

PARTS = {
    "year": "year", "quarter": "quarter", "month": "month", "day": "day", "hour": "hour",
    "minute": "minute", "second": "second", "dayofweek": "isodow", "week": "week",
    "isoyear": "isoyear", "yearday": "dayofyear",
}  # fmt: skip
PATTERN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+", re.DOTALL)
# The engine's own codes: %G year of the week, %V its week, %j day of the year.
CODES = {
    "yy": "%y", "YY": "%y", "y": "%Y", "Y": "%Y", "yyyy": "%Y", "YYYY": "%Y",
    "xxxx": "%G", "ww": "%V", "D": "%-j", "DDD": "%j", "M": "%-m", "MM": "%m",
    "d": "%-d", "dd": "%d", "H": "%-H", "HH": "%H", "m": "%-M", "mm": "%M", "s": "%-S", "ss": "%S",
    "SSS": "%g", "e": "%u", "h": "%-I", "hh": "%I",
}  # fmt: skip


def dated(compiler: Compiler, node: tree.Node) -> exp.Expr:
    return compiler.local(compiler.want(node, TEMPORAL, NAMES[Type.DATE]))


def part(name: str) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 1)
        moment = cast_as(dated(compiler, node.arguments[0]), "TIMESTAMP")
        return Typed(called(PARTS[name], moment), Type.INTEGER)

    return emit


def weekday(compiler: Compiler, node: tree.Call) -> Typed:
    """From 0, Monday, to 6."""
    made = part("dayofweek")(compiler, node)
    return Typed(
        exp.Paren(this=exp.Sub(this=made.sql, expression=compiler.parameter(1))), made.type
    )


def millisecond(compiler: Compiler, node: tree.Call) -> Typed:
    """Of the second, 0 to 999."""
    exactly(node, 1)
    moment = cast_as(dated(compiler, node.arguments[0]), "TIMESTAMP")
    thousand = compiler.parameter(1000)
    return Typed(exp.Mod(this=called("millisecond", moment), expression=thousand), Type.INTEGER)


def now(compiler: Compiler, node: tree.Call) -> Typed:
    """The query's own moment, in its zone, with what is set and added."""
    names, values = node.arguments[::2], node.arguments[1::2]
    changes = {
        name.value: int(value.value)
        for name, value in zip(names, values, strict=False)
        if isinstance(name, tree.Text) and isinstance(value, tree.Number)
    }
    known = all(name in instants.NOW_PARAMETERS for name in changes)
    if len(changes) * 2 != len(node.arguments) or not known:
        wanted = gettext_noop("des paramètres nommés, comme years=-1")
        raise QueryProblem("argument", node.place, word="now", wanted=wanted)
    local = compiler.context.now.astimezone(instants.zone(compiler.context.zone))
    try:
        moved = instants.changed(local, changes)
    except (ValueError, OverflowError) as error:
        wanted = gettext_noop("des valeurs possibles, comme month=2 ou days=-7")
        raise QueryProblem("argument", node.place, word="now", wanted=wanted) from error
    return Typed(compiler.parameter(compiler.instant(moved)), Type.DATETIME)


def date_format(compiler: Compiler, node: tree.Call) -> Typed:
    """Joda's letters. Names of days and months are those of the query's language."""
    exactly(node, 2)
    pattern = node.arguments[1]
    if not isinstance(pattern, tree.Text):
        raise QueryProblem("date_format", pattern.place, word=kind(pattern))
    moment = cast_as(dated(compiler, node.arguments[0]), "TIMESTAMP")
    pieces = []
    end = 0
    for found in PATTERN.finditer(pattern.value):
        if found.start() != end:
            break
        end = found.end()
        pieces.append(_piece(compiler, found, moment, pattern))
    if end != len(pattern.value) or not pieces:
        raise QueryProblem("date_format", pattern.place, word=pattern.value[:40])
    made = pieces[0]
    for piece in pieces[1:]:
        made = exp.DPipe(this=made, expression=piece)
    return Typed(exp.Paren(this=made), Type.TEXT)


def _piece(
    compiler: Compiler, found: re.Match[str], moment: exp.Expr, pattern: tree.Text
) -> exp.Expr:
    written = found[0]
    if found[2] is None:
        free = found[1].replace("''", "'") if found[1] else "'" if found[1] == "" else written
        return compiler.parameter(free)
    if written in CODES:
        return called("strftime", moment, compiler.parameter(CODES[written]))
    if written == "w":
        return cast_as(called("week", moment), "VARCHAR")
    if written == "xx":
        year = called("strftime", moment, compiler.parameter("%G"))
        return called("right", year, compiler.parameter(2))
    if written in NAMED:
        unit, table, width = NAMED[written]
        names = compiler.parameter(list(named(compiler.context.lang, table, width)))
        return called("list_extract", names, called(unit, moment))
    raise QueryProblem("date_format", pattern.place, word=pattern.value[:40])


NAMED = {
    **dict.fromkeys(("E", "EE", "EEE"), ("isodow", "days", "abbreviated")),
    "EEEE": ("isodow", "days", "wide"),
    "MMM": ("month", "months", "abbreviated"),
    "MMMM": ("month", "months", "wide"),
}


@cache
def named(lang: str, kind: str, width: str) -> tuple[str, ...]:
    """Names from Monday or January on; French where the language is not known."""
    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("fr")
    table: Mapping[int, Any] = getattr(locale, kind)["format"][width]
    return tuple(table[number] for number in sorted(table))


DATE_FUNCTIONS: Mapping[str, Callable[[Compiler, Any], Typed]] = {
    **{name: part(name) for name in PARTS},
    "weekday": weekday,
    "millisecond": millisecond,
    "now": now,
    "date_format": date_format,
}
