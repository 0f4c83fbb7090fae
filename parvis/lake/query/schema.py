"""What a version's rows are made of, as queries see it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol


class Type(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    POINT = "point"
    SHAPE = "shape"
    RANGE = "range"
    """A group's bounds, a struct of `low` (in) and `high` (out), null when open."""
    CELL = "cell"
    """A cluster of points, a struct of the `lon` and `lat` of its centre."""
    NULL = "null"


NUMERIC = frozenset({Type.INTEGER, Type.NUMBER})
TEMPORAL = frozenset({Type.DATE, Type.DATETIME})
DIGITS = NUMERIC | TEMPORAL
SPATIAL = frozenset({Type.POINT, Type.SHAPE})


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the physical column too.

    Stored as VARCHAR, BIGINT, DOUBLE (or DECIMAL), BOOLEAN, DATE, TIMESTAMP WITH TIME ZONE or
    GEOMETRY (longitude, latitude); `many` makes it a list of these.
    `folded` names a column that holds `words.fold` of the value; `bounds` four columns (west,
    south, east, north; two of them twice for a point) that hold the extent of the geometry. Both
    only make answers faster.
    """

    name: str
    type: Type
    meaning: str = ""
    many: bool = False
    folded: str | None = None
    bounds: tuple[str, str, str, str] | None = None


class Words(Protocol):
    """In which of so many rows each word stands that is of no number nor date."""

    rows: int

    def holding(self, word: str, begins: bool = False, slack: int = 0) -> int:
        """The rows, as `bits`, of a word, of all that begin so, of those that differ by at most so
        many letters."""
        ...


class Places(Protocol):
    """Where each of so many rows is, by the point of its `place`."""

    rows: int

    def within(self, box: tuple[float, float, float, float]) -> int | None:
        """The rows, as `bits`, from a west, a south, to an east and a north; None where to look
        for them takes as long as to read them."""
        ...


@dataclass(frozen=True, slots=True)
class Schema:
    """`sequence` names a column that numbers the rows: equal rows keep one order from page to page.
    `everything` names a column that holds the folded text of all columns, for full text; `words`
    and `places` tell rows by their `sequence`, counted from 0. They only make answers faster. With
    `hidden`, some rows are: the numbers of the others say how many, and are told by no answer."""

    columns: tuple[Column, ...]
    sequence: str | None = None
    everything: str | None = None
    words: Words | None = field(default=None, compare=False)
    places: Places | None = field(default=None, compare=False)
    hidden: bool = False

    @property
    def place(self) -> Column | None:
        """The column that says where a row is: the first of its kind."""
        return next((one for one in self.columns if one.type in SPATIAL and not one.many), None)

    def find(self, name: str) -> Column | None:
        """By exact name, or by the only name that differs by its case."""
        for column in self.columns:
            if column.name == name:
                return column
        lowered = name.lower()
        alike = [column for column in self.columns if column.name.lower() == lowered]
        return alike[0] if len(alike) == 1 else None

    def only(self, names: Collection[str]) -> Schema:
        """Without the other columns; the text of all of them would tell what they hold."""
        kept = tuple(column for column in self.columns if column.name in names)
        whole = len(kept) == len(self.columns)
        if whole:
            return replace(self, columns=kept)
        return replace(self, columns=kept, everything=None, words=None, places=None)
