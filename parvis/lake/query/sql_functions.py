"""Functions on texts, numbers and lists, and the table of all functions by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.bounds import PATTERN_WILDCARDS
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import NUMERIC, Type
from parvis.lake.query.sql import NAMES, Compiler, Emitter, Typed, called, cast_as, every, exactly
from parvis.lake.query.sql_dates import DATE_FUNCTIONS
from parvis.lake.query.sql_math import MATH_FUNCTIONS
from parvis.lake.query.sql_spatial import SPATIAL_FUNCTIONS
from parvis.lake.query.sql_temporal import TEMPORAL_FUNCTIONS
from parvis.lake.query.tree import Node
from parvis.records.problems import gettext_noop

ANY_TEXT = frozenset({Type.TEXT})


def on_text(make: Callable[[exp.Expr], exp.Expr], result: Type) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 1)
        made = compiler.want(node.arguments[0], ANY_TEXT, NAMES[Type.TEXT])
        return Typed(make(made.sql), result)

    return emit


def on_number(name: str) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 1)
        made = compiler.want(node.arguments[0], NUMERIC, NAMES[Type.NUMBER])
        kind = "HUGEINT" if made.type is Type.INTEGER else "DOUBLE"
        return Typed(called(name, cast_as(made.sql, kind)), made.type)

    return emit


def caseless(sql: exp.Expr) -> exp.Expr:
    """Upper then lower, so that every letter of a family meets, final sigma and ß included."""
    lowered = called("lower", called("upper", sql))
    return called("replace", lowered, exp.Literal.string("ß"), exp.Literal.string("ss"))


def folded_text(make: Callable[[exp.Expr], exp.Expr]) -> Emitter:
    """CASEI and ACCENTI; they keep the type, and work on each value of a list too."""

    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 1)
        made = compiler.want(node.arguments[0], ANY_TEXT, NAMES[Type.TEXT])
        return Typed(make(made.sql), Type.TEXT)

    return emit


def ifnull(compiler: Compiler, node: tree.Call) -> Typed:
    exactly(node, 2)
    first, second = (compiler.emit(item) for item in compiler.matched(*node.arguments))
    compiler.comparable(first, second, "ifnull", node)
    both = {first.type, second.type}
    kind = Type.NUMBER if both == {Type.INTEGER, Type.NUMBER} else first.type
    return Typed(exp.Coalesce(this=first.sql, expressions=[second.sql]), kind)


def json_format(compiler: Compiler, node: tree.Call) -> Typed:
    """The text when it is JSON, else what is given instead, else the text itself."""
    exactly(node, 1, 2)
    made = compiler.want(node.arguments[0], ANY_TEXT, NAMES[Type.TEXT])
    otherwise = compiler.emit(node.arguments[1]).sql if len(node.arguments) == 2 else made.sql
    valid = exp.If(this=called("json_valid", made.sql), true=made.sql)
    return Typed(exp.Case(ifs=[valid], default=otherwise), Type.TEXT)


def like(compiler: Compiler, node: tree.Like) -> Typed:
    """Short patterns by LIKE; those that could be slow on long texts by a linear-time engine."""
    operand = compiler.want(node.operand, ANY_TEXT, NAMES[Type.TEXT])
    pattern, value = _pattern(node.pattern)
    wildcards = value.replace("\\%", "").count("%")
    if wildcards > PATTERN_WILDCARDS:
        raise QueryProblem("pattern", node.place, word=value[:40], limit=PATTERN_WILDCARDS)
    if wildcards <= 2:
        made = compiler.emit(pattern(tree.Text(value, place=node.pattern.place)))
        escape = exp.Literal.string("\\")
        found = exp.Like(this=operand.sql, expression=made.sql)
        return Typed(exp.Escape(this=found, expression=escape), Type.BOOLEAN)
    made = compiler.emit(pattern(tree.Text(_regex(value), place=node.pattern.place)))
    flags = exp.Literal.string("s")
    return Typed(called("regexp_full_match", operand.sql, made.sql, flags), Type.BOOLEAN)


def _pattern(node: Node) -> tuple[Callable[[Node], Node], str]:
    """The literal inside CASEI and ACCENTI, and what puts it back inside."""
    if isinstance(node, tree.Text):
        return (lambda inner: inner), node.value
    if (
        isinstance(node, tree.Call)
        and node.name in {"casei", "accenti"}
        and len(node.arguments) == 1
    ):
        wrap, value = _pattern(node.arguments[0])
        return (lambda inner: tree.Call(node.name, (wrap(inner),), place=node.place)), value
    raise QueryProblem(
        "argument", node.place, word="like", wanted=gettext_noop("un texte entre apostrophes")
    )


def _regex(pattern: str) -> str:
    """Without a letter of its own, so that CASEI and ACCENTI leave its meaning."""
    made = []
    letters = iter(pattern)
    for letter in letters:
        if letter == "\\":
            made.append(_literally(next(letters, "\\")))
        else:
            made.append({"%": ".*", "_": "."}.get(letter) or _literally(letter))
    return "".join(made)


def _literally(letter: str) -> str:
    if letter in "\\^]":
        return "\\" + letter
    return f"[{letter}]" if letter in ".*+?()[{}|$" else letter


def path(compiler: Compiler, node: tree.Call) -> Typed:
    """The first levels of a text that its separator cuts: `a/b/c`, `/`, 2 gives `a/b`."""
    exactly(node, 3)
    wanted = (ANY_TEXT, ANY_TEXT, frozenset({Type.INTEGER}))
    text, separator, depth = (
        compiler.want(argument, types, gettext_noop("un texte, un séparateur et un nombre entier"))
        for argument, types in zip(node.arguments, wanted, strict=True)
    )
    levels = called("string_split", text.sql, separator.sql)
    first = called("list_slice", levels, exp.Literal.number(1), depth.sql)
    return Typed(called("array_to_string", first, separator.sql.copy()), Type.TEXT)


def arrays(make: Callable[[exp.Expr, exp.Expr], exp.Expr]) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 2)
        first, second = (_list(compiler, item, node) for item in node.arguments)
        compiler.comparable(
            Typed(first.sql, first.type), Typed(second.sql, second.type), node.name, node
        )
        return Typed(make(first.sql, second.sql), Type.BOOLEAN)

    return emit


def _list(compiler: Compiler, node: Node, call: tree.Call) -> Typed:
    if isinstance(node, tree.Items):
        made = [compiler.emit(item) for item in node.items]
        for item in made[1:]:
            compiler.comparable(made[0], item, call.name, call)
        kind = made[0].type if made else Type.NULL
        return Typed(exp.Array(expressions=[item.sql for item in made]), kind, many=True)
    made_one = compiler.emit(node)
    if not made_one.many:
        compiler.refuse_type(node, made_one, gettext_noop("une liste"))
    return made_one


def has_all(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    return called("list_has_all", first, second)


def call(compiler: Compiler, node: tree.Call) -> Typed:
    function = FUNCTIONS.get(node.name.lower())
    if function is None:
        unknown("function", node.name, FUNCTIONS, node)
    return function(compiler, node)


FUNCTIONS: Mapping[str, Emitter] = {
    "length": on_text(lambda sql: called("length", sql), Type.INTEGER),
    "lower": on_text(lambda sql: called("lower", sql), Type.TEXT),
    "upper": on_text(lambda sql: called("upper", sql), Type.TEXT),
    "abs": on_number("abs"),
    "round": on_number("round"),
    "floor": on_number("floor"),
    "ceil": on_number("ceil"),
    "casei": folded_text(caseless),
    "accenti": folded_text(lambda sql: called("strip_accents", sql)),
    "ifnull": ifnull,
    "json_format": json_format,
    "path": path,
    "a_contains": arrays(has_all),
    "a_containedby": arrays(lambda first, second: has_all(second, first)),
    "a_overlaps": arrays(lambda first, second: called("list_has_any", first, second)),
    "a_equals": arrays(
        lambda first, second: every([has_all(first, second), has_all(second, first)])
    ),
    **DATE_FUNCTIONS,
    **MATH_FUNCTIONS,
    **SPATIAL_FUNCTIONS,
    **TEMPORAL_FUNCTIONS,
}
