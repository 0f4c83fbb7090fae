"""`$expand`: the entities that a relation leads to, in place; one question a level, however many
rows there are above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from parvis.observations import conditions as c
from parvis.observations.sta import kinds, observed, orders, textual
from parvis.observations.sta.asking import asking, told
from parvis.observations.sta.columns import LINKS, RANKS
from parvis.observations.sta.entities import OBSERVATION, Entity, Relation, target
from parvis.observations.sta.kept import back
from parvis.observations.sta.options import Link, Options
from parvis.observations.sta.problems import StaProblem, shown
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.shapes import Plain, key_of, link, self_link, shape

MOST = 50_000  # entities of one level

Level = dict[int, dict[str, Any]]
"""What is expanded of each row, by its number in the page: `{"Datastreams": [...]}`"""


def joined(links: Sequence[Link]) -> tuple[Link, ...]:
    """`Datastream/Thing` is Thing inside Datastream; the same relation twice comes together."""
    found: dict[str, Link] = {}
    for one in links:
        name, *rest = one.path
        if rest:
            inner = Link(tuple(rest), one.options, one.place)
            one = Link((name,), Options(expand=(inner,)), one.place)
        if name in found:
            before = found[name].options
            kept = one.options if before == Options(expand=before.expand) else before
            both = (*before.expand, *one.options.expand)
            one = replace(one, options=replace(kept, expand=both))
        found[name] = one
    return tuple(found.values())


def expanded(
    asked: Asked, root: str, entity: Entity, rows: Sequence[Any], links: Sequence[Link]
) -> Level:
    """Raises StaProblem, QueryProblem, EngineProblem."""
    level: Level = defaultdict(dict)
    for one in links:
        relation = entity.relation(one.path[0])
        if relation is None:
            known = ", ".join(relation.name for relation in entity.relations)
            raise StaProblem(
                "relation", one.place, value=shown(one.path[0]), entity=entity.name, known=known
            )
        if not rows:
            continue
        if relation.many:
            many(Many(asked, root, entity, relation, one.options), rows, level)
        else:
            single(asked, root, entity, relation, rows, one.options, level)
    return level


def single(
    asked: Asked, root: str, entity: Entity, relation: Relation, rows: Sequence[Any],
    options: Options, level: Level,
) -> None:  # fmt: skip
    """A relation to one entity, which many rows may share."""
    far = target(relation)
    keys = [link(entity, relation.name, row) for row in rows]
    found = asked.rows(far, options.filter).filter(pk__in=set(keys))
    bodies = shaped(asked, root, far, list(found), options)
    for number, key in enumerate(keys):
        level[number][relation.name] = bodies.get(key)


def shaped(
    asked: Asked, root: str, entity: Entity, rows: Sequence[Any], options: Options
) -> dict[int, Plain]:
    """Each entity once, by its identifier."""
    more = expanded(asked, root, entity, rows, joined(options.expand))
    several = kinds.several(rows)
    return {
        key_of(row): shape(root, entity, row, options.select, more.get(number), several)
        for number, row in enumerate(rows)
    }


class Found(NamedTuple):
    """Of each parent, its rows, and how many there are; where a row stands in their order."""

    rows: Mapping[int, Sequence[Any]]
    counts: Mapping[int, int]
    place: Callable[[Any], Sequence[Any]]


class Many:
    """A relation to many: the first of each, how many there are, where the rest is."""

    def __init__(
        self, asked: Asked, root: str, entity: Entity, relation: Relation, options: Options
    ) -> None:
        self.asked, self.root, self.entity = asked, root, entity
        self.relation, self.options, self.far = relation, options, target(relation)

    def found(self, ids: Sequence[int]) -> Found:
        return self.measured(ids) if self.far is OBSERVATION else self.kept(ids)

    def kept(self, ids: Sequence[int]) -> Found:
        name = back(self.entity, self.relation)
        rows: QuerySet[Any] = self.asked.rows(self.far, self.options.filter)
        rows = rows.filter(**{f"{name}__in": ids}).annotate(parent=F(name))
        counts: dict[int, int] = {}
        if self.options.count:
            grouped = rows.order_by().values("parent").annotate(n=Count("pk"))
            counts = {row["parent"]: row["n"] for row in grouped}
        own = RANKS.get(self.entity.name, {}).get(self.relation.name)
        rows = rows if own is None else rows.annotate(rank_of=F(own))
        meaning = self.asked.meaning(self.far)
        keys = orders.keys(meaning, self.options.orderby, own is not None)
        ordered = orders.placed(rows, keys)
        rank = Window(RowNumber(), partition_by=[F("parent")], order_by=orders.ways(keys))
        first, last = self.options.skip, self.options.skip + self.options.size + 1
        ranked = ordered.annotate(rank=rank).filter(rank__gt=first, rank__lte=last)
        found: dict[int, list[Any]] = defaultdict(list)
        for row in ranked[: MOST + 1] if self.options.size else ():
            found[row.parent].append(row)
        return Found(found, counts, lambda row: orders.place(row, keys))

    def measured(self, ids: Sequence[int]) -> Found:
        column = LINKS["Observation"][self.entity.name]
        unseen = observed.not_of(self.asked.sight.unseen)
        where = c.both(
            None if column == "datastream" else unseen, told(self.asked, self.options.filter)
        )
        counts = observed.counts(column, ids, where) if self.options.count else {}
        ask = asking(where, column == "datastream", self.options)
        size = self.options.size
        limit = size if size == 1 and observed.latest(ask) else size + 1
        rows = observed.first_of_each(column, ids, replace(ask, limit=limit))
        return Found(rows, counts, lambda row: orders.place_of(row, ask.whole_order))

    def further(self, key: int, token: str) -> str:
        """The address of what follows."""
        own = f"{self_link(self.root, self.entity, key)}/{self.relation.name}"
        given = [*textual.parameters(self.options), ("$skiptoken", token)]
        return f"{own}?{urlencode(given, quote_via=quote, safe='$')}"


def many(of: Many, rows: Sequence[Any], level: Level) -> None:
    ids = list(dict.fromkeys(key_of(row) for row in rows))
    found = of.found(ids)
    size = of.options.size
    children = [row for some in found.rows.values() for row in some[:size]]
    if len(children) > MOST:
        raise StaProblem("much", most=MOST)
    bodies = shaped(of.asked, of.root, of.far, unique(children), of.options)
    name = of.relation.name
    for number, row in enumerate(rows):
        key = key_of(row)
        some = found.rows.get(key, ())
        told: dict[str, Any] = level[number]
        told[name] = [bodies[key_of(child)] for child in some[:size]]
        if of.options.count:
            told[f"{name}@iot.count"] = found.counts.get(key, 0)
        if len(some) > size > 0:
            told[f"{name}@iot.nextLink"] = of.further(
                key, orders.token(found.place(some[size - 1]))
            )


def unique(rows: Sequence[Any]) -> list[Any]:
    by_key: Mapping[int, Any] = {key_of(row): row for row in rows}
    return list(by_key.values())
