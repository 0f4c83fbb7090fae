"""Places: boxes and geometries as catalogues write them (WKT, GeoJSON, GML, four numbers)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence

Box = tuple[float, float, float, float]
Point = tuple[float, float]

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBERS = re.compile(_NUMBER)
_CRS = re.compile(r"^\s*<([^>]*)>\s*")
_WKT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(POINT|POLYGON|MULTIPOLYGON|LINESTRING|MULTILINESTRING|MULTIPOINT|ENVELOPE)"
    r"\s*Z?\s*\(",
    re.IGNORECASE,
)
_FOUR = re.compile(rf"\s*{_NUMBER}(?:(?:\s*[,;]\s*|\s+){_NUMBER}){{3}}\s*")
_LATITUDE_FIRST = re.compile(r"EPSG[:/].*4326|4258", re.IGNORECASE)


def is_geometry(text: str) -> bool:
    """Does this literal carry coordinates (WKT, GeoJSON or GML)?"""
    bare = _CRS.sub("", text)
    return bool(_WKT.match(bare)) or bare.lstrip().startswith("{") or "<gml:" in text


def box(text: str) -> Box | None:
    """West, south, east, north in degrees (WGS 84) around what the literal draws."""
    points = list(_points(text))
    if not points:
        return None
    if _FOUR.fullmatch(text):
        if len(points) != 2:  # a number too large for any place
            return None
        (west, south), (east, north) = points
    else:
        xs, ys = zip(*points, strict=True)
        west, south, east, north = min(xs), min(ys), max(xs), max(ys)
    return (west, south, east, north) if _on_earth((west, south), (east, north)) else None


def box_of(west: float, south: float, east: float, north: float) -> Box | None:
    """The four sides as a box; None when they are not on the Earth."""
    return (west, south, east, north) if _on_earth((west, south), (east, north)) else None


def point(text: str) -> Point | None:
    """Longitude and latitude of a literal that draws a single point."""
    points = list(_points(text))
    return points[0] if len(points) == 1 and _on_earth(points[0]) else None


def _on_earth(*points: Point) -> bool:
    return all(abs(x) <= 180 and abs(y) <= 90 for x, y in points)


def _points(text: str) -> Iterator[Point]:
    if text.lstrip().startswith("{"):
        yield from _geojson_points(text)
        return
    crs = _CRS.match(text)
    named = crs[1] if crs else text if "<gml:" in text else ""
    swapped = bool(_LATITUDE_FIRST.search(named))
    yield from _pairs(_CRS.sub("", text), swapped)


def _pairs(text: str, swapped: bool) -> Iterator[Point]:
    """Coordinates of WKT, GML corners or four bare numbers, longitude first."""
    if "<gml:" in text:
        groups = [inside.split() for inside in re.findall(r">([^<>]*)<", text)]
    elif _WKT.match(text):
        body = text[text.index("(") :]
        envelope = re.match(r"\s*ENVELOPE", text, re.IGNORECASE)
        if envelope:  # west, east, north, south
            values = _NUMBERS.findall(body)
            groups = [[values[0], values[3]], [values[1], values[2]]] if len(values) == 4 else []
        else:
            groups = [_NUMBERS.findall(group) for group in body.split(",")]
    elif _FOUR.fullmatch(text):
        values = _NUMBERS.findall(text)
        groups = [values[:2], values[2:]]
    else:
        return
    for group in groups:
        if len(group) >= 2 and all(_NUMBERS.fullmatch(value) for value in group[:2]):
            x, y = float(group[0]), float(group[1])
            if math.isfinite(x) and math.isfinite(y):
                yield (y, x) if swapped else (x, y)


def _geojson_points(text: str) -> Iterator[Point]:
    try:
        shape = json.loads(text)
    except (ValueError, RecursionError):
        return
    coordinates = shape.get("coordinates") if isinstance(shape, dict) else None
    stack = [coordinates]
    while stack:
        part = stack.pop()
        if not isinstance(part, list) or not part:
            continue
        if len(part) >= 2 and all(isinstance(value, int | float) for value in part[:2]):
            if all(abs(value) <= 1000 for value in part[:2]):
                yield float(part[0]), float(part[1])
        else:
            stack.extend(reversed(part))


def polygon(edges: Box) -> str:
    """WKT of a box, longitude first (CRS84, the default of GeoSPARQL)."""
    west, south, east, north = (_plain(value) for value in edges)
    return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"


def polygons(rings: Sequence[Sequence[Point]]) -> str:
    """WKT of one outline or several, longitude first; each ring ends where it begins."""
    drawn = [f"(({','.join(f'{_plain(x)} {_plain(y)}' for x, y in ring)}))" for ring in rings]
    return f"POLYGON{drawn[0]}" if len(drawn) == 1 else f"MULTIPOLYGON({','.join(drawn)})"


def wkt_point(place: Point) -> str:
    return f"POINT({_plain(place[0])} {_plain(place[1])})"


def _plain(value: float) -> str:
    return repr(value)
