"""A tree becomes DuckDB's SQL, as a sqlglot tree: types checked, every value a parameter.

No text from outside is ever part of the SQL: names come from the schema, values are bound. What
is written here never raises in the engine (`TRY`, `NULLIF`): an error would tell of rows that a
policy hides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlglot import exp

from parvis.lake.query import instants, tree
from parvis.lake.query.literals import LITERAL, adapted
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Column, Schema, Type
from parvis.lake.query.tree import Node
from parvis.records.problems import gettext_noop

ROWS = "rows"
"""The name under which SQL reads the rows; only a policy puts a table behind it."""

SIGNS: Mapping[str, type[exp.Binary]] = {
    "=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPERATORS: Mapping[str, type[exp.Binary]] = {
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div, "%": exp.Mod, "div": exp.IntDiv,
}  # fmt: skip
NAMES = {
    Type.TEXT: gettext_noop("un texte"),
    Type.INTEGER: gettext_noop("un nombre"),
    Type.NUMBER: gettext_noop("un nombre"),
    Type.BOOLEAN: gettext_noop("un oui ou non"),
    Type.DATE: gettext_noop("une date"),
    Type.DATETIME: gettext_noop("une date avec heure"),
    Type.POINT: gettext_noop("un lieu"),
    Type.SHAPE: gettext_noop("une forme"),
    Type.RANGE: gettext_noop("un intervalle"),
    Type.CELL: gettext_noop("un groupe de lieux"),
    Type.NULL: gettext_noop("une valeur absente"),
}


@dataclass(frozen=True, slots=True)
class Context:
    """`zone` is the clock of dates without one, and of years, days and hours that are computed.

    `projection` (`EPSG:…`) is what places of an answer are in, first east or longitude; "" is
    WGS 84. A place that a projection cannot hold is absent.
    """

    now: datetime
    zone: str = "Europe/Paris"
    lang: str = "fr"
    projection: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    sql: exp.Expr
    type: Type
    many: bool = False


def called(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def attempt(sql: exp.Expr) -> exp.Expr:
    """Null where the engine would raise."""
    return called("TRY", sql)


def exactly(node: tree.Call, *counts: int) -> None:
    """Refuse any other number of arguments."""
    given = len(node.arguments)
    if given not in counts:
        raise QueryProblem("arguments", node.place, word=node.name, given=given, wanted=counts[0])


def cast_as(sql: exp.Expr, kind: str) -> exp.Expr:
    return exp.cast(sql, _type(kind).copy())


@cache
def _type(kind: str) -> exp.DataType:
    return exp.DataType.build(kind, dialect="duckdb")


def closed(sql: exp.Expr) -> exp.Expr:
    """In parentheses when it is made of operators: sqlglot writes none of its own."""
    open_ended = exp.Binary | exp.Not | exp.In
    return exp.Paren(this=sql) if isinstance(sql, open_ended) else sql


def every(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return exp.and_(*conditions, copy=False) if len(conditions) > 1 else conditions[0]


def some(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return exp.or_(*conditions, copy=False) if len(conditions) > 1 else conditions[0]


def physical(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=ROWS)


def kind(node: Node) -> str:
    """How a node is named in a refusal, when nothing better is at hand."""
    if isinstance(node, tree.Column):
        return node.name
    if isinstance(node, tree.Call | tree.Aggregate):
        return node.name
    if isinstance(node, tree.Text | tree.Number | tree.Boolean | tree.Day | tree.Moment):
        return str(node.value)[:40]
    return {"Shape": "géométrie", "Items": "liste"}.get(type(node).__name__, "expression")


@dataclass
class Compiler:
    """One for a query: it numbers the parameters. `columns` records which columns were read."""

    schema: Schema
    context: Context
    emitters: Mapping[type[Node], Callable[[Compiler, Any], Typed]]
    prefix: str = "p"
    parameters: dict[str, Any] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)

    def parameter(self, value: Any) -> exp.Placeholder:
        name = f"{self.prefix}{len(self.parameters)}"
        self.parameters[name] = value
        return exp.Placeholder(this=name)

    def named(self, name: str, value: Any) -> exp.Placeholder:
        """A parameter that bears the same name in every query."""
        self.parameters[name] = value
        return exp.Placeholder(this=name)

    def column(self, node: tree.Column) -> Column:
        column = self.schema.find(node.name)
        if column is None:
            unknown("column", node.name, [column.name for column in self.schema.columns], node)
        self.columns.add(column.name)
        return column

    def emit(self, node: Node) -> Typed:
        return self.emitters.get(type(node), _misplaced)(self, node)

    def condition(self, node: Node) -> exp.Expr:
        made = self.emit(node)
        if made.type not in {Type.BOOLEAN, Type.NULL} or made.many:
            raise QueryProblem("condition", node.place, word=kind(node))
        return made.sql

    def want(self, node: Node, wanted: frozenset[Type], said: str) -> Typed:
        """The node, which must be of one of these types."""
        made = self.emit(adapted(node, min(wanted, key=list(Type).index)))
        if (made.type not in wanted and made.type is not Type.NULL) or made.many:
            self.refuse_type(node, made, said)
        return made

    def refuse_type(self, node: Node, made: Typed, said: str) -> None:
        given = gettext_noop("une liste") if made.many else NAMES[made.type]
        raise QueryProblem("type", node.place, word=kind(node), given=given, wanted=said)

    def zone(self) -> exp.Expr:
        instants.zone(self.context.zone)
        return self.parameter(self.context.zone)

    def local(self, made: Typed) -> exp.Expr:
        """A date, or the clock time of an instant in the query's zone."""
        return made.sql if made.type is Type.DATE else called("timezone", self.zone(), made.sql)

    def instant(self, value: datetime) -> datetime:
        zoned = value if value.tzinfo else value.replace(tzinfo=instants.zone(self.context.zone))
        try:
            return zoned.astimezone(UTC)
        except OverflowError as error:
            raise QueryProblem("date", word=value.isoformat()) from error

    def midnight(self, day: date, later: int = 0) -> exp.Expr:
        """The instant at which the day, or the one `later`, begins."""
        try:
            moved = day + timedelta(days=later)
        except OverflowError as error:
            raise QueryProblem("date", word=day.isoformat()) from error
        return self.parameter(self.instant(datetime(moved.year, moved.month, moved.day)))

    def matched(self, *nodes: Node) -> list[Node]:
        """Literals read as the first other thing they stand beside: '2026-01-01' beside a date."""
        for node in nodes:
            if not isinstance(node, LITERAL):
                target = self.emit(node).type
                return [adapted(item, target) for item in nodes]
        return list(nodes)

    def compare(self, op: str, left: Node, right: Node, at: Node) -> exp.Expr:
        left, right = self.matched(left, right)
        if isinstance(left, tree.Day) and self.emit(right).type is Type.DATETIME:
            left, right, op = right, left, MIRRORED[op]
        first = self.emit(left)
        if isinstance(right, tree.Day) and first.type is Type.DATETIME:
            return self.within_day(op, first.sql, right.value)
        second = self.emit(right)
        if first.many or second.many:
            return self.compare_many(op, first, second, at)
        self.comparable(first, second, op, at)
        if {first.type, second.type} == {Type.DATE, Type.DATETIME}:
            first, second = self.as_days(first), self.as_days(second)
        return SIGNS[op](this=closed(first.sql), expression=closed(second.sql))

    def compare_many(self, op: str, first: Typed, second: Typed, at: Node) -> exp.Expr:
        """A column of several values equals a value that is one of them."""
        if op != "=" or first.many == second.many:
            raise QueryProblem(
                "compare",
                at.place,
                word=op,
                left=gettext_noop("une liste"),
                right=gettext_noop("une valeur"),
            )
        many, one = (first, second) if first.many else (second, first)
        self.comparable(Typed(many.sql, many.type), one, op, at)
        return called("list_contains", many.sql, one.sql)

    def comparable(self, first: Typed, second: Typed, op: str, at: Node) -> None:
        groups = ({Type.TEXT}, NUMERIC, {Type.BOOLEAN}, TEMPORAL)
        types = {first.type, second.type} - {Type.NULL}
        if not any(types <= group for group in groups):
            left, right = NAMES[first.type], NAMES[second.type]
            raise QueryProblem("compare", at.place, word=op, left=left, right=right)

    def as_days(self, made: Typed) -> Typed:
        return Typed(cast_as(self.local(made), "DATE"), Type.DATE)

    def within_day(self, op: str, sql: exp.Expr, day: date) -> exp.Expr:
        """A day beside an instant is all of it: equal from its first moment to its last."""
        start, end = self.midnight(day), self.midnight(day, 1)
        inside = every([exp.GTE(this=sql, expression=start), exp.LT(this=sql, expression=end)])
        return {
            "=": inside,
            "<>": exp.Not(this=exp.Paren(this=inside)),
            "<": exp.LT(this=sql, expression=start),
            "<=": exp.LT(this=sql, expression=end),
            ">": exp.GTE(this=sql, expression=end),
            ">=": exp.GTE(this=sql, expression=start),
        }[op]


