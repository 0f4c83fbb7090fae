"""What the address of a page of rows asks, read once at the edge, and the address that asks it.

q=tilleul  refine=espece:if  min.hauteur=3  max.hauteur=12,5  sort=-hauteur  columns=all  page=2
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from parvis.catalogue.explore.asked import (
    FARTHEST,
    MOST,
    check,
    choice,
    several,
    shown,
    whole_number,
    within,
)
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.design.spoken import spoken
from parvis.lake.query import facets, instants, odsql_write, tree
from parvis.lake.query.facets import Facet, Refinement
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Column, Schema, Type
from parvis.lake.query.sql import NAMES, Context
from parvis.lake.query.tree import Node, both

LONGEST = 500  # characters of a value
ENDS = ("min", "max")
SIGNS: Mapping[str, tree.ComparisonSign] = {"min": ">=", "max": "<="}

Value = int | float | date  # a moment is a date too


@dataclass(frozen=True)
class Asked:
    """`bounds`: (end, column) → the value as it was written; `sort`: a column, "-" before it for
    the largest first; `every`: all columns, not the first ones; `further`: all filters likewise."""

    words: str = ""
    chosen: tuple[Refinement, ...] = ()
    bounds: tuple[tuple[str, str, str], ...] = ()
    sort: str = ""
    every: bool = False
    further: bool = False
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.words or self.chosen or self.bounds)

    def values(self, column: str) -> list[str]:
        return [one.value for one in self.chosen if one.name == column]

    def bound(self, end: str, column: str) -> str:
        return next((value for e, name, value in self.bounds if (e, name) == (end, column)), "")

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The address again, in a stable order, without its page."""
        if self.words:
            yield "q", self.words
        yield from (("refine", f"{one.name}:{one.value}") for one in self.chosen)
        yield from ((f"{end}.{name}", value) for end, name, value in self.bounds)
        if self.sort:
            yield "sort", self.sort
        if self.every:
            yield "columns", "all"
        if self.further:
            yield "filters", "all"

    def address(self, *more: tuple[str, str]) -> str:
        """ "?" alone for all the rows; `more` follows what the address already asks."""
        pages = [("page", str(self.page))] if self.page > 1 else []
        return "?" + urlencode([*self.pairs(), *more, *pages])

    def toggled(self, column: str, value: str) -> Asked:
        """With one more value of a column, or without it when it is there."""
        one = Refinement(column, value)
        kept = tuple(known for known in self.chosen if known != one)
        chosen = kept if one in self.chosen else (*kept, one)
        return replace(self, chosen=chosen, page=1)

    def where(self, schema: Schema) -> Node | None:
        """Raises ClauseProblem, which names the parameter."""
        known = [Facet(one.name, disjunctive=True) for one in self.chosen]
        refined = within("refine", facets.refined, schema, self.chosen, known)
        conditions = [
            within(f"{end}.{name}", bounded, schema, end, name, value)
            for end, name, value in self.bounds
        ]
        self.check_ends(schema)
        words = tree.Matches((), self.words, "search") if self.words else None
        return both(words, refined, *conditions)

    def check_ends(self, schema: Schema) -> None:
        for name in {name for _end, name, _value in self.bounds}:
            low, high = self.bound("min", name), self.bound("max", name)
            column = schema.find(name)
            if low and high and column and later(value_of(column, low), value_of(column, high)):
                raise QueryProblem("range", word=name)

    def order(self, schema: Schema) -> tuple[tree.Order, ...]:
        if not self.sort:
            return ()
        name = self.sort.removeprefix("-")
        column = within("sort", column_of, schema, name)
        return (tree.Order(tree.Column(column.name), self.sort.startswith("-")),)

    def written(self, schema: Schema) -> list[tuple[str, str]]:
        """The same question for the Explore API."""
        where, order = self.where(schema), self.order(schema)
        told = [("where", odsql_write.write(where))] if where else []
        for one in order:
            name = odsql_write.write(one.expression)
            told.append(("order_by", f"{name} desc" if one.descending else name))
        return [*told, ("timezone", settings.TIME_ZONE)]


