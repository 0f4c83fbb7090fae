"""Where a device is, and what of it is published: the point, or only a zone or an area.

Pure: a device is anything with the fields named here. Degrees WGS 84, longitude first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Protocol

from parvis.records.problems import gettext_noop

Position = tuple[float, float]
MOST_CORNERS = 2_000


class Placed(Protocol):
    place: str
    longitude: float | None
    latitude: float | None
    position_shown: str
    position_why: str
    zone_name: str
    zone: Any
    height: float | None
    mounting: str
    field_of_view: Any


# what tells the exact place, with what is published of a masked or moving device instead
EXACT: Mapping[str, Any] = {
    "place": "", "longitude": None, "latitude": None, "height": None, "mounting": "",
    "field_of_view": None,
}  # fmt: skip
ZONED: Mapping[str, Any] = {"position_why": "", "zone_name": "", "zone": None}
FIELDS = ("position_shown", *EXACT, *ZONED)


def published(device: Placed) -> dict[str, Any]:
    """What is published of a position, by field: the exact place, or the zone, never both."""
    silent = ZONED if device.position_shown == "point" else EXACT
    return {name: silent[name] if name in silent else getattr(device, name) for name in FIELDS}


def problems(device: Placed) -> dict[str, str]:
    """What cannot be a position, a French sentence a field (not translated)."""
    found = {}
    if (device.longitude is None) != (device.latitude is None):
        found["latitude"] = gettext_noop("Donnez la longitude et la latitude, ou aucune des deux.")
    if device.longitude is not None and not within(device.longitude, 180):
        found["longitude"] = gettext_noop("Une longitude va de -180 à 180 degrés.")
    if device.latitude is not None and not within(device.latitude, 90):
        found["latitude"] = gettext_noop("Une latitude va de -90 à 90 degrés.")
    for name in ("zone", "field_of_view"):
        if getattr(device, name) is not None and not is_area(getattr(device, name)):
            found[name] = gettext_noop(
                "Ce n’est pas une surface GeoJSON : Polygon ou MultiPolygon, longitude d’abord."
            )
    return found


def within(value: float, most: float) -> bool:
    return isfinite(value) and abs(value) <= most


def is_area(shape: Any) -> bool:
    """Whether this is a Polygon or MultiPolygon of closed rings, of a sane number of corners."""
    found = list(rings(shape))
    return (
        bool(found)
        and sum(map(len, found)) <= MOST_CORNERS
        and all(len(ring) >= 4 and ring[0] == ring[-1] for ring in found)
        and all(within(lon, 180) and within(lat, 90) for ring in found for lon, lat in ring)
    )


def rings(shape: Any) -> Iterator[list[Position]]:
    """Rings of a GeoJSON Polygon or MultiPolygon, holes too; nothing of what is not one."""
    if not isinstance(shape, Mapping):
        return
    kind, held = shape.get("type"), shape.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(held, list):
        return
    for polygon in [held] if kind == "Polygon" else held:
        for ring in polygon if isinstance(polygon, list) else ():
            yield [corner(position) for position in ring] if isinstance(ring, list) else []


def corner(position: Any) -> Position:
    """The longitude and latitude of a position; infinite where it is none."""
    numbers = position[:2] if isinstance(position, list) else ()
    if len(numbers) == 2 and all(type(number) in (int, float) for number in numbers):
        return float(numbers[0]), float(numbers[1])
    return float("inf"), float("inf")


def where(content: Mapping[str, Any]) -> str:
    """The place in words, as published: an address, else the name of a zone."""
    return content.get("place") or content.get("zone_name") or ""


def point(content: Mapping[str, Any]) -> Position | None:
    """Where it stands exactly, if that is published."""
    lon, lat = content.get("longitude"), content.get("latitude")
    return None if lon is None or lat is None else (lon, lat)


def box(content: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """West, south, east and north around what is published; None where nothing is."""
    exact = point(content)
    corners = [exact] if exact else [at for ring in rings(content.get("zone")) for at in ring]
    if not corners:
        return None
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return min(lons), min(lats), max(lons), max(lats)


def middle(content: Mapping[str, Any]) -> Position | None:
    """A point for what is published: its own, or the centre of the box around its zone."""
    around = box(content)
    return around and ((around[0] + around[2]) / 2, (around[1] + around[3]) / 2)
