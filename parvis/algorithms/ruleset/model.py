"""A set of rules as typed data: a small closed language, of which nothing is ever run as code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Value = Decimal | bool | dt.date | str
Texts = Mapping[str, str]  # by language: {"fr": …, "en": …}; French is always there
ON = "date_de_la_decision"  # the day that parameters are taken of; a step may read it


class Kind(StrEnum):
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"


class Source(StrEnum):
    DATASET = "dataset"
    DECLARED = "declared"
    COMPUTED = "computed"


class Shape(StrEnum):
    """How the value of a parameter is written: one number, or a table of rows."""

    NUMBER = "number"
    THRESHOLDS = "thresholds"  # rows by rising number
    CHOICES = "choices"  # rows by the value of a choice


class Do(StrEnum):
    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"  # to QUOTIENT decimals
    MIN = "min"
    MAX = "max"
    ROUND = "round"
    COMPARE = "compare"
    ALL = "all"
    ANY = "any"
    NOT = "not"
    IF = "if"
    LOOKUP = "lookup"  # the row of the highest threshold that is reached
    SCALE = "scale"  # each slice at its own rate
    INTERPOLATE = "interpolate"  # a straight line between two thresholds, flat beyond
    MATCH = "match"
    SCORE = "score"  # sum of criteria, each by its weight
    BETWEEN = "between"  # whole days, months or years from one date to another


class Comparison(StrEnum):
    BELOW = "below"
    AT_MOST = "at_most"
    EQUAL = "equal"
    DIFFERENT = "different"
    AT_LEAST = "at_least"
    ABOVE = "above"


class Rounding(StrEnum):
    NEAREST = "nearest"  # half away from zero
    EVEN = "even"  # half to the even neighbour
    DOWN = "down"  # towards minus infinity
    UP = "up"


class Span(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Input:
    """What is known of the person's situation, and where it comes from.

    `dataset`: the slug of the data set it is read in. `ground`: by what right it is read.
    """

    name: str
    kind: Kind
    label: Texts
    source: Source
    unit: str = ""
    dataset: str = ""
    ground: str = ""
    choices: Mapping[str, Texts] | None = None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class Row:
    key: Decimal | str
    value: Decimal | str


Content = Decimal | tuple[Row, ...]


@dataclass(frozen=True)
class Period:
    """The value of a parameter from a day to another, both included."""

    since: dt.date
    until: dt.date | None
    value: Content

    def holds(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Parameter:
    """What an authority decided: a price, a rate, a scale; `text` is the act that says so."""

    name: str
    shape: Shape
    label: Texts
    periods: tuple[Period, ...]
    unit: str = ""
    text: str = ""
    claims: tuple[str, ...] = ()

    def on(self, day: dt.date) -> Period | None:
        return next((period for period in self.periods if period.holds(day)), None)

    @property
    def gives(self) -> Kind:
        """What one finds in it."""
        content = self.periods[0].value
        if isinstance(content, Decimal) or isinstance(content[0].value, Decimal):
            return Kind.NUMBER
        return Kind.CHOICE


Operand = str | Decimal  # a name, or a number written in the rules


@dataclass(frozen=True)
class Step:
    name: str
    label: Texts
    do: Do
    of: tuple[Operand, ...]
    unit: str = ""
    table: str = ""
    option: str = ""  # how it compares, rounds or counts time
    decimals: int = 0
    weights: tuple[Operand, ...] = ()
    why: Texts | None = None


@dataclass(frozen=True)
class Example:
    """A public test: these figures, on this day, give this outcome."""

    label: Texts
    on: dt.date
    inputs: Mapping[str, object]
    outcome: str


@dataclass(frozen=True)
class Rules:
    """`document` is what was read; `version` its digest, short enough to be printed."""

    title: Texts
    inputs: tuple[Input, ...]
    parameters: tuple[Parameter, ...]
    steps: tuple[Step, ...]
    outcome: str
    tests: tuple[Example, ...]
    version: str
    document: Mapping[str, object]

    def named(self) -> Iterator[Input | Parameter | Step]:
        yield from self.inputs
        yield from self.parameters
        yield from self.steps

    def find(self, name: str) -> Input | Parameter | Step | None:
        return next((one for one in self.named() if one.name == name), None)

    @property
    def last(self) -> Step:
        """The step whose value is the outcome."""
        return next(step for step in self.steps if step.name == self.outcome)
