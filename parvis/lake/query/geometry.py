"""Geometries as text: WKT and GeoJSON, both ways. Coordinates are only carried, never computed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

Position = tuple[float, ...]
Nested = Position | tuple["Nested", ...]

# How many tuples hold the positions of each kind.
NESTING = {
    "Point": 0,
    "LineString": 1,
    "Polygon": 2,
    "MultiPoint": 1,
    "MultiLineString": 2,
    "MultiPolygon": 3,
}
KINDS = {kind.upper(): kind for kind in (*NESTING, "GeometryCollection")}
TOKEN = re.compile(r"\s*(?:([(),])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([A-Za-z]+))")
COLLECTION_DEPTH = 4


class NotGeometry(ValueError):
    """Neither WKT nor a GeoJSON geometry."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """`coordinates` nest as in GeoJSON; a collection has `parts` instead."""

    kind: str
    coordinates: Nested = ()
    parts: tuple[Geometry, ...] = ()


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        position = 0
        text = text.rstrip()
        while position < len(text):
            found = TOKEN.match(text, position)
            if found is None:
                raise NotGeometry(text[position:])
            self.tokens.append(found.group().strip())
            position = found.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if not token or (wanted is not None and token != wanted):
            raise NotGeometry(token)
        self.at += 1
        return token

    def geometry(self, depth: int = 0) -> Geometry:
        kind = KINDS.get(self.take().upper())
        if kind is None or depth > COLLECTION_DEPTH:
            raise NotGeometry(self.tokens[self.at - 1])
        if self.peek().upper() == "Z":
            self.take()
        if kind == "GeometryCollection":
            return Geometry(kind, parts=tuple(self.several(lambda: self.geometry(depth + 1))))
        if kind == "MultiPoint":
            return checked(Geometry(kind, tuple(self.several(self.loose_position))))
        if kind == "Point":
            return checked(Geometry(kind, self.closed_position()))
        return checked(Geometry(kind, self.nested(NESTING[kind])))

    def several(self, one: Any) -> list[Any]:
        self.take("(")
        items = [one()]
        while self.peek() == ",":
            self.take()
            items.append(one())
        self.take(")")
        return items

    def nested(self, depth: int) -> Nested:
        if depth == 0:
            return self.position()
        return tuple(self.several(lambda: self.nested(depth - 1)))

    def position(self) -> Position:
        numbers = []
        while self.peek() not in {"", ",", "(", ")"}:
            try:
                numbers.append(float(self.take()))
            except ValueError as error:
                raise NotGeometry(str(error)) from error
        return tuple(numbers)

    def closed_position(self) -> Position:
        self.take("(")
        position = self.position()
        self.take(")")
        return position

    def loose_position(self) -> Position:
        """A multipoint's, in parentheses of its own or not."""
        return self.closed_position() if self.peek() == "(" else self.position()


def from_wkt(text: str) -> Geometry:
    reader = _Reader(text)
    geometry = reader.geometry()
    if reader.peek():
        raise NotGeometry(reader.peek())
    return geometry


def from_geojson(value: object, depth: int = 0) -> Geometry:
    """A GeoJSON geometry, already read from JSON; a feature gives its own."""
    if not isinstance(value, Mapping) or depth > COLLECTION_DEPTH:
        raise NotGeometry(str(value)[:40])
    kind = value.get("type")
    if kind == "Feature":
        return from_geojson(value.get("geometry"), depth + 1)
    if kind == "GeometryCollection" and isinstance(value.get("geometries"), Sequence):
        parts = tuple(from_geojson(part, depth + 1) for part in value["geometries"])
        return Geometry("GeometryCollection", parts=parts)
    if kind not in NESTING:
        raise NotGeometry(str(kind)[:40])
    return checked(Geometry(kind, _frozen(value.get("coordinates"), NESTING[kind])))


def from_text(text: str) -> Geometry:
    if text.lstrip().startswith("{"):
        try:
            return from_geojson(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise NotGeometry(text[:40]) from error
    return from_wkt(text)


def _frozen(value: object, depth: int) -> Nested:
    if not isinstance(value, list):
        raise NotGeometry(str(value)[:40])
    if depth:
        return tuple(_frozen(item, depth - 1) for item in value)
    if not all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
        raise NotGeometry(str(value)[:40])
    return tuple(float(item) for item in value)


def checked(geometry: Geometry) -> Geometry:
    """Positions have two or three finite numbers; lines two positions, rings four and closed."""
    _check(geometry.coordinates, NESTING[geometry.kind], geometry.kind)
    return geometry


def _check(value: Nested, depth: int, kind: str) -> None:
    if depth == 0:
        position = cast(Position, value)
        if len(position) not in {2, 3} or not all(math.isfinite(number) for number in position):
            raise NotGeometry(kind)
        return
    items = cast(tuple[Nested, ...], value)
    ring = depth == 1 and kind.endswith("Polygon")
    least = 4 if ring else 2 if depth == 1 and kind.endswith("LineString") else 1
    if len(items) < least or (ring and items[0] != items[-1]):
        raise NotGeometry(kind)
    for item in items:
        _check(item, depth - 1, kind)


def plain(number: float) -> str:
    """Without an exponent where none is needed, and so that it reads back the same."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def to_wkt(geometry: Geometry) -> str:
    name = geometry.kind.upper()
    if geometry.kind == "GeometryCollection":
        return f"{name} ({', '.join(to_wkt(part) for part in geometry.parts)})"
    if geometry.kind == "Point":
        return f"{name}{_zed(geometry)} ({_written(geometry.coordinates, 0)})"
    if geometry.kind == "MultiPoint":
        points = ", ".join(f"({_written(point, 0)})" for point in cast(Any, geometry.coordinates))
        return f"{name}{_zed(geometry)} ({points})"
    return f"{name}{_zed(geometry)} {_written(geometry.coordinates, NESTING[geometry.kind])}"


def _zed(geometry: Geometry) -> str:
    first: Any = geometry.coordinates
    for _ in range(NESTING[geometry.kind]):
        first = first[0]
    return " Z" if len(first) == 3 else ""


def _written(value: Nested, depth: int) -> str:
    if depth == 0:
        return " ".join(plain(number) for number in cast(Position, value))
    inside = (_written(item, depth - 1) for item in cast(tuple[Nested, ...], value))
    return f"({', '.join(inside)})"


def to_geojson(geometry: Geometry) -> dict[str, Any]:
    if geometry.kind == "GeometryCollection":
        return {"type": geometry.kind, "geometries": [to_geojson(part) for part in geometry.parts]}
    return {"type": geometry.kind, "coordinates": _lists(geometry.coordinates)}


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value
