"""Rows as RDF: Turtle, N3, RDF/XML and JSON-LD, piece by piece.

As CSVW's minimal mode has it (W3C, 2015): a row is a node without a name, a column a property under
the address of the rows, a value a literal of its type; what is absent is not said. Places are
GeoJSON literals (GeoSPARQL 1.1), in WGS 84.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from parvis.catalogue.explore import values, wkb
from parvis.catalogue.explore.written import Batches, Style, array, lines, plain
from parvis.design.xml_text import writable
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field

XSD = "http://www.w3.org/2001/XMLSchema#"
GEOJSON = "http://www.opengis.net/ont/geosparql#geoJSONLiteral"
TYPES = {
    Type.INTEGER: f"{XSD}integer", Type.NUMBER: f"{XSD}double", Type.BOOLEAN: f"{XSD}boolean",
    Type.DATE: f"{XSD}date", Type.DATETIME: f"{XSD}dateTime", Type.POINT: GEOJSON,
    Type.SHAPE: GEOJSON,
}  # fmt: skip
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f]')
Values = Callable[[tuple[Any, ...]], Iterator[tuple[str, str, str]]]


def local(name: str) -> str:
    """A column's name as XML and every syntax of RDF can write it; others are told by code."""
    told = re.sub(r"[^A-Za-z0-9_]", lambda sign: f"_x{ord(sign[0]):x}_", name)
    return told if re.match("[A-Za-z_]", told) else f"_{told}"


def said(fields: Sequence[Field], style: Style) -> Values:
    """Of a row, (property, value as text, its type or "") for all that it says."""
    write = values.writers(fields, style.zone)
    columns = [
        (n, local(field.name), TYPES.get(field.type, ""), texts(field, write[n]))
        for n, field in enumerate(fields)
    ]

    def of(row: tuple[Any, ...]) -> Iterator[tuple[str, str, str]]:
        for n, name, kind, told in columns:
            for text in told(row[n]):
                yield name, text, kind

    return of


def texts(field: Field, write: Callable[[Any], Any]) -> Callable[[Any], list[str]]:
    if field.type in {Type.POINT, Type.SHAPE} and not field.many:
        return lambda value: [] if value is None else [lines(wkb.geojson(value))]

    def of(value: Any) -> list[str]:
        found = write(value)
        several = found if field.many and isinstance(found, list) else [found]
        return [lexical(one) for one in several if one is not None]

    return of


def lexical(value: Any) -> str:
    return repr(value) if isinstance(value, float) else plain(value)


def as_triples(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    """N-Triples, which Turtle and N3 contain."""
    of, number = said(fields, style), 0
    yield b""
    for batch in batches:
        told = []
        for row in batch:
            number += 1
            for name, text, kind in of(row):
                end = f"^^<{kind}>" if kind else ""
                told.append(f'_:r{number} <{style.about}#{name}> "{quoted(text)}"{end} .\n')
        yield "".join(told).encode()


def quoted(text: str) -> str:
    return _ESCAPED.sub(lambda sign: _ESCAPES.get(sign[0]) or f"\\u{ord(sign[0]):04X}", text)


def as_xml(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    of = said(fields, style)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns:c="{escape(style.about)}#">\n'
    ).encode()
    for batch in batches:
        told = []
        for row in batch:
            cells = "".join(
                f"<c:{name}{f' rdf:datatype={kind!r}' if kind else ''}>"
                f"{escape(writable(text), {chr(13): '&#13;'})}</c:{name}>"
                for name, text, kind in of(row)
            )
            told.append(f"<rdf:Description>{cells}</rdf:Description>\n")
        yield "".join(told).encode()
    yield b"</rdf:RDF>\n"


def as_jsonld(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    of = said(fields, style)
    context: dict[str, Any] = {"@vocab": f"{style.about}#"}
    for field in fields:
        if kind := TYPES.get(field.type):
            context[local(field.name)] = {"@type": kind}

    def node(row: tuple[Any, ...]) -> str:
        found: dict[str, list[str]] = {}
        for name, text, _kind in of(row):
            found.setdefault(name, []).append(text)
        return lines({name: told if len(told) > 1 else told[0] for name, told in found.items()})

    head = f'{{"@context": {json.dumps(context)}, "@graph": ['
    yield from array(([node(row) for row in batch] for batch in batches), head, "]}")
