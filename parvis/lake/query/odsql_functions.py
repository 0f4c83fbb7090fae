"""What each ODSQL function means: a call as it was written becomes nodes of the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from parvis.lake.query import geometry, instants
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.tree import (
    Aggregate,
    Box,
    Call,
    Choice,
    Cluster,
    Column,
    Compare,
    Day,
    Everything,
    Matches,
    Mode,
    Moment,
    Node,
    Null,
    Number,
    Place,
    Quantity,
    Random,
    Shape,
    Steps,
    Text,
    Width,
)
from parvis.records.problems import gettext_noop

PARTS = (
    "year", "quarter", "month", "day", "dayofweek", "hour", "minute", "second", "millisecond",
)  # fmt: skip
RELATIONS = {
    "intersects": "s_intersects",
    "intersect": "s_intersects",
    "disjoint": "s_disjoint",
    "within": "s_within",
}
LENGTHS = ("km", "m", "cm", "mm", "mi", "yd", "ft")


@dataclass(frozen=True)
class Distinct:
    """`distinct field`, inside `count( )`"""

    operand: Node


@dataclass(frozen=True)
class Bracketed:
    """`]10, 50, 100[`, inside `range( )`: a bracket turned outwards opens its end."""

    below: bool
    steps: tuple[Node, ...]
    above: bool


@dataclass(frozen=True)
class Wildcard:
    """`pop*`, inside `include( )` and `exclude( )`"""

    pattern: str


@dataclass(frozen=True)
class Written:
    """A call as it stands in the text; `place` is of the name, `whole` of all of it."""

    name: str
    arguments: Sequence[Any]
    place: Place | None
    whole: Place | None

    def count(self, *allowed: int) -> None:
        if len(self.arguments) not in allowed:
            raise QueryProblem(
                "arguments", self.place, word=self.name, given=len(self.arguments),
                wanted=allowed[0],
            )  # fmt: skip

    def refuse(self, argument: object, wanted: str, **params: object) -> NoReturn:
        place = argument.place if isinstance(argument, Node) else self.place
        place = place or self.place
        raise QueryProblem("argument", place, word=self.name, wanted=wanted, **params)

    def node(self, index: int) -> Node:
        argument = self.arguments[index]
        if not isinstance(argument, Node) or isinstance(argument, Everything):
            self.refuse(argument, gettext_noop("une colonne ou une valeur"))
        return argument

    def column(self, index: int = 0) -> Column:
        argument = self.node(index)
        if not isinstance(argument, Column):
            self.refuse(argument, gettext_noop("le nom d’une colonne"))
        return argument

    def number(self, index: int) -> float:
        argument = self.node(index)
        if not isinstance(argument, Number):
            self.refuse(argument, gettext_noop("un nombre"))
        return argument.value

    def whole_number(self, index: int, low: int, high: int) -> int:
        value = self.number(index)
        if value != int(value) or not low <= value <= high:
            wanted = gettext_noop("un nombre entier de %(low)s à %(high)s")
            self.refuse(self.node(index), wanted, low=low, high=high)
        return int(value)

    def shape(self, index: int) -> Shape:
        argument = self.node(index)
        if isinstance(argument, Text):
            return shape(argument.value, argument.place)
        if not isinstance(argument, Shape):
            self.refuse(argument, gettext_noop("une géométrie, comme geom'POINT(-1.68 48.11)'"))
        return argument


def instant(text: str, place: Place | None) -> Day | Moment:
    try:
        value = instants.read(text)
    except ValueError as error:
        raise QueryProblem("date", place, word=text[:40]) from error
    return Moment(value, place=place) if isinstance(value, datetime) else Day(value, place=place)


def shape(text: str, place: Place | None) -> Shape:
    try:
        return Shape(geometry.from_text(text), place=place)
    except geometry.NotGeometry as error:
        raise QueryProblem("geometry", place, word=text[:40]) from error


def call(written: Written, functions: Mapping[str, Callable[[Written], Node]]) -> Node:
    maker = functions.get(written.name.lower())
    if maker is None:
        unknown("function", written.name, functions, Column(written.name, place=written.place))
    return maker(written)


def scalar(*counts: int) -> Callable[[Written], Node]:
    def make(written: Written) -> Node:
        written.count(*counts)
        arguments = tuple(written.node(index) for index in range(len(written.arguments)))
        return Call(written.name.lower(), arguments, place=written.whole)

    return make


def distance(written: Written) -> Node:
    """With a third argument an old name of `within_distance`."""
    if len(written.arguments) == 3:
        return within_distance(written)
    written.count(2)
    arguments = (written.node(0), written.shape(1))
    return Call("distance", arguments, place=written.whole)


def within_distance(written: Written) -> Node:
    written.count(3)
    radius = written.node(2)
    if isinstance(radius, Number):
        radius = Quantity(float(radius.value), "m", place=radius.place)
    if not isinstance(radius, Quantity) or radius.unit not in LENGTHS:
        written.refuse(radius, gettext_noop("une distance, comme 1km"))
    arguments = (written.node(0), written.shape(1), radius)
    return Call("within_distance", arguments, place=written.whole)


def relation(name: str) -> Callable[[Written], Node]:
    def make(written: Written) -> Node:
        written.count(2)
        return Call(name, (written.node(0), written.shape(1)), place=written.whole)

    return make


def geometry_relation(written: Written) -> Node:
    """`geometry(field, geom'…', INTERSECTS)`, the older form."""
    written.count(3)
    mode = written.column(2).name.lower()
    if mode not in RELATIONS:
        written.refuse(written.node(2), "INTERSECTS, DISJOINT ou WITHIN")
    return Call(RELATIONS[mode], (written.node(0), written.shape(1)), place=written.whole)


def in_bbox(written: Written) -> Node:
    """Two corners, each latitude then longitude, as documented."""
    written.count(5)
    south, west, north, east = (float(written.number(index)) for index in range(1, 5))
    bounds = (min(west, east), min(south, north), max(west, east), max(south, north))
    arguments = (written.node(0), Box(bounds, place=written.whole))
    return Call("s_intersects", arguments, place=written.whole)


def bbox(written: Written) -> Node:
    """An aggregate, or with three arguments the older filter between two corners."""
    if len(written.arguments) == 1:
        return Aggregate("bbox", written.node(0), place=written.whole)
    written.count(3)
    corners = [written.shape(index).geometry for index in (1, 2)]
    if any(corner.kind != "Point" for corner in corners):
        written.refuse(written.node(1), gettext_noop("deux points"))
    (x1, y1, *_), (x2, y2, *_) = (corner.coordinates for corner in corners)
    box = Box((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), place=written.whole)  # type: ignore[arg-type]
    return Call("s_intersects", (written.node(0), box), place=written.whole)


def text_search(mode: Mode) -> Callable[[Written], Node]:
    def make(written: Written) -> Node:
        *fields, words = written.arguments or [None]
        if not isinstance(words, Text):
            written.refuse(words, gettext_noop("un texte en dernier"))
        columns = []
        for field in fields:
            if not isinstance(field, Column | Everything):
                written.refuse(field, gettext_noop("des noms de colonnes"))
            columns += [field] if isinstance(field, Column) else []
        return Matches(tuple(columns), words.value, mode, place=written.whole)

    return make


def aggregate(written: Written) -> Node:
    written.count(1)
    return Aggregate(written.name.lower(), written.node(0), place=written.whole)


def count(written: Written) -> Node:
    written.count(1)
    argument = written.arguments[0]
    if isinstance(argument, Distinct):
        return Aggregate("count", argument.operand, distinct=True, place=written.whole)
    if isinstance(argument, Everything):
        return Aggregate("count", Everything(), place=written.whole)
    return Aggregate("count", written.node(0), place=written.whole)


def percentile(written: Written) -> Node:
    written.count(2)
    percent = float(written.number(1))
    if not 0 <= percent <= 100:
        written.refuse(written.node(1), gettext_noop("un nombre de 0 à 100"))
    return Aggregate("percentile", written.node(0), percent=percent, place=written.whole)


def date_format(written: Written) -> Node:
    written.count(2)
    if not isinstance(written.node(1), Text):
        written.refuse(written.node(1), gettext_noop("un format entre guillemets"))
    return Call("date_format", (written.node(0), written.node(1)), place=written.whole)


def now(written: Written) -> Node:
    """`now(year=2001, months=-1)`: named whole numbers, kept as pairs of text and number."""
    pairs: dict[str, Node] = {}
    for argument in written.arguments:
        if not isinstance(argument, Compare) or not isinstance(argument.left, Column):
            written.refuse(argument, gettext_noop("des paramètres nommés, comme years=-1"))
        name = argument.left.name.lower()
        if name not in instants.NOW_PARAMETERS:
            unknown("function", name, instants.NOW_PARAMETERS, argument.left)
        if not isinstance(argument.right, Number) or not isinstance(argument.right.value, int):
            written.refuse(argument.right, gettext_noop("un nombre entier"))
        pairs[name] = argument.right
    flat = [item for name, value in pairs.items() for item in (Text(name), value)]
    return Call("now", tuple(flat), place=written.whole)


def grouping_range(written: Written) -> Node:
    """Fixed steps in brackets or between stars, or one width."""
    if len(written.arguments) < 2:
        written.count(2)
    operand, *rest = written.arguments
    if not isinstance(operand, Node):
        written.refuse(operand, gettext_noop("le nom d’une colonne"))
    if len(rest) == 1 and isinstance(rest[0], Bracketed):
        steps = rest[0]
        return Steps(operand, steps.steps, steps.below, steps.above, place=written.whole)
    if len(rest) == 1 and isinstance(rest[0], Number | Quantity):
        return Width(operand, rest[0], place=written.whole)
    below, above = (isinstance(rest[end], Everything) for end in (0, -1))
    inner = rest[1 if below else 0 : -1 if above else None]
    if not inner or not all(isinstance(step, Node) for step in inner):
        written.refuse(rest[0], gettext_noop("des bornes, comme *, 10, 50, *"))
    if any(isinstance(step, Everything) for step in inner):
        written.refuse(rest[0], gettext_noop("des étoiles aux extrémités seulement"))
    return Steps(operand, tuple(inner), below, above, place=written.whole)


def geo_cluster(written: Written) -> Node:
    written.count(2, 3)
    zoom = written.whole_number(1, 0, 25)
    radius = written.whole_number(2, 1, 256) if len(written.arguments) == 3 else 40
    return Cluster(written.node(0), zoom, radius, place=written.whole)


def random(written: Written) -> Node:
    written.count(1)
    return Random(written.whole_number(0, -(2**31), 2**31), place=written.whole)


def choice(keep: bool) -> Callable[[Written], Node]:
    def make(written: Written) -> Node:
        written.count(1)
        argument = written.arguments[0]
        if isinstance(argument, Wildcard):
            return Choice(argument.pattern, keep, place=written.whole)
        return Choice(written.column().name, keep, place=written.whole)

    return make


def optional_fallback(written: Written) -> Node:
    written.count(1, 2)
    if len(written.arguments) == 2 and not isinstance(written.node(1), Text | Null):
        written.refuse(written.node(1), gettext_noop("un texte ou null"))
    arguments = tuple(written.node(index) for index in range(len(written.arguments)))
    return Call("json_format", arguments, place=written.whole)


FUNCTIONS: Mapping[str, Callable[[Written], Node]] = {
    **{name: scalar(1) for name in ("length", "lower", "upper", *PARTS)},
    "ifnull": scalar(2),
    "date_format": date_format,
    "json_format": optional_fallback,
    "now": now,
    "distance": distance,
    "within_distance": within_distance,
    "in_bbox": in_bbox,
    "bbox": bbox,
    "polygon": relation("s_intersects"),
    "intersects": relation("s_intersects"),
    "disjoint": relation("s_disjoint"),
    "within": relation("s_within"),
    "geometry": geometry_relation,
    "search": text_search("search"),
    "suggest": text_search("suggest"),
    "startswith": text_search("startswith"),
    **dict.fromkeys(("avg", "envelope", "max", "median", "min", "sum"), aggregate),
    "count": count,
    "percentile": percentile,
    "range": grouping_range,
    "geo_cluster": geo_cluster,
    "random": random,
    "include": choice(True),
    "exclude": choice(False),
}
