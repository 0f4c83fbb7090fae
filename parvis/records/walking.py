"""Walking the graph: the edges of one record page by page, and what lies around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from parvis.records import hooks
from parvis.records.audience import Audience
from parvis.records.models.published import Link, Published, circles
from parvis.records.projection import LINKS_SHOWN, Neighbour
from parvis.records.questions import Question, kept

MOST_NODES = 500
MOST_DEPTH = 3
OWN = UUID(int=2**128 - 1)  # stands for the record whose edges are chosen
WAYS = ((True, "subject", "object"), (False, "object", "subject"))


def ties(record: UUID, audience: Audience, offset: int, limit: int) -> tuple[list[Neighbour], int]:
    """Edges of a record from `offset` on, those that start there first; and how many there are."""
    found: list[Neighbour] = []
    total = 0
    for forward, here, there in WAYS:
        rows = edges(record, audience, here, there)
        count = rows.count()
        start = max(offset - total, 0)
        room = limit - len(found)
        if room and start < count:
            found += read(rows[start : start + room], forward, there)
        total += count
    return found, total


def edges(record: UUID, audience: Audience, here: str, there: str) -> QuerySet[Link]:
    shown = Q(**{f"{there}__state": Published.State.LIVE}) & circles(audience, f"{there}__")
    rows = Link.objects.filter(shown, **{here: record}, predicate__in=list(hooks.predicates()))
    return rows.order_by("predicate", f"{there}__title", "pk")


def read(rows: QuerySet[Link], forward: bool, there: str) -> list[Neighbour]:
    known = hooks.predicates()
    columns = (f"{there}_id", f"{there}__type", f"{there}__slug", f"{there}__title")
    return [
        Neighbour(known[predicate], forward, other, kind, slug, title, since, until)
        for predicate, since, until, other, kind, slug, title in rows.values_list(
            "predicate", "since", "until", *columns
        )
    ]


@dataclass(frozen=True)
class Node:
    """A record of the graph, `depth` steps away from where the walk began."""

    uuid: UUID
    type: str
    slug: str
    title: str
    depth: int

    @property
    def key(self) -> str:
        return f"{self.type}/{self.slug}"


class Edge(NamedTuple):
    """A published edge between two nodes of a walk, named by their keys; days as ISO 8601."""

    subject: str
    predicate: str
    object: str
    since: str | None
    until: str | None


@dataclass(frozen=True)
class Walk:
    """Nodes nearest first, the edges between them; `cut` when there was more than `most` nodes, or
    than LINKS_SHOWN edges one way from one of them."""

    nodes: list[Node]
    edges: list[Edge]
    cut: bool


def around(start: Node, audience: Audience, depth: int, most: int = MOST_NODES) -> Walk:
    """What lies within `depth` steps of a record, both ways, until there are `most`: two queries a
    step."""
    nodes = {start.key: start}
    found: dict[Edge, None] = {}
    level, cut = [start], False
    for step in range(1, depth + 1):
        if len(nodes) >= most:
            cut = True
            break
        following: list[Node] = []
        near, more = reached(level, audience)
        cut = cut or more
        for edge, key, far in near:
            if key not in nodes:
                if len(nodes) >= most:
                    cut = True
                    continue
                nodes[key] = Node(*far, step)
                following.append(nodes[key])
            found[edge] = None
        level = following
        if not level:
            break
    return Walk(list(nodes.values()), list(found), cut)


# an edge, and its other end: its key, and what Node begins with
Reached = tuple[Edge, str, tuple[UUID, str, str, str]]


def reached(level: Sequence[Node], audience: Audience) -> tuple[list[Reached], bool]:
    """The edges of these records, one record after the other, those that start there first; whether
    one has more than LINKS_SHOWN one way. Two queries."""
    known = hooks.predicates()
    ways, more = [], False
    for forward, _here, _there in WAYS:
        near: dict[UUID, tuple[str, list[Reached]]] = {one.uuid: (one.key, []) for one in level}
        ways.append(near)
        for own, predicate, other, kind, slug, title, since, until in NEAREST(
            list(near), (audience, forward)
        ):
            here, mine = near[own]
            there = f"{kind}/{slug}"
            ends = (here, predicate, there) if forward else (there, predicate, here)
            if len(mine) == LINKS_SHOWN:
                more = True
            elif predicate in known:
                edge = Edge(*ends, iso(since), iso(until))
                mine.append((edge, there, (other, kind, slug, title)))
    found = [one for node in level for near in ways for one in near[node.uuid][1]]
    return found, more


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def nearest(shape: tuple[Audience, bool], level: list[UUID]) -> QuerySet[Link, Any]:
    """At most LINKS_SHOWN edges of each record and one more, by predicate, the oldest first, so
    that a right that thousands of processings grant is not sorted whole by title; in reading
    order."""
    audience, forward = shape
    here, there = ("subject", "object") if forward else ("object", "subject")
    keys = RawSQL(*chosen(audience, here, there, level))  # noqa: S611 - all of it is the ORM's
    return (
        Link.objects.filter(pk__in=keys)
        .order_by("predicate", f"{there}__title")
        .values_list(f"{here}_id", "predicate", f"{there}_id", f"{there}__type",
                     f"{there}__slug", f"{there}__title", "since", "until")
    )  # fmt: skip


def chosen(audience: Audience, here: str, there: str, level: list[UUID]) -> tuple[str, list[Any]]:
    """SQL of the keys of these edges: what the ORM writes for one record, asked for each."""
    shown = Q(**{f"{there}__state": Published.State.LIVE}) & circles(audience, f"{there}__")
    one = Link.objects.filter(shown, **{here: OWN}).order_by("predicate", "pk").values("pk")
    compiler = one[: LINKS_SHOWN + 1].query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    text, *rest = sql.split("%s")
    for value, following in zip(parameters, rest, strict=True):
        text += ("own.uuid" if value == kept(OWN) else "%s") + following
    links, records = Link._meta.db_table, Published._meta.db_table
    each = (
        f"LATERAL ({text}) AS edge(id)"
        if connection.vendor == "postgresql"
        else f"{links} AS edge ON edge.id IN ({text})"  # which is asked once a record
    )
    places = ", ".join(["%s"] * len(level))
    asked = f"SELECT edge.id FROM {records} AS own CROSS JOIN {each} WHERE own.uuid IN ({places})"  # noqa: S608
    others = [value for value in parameters if value != kept(OWN)]
    return asked, [*others, *map(kept, level)]


NEAREST = Question(nearest)
