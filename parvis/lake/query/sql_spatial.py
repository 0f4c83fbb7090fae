"""Where things are: relations between geometries, distances in metres, extents."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.geometry import Geometry, plain, to_wkt
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import SPATIAL, Type
from parvis.lake.query.sql import (
    Compiler,
    Emitter,
    Typed,
    attempt,
    called,
    every,
    exactly,
    physical,
)
from parvis.lake.query.tree import Node
from parvis.records.problems import gettext_noop

RELATIONS = {
    "s_intersects": "ST_Intersects", "s_equals": "ST_Equals", "s_disjoint": "ST_Disjoint",
    "s_touches": "ST_Touches", "s_within": "ST_Within", "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses", "s_contains": "ST_Contains",
}  # fmt: skip
METRES = {
    "m": 1.0, "km": 1000.0, "cm": 0.01, "mm": 0.001, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048,
}  # fmt: skip
SIDES = ("_west", "_south", "_east", "_north")
EARTH = 6_371_008.8
"""Mean radius, metres."""
DEGREE = math.pi * EARTH / 180


def bound_box(bounds: tuple[float, float, float, float]) -> str:
    """WKT of a box; one that crosses the antimeridian is two."""
    west, south, east, north = bounds
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    rings = []
    for left, right in spans:
        corners = ((left, south), (right, south), (right, north), (left, north), (left, south))
        rings.append(f"(({', '.join(f'{plain(x)} {plain(y)}' for x, y in corners)}))")
    return f"MULTIPOLYGON ({', '.join(rings)})" if len(rings) > 1 else f"POLYGON {rings[0]}"


def geometry(compiler: Compiler, node: Node) -> Typed:
    if isinstance(node, tree.Slot) and node.type is Type.SHAPE:
        return Typed(called("ST_GeomFromText", exp.Placeholder(this=node.name)), Type.SHAPE)
    if isinstance(node, tree.Box):
        wkt = compiler.parameter(bound_box(node.flat))
        return Typed(called("ST_GeomFromText", wkt), Type.SHAPE)
    if isinstance(node, tree.Shape):
        wkt = compiler.parameter(to_wkt(node.geometry))
        kind = Type.POINT if node.geometry.kind == "Point" else Type.SHAPE
        return Typed(called("ST_GeomFromText", wkt), kind)
    return compiler.want(node, SPATIAL, gettext_noop("un lieu ou une forme"))


def relation(name: str) -> Emitter:
    def emit(compiler: Compiler, node: tree.Call) -> Typed:
        exactly(node, 2)
        first, second = (geometry(compiler, argument) for argument in node.arguments)
        near = [] if name == "s_disjoint" else list(overlap(compiler, *node.arguments))
        if near and name == "s_intersects" and first.type is Type.POINT and boxed(node):
            return Typed(exp.Paren(this=every(near)), Type.BOOLEAN)  # a point is its own extent
        exact = attempt(called(RELATIONS[name], first.sql, second.sql))
        return Typed(every([*near, exact]), Type.BOOLEAN)

    return emit


def boxed(node: tree.Call) -> bool:
    return isinstance(node.arguments[1], tree.Box | tree.Slot)


def overlap(compiler: Compiler, first: Node, second: Node) -> Iterator[exp.Expr]:
    """Comparisons of plain numbers that rule out most rows before any geometry is read."""
    if isinstance(second, tree.Column):
        first, second = second, first
    column = compiler.column(first) if isinstance(first, tree.Column) else None
    if column is None or column.bounds is None:
        return
    names = [physical(name) for name in column.bounds]
    if isinstance(second, tree.Slot):
        yield from overlapping(names, [exp.Placeholder(this=second.name + s) for s in SIDES])
    elif extent := extent_of(second):
        yield from overlapping(names, [compiler.parameter(side) for side in extent])


def overlapping(names: Sequence[exp.Expr], sides: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """Bounds of a column that meet an extent, both as west, south, east, north."""
    west, south, east, north = names
    yield exp.LTE(this=west, expression=sides[2])
    yield exp.GTE(this=east, expression=sides[0])
    yield exp.LTE(this=south, expression=sides[3])
    yield exp.GTE(this=north, expression=sides[1])


def slots(name: str, box: tree.Box) -> Mapping[str, Any]:
    """The values of the slot of a box that does not cross the antimeridian: its text, its sides."""
    sides = zip(SIDES, box.flat, strict=True)
    return {name: bound_box(box.flat), **{name + side: value for side, value in sides}}


def extent_of(node: Node) -> tuple[float, float, float, float] | None:
    if isinstance(node, tree.Box):
        return node.flat if node.flat[0] <= node.flat[2] else None
    if not isinstance(node, tree.Shape):
        return None
    positions = list(positions_of(node.geometry))
    east_west, north_south = zip(*((x, y) for x, y, *_ in positions), strict=True)
    return min(east_west), min(north_south), max(east_west), max(north_south)


def positions_of(shape: Geometry) -> Iterator[Any]:
    pending: list[Any] = [shape.coordinates, *(part for part in shape.parts)]
    while pending:
        item = pending.pop()
        if isinstance(item, Geometry):
            pending += [item.coordinates, *item.parts]
        elif item and isinstance(item[0], float):
            yield item
        else:
            pending += item


def centre(node: Node) -> tuple[float, float]:
    """Of the circle: a point as it is, else the middle of the extent."""
    extent = extent_of(node)
    if extent is None:
        raise QueryProblem("argument", node.place, word="distance", wanted=gettext_noop("un point"))
    return (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2


def metres(compiler: Compiler, made: Typed, middle: tuple[float, float]) -> exp.Expr:
    """Great circle to a point; to a shape, on a plane that touches the globe at the middle."""
    longitude, latitude = middle
    if made.type is Type.POINT:
        x, y = (called(name, made.sql) for name in ("ST_X", "ST_Y"))
        return attempt(_great_circle(compiler, x, y, longitude, latitude))
    shrink = math.cos(math.radians(latitude))
    zero, one = compiler.parameter(0.0), compiler.parameter(1.0)
    flat = called("ST_Affine", made.sql, compiler.parameter(shrink), zero, zero, one, zero, zero)
    point = called("ST_Point", compiler.parameter(longitude * shrink), compiler.parameter(latitude))
    degrees = called("ST_Distance", flat, point)
    return attempt(exp.Mul(this=degrees, expression=compiler.parameter(DEGREE)))


def _great_circle(
    compiler: Compiler, x: exp.Expr, y: exp.Expr, longitude: float, latitude: float
) -> exp.Expr:
    """The haversine formula."""

    def half_sine(sql: exp.Expr, degrees: float) -> exp.Expr:
        apart = exp.Paren(this=exp.Sub(this=sql, expression=compiler.parameter(degrees)))
        half = exp.Mul(this=apart, expression=compiler.parameter(math.pi / 360))
        return called("pow", called("sin", half), compiler.parameter(2))

    slope = called("cos", called("radians", y.copy()))
    scale = compiler.parameter(math.cos(math.radians(latitude)))
    around = exp.Mul(this=exp.Mul(this=slope, expression=scale), expression=half_sine(x, longitude))
    chord = exp.Add(this=half_sine(y, latitude), expression=around)
    rest = called("abs", exp.Sub(this=compiler.parameter(1.0), expression=exp.Paren(this=chord)))
    angle = called("atan2", called("sqrt", chord.copy()), called("sqrt", rest))
    return exp.Mul(this=angle, expression=compiler.parameter(2 * EARTH))


def distance(compiler: Compiler, node: tree.Call) -> Typed:
    exactly(node, 2)
    made = geometry(compiler, node.arguments[0])
    return Typed(metres(compiler, made, centre(node.arguments[1])), Type.NUMBER)


def within_distance(compiler: Compiler, node: tree.Call) -> Typed:
    exactly(node, 3)
    target, place, radius = node.arguments
    if isinstance(radius, tree.Number):
        limit = float(radius.value)
    elif isinstance(radius, tree.Quantity) and radius.unit in METRES:
        limit = radius.value * METRES[radius.unit]
    else:
        wanted = gettext_noop("une distance en mètres")
        raise QueryProblem("argument", radius.place, word=node.name, wanted=wanted)
    made = geometry(compiler, target)
    far = exp.LTE(
        this=metres(compiler, made, centre(place)), expression=compiler.parameter(limit)
    )  # fmt: skip
    return Typed(every([*_close(compiler, target, centre(place), limit), far]), Type.BOOLEAN)


def _close(
    compiler: Compiler, target: Node, middle: tuple[float, float], limit: float
) -> Iterator[exp.Expr]:
    """The box around the circle, where the column's extent is known and no pole is near."""
    column = compiler.column(target) if isinstance(target, tree.Column) else None
    longitude, latitude = middle
    high = limit / DEGREE * 1.001
    if column is None or column.bounds is None or abs(latitude) + high > 89:
        return
    wide = high / math.cos(math.radians(abs(latitude) + high))
    if abs(longitude) + wide > 180:
        return
    names = [physical(name) for name in column.bounds]
    extent = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    yield from overlapping(names, [compiler.parameter(side) for side in extent])


SPATIAL_FUNCTIONS: Mapping[str, Emitter] = {
    **{name: relation(name) for name in RELATIONS},
    "distance": distance,
    "within_distance": within_distance,
}
