"""Walking the graph: the edges of one record page by page, and what lies around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.records import hooks
from parvis.records.audience import Audience
from parvis.records.models.published import Link, Published, circles
from parvis.records.projection import Neighbour, neighbours_of

MOST_NODES = 500
MOST_DEPTH = 3
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


@dataclass(frozen=True)
class Edge:
    """A published edge between two nodes of a walk."""

    subject: UUID
    predicate: str
    object: UUID
    since: str | None
    until: str | None


@dataclass(frozen=True)
class Walk:
    """Nodes nearest first, the edges between them; `cut` when there was more than `MOST_NODES`."""

    nodes: list[Node]
    edges: list[Edge]
    cut: bool


def around(start: Node, audience: Audience, depth: int, most: int = MOST_NODES) -> Walk:
    """What lies within `depth` steps of a record, both ways: two queries a step."""
    nodes = {start.uuid: start}
    found: dict[Edge, None] = {}
    level, cut = [start.uuid], False
    for step in range(1, depth + 1):
        following: list[UUID] = []
        for own, neighbours in neighbours_of(level, audience).items():
            for one in neighbours:
                if one.uuid not in nodes:
                    if len(nodes) >= most:
                        cut = True
                        continue
                    nodes[one.uuid] = Node(one.uuid, one.type, one.slug, one.title, step)
                    following.append(one.uuid)
                found[edge(own, one)] = None
        level = following
        if not level:
            break
    return Walk(list(nodes.values()), list(found), cut)


def edge(own: UUID, one: Neighbour) -> Edge:
    subject, object_ = (own, one.uuid) if one.forward else (one.uuid, own)
    return Edge(subject, one.predicate.name, object_, iso(one.since), iso(one.until))


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
