"""The filters of a page of rows: values with their counts, ends of intervals, those in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.rows import cells
from parvis.catalogue.rows.asked import Asked, context, day, moment
from parvis.catalogue.rows.columns import Described, named
from parvis.catalogue.rows.source import GivenRows
from parvis.lake.query import facets
from parvis.lake.query.facets import Facet
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import TEMPORAL, Column, Type
from parvis.records.projection import View

SHOWN = 5  # values of one column
COUNTED = 3  # columns whose values are counted
RANGED = 3  # columns of which a lowest and a highest value are asked
ALL = 20  # of each, when all filters are asked

Plain = dict[str, Any]
READERS: dict[Type, Callable[[str], Any]] = {
    Type.BOOLEAN: "true".__eq__,
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.DATE: date.fromisoformat,
    Type.DATETIME: datetime.fromisoformat,
}


def counted(known: Sequence[Described], ask: Asked) -> list[Described]:
    """The first columns of few values, and those in force; all of them when they are asked."""
    few = [one for one in known if one.few]
    chosen = {one.name for one in ask.chosen}
    most = ALL if ask.further else COUNTED
    return [one for n, one in enumerate(few) if n < most or one.name in chosen]


def groups(view: View, source: GivenRows, known: Sequence[Described], ask: Asked) -> list[Plain]:
    """As `ui.facets` takes them. All rows' counts are in the manifest: no question is put."""
    lang = view.lang()
    return [
        {
            "title": one.title,
            "lang": lang,
            "open": bool(ask.values(one.name)),
            "items": [
                {
                    "title": said(one, value),
                    "count": count,
                    "url": ask.toggled(one.name, value).address(),
                    "current": value in ask.values(one.name),
                }
                for value, count in counts(source, one, ask)
            ],
        }
        for one in counted(known, ask)
    ]


def counts(source: GivenRows, column: Described, ask: Asked) -> list[tuple[str, int]]:
    if not ask.filtered:
        return [(str(value), count) for value, count in column.profile["frequent"][:SHOWN]]
    facet = Facet(column.name, disjunctive=True, limit=SHOWN)
    others = tuple(one for one in ask.chosen if one.name != column.name)
    where = replace(ask, chosen=others).where(source.schema)
    query = facets.counts(source.schema, facet, where)
    found = source.answer(query, context()).rows
    told = [(written(value), count) for value, count in found]
    missing = [(value, 0) for value in ask.values(column.name) if value not in dict(told)]
    return told + missing


def written(value: Any) -> str:
    """A value as a refinement holds it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def said(column: Described, value: str) -> str:
    """A value that is told as text (by a manifest, in an address), as people read it."""
    if column.type not in READERS:
        return value
    try:
        read = READERS[column.type](value)
    except ValueError:  # `vu_a:2024`, a year alone, is a refinement too
        return value
    if isinstance(read, datetime):
        return cells.day(local(read))
    return str(cells.writer(column)(read))


def local(when: datetime) -> date:
    """The day of an instant by the clock of the territory."""
    return timezone.localdate(when) if when.tzinfo else when.date()


def active(source: GivenRows, known: Sequence[Described], ask: Asked) -> list[dict[str, str]]:
    """What is in force as sentences that can be taken away, as `ui.active_filters` takes them."""
    by_name = named(list(known))
    found: list[tuple[str, Asked]] = []
    if ask.words:
        words = _("Mots : %(words)s") % {"words": ask.words}
        found.append((words, replace(ask, words="", page=1)))
    for one in ask.chosen:
        column = by_name.get(one.name)
        title, value = (column.title, said(column, one.value)) if column else (one.name, one.value)
        found.append((f"{title} : {value}", ask.toggled(one.name, one.value)))
    for end, name, value in ask.bounds:
        kept = tuple(bound for bound in ask.bounds if bound[:2] != (end, name))
        words = end_words(end, by_name.get(name), source.schema.find(name), value)
        found.append((words, replace(ask, bounds=kept, page=1)))
    return [{"text": text, "url": without.address()} for text, without in found]


def end_words(end: str, column: Described | None, stored: Column | None, value: str) -> str:
    title = column.title if column else value
    if column and stored and column.type in TEMPORAL:
        value = cells.day(moment(value))
    values = {"column": title, "value": value}
    if end == "min":
        return _("%(column)s : à partir de %(value)s") % values
    return _("%(column)s : jusqu’à %(value)s") % values


def ranges(known: Sequence[Described], ask: Asked) -> list[Plain]:
    """Columns with a lowest and a highest value to ask, what is asked, what there is."""
    asked = {name for _end, name, _value in ask.bounds}
    possible = [one for one in known if one.ranged]
    most = ALL if ask.further else RANGED
    return [
        {
            "name": one.name,
            "heading": one.heading,
            "type": "date" if one.type in TEMPORAL else "text",
            "min": day_of(one, ask.bound("min", one.name)),
            "max": day_of(one, ask.bound("max", one.name)),
            "ends": ends(one),
            "open": one.name in asked,
        }
        for n, one in enumerate(possible)
        if n < most or one.name in asked
    ]


def day_of(column: Described, value: str) -> str:
    """What a field of dates takes: the day, in ISO 8601."""
    if not value or column.type not in TEMPORAL:
        return value
    try:
        return day(moment(value)).isoformat()
    except QueryProblem:  # said elsewhere on the page
        return value


def ends(column: Described) -> str:
    low, high = column.profile.get("least"), column.profile.get("most")
    if low is None or high is None:
        return ""
    return _("%(low)s à %(high)s") % {"low": said(column, low), "high": said(column, high)}


def more(known: Sequence[Described]) -> bool:
    """Whether there are filters that a page does not show at first."""
    few, ranged = sum(one.few for one in known), sum(one.ranged for one in known)
    return few > COUNTED or ranged > RANGED
