"""Vector tiles (Mapbox Vector Tile 2.1, Web Mercator) made of a statement that a policy allowed.

A tile holds its rows while they are not too many; beyond, the number of rows in each square of a
grid. Shapes are as precise as the tile can tell, and one too small for it is a point: nothing is
left out unsaid.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.policy import Statement
from parvis.lake.query.schema import SPATIAL, Type
from parvis.lake.query.select import Field
from parvis.lake.query.sql import called, cast_as
from parvis.lake.query.sql_projection import EARTH

DEEPEST = 24  # zoom: a side of 2 metres at the equator
EXTENT = 4_096  # units of a side of a tile
BUFFER = 64  # units around it, so that lines and symbols pass from a tile to the next
MOST = 10_000  # rows told one by one
NEAR = 14  # zoom from which a tile seldom has more
GRID = 32  # squares along a side of a tile
WORLD = 2 * math.pi * EARTH  # metres of the side of the tile of zoom 0
ENDS = ("tile_west", "tile_south", "tile_east", "tile_north")
UNIT = "tile_unit"
ROWS_OF = "rows"  # what a square says: its number of rows
POINT = struct.Struct("<5x2d")  # of WKB
# No column of a file has a space in its name.
_PLACE, _IDENTIFIER = "tile place", "tile identifier"
_FOUND = "parvis_found"


@dataclass(frozen=True)
class Grain:
    """Up to `most` rows of a tile are told one by one; more are counted, in `across` squares along
    each side."""

    most: int = MOST
    across: int = GRID


STANDARD = Grain()


@dataclass(frozen=True)
class Tile:
    """`column` from the west, `row` from the north, each from 0 to below 2 ** `zoom`.

    Raises ValueError where there is no such tile.
    """

    zoom: int
    column: int
    row: int

    def __post_init__(self) -> None:
        across = 2**self.zoom if 0 <= self.zoom <= DEEPEST else 0
        if not (0 <= self.column < across and 0 <= self.row < across):
            raise ValueError(self)

    @property
    def metres(self) -> tuple[float, float, float]:
        """West, north and side in Web Mercator."""
        side = WORLD / 2**self.zoom
        return self.column * side - WORLD / 2, WORLD / 2 - self.row * side, side

    @property
    def parameters(self) -> Mapping[str, float]:
        """What the SQL around a statement asks of the tile: its ends, and the side of a unit."""
        west, north, side = self.metres
        ends = (west, north - side, west + side, north)
        return {**dict(zip(ENDS, ends, strict=True)), UNIT: side / EXTENT}

    def points(self, places: Iterable[bytes | None]) -> list[tuple[int, int] | None]:
        """Points (WKB, longitude and latitude on the map) in units of the tile, to the east and to
        the south; nothing for what is on the far side of what is around it, or nowhere."""
        west, north, side = self.metres
        unit, last = EXTENT / side, EXTENT + BUFFER
        told: list[tuple[int, int] | None] = []
        for place in places:
            if place is None:
                told.append(None)
                continue
            longitude, latitude = POINT.unpack_from(place)
            east = EARTH * math.radians(longitude) - west
            south = north - EARTH * math.asinh(math.tan(math.radians(latitude)))
            x, y = math.floor(east * unit + 0.5), math.floor(south * unit + 0.5)
            told.append((x, y) if -BUFFER < x < last and -BUFFER < y < last else None)
        return told

    def box(self) -> tree.Box:
        """The tile and what is around it, in degrees."""
        west, north, side = self.metres
        around = side * BUFFER / EXTENT
        left, right = ((x / EARTH) for x in (west - around, west + side + around))
        low, high = ((y / EARTH) for y in (north - side - around, north + around))
        lon = [max(-180.0, min(180.0, math.degrees(x))) for x in (left, right)]
        lat = [math.degrees(math.atan(math.sinh(y))) for y in (low, high)]
        return tree.Box((lon[0], lat[0], lon[1], lat[1]))


def named(zoom: str, row: str, column: str) -> Tile:
    """The tile of an address. Raises ValueError where there is no such tile."""
    numbers = (int(n) if n.isascii() and n.isdigit() and len(n) < 10 else -1
               for n in (zoom, column, row))  # fmt: skip
    return Tile(*numbers)


@dataclass(frozen=True)
class Features:
    """Around a statement: the number of its rows, one more than `most` for all that are beyond,
    and the tile whose features they are, not to be given where they are beyond. Its field `place`
    is in Web Mercator already; the whole number of its field `identifier` names each, if it has
    one."""

    layer: str
    place: str
    identifier: str
    most: int

    def around(self, made: Statement) -> exp.Select:
        outputs = []
        for at, field in enumerate(made.fields):
            sql = exp.column(f"c{at}", quoted=True)
            if field.name == self.place:
                shape = placed(sql) if field.type is Type.POINT else drawn(sql)
                outputs.append(exp.alias_(shape, _PLACE, quoted=True))
            elif field.name == self.identifier:
                outputs.append(exp.alias_(sql, _IDENTIFIER, quoted=True))
            elif field.type not in SPATIAL:
                outputs.append(exp.alias_(told(sql, field), field.name, quoted=True))
        found = made.sql.limit(self.most + 1).subquery(_FOUND)
        features = exp.select(*outputs, copy=False).from_(found, copy=False)
        known = any(field.name == self.identifier for field in made.fields)
        tile = encoded(features, self.layer, *([exp.Literal.string(_IDENTIFIER)] * known))
        tile.set("expressions", [exp.Count(this=exp.Star()), *tile.expressions])
        return tile


def drawn(shape: exp.Expr) -> exp.Expr:
    """A shape in units of the tile: its corners that are not a unit from the line between others
    are left out (Douglas and Peucker), and what is nothing at this grain is a point of it."""
    light = called("ST_Simplify", shape.copy(), asked(UNIT))
    return called("coalesce", placed(light), placed(called("ST_PointOnSurface", shape.copy())))


def placed(shape: exp.Expr) -> exp.Expr:
    envelope = called("ST_Extent", called("ST_MakeEnvelope", *map(asked, ENDS)))
    units = [exp.Literal.number(EXTENT), exp.Literal.number(BUFFER), exp.true()]
    return called("ST_AsMVTGeom", shape, envelope, *units)


@dataclass(frozen=True)
class Squares:
    """Around a statement that has the place alone: one value, the tile whose features are squares,
    `across` along each side, with the number of rows in each."""

    layer: str
    across: int

    def around(self, made: Statement) -> exp.Select:
        middle = exp.alias_(called("ST_Centroid", exp.column("c0", quoted=True)), "middle")
        places = exp.select(middle).from_(made.sql.subquery("allowed"), copy=False)
        x, y = (called(name, exp.column("middle")) for name in ("ST_X", "ST_Y"))
        east_of = exp.paren(exp.Sub(this=x, expression=asked("tile_west")))
        south_of = exp.paren(exp.Sub(this=asked("tile_north"), expression=y))
        cell = exp.paren(exp.Mul(this=asked(UNIT), expression=number(EXTENT / self.across)))
        squares = (
            exp.select(
                exp.alias_(index(east_of, cell), "east"),
                exp.alias_(index(south_of, cell.copy()), "south"),
                exp.alias_(exp.Count(this=exp.Star()), ROWS_OF),
            )
            .from_(places.subquery("places"), copy=False)
            .group_by("east", "south")
        )
        return encoded(self.located(squares), counts(self.layer))

    def located(self, squares: exp.Select) -> exp.Select:
        """Those that are in the tile, each at its middle."""
        step = EXTENT // self.across
        point = called("ST_Point", *(centred(name, step) for name in ("east", "south")))
        last = exp.Literal.number(self.across - 1)
        inside = [
            exp.Between(this=exp.column(name), low=exp.Literal.number(0), high=last.copy())
            for name in ("east", "south")
        ]
        return (
            exp.select(exp.alias_(point, _PLACE, quoted=True), exp.column(ROWS_OF))
            .from_(squares.subquery("squares"), copy=False)
            .where(*inside)
        )


def counts(layer: str) -> str:
    """The layer of the squares, beside that of the rows."""
    return f"{layer}.counts"


def asked(name: str) -> exp.Expr:
    """A number of `Tile.parameters`."""
    return exp.Placeholder(this=name)


def index(sql: exp.Expr, cell: exp.Expr) -> exp.Expr:
    return cast_as(called("floor", exp.Div(this=sql, expression=cell)), "BIGINT")


def centred(name: str, step: int) -> exp.Expr:
    """The middle of a square, in units of the tile."""
    start = exp.Mul(this=exp.column(name), expression=exp.Literal.number(step))
    return exp.Add(this=start, expression=exp.Literal.number(step // 2))


def encoded(features: exp.Select, layer: str, *identifier: exp.Expr) -> exp.Select:
    """Features without a place in the tile are left out."""
    made = called("ST_AsMVT", exp.column("features"), exp.Literal.string(layer),
                  exp.Literal.number(EXTENT), exp.Literal.string(_PLACE), *identifier)  # fmt: skip
    absent = exp.Is(this=exp.column(_PLACE, quoted=True), expression=exp.null())
    there = exp.Filter(this=made, expression=exp.Where(this=exp.Not(this=absent)))
    return exp.select(there).from_(features.subquery("features"))


def told(sql: exp.Expr, field: Field) -> exp.Expr:
    """A value as a tile can hold it: text, whole number, number, yes or no."""
    if field.many:
        return cast_as(called("to_json", sql), "VARCHAR")
    if field.type is Type.DATETIME:  # UTC already
        written = exp.Literal.string("%Y-%m-%dT%H:%M:%SZ")
        return called("strftime", sql, written)
    kinds = {Type.INTEGER: "BIGINT", Type.NUMBER: "DOUBLE", Type.BOOLEAN: "BOOLEAN"}
    return cast_as(sql, kinds.get(field.type, "VARCHAR"))


def number(value: float) -> exp.Expr:
    return exp.Literal.number(repr(value))
