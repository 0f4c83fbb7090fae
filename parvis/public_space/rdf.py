"""A device as RDF: what every record has, and where it stands as far as that is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from parvis.public_space import places
from parvis.records import rdf

GEOSPARQL = "http://www.opengis.net/ont/geosparql#"
FOAF = "http://xmlns.com/foaf/0.1/"
TERMS = rdf.TERMS
XSD = "http://www.w3.org/2001/XMLSchema#"


def quads(projection: dict[str, Any], base: str) -> Iterator[Quad]:
    """Besides `rdf.general`: its geometry (GeoSPARQL, a point or its zone), the street page, the
    day until which it is planned, its privacy notice."""
    yield from rdf.general(projection, base)
    subject = rdf.identifier(base, f"device/{projection['slug']}")
    street = NamedNode(f"{base}/q/{projection['short']}")
    yield Quad(subject, NamedNode(FOAF + "page"), street)
    if ends := projection.get("ends_on"):
        day = Literal(ends, datatype=NamedNode(XSD + "date"))
        yield Quad(subject, NamedNode(TERMS + "valid"), day)
    if text := wkt(projection):
        place = BlankNode()
        yield Quad(subject, NamedNode(GEOSPARQL + "hasGeometry"), place)
        literal = Literal(text, datatype=NamedNode(GEOSPARQL + "wktLiteral"))
        yield Quad(place, NamedNode(GEOSPARQL + "asWKT"), literal)


def wkt(projection: dict[str, Any]) -> str:
    """What is published of its place as WKT, longitude first; "" for nothing."""
    if at := places.point(projection):
        return f"POINT ({at[0]} {at[1]})"
    zone = projection.get("zone") or {}
    coordinates = zone.get("coordinates") or []
    polygons = [coordinates] if zone.get("type") == "Polygon" else coordinates
    written = [f"({', '.join(ring(one) for one in polygon)})" for polygon in polygons]
    return f"MULTIPOLYGON ({', '.join(written)})" if written else ""


def ring(positions: Iterable[list[float]]) -> str:
    return f"({', '.join(f'{position[0]} {position[1]}' for position in positions)})"
