"""Coordinate reference systems by their addresses (OGC API Features, part 2).

Rows are kept in WGS 84, longitude first (CRS84). Only EPSG:4326 puts the latitude first; the
others say easting, then northing, as their definitions do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

from parvis.catalogue.explore.asked import shown
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.lake import projections
from parvis.lake.located import located
from parvis.lake.query import tree
from parvis.lake.query.geometry import Geometry

URI = "http://www.opengis.net/def/crs/"
CURIE = re.compile(r"\[?(EPSG|OGC):([0-9A-Za-z]{1,6})\]?", re.IGNORECASE)
STEPS = 16  # a side of a box in this many: straight there is curved here
FARTHEST = 3e7  # metres: no system puts a place of the Earth beyond
Pair = tuple[float, float]


@dataclass(frozen=True)
class Crs:
    """`projection`: as the query language names it, "" for WGS 84."""

    uri: str
    projection: str = ""
    latitude_first: bool = False

    @property
    def degrees(self) -> bool:
        return not self.projection


CRS84 = Crs(f"{URI}OGC/1.3/CRS84")
OFFERED = (
    CRS84,
    Crs(f"{URI}EPSG/0/4326", latitude_first=True),
    *(Crs(f"{URI}EPSG/0/{code}", f"EPSG:{code}") for code in projections.OFFERED),
)
BY_URI = {one.uri: one for one in OFFERED}


def read(field: str, text: str) -> Crs:
    """By address, or as `EPSG:2154`. Raises OgcProblem."""
    found = BY_URI.get(text)
    if found is None and (short := CURIE.fullmatch(text)):
        authority = "OGC/1.3" if short[1].upper() == "OGC" else "EPSG/0"
        found = BY_URI.get(f"{URI}{authority}/{short[2].upper()}")
    if found is None:
        raise OgcProblem("crs", field=field, value=shown(text))
    return found


def box(bounds: Sequence[float], crs: Crs) -> tree.Node:
    """Least and most of both axes, in the order of the system, as a place of the query language.
    Raises OgcProblem."""
    first, second, third, fourth = bounds
    if crs.latitude_first:
        first, second, third, fourth = second, first, fourth, third
    if crs.degrees:
        if not (abs(first) <= 180 >= abs(third) and -90 <= second <= fourth <= 90):
            raise OgcProblem("bbox", value=shown(",".join(map(repr, bounds))))
        return tree.Box((first, second, third, fourth))
    if first > third or second > fourth:
        raise OgcProblem("bbox", value=shown(",".join(map(repr, bounds))))
    ring = placed("bbox", outline(first, second, third, fourth), crs)
    return tree.Shape(Geometry("Polygon", (tuple(ring),)))


def outline(west: float, south: float, east: float, north: float) -> list[Pair]:
    """The sides of a box in steps, from its south-west corner round to it again."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    found = [corners[0]]
    for (x, y), (to_x, to_y) in pairwise(corners):
        found += [
            (x + (to_x - x) * n / STEPS, y + (to_y - y) * n / STEPS) for n in range(1, STEPS + 1)
        ]
    return found


def placed(field: str, points: Sequence[Pair], crs: Crs) -> list[Pair]:
    """Points of a system as longitude and latitude. Raises OgcProblem."""
    if crs.latitude_first:
        points = [(x, y) for y, x in points]
    if not all(abs(one) <= FARTHEST for point in points for one in point):  # NaN too
        raise OgcProblem("outside", field=field)
    found = list(points) if crs.degrees else located(points, crs.projection)
    if any(one is None or not all(map(math.isfinite, one)) for one in found):
        raise OgcProblem("outside", field=field)
    return [one for one in found if one is not None]


def understood(node: Any, crs: Crs) -> Any:
    """A condition whose places are written in a system, as the query language reads it."""
    if crs is CRS84:
        return node
    if isinstance(node, tree.Box):
        return box(node.flat, crs)
    if isinstance(node, tree.Shape):
        return replace(node, geometry=moved(node.geometry, crs))
    if isinstance(node, tuple):
        return tuple(understood(one, crs) for one in node)
    if isinstance(node, tree.Node):
        told = {
            spec.name: understood(getattr(node, spec.name), crs)
            for spec in fields(node)
            if spec.name != "place"
        }
        return replace(node, **told)
    return node


def moved(shape: Geometry, crs: Crs) -> Geometry:
    positions: list[Pair] = []
    gathered(shape, positions)
    found = iter(placed("filter", positions, crs))
    return rebuilt(shape, found)


def gathered(shape: Geometry, into: list[Pair]) -> None:
    for part in shape.parts:
        gathered(part, into)
    pending: list[Any] = [shape.coordinates]
    while pending:
        one = pending.pop(0)
        if one and isinstance(one[0], int | float):
            into.append((one[0], one[1]))
        else:
            pending = [*one, *pending]


def rebuilt(shape: Geometry, found: Any) -> Geometry:
    parts = tuple(rebuilt(part, found) for part in shape.parts)
    return replace(shape, coordinates=nested(shape.coordinates, found), parts=parts)


def nested(one: Any, found: Any) -> Any:
    if one and isinstance(one[0], int | float):
        return next(found)
    return tuple(nested(inner, found) for inner in one)


def turned(coordinates: Any) -> Any:
    """GeoJSON coordinates with both axes exchanged."""
    if coordinates and isinstance(coordinates[0], int | float):
        x, y, *rest = coordinates
        return [y, x, *rest]
    return [turned(one) for one in coordinates]


def written(geometry: dict[str, Any], crs: Crs) -> dict[str, Any]:
    """A GeoJSON geometry in the order of the system's axes."""
    if not crs.latitude_first:
        return geometry
    if "geometries" in geometry:
        return geometry | {"geometries": [written(one, crs) for one in geometry["geometries"]]}
    return geometry | {"coordinates": turned(geometry["coordinates"])}
