"""Values as Opendatasoft writes them: places, dates with their zone, groups."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from parvis.catalogue.explore import wkb
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field
from parvis.lake.served.lines import Page

NAMES = {
    Type.TEXT: "text", Type.INTEGER: "int", Type.NUMBER: "double", Type.BOOLEAN: "boolean",
    Type.DATE: "date", Type.DATETIME: "datetime", Type.POINT: "geo_point_2d",
    Type.SHAPE: "geo_shape",
}  # fmt: skip

Writer = Callable[[Any], Any]
ITSELF = frozenset({str, int, bool, type(None)})  # whatever the column
FLOATS = frozenset({float, type(None)})
WRITTEN = frozenset({Type.TEXT, Type.INTEGER, Type.BOOLEAN, Type.DATE})
"""What a line holds as it is told."""
ABSENT = {b"NaN": b"null", b"Infinity": b"null", b"-Infinity": b"null"}


def writers(fields: Sequence[Field], zone: str) -> list[Writer]:
    """One for each column: its value (None among them) as JSON holds it."""
    return [each(writer(field.type, zone), field.many) for field in fields]


def told(
    fields: Sequence[Field], rows: Sequence[Sequence[Any]], zone: str
) -> Iterator[tuple[Any, ...]]:
    """Rows as JSON holds their values. Written a column at a time: most are of texts and numbers,
    which stay as they are, and to ask each value takes longer than all the rest."""
    written = [
        column if themselves(column) else [write(one) for one in column]
        for column, write in zip(zip(*rows, strict=True), writers(fields, zone), strict=False)
    ]
    return zip(*written, strict=True) if written else iter([()] * len(rows))


def written(
    fields: Sequence[Field], page: Page, zone: str, wanted: Sequence[int]
) -> list[Sequence[bytes]]:
    """As `told`, the columns at these places, one at a time and in JSON: most cells stand so in
    their lines."""
    write = writers(fields, zone)
    return [_cells(fields[at], page, at, write[at]) for at in wanted]


def _cells(field: Field, page: Page, at: int, write: Writer) -> Sequence[bytes]:
    if field.type in WRITTEN:
        return page.cells[at]
    if field.type is Type.NUMBER:
        return [ABSENT.get(cell, cell) for cell in page.cells[at]]
    if field.type is Type.POINT:
        return _positions(page, at)
    return [json.dumps(write(value)).encode() for value in page.column(at)]


def _positions(page: Page, at: int) -> list[bytes]:
    """Of plain points, as nearly all are, all at once."""
    places: Sequence[Sequence[float] | None] = wkb.plain(page.cells[at]) or [
        None if value is None else wkb.first(value) for value in page.column(at)
    ]
    return [
        b"null" if one is None or one[0] != one[0]
        else f'{{"lon": {one[0]!r}, "lat": {one[1]!r}}}'.encode()
        for one in places
    ]  # fmt: skip


def themselves(column: Sequence[Any]) -> bool:
    """Whether JSON holds these values as they are."""
    kinds = set(map(type, column))
    if float in kinds:
        return kinds <= FLOATS and all(map(math.isfinite, filter(None, column)))
    return kinds <= ITSELF


def each(write: Writer, many: bool) -> Writer:
    def written(value: Any) -> Any:
        if value is None:
            return None
        return [None if one is None else write(one) for one in value] if many else write(value)

    return written


def writer(kind: Type, zone: str) -> Writer:
    if kind is Type.DATETIME:
        clock = ZoneInfo(zone)
        return lambda value: instant(value, clock)
    return PLACES.get(kind, plain)


def instant(value: datetime, clock: ZoneInfo) -> str:
    """An instant comes as UTC without a zone; at the ends of the calendar it stays in UTC."""
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    try:
        return aware.astimezone(clock).isoformat()
    except OverflowError:
        return aware.isoformat()


def iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def point(value: bytes) -> dict[str, float] | None:
    """{"lon", "lat"}; of what is not a point, its first position."""
    found = wkb.first(value)
    return None if found is None else {"lon": found[0], "lat": found[1]}


def shape(value: bytes) -> dict[str, Any]:
    return {"type": "Feature", "geometry": wkb.geojson(value), "properties": {}}


def bounds(value: dict[str, Any]) -> str:
    """`[10, 50[`; an open end is a star."""
    return f"[{bound(value['low'])}, {bound(value['high'])}["


def bound(value: Any) -> str:
    if value is None:
        return "*"
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else plain(value))


def cell(value: dict[str, Any]) -> dict[str, Any]:
    return {"lon": value["lon"], "lat": value["lat"]}


def plain(value: Any) -> Any:
    """JSON has no infinity: such a number is absent."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


PLACES: dict[Type, Writer] = {
    Type.POINT: point, Type.SHAPE: shape, Type.RANGE: bounds, Type.CELL: cell,
}  # fmt: skip
