"""Rows as GeoJSON features: as Python holds them, and as they stand in lines, already in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from parvis.catalogue.explore import values, wkb
from parvis.catalogue.ogc import crs
from parvis.catalogue.ogc.described import Collection
from parvis.catalogue.ogc.door import Plain
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field
from parvis.lake.rows import Answer
from parvis.lake.served.lines import Page

Numbers = Sequence[int | None]
ZONE = "UTC"


def read(one: Collection, answer: Answer, numbers: Numbers, system: crs.Crs) -> list[Plain]:
    at, left = parted(one, answer.fields)
    names = [answer.fields[n].name for n in left]
    rows = [[row[n] for n in left] for row in answer.rows]
    told = values.told([answer.fields[n] for n in left], rows, ZONE)

    def feature(row: tuple[Any, ...], properties: tuple[Any, ...], number: int | None) -> Plain:
        found = None if at is None else row[at]
        geometry = None if found is None else crs.written(wkb.geojson(found), system)
        return {
            "type": "Feature",
            **({} if number is None else {"id": one.source.identifier(number)}),
            "geometry": geometry,
            "properties": dict(zip(names, properties, strict=True)),
        }

    return [feature(*each) for each in zip(answer.rows, told, numbers, strict=True)]


def parted(one: Collection, fields: Sequence[Field]) -> tuple[int | None, list[int]]:
    """Where the place of a row is among its fields, and where its properties are."""
    place = one.source.schema.place
    at = next((n for n, field in enumerate(fields) if place and field.name == place.name), None)
    return at, [n for n in range(len(fields)) if n != at]


def spliced(
    one: Collection, fields: Sequence[Field], page: Page, numbers: Sequence[int], system: crs.Crs
) -> bytes:
    """As `read`, in JSON without its brackets: what stands in lines is not read to be written."""
    at, left = parted(one, fields)
    heads = [json.dumps(fields[n].name, ensure_ascii=False).replace("%", "%%") for n in left]
    properties = ", ".join(f"{head}: %b" for head in heads)
    whole = (
        f'{{"type": "Feature", "id": "{one.source.prefix}%d", "geometry": %b,'
        f' "properties": {{{properties}}}}}'
    ).encode()
    shapes = [b"null"] * len(page) if at is None else geometries(fields[at], page, at, system)
    cells = values.written(fields, page, ZONE, left)
    return b", ".join([whole % row for row in zip(numbers, shapes, *cells, strict=True)])


def geometries(field: Field, page: Page, at: int, system: crs.Crs) -> list[bytes]:
    """Of plain points, as nearly all are, all at once."""
    known = wkb.plain(page.cells[at]) if field.type is Type.POINT else None
    if known is None:
        return [
            b"null" if value is None
            else json.dumps(crs.written(wkb.geojson(value), system)).encode()
            for value in page.column(at)
        ]  # fmt: skip
    turned = [(y, x) for x, y in known] if system.latitude_first else known
    return [
        b'{"type": "Point", "coordinates": []}' if x != x
        else f'{{"type": "Point", "coordinates": [{x!r}, {y!r}]}}'.encode()
        for x, y in turned
    ]  # fmt: skip
