"""What is asked of observations: a small typed tree, and the pages it is read by.

A column is a field of `measures.Row`, or `last` (the end, or else the start), `text` (a result
that is a text) or `result/0` (a number in a result that is a list). A comparison with an absent
value is neither true nor false, as in OData and SQL.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from parvis.observations.measures import Row, is_list

Scalar = int | float | str | bool | None
Sign = Literal["=", "<>", "<", "<=", ">", ">="]
CALCULATED = ("last", "text")
COLUMNS = frozenset({*Row._fields, *CALCULATED})
_PART = re.compile(r"result/([0-9]{1,9})", re.ASCII)
ALWAYS = frozenset({"id", "datastream", "feature", "start", "last"})  # never absent


def part(rank: int) -> str:
    """The column of a number in a result that is a list."""
    return f"result/{min(rank, 10**9 - 1)}"


def rank_of(column: str) -> int | None:
    """None of a column that is no part of a result."""
    found = _PART.fullmatch(column)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Column:
    name: str

    def __post_init__(self) -> None:
        if self.name not in COLUMNS and rank_of(self.name) is None:
            raise ValueError(f"no column of observations is called {self.name}")


@dataclass(frozen=True, slots=True)
class Value:
    value: Scalar


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Of numbers, as doubles; what is divided by zero is absent. `%` has the sign of `left`."""

    sign: Literal["+", "-", "*", "/", "%"]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Call:
    """`sql.FUNCTIONS` lists the names: of an instant, of a number, of a text."""

    name: str
    arguments: tuple[Term, ...]


Term = Column | Value | Arithmetic | Call


@dataclass(frozen=True, slots=True)
class Compare:
    left: Term
    sign: Sign
    right: Term


@dataclass(frozen=True, slots=True)
class Within:
    """One of whole numbers, however many."""

    term: Term
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    term: Term


@dataclass(frozen=True, slots=True)
class Holds:
    """A call that is true or false: `contains`, `startswith`, `endswith`."""

    call: Call


@dataclass(frozen=True, slots=True)
class Every:
    """All of them; of none, true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of them at least; of none, false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Told:
    """What another part of the room says itself, in the SQL of the engine a writer writes for."""

    written: Callable[[Any], tuple[str, tuple[Any, ...]]]


Condition = Told | Compare | Within | Absent | Holds | Every | Some | Not


def both(*parts: Condition | None) -> Condition | None:
    told = tuple(part for part in parts if part is not None)
    return told[0] if len(told) == 1 else Every(told) if told else None


@dataclass(frozen=True, slots=True)
class Order:
    """What is absent comes first, or last when `descending`."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A page: `after` is the place of the row before it (`place`), `skip` rows of it are left."""

    where: Condition | None = None
    order: tuple[Order, ...] = ()
    after: tuple[Scalar, ...] | None = None
    limit: int = 100
    skip: int = 0

    @property
    def whole_order(self) -> tuple[Order, ...]:
        """With the number of the row at its end, so that no two rows have the same place."""
        if any(each.column == "id" for each in self.order):
            return self.order
        descending = bool(self.order) and self.order[-1].descending
        return (*self.order, Order("id", descending))

    @property
    def whole_where(self) -> Condition | None:
        """With what comes after the row before."""
        if self.after is None:
            return self.where
        return both(self.where, beyond(self.whole_order, self.after))


def place(row: Row, order: tuple[Order, ...]) -> tuple[Scalar, ...]:
    """Where a row stands in an `Ask.whole_order`: what `after` is given."""
    return tuple(value_of(row, each.column) for each in order)


def value_of(row: Row, column: str) -> Any:
    if column == "text":
        raise ValueError("rows are not put in the order of their texts: order by `other`")
    if column in COLUMNS:
        return getattr(row, column)
    rank = rank_of(column)
    return None if rank is None else part_of(row.other, rank)


def part_of(other: str | None, rank: int) -> float | None:
    """The number of this rank in a result that is a list."""
    found = json.loads(other) if other and is_list(other) else ()
    value = found[rank] if rank < len(found) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def in_order(rows: list[Row], order: tuple[Order, ...]) -> list[Row]:
    for each in reversed(order):
        rows.sort(key=lambda row: _rank(value_of(row, each.column)), reverse=each.descending)
    return rows


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is not None, 0 if value is None else value)


def beyond(order: tuple[Order, ...], after: tuple[Scalar, ...]) -> Condition:
    """What comes after a place."""
    ways: list[Condition] = []
    same: list[Condition] = []
    for each, value in zip(order, after, strict=True):
        if further := _further(each, value):
            ways.append(Every((*same, further)))
        same.append(_equal(each.column, value))
    return Every((*_reach(order[0], after[0]), Some(tuple(ways))))


def _further(order: Order, value: Scalar) -> Condition | None:
    column = Column(order.column)
    if value is None:
        return None if order.descending else Not(Absent(column))
    further = Compare(column, "<" if order.descending else ">", Value(value))
    if order.descending and order.column not in ALWAYS:
        return Some((further, Absent(column)))
    return further


def _equal(name: str, value: Scalar) -> Condition:
    return Absent(Column(name)) if value is None else Compare(Column(name), "=", Value(value))


def _reach(order: Order, value: Scalar) -> Iterator[Condition]:
    """The same said of the first column alone: an index is read from there."""
    if order.column in ALWAYS:
        yield Compare(Column(order.column), "<=" if order.descending else ">=", Value(value))


ANY = (float("-inf"), float("inf"))


def span(where: Condition | None, name: str) -> tuple[float, float]:
    """The least and greatest value of a column that a condition may be true of."""
    low, high = ANY
    for part in parts(where):
        if isinstance(part, Within) and part.term == Column(name):
            low = max(low, min(part.values, default=high))
            high = min(high, max(part.values, default=low))
        if not (isinstance(part, Compare) and part.left == Column(name)):
            continue
        if not (isinstance(part.right, Value) and isinstance(part.right.value, int | float)):
            continue
        if part.sign in {"=", ">", ">="}:
            low = max(low, part.right.value)
        if part.sign in {"=", "<", "<="}:
            high = min(high, part.right.value)
    return low, high


def parts(where: Condition | None) -> Iterator[Condition]:
    if isinstance(where, Every):
        for part in where.parts:
            yield from parts(part)
    elif where is not None:
        yield where


def datastreams(where: Condition | None) -> tuple[int, ...] | None:
    """Those that a condition names when it says nothing else; None of any other."""
    if isinstance(where, Within) and where.term == Column("datastream"):
        return where.values
    if (
        isinstance(where, Compare) and where.left == Column("datastream") and where.sign == "="
        and isinstance(where.right, Value) and isinstance(where.right.value, int)
    ):  # fmt: skip
        return (where.right.value,)
    return None
