"""Rows as files, piece by piece: CSV, JSON, lines of JSON, GeoJSON.

Each writer takes the columns and gives bytes batch by batch; nothing grows with the rows.
"""

from __future__ import annotations

import csv
import io
import json
import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.catalogue.explore import values, wkb
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Type
from parvis.lake.query.select import Field
from parvis.records import exchange

Batches = Iterable[Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Style:
    """How a file is written; `headings` are one for each column."""

    headings: Sequence[str]
    zone: str = "UTC"
    delimiter: str = ";"
    separator: str = ","
    quote_all: bool = False
    mark: bool = True
    projection: str = ""  # of places, "" for WGS 84
    about: str = ""  # address of the rows, under which RDF names their columns


def lines(text: Any) -> str:
    return json.dumps(text, ensure_ascii=False)


def records(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[list[str]]:
    """Batches of JSON objects."""
    write = values.writers(fields, style.zone)
    for batch in batches:
        yield [
            lines(
                {
                    name: one(value)
                    for name, one, value in zip(style.headings, write, row, strict=True)
                }
            )
            for row in batch
        ]


def array(batches: Iterable[Sequence[str]], head: str = "[", end: str = "]") -> Iterator[bytes]:
    """Objects in a list, a comma between two."""
    before = head
    for batch in batches:
        if batch:
            yield (before + ",\n".join(batch)).encode()
            before = ",\n"
    yield (end if before != head else head + end).encode()


def as_json(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    yield from array(records(fields, batches, style))


def as_jsonl(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    for batch in records(fields, batches, style):
        yield "".join(f"{line}\n" for line in batch).encode()


def as_csv(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=style.delimiter,
        quoting=csv.QUOTE_ALL if style.quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    writer.writerow([exchange.neutral(name) for name in style.headings])
    yield ((exchange.BOM if style.mark else "") + taken(buffer)).encode()
    write = [column(field, style) for field in fields]
    for batch in filter(None, batches):  # a question that finds nothing has an empty one
        columns = zip(*batch, strict=True)
        cells = [one(values_) for one, values_ in zip(write, columns, strict=True)]
        writer.writerows(zip(*cells, strict=True))
        yield taken(buffer).encode()


def taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def column(field: Field, style: Style) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """The values of a column in a batch as cells: the same as `cell` by `cell`, and sooner. Whole
    and finite numbers are left to the writer of CSV, which writes them as `str` and `repr` do; what
    repeats in a batch is written once."""
    write = cell(field, style)
    if field.many or field.type not in REPEATED | NUMERIC:
        return lambda given: [write(value) for value in given]
    if field.type in NUMERIC:
        return lambda given: given if plain_numbers(given) else [write(value) for value in given]

    def told(given: Sequence[Any]) -> list[str]:
        known = {value: write(value) for value in set(given)}
        return [known[value] for value in given]

    return told


def plain_numbers(given: Sequence[Any]) -> bool:
    kinds = set(map(type, given)) - {type(None)}
    if kinds == {float}:
        return all(map(math.isfinite, filter(None, given)))
    return kinds <= {int}


def cell(field: Field, style: Style) -> Callable[[Any], str]:
    """A value as one cell that no spreadsheet runs."""
    write = cell_text(field, style)
    if not field.many and field.type in CELLS:  # numbers and places begin no formula
        return write
    return lambda value: exchange.neutral(write(value))


def cell_text(field: Field, style: Style) -> Callable[[Any], str]:
    """A value as one text; places as Opendatasoft writes them."""
    (write,) = values.writers([field], style.zone)
    told = joined(style.separator) if field.many else CELLS.get(field.type, plain)

    def text(value: Any) -> str:
        one = write(value)
        return "" if one is None else told(one)

    return text


def joined(separator: str) -> Callable[[Any], str]:
    return lambda told: separator.join(plain(one) for one in told)


def latitude_first(told: Any) -> str:
    return f"{told['lat']}, {told['lon']}"


REPEATED = TEMPORAL | {Type.TEXT, Type.BOOLEAN}
CELLS: dict[Type, Callable[[Any], str]] = {
    Type.INTEGER: str,
    Type.NUMBER: repr,
    Type.POINT: latitude_first,
    Type.SHAPE: lambda told: lines(told["geometry"]),
}


def plain(told: Any) -> str:
    if isinstance(told, str):
        return told
    if isinstance(told, bool):
        return "true" if told else "false"
    return "" if told is None else lines(told)


def place(fields: Sequence[Field]) -> int | None:
    """The column that says where a row is: a shape before a point."""
    for kind in (Type.SHAPE, Type.POINT):
        for number, field in enumerate(fields):
            if field.type is kind and not field.many:
                return number
    return None


def as_geojson(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    """RFC 7946; the place is the geometry, everything else a property."""
    at = place(fields)
    assert at is not None
    write = values.writers(fields, style.zone)
    left = [n for n in range(len(fields)) if n != at]

    def feature(row: tuple[Any, ...]) -> str:
        found = row[at]
        return lines(
            {
                "type": "Feature",
                "geometry": None if found is None else wkb.geojson(found),
                "properties": {style.headings[n]: write[n](row[n]) for n in left},
            }
        )

    system = ""
    if style.projection:  # as readers of maps know it since 2008, though RFC 7946 has WGS 84 alone
        code = style.projection.rpartition(":")[2]
        named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
        system = f'"crs": {lines(named)}, '
    head = f'{{"type": "FeatureCollection", {system}"features": ['
    yield from array(([feature(row) for row in batch] for batch in batches), head, "]}")


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def headings(fields: Sequence[Field], titles: dict[str, str]) -> list[str]:
    """Titles where there are, each once: a second one is told by its column's name."""
    told: list[str] = []
    for field in fields:
        title = titles.get(field.name, field.name)
        told.append(f"{title} ({field.name})" if title in told else title)
    return told