def _misplaced(compiler: Compiler, node: Node) -> Typed:
    if isinstance(node, tree.Aggregate):
        raise QueryProblem("aggregate_here", node.place, word=node.name)
    if isinstance(node, tree.Steps | tree.Width | tree.Cluster | tree.Each | tree.Random):
        raise QueryProblem("group_only", node.place, word="range")
    raise QueryProblem("condition", node.place, word=kind(node))


def _column(compiler: Compiler, node: tree.Column) -> Typed:
    column = compiler.column(node)
    return Typed(physical(column.name), column.type, column.many)


def _number(compiler: Compiler, node: tree.Number) -> Typed:
    whole = isinstance(node.value, int)
    return Typed(compiler.parameter(node.value), Type.INTEGER if whole else Type.NUMBER)


def _moment(compiler: Compiler, node: tree.Moment) -> Typed:
    return Typed(compiler.parameter(compiler.instant(node.value)), Type.DATETIME)


def _not(compiler: Compiler, node: tree.Not) -> Typed:
    inner = compiler.condition(node.operand)
    if node.absent:
        inner = exp.Coalesce(this=exp.Paren(this=inner), expressions=[exp.false()])
    return Typed(exp.Not(this=exp.Paren(this=inner)), Type.BOOLEAN)


def _logic(compiler: Compiler, node: tree.Logic) -> Typed:
    parts = [exp.Paren(this=compiler.condition(operand)) for operand in node.operands]
    return Typed(every(parts) if node.op == "and" else some(parts), Type.BOOLEAN)


