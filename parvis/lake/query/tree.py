"""One expression tree for every query language; a node remembers where it stood in the text.

Places are never compared: two trees are equal when they mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

from parvis.lake.query.geometry import Geometry
from parvis.lake.query.schema import Type


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of the text; `line` and `column` count from one."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """`written` keeps what a number loses, as the zero that begins a commune's code."""

    value: int | float
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Null(Node):
    pass


@dataclass(frozen=True, slots=True)
class Day(Node):
    value: date


@dataclass(frozen=True, slots=True)
class Moment(Node):
    """Without a zone, the moment is told by the clock of the query's own zone."""

    value: datetime


@dataclass(frozen=True, slots=True)
class Shape(Node):
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Box(Node):
    """West, south, east, north, or with elevations west, south, low, east, north, high."""

    bounds: tuple[float, ...]

    @property
    def flat(self) -> tuple[float, float, float, float]:
        if len(self.bounds) == 4:
            west, south, east, north = self.bounds
        else:
            west, south, _, east, north, _ = self.bounds
        return west, south, east, north


@dataclass(frozen=True, slots=True)
class Slot(Node):
    """A value that is given each time the query is asked, by the name of its parameter; a box
    (`type` is SHAPE) by several (`sql_spatial.slots`)."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Quantity(Node):
    """A number with the unit written after it: `10km`, `1 day`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Unbounded(Node):
    """The open end of an interval, `..`"""


@dataclass(frozen=True, slots=True)
class Interval(Node):
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Items(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Column(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """`*`"""


@dataclass(frozen=True, slots=True)
class Not(Node):
    """With `absent`, a row that lacks the value is kept too, as ODSQL has it."""

    operand: Node
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Logic(Node):
    op: Literal["and", "or"]
    operands: tuple[Node, ...]


ComparisonSign = Literal["=", "<>", "<", "<=", ">", ">="]
ArithmeticSign = Literal["+", "-", "*", "/", "%", "div", "^"]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    op: ComparisonSign
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    op: ArithmeticSign
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Like(Node):
    """CQL2's pattern: `%` any characters, `_` one, a backslash before either takes it as it is."""

    operand: Node
    pattern: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class RowNumber(Node):
    """The number of a row in the version, from 0. No query language writes it."""


@dataclass(frozen=True, slots=True)
class Numbered(Node):
    """Rows by their number in the version, both ends in. No query language writes it."""

    first: Node
    last: Node


@dataclass(frozen=True, slots=True)
class Ordinal(Node):
    """A comparison of the whole numbers that stand beside a column, under this `name`, in its order
    (`steps`). No query language writes it."""

    op: ComparisonSign
    name: str
    number: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    operand: Node
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InRange(Node):
    operand: Node
    low: Node
    high: Node
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Member(Node):
    """The value is among those of a column of several values."""

    value: Node
    column: Column


@dataclass(frozen=True, slots=True)
class IsNull(Node):
    operand: Node


Mode = Literal["words", "search", "suggest", "startswith"]


@dataclass(frozen=True, slots=True)
class Matches(Node):
    """Full text. No column means every visible one.

    `words` all of them, `word*` a beginning; `search` forgives typing and ends with a beginning;
    `suggest` a phrase that may be unfinished; `startswith` the value's own first characters.
    `slots`: the words are given each time the query is asked, as `Slot`; those here are like them.
    """

    columns: tuple[Column, ...]
    words: str
    mode: Mode = "words"
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """`percent` is of `percentile` only, 0 to 100."""

    name: str
    operand: Node
    distinct: bool = False
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Steps(Node):
    """Groups between fixed steps, low bound in, high bound out; `below`, `above` open the ends."""

    operand: Node
    steps: tuple[Node, ...]
    below: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class Width(Node):
    """Groups of equal width: a number, or for dates a quantity such as `1 day`."""

    operand: Node
    width: Node


@dataclass(frozen=True, slots=True)
class Cluster(Node):
    """Points close to each other: `radius` pixels at `zoom`, a tile being 256 pixels wide."""

    operand: Node
    zoom: int
    radius: int = 40


@dataclass(frozen=True, slots=True)
class Each(Node):
    """One group for each of the values that a row's column holds."""

    operand: Column


@dataclass(frozen=True, slots=True)
class Random(Node):
    seed: int


@dataclass(frozen=True, slots=True)
class Output(Node):
    """`label` is the alias, or the expression as it was written."""

    expression: Node
    alias: str | None = None
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`include(pop*)`, `exclude(pop)`"""

    pattern: str
    keep: bool


@dataclass(frozen=True, slots=True)
class Order(Node):
    expression: Node
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Nothing selected means every visible column, or with `group_by` the groups alone."""

    select: tuple[Output | Choice, ...] = ()
    where: Node | None = None
    group_by: tuple[Output, ...] = ()
    order_by: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0


def children(node: Node) -> Iterator[Node]:
    for spec in fields(node):
        value = getattr(node, spec.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth; without recursion, for a tree may be hostile."""
    pending = [(node, 1)]
    while pending:
        current, depth = pending.pop()
        yield current, depth
        pending.extend((child, depth + 1) for child in children(current))


def both(*conditions: Node | None) -> Node | None:
    """The conjunction of those given, or nothing."""
    given = tuple(condition for condition in conditions if condition is not None)
    if len(given) < 2:
        return given[0] if given else None
    return Logic("and", given)
