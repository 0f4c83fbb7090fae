"""What an expression means, said once for every engine: recent rows are asked of the relational
database, sealed ones of their files, and both must give the same.

Two values as OData has it: a comparison with what is absent is false (`ne`: true), so that `not`
keeps the rows that lack the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from parvis.lake.query import instants, tree
from parvis.lake.query.geometry import to_wkt
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.tree import Node
from parvis.observations.instants import SECOND, of
from parvis.observations.sta.columns import column
from parvis.observations.sta.entities import Entity
from parvis.observations.sta.forms import Constant, Expression, Field, Ids, every, made, some, walk
from parvis.observations.sta.functions import FUNCTIONS
from parvis.observations.sta.literals import Clock
from parvis.observations.sta.references import reference
from parvis.observations.sta.values import (
    FACES,
    SAID,
    Kind,
    Value,
    mismatch,
)


@dataclass(frozen=True, slots=True)
class Among(Node):
    """An identifier is one of those that another question found."""

    column: tree.Column
    ids: object


class Meaning:
    """Expressions about one kind of entity. `zone` is that of times without one."""

    def __init__(self, entity: Entity, now: datetime, zone: tzinfo) -> None:
        self.entity, self.now, self.zone = entity, now, zone

    def condition(self, node: Node) -> Expression:
        """Raises QueryProblem, StaProblem."""
        return self.want(self.value(node), Kind.BOOLEAN)

    def value(self, node: Node) -> Value:
        match node:
            case tree.Column():
                return column(reference(self.entity, node))
            case tree.Arithmetic():
                return self.computed(node)
            case tree.Call():
                return self.called(node)
            case tree.Logic() | tree.Not() | tree.Compare() | Among():
                return Value(Kind.BOOLEAN, self.truth(node), node=node)
        return self.literal(node)

    def truth(self, node: tree.Logic | tree.Not | tree.Compare | Among) -> Expression:
        if isinstance(node, tree.Compare):
            return self.compared(node)
        if isinstance(node, tree.Not):
            return made("no", self.condition(node.operand))
        if isinstance(node, Among):
            return made("among", self.value(node.column).main, Ids(node.ids))
        join = every if node.op == "and" else some
        return join([self.condition(one) for one in node.operands])

    def literal(self, node: Node) -> Value:
        if isinstance(node, tree.Null):
            return Value(Kind.NULL, Constant(False), node=node)
        if isinstance(node, tree.Interval):
            ends = [self.literal(one).main for one in (node.start, node.end)]
            return Value(Kind.TIME, ends[0], ends[1], node=node)
        if isinstance(node, tree.Shape):
            text = Constant(to_wkt(node.geometry))
            return Value(Kind.PLACE, made("shape", text), node=node)
        kind, value = self.written(node)
        return Value(kind, Constant(value), node=node)

    def written(self, node: Node) -> tuple[Kind, str | float | bool]:
        """What a literal says, and of which kind."""
        match node:
            case tree.Number(value):
                return Kind.NUMBER, value
            case tree.Text(text):
                return Kind.TEXT, text
            case tree.Boolean(true):
                return Kind.BOOLEAN, true
            case tree.Moment() | tree.Day() | Clock() | tree.Quantity():
                return self.when(node)
        raise QueryProblem("unexpected", node.place, word=type(node).__name__.lower())

    def when(self, node: tree.Moment | tree.Day | Clock | tree.Quantity) -> tuple[Kind, int]:
        if isinstance(node, tree.Moment):
            return Kind.TIME, self.micros(node.value)
        if isinstance(node, tree.Day):
            return Kind.DAY, (node.value - date(1970, 1, 1)).days
        if isinstance(node, Clock):
            return Kind.CLOCK, of_clock(node)
        return Kind.SPAN, round(node.value * SECOND)

    def micros(self, value: datetime) -> int:
        return of(value if value.tzinfo else value.replace(tzinfo=self.zone))

    def want(self, value: Value, kind: Kind) -> Expression:
        """The value as one of a kind, or a refusal that shows its place."""
        if value.kind is kind:
            return value.main
        if value.kind is Kind.DYNAMIC and kind in value.faces:
            return value.faces[kind]
        raise mismatch(value, kind)

    def called(self, node: tree.Call) -> Value:
        found = FUNCTIONS.get(node.name)
        if found is None:
            unknown("function", node.name, list(FUNCTIONS), node)
        wanted, kind, make = found
        kinds = wanted.get(len(node.arguments))
        if kinds is None:
            counts = {"given": len(node.arguments), "wanted": next(iter(wanted))}
            raise QueryProblem("arguments", node.place, word=node.name, **counts)
        given = [self.argument(one, of) for one, of in zip(node.arguments, kinds, strict=True)]
        if node.name == "now":
            given = [Constant(self.micros(self.now))]
        return Value(kind, make(given), node=node)

    def argument(self, node: Node, kind: Kind) -> Expression:
        value = self.value(node)
        if kind is Kind.TIME:
            value = self.timed(value, Value(Kind.TIME, value.main))
        return self.want(value, kind)

    def compared(self, node: tree.Compare) -> Expression:
        left, right = self.value(node.left), self.value(node.right)
        if node.op == "<>":
            same = tree.Compare("=", node.left, node.right, place=node.place)
            return made("no", self.compared(same))
        if Kind.NULL in (left.kind, right.kind):
            return self.nothing(node, left, right)
        left, right = self.timed(left, right), self.timed(right, left)
        kind = common(left, right, node)
        if kind is Kind.TIME:
            return self.times(node.op, left, right)
        return made(signed(node.op, kind), self.want(left, kind), self.want(right, kind))

    def nothing(self, node: tree.Compare, left: Value, right: Value) -> Expression:
        """`eq null`: it is absent; nothing is before or after what is absent."""
        if node.op != "=":
            raise QueryProblem("unexpected", node.place, word="null")
        if left.kind is right.kind:
            return Constant(True)
        said = (right if left.kind is Kind.NULL else left).main
        if not any(isinstance(part, Field) for part in walk(said)):
            return Constant(False)  # what the question itself says is there
        return made("absent", said)

    def timed(self, value: Value, other: Value) -> Value:
        """A text beside a time is one, as several clients write it; a day begins at midnight."""
        if other.kind is not Kind.TIME:
            return value
        if isinstance(value.node, tree.Text) and value.kind is Kind.TEXT:
            return self.literal(moment_of(value.node))
        if isinstance(value.node, tree.Day):
            start = datetime.combine(value.node.value, datetime.min.time())
            return self.literal(tree.Moment(start, place=value.node.place))
        return value

    def times(self, op: str, left: Value, right: Value) -> Expression:
        """Intervals are before one another when they do not touch; `le` and `ge` compare both
        ends."""
        if left.end is None and right.end is None:
            return made(op, left.main, right.main)
        ends = [value.main if value.end is None else value.end for value in (left, right)]
        if op == "<":  # the second is implied, and an index of starts serves it
            return every([made("<", ends[0], right.main), made("<", left.main, right.main)])
        if op == ">":
            return made(">", left.main, ends[1])
        pairs = [made(op, left.main, right.main), made(op, ends[0], ends[1])]
        return every(pairs)

    def computed(self, node: tree.Arithmetic) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        kinds = (left.kind, right.kind)
        if Kind.TIME in kinds or Kind.SPAN in kinds:
            return self.shifted(node, left, right)
        sides = (self.want(left, Kind.NUMBER), self.want(right, Kind.NUMBER))
        return Value(Kind.NUMBER, made(node.op, *sides), node=node)

    def shifted(self, node: tree.Arithmetic, left: Value, right: Value) -> Value:
        """Times and lengths of time: moved, subtracted, multiplied."""
        match left.kind, node.op, right.kind:
            case (Kind.TIME, "+" | "-", Kind.SPAN):
                end = None if left.end is None else made(node.op, left.end, right.main)
                return Value(Kind.TIME, made(node.op, left.main, right.main), end, node=node)
            case (Kind.SPAN, "+", Kind.TIME):
                return self.shifted(node, right, left)
            case (Kind.TIME, "-", Kind.TIME) | (Kind.SPAN, "+" | "-", Kind.SPAN):
                return Value(Kind.SPAN, made(node.op, left.main, right.main), node=node)
            case (Kind.SPAN, "*" | "/", Kind.NUMBER) | (Kind.NUMBER, "*", Kind.SPAN):
                return Value(Kind.SPAN, made(node.op, left.main, right.main), node=node)
        given, wanted = SAID[right.kind], SAID[left.kind]
        raise QueryProblem("compare", node.place, word=node.op, left=wanted, right=given)


def signed(op: str, kind: Kind) -> str:
    """Texts follow one another by the number of their letters, in every engine."""
    return f"text{op}" if kind is Kind.TEXT and op != "=" else op


def of_clock(node: Clock) -> int:
    value = node.value
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * SECOND + value.microsecond


def moment_of(node: tree.Text) -> tree.Moment:
    try:
        value = instants.read(node.value)
    except ValueError as error:
        raise QueryProblem("date", node.place, word=node.value[:40]) from error
    if not isinstance(value, datetime):
        value = datetime.combine(value, datetime.min.time())
    return tree.Moment(value, place=node.place)


def common(left: Value, right: Value, node: tree.Compare) -> Kind:
    """The kind under which two values are compared."""
    if left.kind is right.kind and left.kind not in (Kind.DYNAMIC, Kind.PLACE):
        return left.kind
    if left.kind is Kind.DYNAMIC and right.kind is Kind.DYNAMIC:
        return Kind.TEXT if node.op == "=" else Kind.NUMBER
    for one, other in ((left, right), (right, left)):
        if one.kind is Kind.DYNAMIC and other.kind in FACES:
            return other.kind
    raise QueryProblem(
        "compare", node.place, word=node.op, left=SAID[left.kind], right=SAID[right.kind]
    )