def read(given: QueryDict) -> Asked:
    """Raises ExploreProblem or ClauseProblem. A parameter that no page of rows knows is left."""
    check(given)
    return Asked(
        words=text(given, "q"),
        chosen=tuple(dict.fromkeys(
            within("refine", facets.read_refinement, one) for one in several(given, "refine") if one
        )),
        bounds=tuple(bounds(given)),
        sort=text(given, "sort"),
        every=choice(given, "columns", ("all", ""), "") == "all",
        further=choice(given, "filters", ("all", ""), "") == "all",
        page=whole_number(given, "page", 1, 1, FARTHEST),
    )  # fmt: skip


def bounds(given: QueryDict) -> Iterator[tuple[str, str, str]]:
    found = 0
    for parameter in given:
        end, dot, name = parameter.partition(".")
        if dot and name and end in ENDS and (value := text(given, parameter)):
            found += 1
            yield end, name, value
    if found > MOST:
        raise ExploreProblem("many", field="min, max", value=found, high=MOST)


def text(given: QueryDict, name: str) -> str:
    value = str(given.get(name, "")).strip()
    if len(value) > LONGEST:
        raise ExploreProblem("long", field=shown(name), value=len(value), high=LONGEST)
    return value


def column_of(schema: Schema, name: str) -> Column:
    column = schema.find(name)
    if column is None:
        unknown("column", shown(name), [one.name for one in schema.columns], tree.Column(name))
    return column


def bounded(schema: Schema, end: str, name: str, written: str) -> Node:
    """A day is in whole, even of a column of moments."""
    column = column_of(schema, name)
    reference = tree.Column(column.name)
    value = value_of(column, written)
    if isinstance(value, datetime):
        return tree.Compare(SIGNS[end], reference, tree.Moment(value))
    if not isinstance(value, date):
        return tree.Compare(SIGNS[end], reference, tree.Number(value))
    if end == "max" and column.type is Type.DATETIME and value < date.max:
        return tree.Compare("<", reference, tree.Day(value + timedelta(days=1)))
    return tree.Compare(SIGNS[end], reference, tree.Day(value))


def value_of(column: Column, written: str) -> Value:
    if column.type in NUMERIC:
        return number(written)
    if column.type in TEMPORAL:
        return moment(written)
    raise QueryProblem(
        "type", word=column.name, given=NAMES[column.type], wanted=NAMES[Type.NUMBER]
    )


def number(written: str) -> int | float:
    """As French people write it too: « 1 234,5 »."""
    plain = written.replace(",", ".")
    for space in (" ", "\u00a0", "\u202f"):
        plain = plain.replace(space, "")
    try:
        value = float(plain.replace("−", "-"))
    except ValueError as error:
        raise QueryProblem("number", word=shown(written)) from error
    if not abs(value) < FARTHEST:  # not a number, or beyond what is exact
        raise QueryProblem("number", word=shown(written))
    return int(value) if value.is_integer() else value


def moment(written: str) -> date | datetime:
    """ISO 8601, or day/month/year."""
    day, *rest = written.split("/")
    french = f"{rest[1]}-{rest[0]}-{day}" if len(rest) == 2 and len(rest[1]) == 4 else written
    try:
        return instants.read(french)
    except ValueError as error:
        raise QueryProblem("date", word=shown(written)) from error


def later(low: Value, high: Value) -> bool:
    """A day and a moment are compared by their days."""
    if isinstance(low, date) and isinstance(high, date):
        return day(low) > day(high)
    if isinstance(low, date) or isinstance(high, date):
        return False
    return low > high


def day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def context() -> Context:
    """The clock of the territory, the language of the page."""
    return Context(now=timezone.now(), zone=settings.TIME_ZONE, lang=spoken())
