"""Values as people read them in a table: « 1 234,5 », « 12 mars 2026 », « oui »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.explore import wkb
from parvis.catalogue.rows.columns import Described
from parvis.design import dates, numbers
from parvis.design.spoken import spoken
from parvis.design.text import cut
from parvis.lake.query.schema import Type

LONGEST = 200  # characters of a cell
DEGREES = 5  # decimals: a metre

Writer = Callable[[Any], Any]


def rows(columns: Sequence[Described], found: Sequence[Sequence[Any]]) -> list[list[Any]]:
    writers = [writer(column) for column in columns]
    return [[write(v) for write, v in zip(writers, row, strict=True)] for row in found]


def writer(column: Described) -> Writer:
    """Text, or {"text", "url"} for an address of the web."""
    write = WRITERS.get(column.type, words)
    if column.type in (Type.INTEGER, Type.NUMBER):
        if column.meaning in {"latitude", "longitude"}:
            write = degrees
        elif column.meaning == "annee":
            write = str
    return lambda value: numbers.ABSENT if value is None or value == "" else write(value)


def words(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    shown = cut(text, LONGEST)
    web = text.startswith(("https://", "http://")) and not any(map(str.isspace, text))
    return {"text": shown, "url": text} if web else shown


def number(value: int | float | Decimal) -> str:
    return numbers.number(value, None, spoken())


def degrees(value: float) -> str:
    return numbers.number(value, DEGREES, spoken())


def moment(value: datetime) -> str:
    """An instant comes as UTC without a zone; midnight is a day. The ends of the calendar stay."""
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    try:
        local = aware.astimezone(timezone.get_current_timezone())
    except OverflowError:
        local = aware
    return dates.moment_words(local, spoken())


def day(value: date) -> str:
    return dates.date_words(value, spoken())


def yes_no(value: bool) -> str:
    return _("oui") if value else _("non")


def point(value: bytes) -> str:
    """« 48,11295 ; −1,67429 »: latitude first, as maps for people have it."""
    found = wkb.first(value)
    return f"{degrees(found[1])} ; {degrees(found[0])}" if found else numbers.ABSENT


SHAPES = {
    "Point": lambda: _("un point"),
    "MultiPoint": lambda: _("des points"),
    "LineString": lambda: _("une ligne"),
    "MultiLineString": lambda: _("des lignes"),
    "Polygon": lambda: _("une surface"),
    "MultiPolygon": lambda: _("des surfaces"),
}


def shape(value: bytes) -> str:
    named = SHAPES.get(wkb.geojson(value)["type"])
    return named() if named else _("des formes")


WRITERS: dict[Type, Writer] = {
    Type.INTEGER: number,
    Type.NUMBER: number,
    Type.BOOLEAN: yes_no,
    Type.DATE: day,
    Type.DATETIME: moment,
    Type.POINT: point,
    Type.SHAPE: shape,
}
