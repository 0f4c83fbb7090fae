"""A page of rows as a table, in the order that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.explore import answers
from parvis.catalogue.rows import cells
from parvis.catalogue.rows.asked import Asked, context
from parvis.catalogue.rows.columns import Described, named
from parvis.catalogue.rows.source import GivenRows
from parvis.lake.query import tree
from parvis.lake.query.schema import SPATIAL
from parvis.lake.rows import Answer
from parvis.records.projection import View

A_PAGE = 20
AN_EXTRACT = 5
FIRST = 6  # columns shown unless all are asked
REACH = 10_000  # rows that are leafed through when they are filtered or sorted


@dataclass(frozen=True)
class Table:
    """`total` rows are found of `all` that there are; `pages` can be leafed through."""

    caption: str
    headings: list[str]
    rows: list[list[Any]]
    numeric: list[int]
    total: int
    all: int
    pages: int
    hidden: int  # columns that are not shown


def shown(known: Sequence[Described], ask: Asked) -> list[Described]:
    """The first columns, those that are filtered or sorted on among them. Coordinates stand in
    the place that is made of them."""
    if ask.every:
        return list(known)
    wanted = {ask.sort.removeprefix("-"), *(one.name for one in ask.chosen)}
    wanted |= {name for _end, name, _value in ask.bounds}
    place = any(one.type in SPATIAL for one in known)
    told = [one for one in known if not (place and one.meaning in {"latitude", "longitude"})]
    first = {one.name for one in told[:FIRST]}
    return [one for one in known if one.name in first | wanted]


def table(source: GivenRows, known: Sequence[Described], ask: Asked) -> Table:
    """Raises ClauseProblem, QueryProblem or EngineProblem."""
    columns = shown(known, ask)
    query = tree.Query(
        select=tuple(tree.Output(tree.Column(one.name)) for one in columns),
        where=ask.where(source.schema),
        order_by=ask.order(source.schema),
        limit=A_PAGE,
        offset=(ask.page - 1) * A_PAGE,
    )
    reach = REACH if query.where or query.order_by else source.count
    if query.offset >= max(reach, 1):
        answer, total = Answer((), []), source.total(query, context())
    else:
        answer = answers.asked(source, query, context())
        total = answers.counted(source, query, context(), answer)
    pages = max(1, ceil(min(total, reach) / A_PAGE))
    first = query.offset + 1
    return Table(
        caption(first, first + len(answer.rows) - 1, total),
        [one.heading for one in columns],
        cells.rows(columns, answer.rows),
        [n for n, one in enumerate(columns) if one.numeric],
        total,
        source.count,
        pages,
        len(known) - len(columns),
    )


def caption(first: int, last: int, total: int) -> str:
    ends = {"first": first, "last": last, "total": total}
    values = {name: cells.number(value) for name, value in ends.items()}
    return _("Lignes %(first)s à %(last)s sur %(total)s") % values


def sort_words(known: Sequence[Described], ask: Asked) -> str:
    """How the rows stand, in words."""
    if not ask.sort:
        return _("dans l’ordre où elles sont rangées")
    column = named(list(known)).get(ask.sort.removeprefix("-"))
    title = {"column": column.title if column else ask.sort}
    if ask.sort.startswith("-"):
        return _("par « %(column)s », du plus grand au plus petit") % title
    return _("par « %(column)s », du plus petit au plus grand") % title


def sorts(known: Sequence[Described], ask: Asked) -> list[tuple[str, str]]:
    """(value, words) of each order that the form offers."""
    offered = [("", _("Sans ordre particulier"))]
    for one in shown(known, ask):
        if one.type not in SPATIAL:
            offered.append((one.name, _("%(column)s, croissant") % {"column": one.title}))
            offered.append((f"-{one.name}", _("%(column)s, décroissant") % {"column": one.title}))
    return offered


def extract(view: View, source: GivenRows, known: Sequence[Described]) -> dict[str, Any]:
    """The first rows, for the page of the data set. Raises EngineProblem."""
    columns = shown(known, Asked())
    select = tuple(tree.Output(tree.Column(one.name)) for one in columns)
    found = source.answer(tree.Query(select, limit=AN_EXTRACT), context()).rows
    total = source.count
    return {
        "caption": ngettext(
            "La première ligne", "Les %(num)s premières lignes", len(found)
        ) % {"num": len(found)},
        "headings": [one.heading for one in columns],
        "rows": cells.rows(columns, found),
        "numeric": [n for n, one in enumerate(columns) if one.numeric],
        "total": total,
        "columns": len(known),
        "lang": view.lang(),
    }  # fmt: skip
