"""Conditions on places, asked of DuckDB's spatial functions: neither SQLite nor PostgreSQL has any
by itself. They give the identifiers of the entities they are true of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from parvis.lake import store
from parvis.lake.query import tree
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.geometry import Geometry, NotGeometry, from_geojson, to_wkt
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node
from parvis.lake.served.reader import bounded
from parvis.observations.sta import forms
from parvis.observations.sta.columns import FIELDS
from parvis.observations.sta.entities import Entity, Type
from parvis.observations.sta.forms import Expression, Told
from parvis.observations.sta.functions import PLACES
from parvis.observations.sta.meaning import Meaning
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.references import reference

# those that are false as soon as boxes are apart
NEAR = {"st_equals", "st_touches", "st_within", "st_overlaps", "st_crosses", "st_intersects",
        "st_contains", "geo.intersects"}  # fmt: skip
BOXED = {"Location", "FeatureOfInterest"}
ASKED = (
    "SELECT id FROM (SELECT id, st_geomfromtext(text) AS place FROM "
    "(SELECT unnest(?::BIGINT[]) AS id, unnest(?::VARCHAR[]) AS text)) WHERE "
)


Seen = Callable[[Entity], QuerySet[Any]]


def geographic(node: Node) -> bool:
    return any(isinstance(one, tree.Call) and one.name in PLACES for one, _ in tree.walk(node))


def found(meaning: Meaning, entity: Entity, node: Node, seen: Seen) -> frozenset[int]:
    """The entities among those seen that a condition on their place is true of. Raises
    QueryProblem, StaProblem, EngineProblem."""
    name = place_of(entity, node)
    condition = meaning.condition(node)
    near = box(node) if entity.name in BOXED else None
    rows = seen(entity) if near is None else seen(entity).filter(near)
    placed = list(shapes(rows, name))
    if not placed:
        return frozenset()
    text, values = forms.written(condition, "duckdb", told)
    columns = [list(column) for column in zip(*placed, strict=True)]
    cursor = store.reader().cursor()
    with bounded(cursor):
        cursor.execute(ASKED + text, [*columns, *values])
        return frozenset(key for (key,) in cursor.fetchall())


def told(leaf: Expression) -> Told:
    return "place", []


def place_of(entity: Entity, node: Node) -> str:
    """The one field of a place that a condition is about; it names nothing else."""
    names = set()
    for one, _depth in tree.walk(node):
        if isinstance(one, tree.Column):
            told = reference(entity, one)
            if told.property.type is not Type.PLACE or told.inside or told.steps:
                raise StaProblem("place", one.place, word=one.name)
            names.add(told.property.name)
    if len(names) != 1:
        raise StaProblem("place", node.place, word=getattr(node, "name", "geo"))
    field = FIELDS[entity.name][names.pop()]
    assert isinstance(field, str)
    return field


def shapes(rows: QuerySet[Any], name: str) -> Iterator[tuple[int, str]]:
    """Places that are GeoJSON, as text; what another encoding says is nowhere."""
    for key, value in rows.values_list("pk", name).iterator():
        try:
            yield key, to_wkt(from_geojson(value))
        except NotGeometry:
            continue


def box(node: Node) -> Q | None:
    """Rows whose box meets that of the one shape written, when the rest is false by itself; and
    those that were made elsewhere than at the door, without a box."""
    if not (isinstance(node, tree.Call) and node.name in NEAR):
        return None
    written = [one for one in node.arguments if isinstance(one, tree.Shape)]
    if len(written) != 1:
        return None
    west, south, east, north = bounds(written[0].geometry)
    near = Q(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    return near | Q(west=None)


def bounds(geometry: Geometry) -> tuple[float, float, float, float]:
    points = list(positions(geometry))
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)


def positions(geometry: Geometry) -> Iterator[tuple[float, ...]]:
    for part in geometry.parts:
        yield from positions(part)
    pending: list[Any] = [geometry.coordinates] if geometry.coordinates else []
    while pending:
        one = pending.pop()
        if isinstance(one[0], float):
            yield one
        else:
            pending.extend(one)


__all__ = ["EngineProblem", "QueryProblem", "bounds", "found", "geographic"]
