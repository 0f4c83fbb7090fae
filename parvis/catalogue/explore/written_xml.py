"""Rows as KML 2.2 (Google Earth, web maps) and GPX 1.1 (hand-held receivers), piece by piece.

Both are in WGS 84 by their definition. Every column stands in the text of its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from parvis.catalogue.explore import wkb
from parvis.catalogue.explore.written import Batches, Style, cell_text, place
from parvis.design.xml_text import writable
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
Position = Sequence[float]


def text(value: str) -> str:
    return escape(writable(value))


def as_kml(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    at = place(fields)
    assert at is not None
    named, told = naming(fields), columns(fields, style, at)
    yield f'{HEAD}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'.encode()
    for batch in batches:
        marks = []
        for row in batch:
            name = "" if named is None or row[named] is None else text(str(row[named]))
            said = "".join(
                f"<Data name={quoteattr(writable(heading))}>"
                f"<value>{text(write(row[n]))}</value></Data>"
                for n, heading, write in told
            )
            where = "" if row[at] is None else kml(wkb.geojson(row[at]))
            marks.append(
                f"<Placemark><name>{name}</name><ExtendedData>{said}</ExtendedData>{where}"
                "</Placemark>\n"
            )
        yield "".join(marks).encode()
    yield b"</Document></kml>\n"


def kml(shape: dict[str, Any]) -> str:
    kind, coordinates = shape["type"], shape.get("coordinates") or []
    if kind == "GeometryCollection":
        return several(kml(one) for one in shape["geometries"])
    if kind.startswith("Multi"):
        single = kind.removeprefix("Multi")
        return several(kml({"type": single, "coordinates": one}) for one in coordinates)
    if not coordinates:
        return ""
    if kind == "Point":
        return f"<Point>{line([coordinates])}</Point>"
    if kind == "LineString":
        return f"<LineString>{line(coordinates)}</LineString>"
    outer, *holes = coordinates
    inner = "".join(f"<innerBoundaryIs>{ring(hole)}</innerBoundaryIs>" for hole in holes)
    return f"<Polygon><outerBoundaryIs>{ring(outer)}</outerBoundaryIs>{inner}</Polygon>"


def several(shapes: Iterator[str]) -> str:
    return f"<MultiGeometry>{''.join(shapes)}</MultiGeometry>"


def ring(positions: Sequence[Position]) -> str:
    return f"<LinearRing>{line(positions)}</LinearRing>"


def line(positions: Sequence[Position]) -> str:
    said = " ".join(",".join(map(repr, position)) for position in positions)
    return f"<coordinates>{said}</coordinates>"


def as_gpx(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    """Points are waypoints; of other shapes, lines and outlines are the parts of a track. A row
    without a place is not written: GPX has nowhere to put it."""
    at = place(fields)
    assert at is not None
    named, told = naming(fields), columns(fields, style, at)
    point = fields[at].type is Type.POINT
    yield (
        f'{HEAD}<gpx version="1.1" creator="Parvis" xmlns="http://www.topografix.com/GPX/1/1">\n'
    ).encode()
    for batch in batches:
        marks = []
        for row in batch:
            if row[at] is None:
                continue
            name = "" if named is None or row[named] is None else text(str(row[named]))
            said = "\n".join(f"{heading}: {write(row[n])}" for n, heading, write in told)
            about = f"<name>{name}</name><desc>{text(said)}</desc>"
            if point:
                first = wkb.first(row[at])
                marks.append(f"<wpt {at_of(first)}>{about}</wpt>\n" if first else "")
            else:
                parts = "".join(map(segment, tracks(wkb.geojson(row[at]))))
                marks.append(f"<trk>{about}{parts}</trk>\n")
        yield "".join(marks).encode()
    yield b"</gpx>\n"


def segment(positions: Sequence[Position]) -> str:
    points = "".join(f"<trkpt {at_of(position)}/>" for position in positions)
    return f"<trkseg>{points}</trkseg>"


def at_of(position: Position) -> str:
    return f'lat="{position[1]!r}" lon="{position[0]!r}"'


def tracks(shape: dict[str, Any]) -> Iterator[Sequence[Position]]:
    """Its lines, outlines and points, each as positions in their order."""
    kind, coordinates = shape["type"], shape.get("coordinates") or []
    if kind == "GeometryCollection":
        for one in shape["geometries"]:
            yield from tracks(one)
    elif kind == "MultiPolygon":
        yield from (ring_ for polygon in coordinates for ring_ in polygon)
    elif kind in {"Polygon", "MultiLineString"}:
        yield from coordinates
    elif kind == "MultiPoint":
        yield from ([position] for position in coordinates)
    elif coordinates:
        yield [coordinates] if kind == "Point" else coordinates


def naming(fields: Sequence[Field]) -> int | None:
    """The first column of text: what a map shows beside a place."""
    return next((n for n, field in enumerate(fields) if field.type is Type.TEXT), None)


def columns(fields: Sequence[Field], style: Style, at: int) -> list[tuple[int, str, Any]]:
    """(number, heading, writer) of every column but the place."""
    return [
        (n, heading, cell_text(field, style))
        for n, (field, heading) in enumerate(zip(fields, style.headings, strict=True))
        if n != at
    ]
