"""Facets as links with counts, and the active filters as sentences one can take away."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.design.spoken import spoken
from parvis.design.text import capital
from parvis.records import hooks
from parvis.records.models import Published
from parvis.records.search.query import BOX
from parvis.site import parts
from parvis.site.queries import ListQuery, address

SHOWN = 8  # values of one filter
FIRST = 6  # filters that a list counts and shows at once
# facets whose values are uuids of records, or names of what has no record
RECORDS = ("organisation", "application", "operator")


@cache
def titles(language: str) -> dict[str, str]:
    """What each facet is called, in a language (the one that is active); rooms add theirs through
    the `facet_titles` hook."""
    known = {"type": _("Nature"), "organisation": _("Qui en répond")}
    for answer in hooks.manager().hook.facet_titles():
        known |= {name: str(title) for name, title in answer.items()}
    return known


def labels(name: str, values: Iterable[str], request: HttpRequest) -> dict[str, str]:
    """What people read for values of a facet (URIs of vocabularies, types, organisations)."""
    values = list(values)
    if name == "type":
        kinds = hooks.record_types()
        return {value: str(kinds[value].many) for value in values if value in kinds}
    if name in RECORDS:
        wanted = [uuid for value in values if (uuid := as_uuid(value))]
        rows = parts.organisations(request, wanted).values()
        names = {value: value for value in values if as_uuid(value) is None}
        return names | {str(r.pk): r.title for r in rows if r.state == Published.State.LIVE}
    return hooks.first("facet_labels", facet=name, values=values) or {}


def as_uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def wanted(query: ListQuery, names: tuple[str, ...]) -> tuple[str, ...]:
    """The filters that a page counts and shows: the first ones and those in force, or all of them
    when they were asked for. Counting is most of what a list of 100,000 records costs."""
    if query.every:
        return names
    return tuple(name for n, name in enumerate(names) if n < FIRST or name in query.filters)


def groups(
    query: ListQuery,
    counts: dict[str, list[tuple[str, int]]],
    names: tuple[str, ...],
    request: HttpRequest,
    total: int,
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Facet groups for the template, and the sentences of the active filters.

    A group whose only value all `total` records have would filter nothing: it is left out.
    """
    called = titles(spoken())
    shown: list[dict[str, Any]] = []
    active = [
        {"text": _("Zone : %(box)s") % {"box": value}, "url": toggled(query, BOX, value)}
        for value in query.filters.get(BOX, ())
    ]
    for name in names:
        chosen = query.filters.get(name, [])
        values = counts.get(name, [])[:SHOWN]
        read = labels(name, {*(value for value, _count in values), *chosen}, request)
        if name in RECORDS:  # one that this reader may not see is no filter
            values = [pair for pair in values if pair[0] in read]
        title = called.get(name, name)
        active += [
            {"text": title + _(" : ") + read.get(value, value), "url": toggled(query, name, value)}
            for value in chosen
        ]
        if not chosen and [count for _value, count in values] == [total]:
            continue
        shown.append(
            {
                "title": title,
                "open": bool(chosen),
                "items": [
                    {
                        "title": capital(read.get(value, value)),
                        "count": count,
                        "url": toggled(query, name, value),
                        "current": value in chosen,
                    }
                    for value, count in values
                ],
            }
        )
    return shown, active


def toggled(query: ListQuery, name: str, value: str) -> str:
    """The address with one more filter, or one less when it is already there."""
    chosen = query.filters.get(name, [])
    kept = [v for v in chosen if v != value] if value in chosen else [*chosen, value]
    filters = {**query.filters, name: kept}
    return address(ListQuery(query.text, filters, query.sort, every=query.every))