def _compare(compiler: Compiler, node: tree.Compare) -> Typed:
    return Typed(compiler.compare(node.op, node.left, node.right, node), Type.BOOLEAN)


def _arithmetic(compiler: Compiler, node: tree.Arithmetic) -> Typed:
    left = compiler.want(node.left, NUMERIC, NAMES[Type.NUMBER])
    right = compiler.want(node.right, NUMERIC, NAMES[Type.NUMBER])
    summed = any(isinstance(inner, tree.Aggregate) for inner, _ in tree.walk(node))
    both = left.type is right.type is Type.INTEGER
    whole = both and not summed and node.op not in {"/", "^"}
    kind = "BIGINT" if whole else "DOUBLE"
    first, second = cast_as(left.sql, kind), cast_as(right.sql, kind)
    if node.op in {"/", "%", "div"}:
        second = exp.Nullif(this=second, expression=cast_as(compiler.parameter(0), kind))
    if node.op == "^":
        made = called("pow", first, second)
    else:
        made = OPERATORS[node.op](this=first, expression=second)
    # Doubles never overflow; TRY, which whole numbers need, cannot hold an aggregate.
    return Typed(
        attempt(made) if whole else exp.Paren(this=made), Type.INTEGER if whole else Type.NUMBER
    )


def _between(compiler: Compiler, node: tree.Between) -> Typed:
    low = compiler.compare(">=", node.operand, node.low, node)
    high = compiler.compare("<=", node.operand, node.high, node)
    return Typed(every([exp.Paren(this=low), exp.Paren(this=high)]), Type.BOOLEAN)


