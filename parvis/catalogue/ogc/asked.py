"""What an address of items asks, read once into a query of the lake."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict

from parvis.catalogue.explore.asked import FARTHEST, shown, within, writable
from parvis.catalogue.ogc import crs as systems
from parvis.catalogue.ogc.crs import CRS84, Crs
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.lake.query import cql2_json, cql2_text, instants, tree
from parvis.lake.query.literals import adapted
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import SPATIAL, TEMPORAL, Column, Schema, Type
from parvis.lake.query.sql import Context

COMMON = ("f", "lang")
LANGUAGES = {"cql2-text": cql2_text.read, "cql2-json": cql2_json.read}
DEFAULT, MOST = 10, 10_000
OWN = ("limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang",
       "filter-crs", "properties", "sortby", "q")  # fmt: skip
OF_TILE = ("datetime", "filter", "filter-lang", "filter-crs", "properties", "q")

Given = dict[str, str]
Complete = Callable[[], Collection[str]]


@dataclass(frozen=True)
class Items:
    query: tree.Query
    crs: Crs
    context: Context


def check(given: QueryDict) -> None:
    """No NUL and no half of a character."""
    for name, values in given.lists():
        if any("\0" in value or not writable(value) for value in [name, *values]):
            raise OgcProblem("text", field=shown(name))


def only(given: QueryDict, known: Sequence[str]) -> Given:
    """Each parameter is one of those, and stands once (part 1, query-param-unknown)."""
    found: Given = {}
    for name, values in given.lists():
        if name not in known:
            raise OgcProblem("unknown", field=shown(name), known=", ".join(known))
        if len(values) > 1:
            raise OgcProblem("once", field=name, count=len(values))
        found[name] = values[0] if values else ""
    return found


def read(asked: QueryDict, schema: Schema, complete: Complete) -> Items:
    """`complete`: the columns that no row lacks. Raises OgcProblem, ClauseProblem."""
    given = only(asked, (*COMMON, *OWN, *compared(schema)))
    limit = whole(given, "limit", DEFAULT, 1)
    query = tree.Query(
        select=selected(given, schema),
        where=condition(given, schema, complete),
        order_by=ordered(given, schema),
        limit=min(limit, MOST),
        offset=min(whole(given, "offset", 0, 0), FARTHEST),
    )
    crs = system(given)
    now = datetime.now(UTC)
    return Items(query, crs, Context(now=now, zone="UTC", projection=crs.projection))


def of_tile(asked: QueryDict, schema: Schema, complete: Complete) -> tree.Query:
    """The columns and rows of a tile; the place comes by itself. Raises OgcProblem,
    ClauseProblem."""
    given = only(asked, (*COMMON, *OF_TILE, *compared(schema)))
    if given.get("f", "mvt") != "mvt":
        raise OgcProblem("choice", field="f", value=shown(given["f"]), known="mvt")
    places = {column.name for column in schema.columns if column.type in SPATIAL}
    kept = [name for name in named(given, schema) if name not in places]
    columns = tuple(tree.Output(tree.Column(name)) for name in kept)
    return tree.Query(select=columns, where=condition(given, schema, complete))


def compared(schema: Schema) -> list[str]:
    """Names of columns that are parameters too."""
    return [column.name for column in filterable(schema) if column.name not in OWN + COMMON]


def condition(given: Given, schema: Schema, complete: Complete) -> tree.Node | None:
    return tree.both(
        boxed(given, schema, complete),
        dated(given, schema, complete),
        filtered(given),
        searched(given),
        *(equal(schema, name, given[name]) for name in compared(schema) if name in given),
    )


def one(given: Given, number: int) -> Items:
    """A row alone, whole."""
    crs = system(given)
    query = tree.Query(limit=1, offset=number)
    return Items(query, crs, Context(datetime.now(UTC), "UTC", projection=crs.projection))


def system(given: Given) -> Crs:
    return systems.read("crs", given["crs"]) if given.get("crs") else CRS84


def filterable(schema: Schema) -> list[Column]:
    """Columns that a parameter of their own name compares."""
    return [column for column in schema.columns if column.type not in SPATIAL and not column.many]


def moment(schema: Schema) -> Column | None:
    """The column that dates a row: the first of its kind."""
    return next((c for c in schema.columns if c.type in TEMPORAL and not c.many), None)


def or_absent(column: Column, condition: tree.Node, complete: Complete) -> tree.Node:
    """What has no place or no date is in every box and at every time (part 1, fc-bbox-response);
    not asked where nothing lacks it, for the engine would then read every row."""
    if column.name in complete():
        return condition
    return tree.Logic("or", (condition, tree.IsNull(tree.Column(column.name))))


def boxed(given: Given, schema: Schema, complete: Complete) -> tree.Node | None:
    text, column = given.get("bbox", ""), schema.place
    crs = systems.read("bbox-crs", given["bbox-crs"]) if given.get("bbox-crs") else CRS84
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise OgcProblem("bbox", value=shown(text)) from error
    sound = all(map(math.isfinite, numbers))
    if len(numbers) not in (4, 6) or not sound:
        raise OgcProblem("bbox", value=shown(text))
    bounds = numbers if len(numbers) == 4 else [*numbers[:2], *numbers[3:5]]
    place = systems.box(bounds, crs)
    if column is None:
        return None
    there = tree.Call("s_intersects", (tree.Column(column.name), place))
    return or_absent(column, there, complete)


def dated(given: Given, schema: Schema, complete: Complete) -> tree.Node | None:
    """`2024`-like parts are no dates here; an interval has one end at least. GDAL, and QGIS with
    it, writes a day as `2024-01-31T`."""
    text, column = given.get("datetime", ""), moment(schema)
    if not text:
        return None
    parts = text.split("/")
    ends = [None if part in ("", "..") else end(part, text) for part in parts]
    if len(parts) > 2 or not any(ends):
        raise OgcProblem("datetime", value=shown(text))
    low, high = ends[0], ends[-1]
    if low and high and instant(low) > instant(high):
        raise OgcProblem("datetime", value=shown(text))
    if column is None:
        return None
    kept = tree.both(
        lower(low, column) if low else None,
        upper(high, column) if high else None,
    )
    return or_absent(column, kept, complete) if kept else None


def end(part: str, text: str) -> date:
    part = part.removesuffix("T")
    try:
        found = instants.read(part)
    except ValueError as error:
        raise OgcProblem("datetime", value=shown(text)) from error
    zoned = isinstance(found, datetime) and found.tzinfo is not None
    if not zoned and (isinstance(found, datetime) or len(part) != 10):
        raise OgcProblem("datetime", value=shown(text))
    return found


def instant(value: date) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def day(value: date) -> date:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def lower(value: date, column: Column) -> tree.Node:
    dated = column.type is Type.DATE
    least = tree.Day(day(value)) if dated else tree.Moment(instant(value))
    return tree.Compare(">=", tree.Column(column.name), least)


def upper(value: date, column: Column) -> tree.Node:
    """A day lasts until the next one begins."""
    name = tree.Column(column.name)
    if column.type is Type.DATE:
        return tree.Compare("<=", name, tree.Day(day(value)))
    if isinstance(value, datetime) or value == date.max:
        return tree.Compare("<=", name, tree.Moment(instant(value)))
    return tree.Compare("<", name, tree.Moment(instant(value + timedelta(days=1))))


def filtered(given: Given) -> tree.Node | None:
    text = given.get("filter", "")
    language = given.get("filter-lang") or "cql2-text"
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise OgcProblem("choice", field="filter-lang", value=shown(language), known=known)
    crs = systems.read("filter-crs", given["filter-crs"]) if given.get("filter-crs") else CRS84
    if not text:
        for name in ("filter-lang", "filter-crs"):
            if given.get(name):
                raise OgcProblem("no_filter", field=name)
        return None
    found: tree.Node = within("filter", LANGUAGES[language], text)
    return systems.understood(found, crs)


def searched(given: Given) -> tree.Node | None:
    words = given.get("q", "").strip()
    return tree.Matches((), words) if words else None


def equal(schema: Schema, name: str, text: str) -> tree.Node:
    column = schema.find(name)
    assert column is not None
    return tree.Compare("=", tree.Column(name), literal(column, text))


def literal(column: Column, text: str) -> tree.Node:
    """A value as its column holds it. Raises OgcProblem."""
    try:
        made = adapted(tree.Text(text), column.type)
    except QueryProblem as problem:  # a date that is none
        raise unlike(column, text) from problem
    if isinstance(made, tree.Text) and column.type is not Type.TEXT:
        raise unlike(column, text)
    return made


def unlike(column: Column, text: str) -> OgcProblem:
    return OgcProblem(f"value_{column.type}", field=shown(column.name), value=shown(text))


def selected(given: Given, schema: Schema) -> tuple[tree.Output, ...]:
    """Nothing where all columns are."""
    if not given.get("properties"):
        return ()
    return tuple(tree.Output(tree.Column(name)) for name in named(given, schema))


def named(given: Given, schema: Schema) -> list[str]:
    """The columns named, and the place always: a feature without it would be another one."""
    names = [column.name for column in schema.columns]
    if not given.get("properties"):
        return names
    wanted = [known(schema, "properties", name) for name in given["properties"].split(",")]
    place = schema.place
    return [name for name in names if name in wanted or (place and name == place.name)]


def ordered(given: Given, schema: Schema) -> tuple[tree.Order, ...]:
    """`-hauteur,+espece`; a plus that an address turned into a space is one."""
    found = []
    for part in filter(None, given.get("sortby", "").split(",")):
        name = part.lstrip(" ").removeprefix("+").removeprefix("-")
        descending = part.startswith("-")
        found.append(tree.Order(tree.Column(known(schema, "sortby", name)), descending))
    return tuple(found)


def known(schema: Schema, field: str, name: str) -> str:
    column = schema.find(name.strip())
    if column is None:
        raise OgcProblem("column", field=field, value=shown(name))
    return column.name


def whole(given: Given, name: str, default: int, low: int) -> int:
    text = given.get(name, "")
    if name not in given:
        return default
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else -1
    if value < low:
        raise OgcProblem("number", field=name, value=shown(text), low=low)
    return value
