"""What lies around a record, by the graph’s door: the same as walked the plain way, and bounded."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.records import walking
from parvis.records.audience import VISITOR
from parvis.records.kinds import Circle
from parvis.records.models import Link, Published
from parvis.records.projection import neighbours_of
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db


def town(count: int) -> list[Any]:
    """Data sets of two organisations, each tied to the one before; one in three for agents."""
    owners = [makers.organisation(), makers.organisation()]
    sets: list[Any] = []
    for n in range(count):
        ties = [("derived_from", sets[-1])] if sets else []
        circle = Circle.AGENTS if n % 3 == 2 else Circle.PUBLIC
        sets.append(made.dataset(owners[n % 2], ties, circle=circle))
    return sets


def plainly(key: str, depth: int) -> tuple[dict[str, int], set[tuple[Any, ...]]]:
    """Nodes with their distance, and edges: every neighbour of every record asked alone."""
    kind, _slash, slug = key.partition("/")
    level = {key: Published.objects.get(type=kind, slug=slug).pk}
    nodes, edges = {key: 0}, set()
    for step in range(1, depth + 1):
        following = {}
        for here, uuid in level.items():
            for one in neighbours_of([uuid], VISITOR)[uuid]:
                ends = (here, one.key) if one.forward else (one.key, here)
                edges.add((ends[0], one.predicate.name, ends[1]))
                if one.key not in nodes:
                    nodes[one.key] = step
                    following[one.key] = one.uuid
        level = following
    return nodes, edges


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_door_tells_what_a_plain_walk_finds(client: Client, depth: int) -> None:
    first = town(10)[0]
    told = client.get(f"/api/graph/dataset/{first.slug}?depth={depth}").json()
    nodes, edges = plainly(f"dataset/{first.slug}", depth)
    assert {node["id"]: node["depth"] for node in told["nodes"]} == nodes
    found = [(edge["subject"], edge["predicate"], edge["object"]) for edge in told["edges"]]
    assert len(found) == len(edges)
    assert set(found) == edges
    assert told["cut"] is False


def test_a_walk_asks_two_questions_a_step_whatever_its_size() -> None:
    for count in (4, 12):
        first = town(count)[0]
        start = walking.Node(first.uuid, "dataset", first.slug, first.title, 0)
        with CaptureQueriesContext(connection) as seen:
            walk = walking.around(start, VISITOR, 2)
        assert len(seen) == 4
    assert len(walk.nodes) > 6


def test_a_record_with_thousands_of_ties_gives_some_of_them_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "LINKS_SHOWN", 3)
    walking.NEAREST.written.cache_clear()
    owner = makers.organisation()
    for _ in range(5):
        made.dataset(owner)
    told = client.get(f"/api/graph/organisation/{owner.slug}?depth=2").json()
    walking.NEAREST.written.cache_clear()
    assert told["cut"] is True
    assert len(told["nodes"]) == 4
    assert Link.objects.filter(object=owner.uuid).count() == 5