def row_number(compiler: Compiler) -> exp.Column:
    assert compiler.schema.sequence is not None
    return physical(compiler.schema.sequence)


def _numbered(compiler: Compiler, node: tree.Numbered) -> Typed:
    ends = [compiler.emit(end).sql for end in (node.first, node.last)]
    found = exp.Between(this=row_number(compiler), low=ends[0], high=ends[1])
    return Typed(found, Type.BOOLEAN)


def _ordinal(compiler: Compiler, node: tree.Ordinal) -> Typed:
    number = compiler.emit(node.number).sql
    made = SIGNS[node.op](this=physical(node.name), expression=number)
    return Typed(made, Type.BOOLEAN)


def _in_range(compiler: Compiler, node: tree.InRange) -> Typed:
    signs = (">" if node.low_open else ">=", "<" if node.high_open else "<=")
    ends = zip(signs, (node.low, node.high), strict=True)
    parts = [compiler.compare(sign, node.operand, end, node) for sign, end in ends]
    return Typed(every([exp.Paren(this=part) for part in parts]), Type.BOOLEAN)


def _in(compiler: Compiler, node: tree.In) -> Typed:
    operand, *items = compiler.matched(node.operand, *node.items)
    made = compiler.emit(operand)
    days = any(isinstance(item, tree.Day) for item in items) and made.type is Type.DATETIME
    if made.many or days or not items:
        parts = [compiler.compare("=", operand, item, node) for item in items]
        return Typed(exp.Paren(this=some(parts or [exp.false()])), Type.BOOLEAN)
    values = []
    for item in items:
        value = compiler.emit(item)
        compiler.comparable(made, value, "in", node)
        values.append(value.sql)
    return Typed(exp.In(this=closed(made.sql), expressions=values), Type.BOOLEAN)


def _member(compiler: Compiler, node: tree.Member) -> Typed:
    return Typed(compiler.compare("=", node.column, node.value, node), Type.BOOLEAN)


def _is_null(compiler: Compiler, node: tree.IsNull) -> Typed:
    made = compiler.emit(node.operand)
    return Typed(exp.Is(this=closed(made.sql), expression=exp.Null()), Type.BOOLEAN)


Emitter = Callable[[Compiler, Any], Typed]
VALUES: Mapping[type[Node], Emitter] = {
    tree.Column: _column,
    tree.Text: lambda compiler, node: Typed(compiler.parameter(node.value), Type.TEXT),
    tree.Number: _number,
    tree.Boolean: lambda compiler, node: Typed(compiler.parameter(node.value), Type.BOOLEAN),
    tree.Null: lambda compiler, node: Typed(exp.Null(), Type.NULL),
    tree.Day: lambda compiler, node: Typed(compiler.parameter(node.value), Type.DATE),
    tree.Moment: _moment,
    tree.Slot: lambda compiler, node: Typed(exp.Placeholder(this=node.name), node.type),
    tree.Not: _not,
    tree.Logic: _logic,
    tree.Compare: _compare,
    tree.Arithmetic: _arithmetic,
    tree.Between: _between,
    tree.RowNumber: lambda compiler, node: Typed(row_number(compiler), Type.INTEGER),
    tree.Numbered: _numbered,
    tree.Ordinal: _ordinal,
    tree.InRange: _in_range,
    tree.In: _in,
    tree.Member: _member,
    tree.IsNull: _is_null,
}
