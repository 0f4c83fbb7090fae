"""A chart of the rows: a column to group by, what is worked out of each group. All in the address.

by=espece  calc=avg  of=hauteur
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import floor, isfinite, log10
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.catalogue.explore import answers
from parvis.catalogue.explore.asked import choice, shown, within
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.rows import cells
from parvis.catalogue.rows.asked import Asked, column_of, context, text
from parvis.catalogue.rows.columns import FEW_NUMBERS, Described, named
from parvis.catalogue.rows.filters import said, written
from parvis.catalogue.rows.source import GivenRows
from parvis.design import charts, dates
from parvis.design.axes import nice_axis
from parvis.design.spoken import spoken
from parvis.design.svg import Drawing
from parvis.lake.query import tree
from parvis.lake.query.schema import SPATIAL, TEMPORAL, Type
from parvis.lake.query.tree import Node, both

BARS = 20
POINTS = 400
STEPS = 12  # groups that a column of numbers is cut in
CALCULATIONS = ("count", "sum", "avg", "min", "max")
CALCULATED: Mapping[str, Callable[[], str]] = {
    "count": lambda: _("nombre de lignes"),
    "sum": lambda: _("somme"),
    "avg": lambda: _("moyenne"),
    "min": lambda: _("plus petite valeur"),
    "max": lambda: _("plus grande valeur"),
}
# the length of a period in days up to which its instants are grouped so; how they are written
PERIODS: tuple[tuple[float, str, str], ...] = (
    (3, "yyyy-MM-dd HH", "%Y-%m-%d %H"),
    (120, "yyyy-MM-dd", "%Y-%m-%d"),
    (3_700, "yyyy-MM", "%Y-%m"),
    (float("inf"), "yyyy", "%Y"),
)
Group = tuple[Any, float | None]


@dataclass(frozen=True)
class Choice:
    """`of` is None when rows are counted."""

    by: Described
    calc: str
    of: Described | None

    @property
    def value_words(self) -> str:
        if self.of is None:
            return _("Nombre de lignes")
        words = {"calc": CALCULATED[self.calc](), "column": self.of.heading}
        return _("%(column)s, %(calc)s") % words

    @property
    def title(self) -> str:
        return _("%(value)s, par « %(column)s »") % {
            "value": self.value_words, "column": self.by.title,
        }  # fmt: skip

    def pairs(self) -> list[tuple[str, str]]:
        told = [("by", self.by.name), ("calc", self.calc)]
        return [*told, ("of", self.of.name)] if self.of else told


@dataclass(frozen=True)
class Chart:
    choice: Choice
    drawing: Drawing
    words: str
    cut: bool  # whether there are more groups than are shown


def calculations() -> list[tuple[str, str]]:
    """(name, words) of what may be worked out of a group."""
    return [(name, words()) for name, words in CALCULATED.items()]


def groupable(known: Sequence[Described]) -> list[Described]:
    """Best first: few values, then time, then numbers, then texts that many rows may share."""
    several = [one for one in known if one.distinct > 1 or one.groups]
    possible = [one for one in several if one.type not in SPATIAL]
    return sorted(possible, key=rank)


def rank(column: Described) -> int:
    if column.few:
        return 0
    if column.type in TEMPORAL:
        return 1
    return 2 if column.ranged else 3


def read(given: QueryDict, source: GivenRows, known: Sequence[Described]) -> Choice | None:
    """What is asked, else the best that the rows lend themselves to; None when they do to nothing.

    Raises ExploreProblem or ClauseProblem.
    """
    by, of = asked(given, "by", source, known), asked(given, "of", source, known)
    calc = choice(given, "calc", CALCULATIONS, "count")
    possible = groupable(known)
    if by is None:
        by = possible[0] if possible else None
    elif by not in possible and by.type in SPATIAL:
        raise not_offered("by", by, possible)
    if by is None:
        return None
    if not any(text(given, name) for name in ("by", "calc", "of")):
        return best(by, source, known)
    if calc == "count":
        return Choice(by, calc, None)
    measures = [one for one in known if one.numeric]
    if of is None or not of.numeric:
        raise not_offered("of", of, measures)
    return Choice(by, calc, of)


def best(by: Described, source: GivenRows, known: Sequence[Described]) -> Choice:
    """Rows are counted, but where each group has as many: thirty-two measures a counter say nothing
    of how many bicycles passed, their average does."""
    rows = source.rows.count
    measure = next((one for one in known if one is not by and one.measured(rows)), None)
    if measure is None or not by.even(rows):
        return Choice(by, "count", None)
    return Choice(by, "avg", measure)


def asked(
    given: QueryDict, name: str, source: GivenRows, known: Sequence[Described]
) -> Described | None:
    value = text(given, name)
    return named(list(known))[within(name, column_of, source.schema, value).name] if value else None


def not_offered(name: str, one: Described | None, offered: Sequence[Described]) -> ExploreProblem:
    names = ", ".join(column.name for column in offered) or "–"
    return ExploreProblem("choice", field=name, value=shown(one.name if one else ""), known=names)


def chart(source: GivenRows, ask: Asked, chosen: Choice) -> Chart:
    """Raises ClauseProblem, QueryProblem or EngineProblem."""
    by = chosen.by
    if by.type in TEMPORAL and by.profile:
        return through_time(source, ask, chosen)
    if by.type in (Type.INTEGER, Type.NUMBER) and by.distinct > FEW_NUMBERS:
        return by_steps(source, ask, chosen)
    found, more = groups(source, ask, chosen, tree.Column(by.name), BARS, largest=True)
    bars = [(bar_name(by, key), value) for key, value in found]
    return Chart(chosen, drawn(chosen, bars), in_words(bars, more), more)


def bar_name(by: Described, key: Any) -> str:
    return said(by, written(key)) if by.type is Type.BOOLEAN else str(cells.writer(by)(key))


def groups(
    source: GivenRows, ask: Asked, chosen: Choice, key: Node, most: int, *, largest: bool
) -> tuple[list[Group], bool]:
    """The groups of rows that have a value, and whether there are more than `most`."""
    if chosen.of is None:
        value: Node = tree.Aggregate("count", tree.Everything())
    else:
        value = tree.Aggregate(chosen.calc, tree.Column(chosen.of.name))
    present = tree.Not(tree.IsNull(tree.Column(chosen.by.name)))
    by_key = tree.Order(tree.Column("key"))
    query = tree.Query(
        select=(tree.Output(tree.Column("key"), "key"), tree.Output(value, "value")),
        where=both(ask.where(source.schema), present),
        group_by=(tree.Output(key, "key"),),
        order_by=(tree.Order(value, True), by_key) if largest else (by_key,),
        limit=most + 1,
    )
    rows = answers.asked(source, query, context()).rows
    return [(row[0], told(row[1], chosen.calc)) for row in rows[:most]], len(rows) > most


def told(value: Any, calc: str) -> float | None:
    """An average says no more than four figures, or its whole part: the rest is noise."""
    if value is None:
        return None
    number = float(value)
    if calc != "avg" or not number or not isfinite(number):
        return number
    return round(number, max(0, 3 - floor(log10(abs(number)))))


def drawn(chosen: Choice, bars: Sequence[tuple[str, float | None]]) -> Drawing:
    return charts.bar_chart(
        bars,
        title=chosen.title,
        description=_("Les mêmes valeurs sont dans le tableau qui suit."),
        heading=chosen.by.title,
        value_heading=chosen.value_words,
        value_format=cells.number,
    )


def by_steps(source: GivenRows, ask: Asked, chosen: Choice) -> Chart:
    """Numbers, cut in steps of a round width."""
    least, most = (float(chosen.by.profile[end]) for end in ("least", "most"))
    ticks = nice_axis([least, most], count=STEPS).ticks
    width = ticks[1] - ticks[0]
    if chosen.by.type is Type.INTEGER:
        width = max(1.0, width)
    key = tree.Width(tree.Column(chosen.by.name), tree.Number(width))
    found, more = groups(source, ask, chosen, key, BARS * 2, largest=False)
    bars = [(step_words(chosen.by, bounds), value) for bounds, value in found]
    return Chart(chosen, drawn(chosen, bars), in_words(bars, more), more)


def step_words(by: Described, bounds: Mapping[str, float]) -> str:
    write = cells.writer(by)
    low, high = (float(bounds[end]) for end in ("low", "high"))
    whole = by.type is Type.INTEGER
    told = [write(int(one) if whole else one) for one in (low, high)]
    return _("de %(low)s à moins de %(high)s") % {"low": told[0], "high": told[1]}


def through_time(source: GivenRows, ask: Asked, chosen: Choice) -> Chart:
    """Years, months, days or hours, as long as the column says."""
    form, reading = period(chosen.by)
    key = tree.Call("date_format", (tree.Column(chosen.by.name), tree.Text(form)))
    found, more = groups(source, ask, chosen, key, POINTS, largest=False)
    points = [(datetime.strptime(key, reading), value) for key, value in found]
    words = moments(reading)
    if len(points) <= BARS:
        bars = [(words(when), value) for when, value in points]
        return Chart(chosen, drawn(chosen, bars), in_words(bars, more), more)
    drawing = charts.line_chart(
        [charts.Series(chosen.value_words, points)],
        title=chosen.title,
        description=_("Les mêmes valeurs sont dans le tableau qui suit."),
        x_heading=chosen.by.title,
        x_format=words,
        y_format=cells.number,
        zero=chosen.calc in ("count", "sum"),
    )
    named_ = [(words(when), value) for when, value in points]
    return Chart(chosen, drawing, in_words(named_, more), more)


def period(by: Described) -> tuple[str, str]:
    """How instants are grouped: written for the engine, then to be read again."""
    ends = [datetime.fromisoformat(str(by.profile[end])[:10]) for end in ("least", "most")]
    days = (ends[1] - ends[0]).days
    known = PERIODS if by.type is Type.DATETIME else PERIODS[1:]
    return next((form, reading) for most, form, reading in known if days <= most)


def moments(reading: str) -> Any:
    """The words of a period by the way it is read."""

    def words(when: date | datetime | float) -> str:
        assert isinstance(when, datetime)
        if reading == "%Y":
            return str(when.year)
        if reading == "%Y-%m":
            return dates.date_words(f"{when:%Y-%m}", spoken())
        if reading == "%Y-%m-%d":
            return dates.date_words(when.date(), spoken())
        return dates.moment_words(when, spoken())

    return words


def in_words(bars: Sequence[tuple[str, float | None]], more: bool) -> str:
    """What the eye would see first."""
    known = [(name, value) for name, value in bars if value is not None]
    if not known:
        return _("Aucune ligne n’a de valeur à montrer.")
    if not more and len(known) > 1 and len({value for _name, value in known}) == 1:
        return _("Tous ont la même valeur : %(value)s.") % {"value": cells.number(known[0][1])}
    high, low = max(known, key=value_of), min(known, key=value_of)
    values = {"high": high[0], "most": cells.number(high[1]),
              "low": low[0], "least": cells.number(low[1])}  # fmt: skip
    if more:
        return _("Le plus grand : %(high)s (%(most)s).") % values
    return _("Le plus grand : %(high)s (%(most)s). Le plus petit : %(low)s (%(least)s).") % values


def value_of(bar: tuple[str, float]) -> float:
    return bar[1]
