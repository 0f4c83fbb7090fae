"""Where and when, of an ISO 19139 record: boxes, outlines, named places, periods."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pyoxigraph import Literal, NamedNode

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.names import DCAT, DCT, GEO, LOCN, PREF_LABEL
from parvis.catalogue.dcat.places import Box, Point, box_of, polygon, polygons
from parvis.catalogue.harvest.geo.said import Node, Said
from parvis.catalogue.harvest.geo.xml import GMD, SPACES, href, local, text

MOST_POINTS = 10_000  # of one outline: beyond, its box is enough
_WKT = NamedNode(GEO + "wktLiteral")
_SIDES = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
_DEGREES = ("4326", "4258", "4171", "CRS84")


def say_extent(said: Said, node: Node, about: Element) -> None:
    boxes = [
        found for one in about.iter(f"{{{GMD}}}EX_GeographicBoundingBox") if (found := box(one))
    ]
    outlines = [
        wkt for one in about.iter(f"{{{GMD}}}EX_BoundingPolygon") if (wkt := outline(one, boxes))
    ]
    for number, edges in enumerate(boxes):
        place = said.child(node, DCT + "spatial", DCT + "Location")
        said.say(place, DCAT + "bbox", Literal(polygon(edges), datatype=_WKT))
        if number < len(outlines):
            said.say(place, LOCN + "geometry", Literal(outlines[number], datatype=_WKT))
    for wkt in outlines[len(boxes) :]:
        place = said.child(node, DCT + "spatial", DCT + "Location")
        said.say(place, LOCN + "geometry", Literal(wkt, datatype=_WKT))
    for one in about.iter(f"{{{GMD}}}geographicIdentifier"):
        named = one.find("*/gmd:code", SPACES)
        if named is not None and href(named):
            said.named(node, DCT + "spatial", PREF_LABEL, named, href(named))
        elif text(named):
            place = said.child(node, DCT + "spatial", DCT + "Location")
            said.texts(place, PREF_LABEL, named)
    _periods(said, node, about)


def box(element: Element) -> Box | None:
    """West, south, east, north in degrees; None when a side lacks or is off the Earth."""
    told = [values.number(text(element.find(f"gmd:{side}", SPACES))) for side in _SIDES]
    west, south, east, north = told
    if west is None or south is None or east is None or north is None:
        return None
    return box_of(float(west), float(south), float(east), float(north))


def outline(element: Element, boxes: list[Box]) -> str:
    """WKT of a drawn outline in degrees, "" in any other system or when it can't be read.

    Sources give latitude first or last whatever their system says: the record's own box decides.
    """
    rings = list(_rings(element))
    points = [point for ring in rings for point in ring]
    if not points or len(points) > MOST_POINTS:
        return ""
    swapped = [[(y, x) for x, y in ring] for ring in rings]
    found = next((one for one in (rings, swapped) if _inside(one, boxes)), None)
    return polygons(found) if found else ""


def _rings(element: Element) -> Iterator[list[Point]]:
    """The outer rings, as the source orders their coordinates."""
    for shape in element.iter():
        if local(shape) != "Polygon":
            continue
        system = shape.get("srsName", "")
        outer = next(
            (one for one in shape.iter() if local(one) in {"exterior", "outerBoundaryIs"}), None
        )
        if outer is None or (system and not any(one in system for one in _DEGREES)):
            continue
        ring = _points(outer)
        if len(ring) >= 4:
            yield ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _points(outer: Element) -> list[Point]:
    texts = [
        one.text or "" for one in outer.iter() if local(one) in {"posList", "pos", "coordinates"}
    ]
    told = [values.number(one) for said in texts for one in said.replace(",", " ").split()]
    numbers = [float(one) for one in told if one is not None]
    if len(numbers) != len(told) or len(numbers) % 2:
        return []
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _inside(rings: list[list[Point]], boxes: list[Box]) -> bool:
    """Whether longitudes come first: on the Earth, and near one of the boxes if there is any."""
    points = [point for ring in rings for point in ring]
    if not all(abs(x) <= 180 and abs(y) <= 90 for x, y in points):
        return False
    margin = 0.5  # degrees: boxes are rounded
    return not boxes or any(
        all(w - margin <= x <= e + margin and s - margin <= y <= n + margin for x, y in points)
        for w, s, e, n in boxes
    )


def _periods(said: Said, node: Node, about: Element) -> None:
    for period in about.iter():
        if local(period) == "TimePeriod":
            span = said.child(node, DCT + "temporal", DCT + "PeriodOfTime")
            _end(said, span, "startDate", period, ("beginPosition", "begin"))
            _end(said, span, "endDate", period, ("endPosition", "end"))
        elif local(period) == "extent":  # one day, or an instant
            for instant in (one for one in period if local(one) == "TimeInstant"):
                span = said.child(node, DCT + "temporal", DCT + "PeriodOfTime")
                for name in ("startDate", "endDate"):
                    _end(said, span, name, instant, ("timePosition",))


def _end(said: Said, span: Node, name: str, period: Element, tags: tuple[str, ...]) -> None:
    """GML gives an end as a position, or as an instant that has one."""
    ends = [one for end in period.iter() if local(end) in tags for one in end.iter()]
    told = next((values.clean(one.text or "") for one in ends if values.clean(one.text or "")), "")
    said.string(span, DCAT + name, told)
