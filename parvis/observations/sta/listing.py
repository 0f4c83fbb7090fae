"""A page of entities: filtered, counted, in order, each with what is expanded of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from parvis.observations import conditions as c
from parvis.observations import reading
from parvis.observations.sta import kinds, orders
from parvis.observations.sta.asking import asking, told
from parvis.observations.sta.columns import FIELDS
from parvis.observations.sta.entities import OBSERVATION, Entity, Type
from parvis.observations.sta.expand import expanded, joined
from parvis.observations.sta.options import Options
from parvis.observations.sta.orm import Said
from parvis.observations.sta.problems import StaProblem, shown
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.shapes import Plain, shape
from parvis.observations.sta.source import Source


@dataclass(frozen=True)
class Page:
    """`next`: the token of the page after, "" of the last; `count` None when it is not asked."""

    entity: Entity
    rows: Sequence[Any]
    next: str
    count: int | None


def page(asked: Asked, found: Source, options: Options) -> Page:
    """Raises StaProblem, QueryProblem, EngineProblem."""
    check_selected(found.entity, options.select)
    if found.entity is OBSERVATION:
        return measured(asked, found, options)
    rows = found.rows
    assert rows is not None
    if options.filter is not None:
        rows = rows.filter(asked.condition(found.entity, options.filter))
    count = rows.count() if options.count else None
    keys = orders.keys(asked.meaning(found.entity), options.orderby, found.ranked)
    rows = orders.sorted_by(rows, keys).defer(*unread(found.entity, options.select))
    if options.token:
        after = orders.read(options.token, [key.kind for key in keys])
        rows = rows.filter(Said(orders.beyond(keys, after)))
    skip = 0 if options.token else options.skip
    kept = list(rows[skip : skip + options.size + 1]) if options.size else []
    more = len(kept) > options.size
    kept = kept[: options.size]
    token = orders.token(orders.place(kept[-1], keys)) if more else ""
    return Page(found.entity, kept, token, count)


def measured(asked: Asked, found: Source, options: Options) -> Page:
    where = c.both(found.where, told(asked, options.filter))
    count = reading.count(where) if options.count else None
    ask = asking(where, found.scoped, options)
    kept = reading.page(replace(ask, limit=options.size + 1)) if options.size else []
    more = len(kept) > options.size
    kept = kept[: options.size]
    token = orders.token(orders.place_of(kept[-1], ask.whole_order)) if more else ""
    return Page(OBSERVATION, kept, token, count)


def check_selected(entity: Entity, select: tuple[tuple[str, ...], ...]) -> None:
    for name, *_inside in select:
        if name not in entity.by_name and name not in ("id", "@iot.selfLink"):
            known = ", ".join(entity.by_name)
            raise StaProblem("property", value=shown(name), entity=entity.name, known=known)


def unread(entity: Entity, select: tuple[tuple[str, ...], ...]) -> list[str]:
    """The fields that `$select` leaves out, of those that take long to read."""
    told = {name for name, *_inside in select}
    heavy = [one for one in entity.properties if one.type in (Type.JSON, Type.PLACE)]
    fields = [FIELDS[entity.name][one.name] for one in heavy if one.name not in told]
    return [one for one in fields if select and isinstance(one, str)]


def body(asked: Asked, root: str, found: Page, options: Options) -> list[Plain]:
    """The entities of a page in the JSON of the standard."""
    more = expanded(asked, root, found.entity, found.rows, joined(options.expand))
    several = kinds.several(found.rows)
    return [
        shape(root, found.entity, row, options.select, more.get(number), several)
        for number, row in enumerate(found.rows)
    ]


def next_link(address: str, given: Sequence[tuple[str, str]], token: str) -> str:
    """The same question, from where the page ended."""
    kept = [(name, value) for name, value in given if name not in ("$skip", "$skiptoken")]
    return f"{address}?{urlencode([*kept, ('$skiptoken', token)], quote_via=quote, safe='$')}"


__all__ = ["Page", "body", "next_link", "page"]
