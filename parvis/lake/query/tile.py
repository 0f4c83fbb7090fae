"""Vector tiles (Mapbox Vector Tile 2.1, Web Mercator) made of a statement that a policy allowed.

A tile holds its rows while they are not too many; beyond, the number of rows in each square of a
grid. Shapes are as precise as the tile can tell, and one too small for it is a point: nothing is
left out unsaid.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.policy import Statement
from parvis.lake.query.schema import SPATIAL, Type
from parvis.lake.query.select import Field
from parvis.lake.query.sql import called, cast_as

DEEPEST = 24  # zoom: a side of 2 metres at the equator
EXTENT = 4_096  # units of a side of a tile
BUFFER = 64  # units around it, so that lines and symbols pass from a tile to the next
MOST = 10_000  # rows told one by one
GRID = 32  # squares along a side of a tile
EARTH = 6_378_137.0  # metres, as Web Mercator has its radius
WORLD = 2 * math.pi * EARTH  # metres of the side of the tile of zoom 0
PROJECTION = "EPSG:3857"
ROWS_OF = "rows"  # what a square says: its number of rows
# No column of a file has a space in its name.
_PLACE, _IDENTIFIER = "tile place", "tile identifier"


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


def of_rows(made: Statement, tile: Tile, layer: str, place: str, identifier: str) -> exp.Select:
    """One value: the tile whose features are the rows of `made`, whose field `place` is already in
    Web Mercator, each with the whole number of its field `identifier` if it has one."""
    outputs = []
    for at, field in enumerate(made.fields):
        sql = exp.column(f"c{at}", quoted=True)
        if field.name == place:
            outputs.append(exp.alias_(drawn(sql, tile), _PLACE, quoted=True))
        elif field.name == identifier:
            outputs.append(exp.alias_(sql, _IDENTIFIER, quoted=True))
        elif field.type not in SPATIAL:
            outputs.append(exp.alias_(told(sql, field), field.name, quoted=True))
    features = exp.select(*outputs).from_(made.sql.copy().subquery("allowed"))
    known = any(field.name == identifier for field in made.fields)
    return encoded(features, layer, *([exp.Literal.string(_IDENTIFIER)] if known else []))


def drawn(shape: exp.Expr, tile: Tile) -> exp.Expr:
    """A shape in units of the tile: its corners that are not a unit from the line between others
    are left out (Douglas and Peucker), and what is nothing at this grain is a point of it."""
    west, north, side = tile.metres
    envelope = called("ST_Extent", called("ST_MakeEnvelope", *map(
        number, (west, north - side, west + side, north))))  # fmt: skip

    def placed(sql: exp.Expr) -> exp.Expr:
        units = [exp.Literal.number(EXTENT), exp.Literal.number(BUFFER), exp.true()]
        return called("ST_AsMVTGeom", sql, envelope.copy(), *units)

    light = called("ST_Simplify", shape.copy(), number(side / EXTENT))
    return called("coalesce", placed(light), placed(called("ST_PointOnSurface", shape.copy())))


def of_counts(made: Statement, tile: Tile, layer: str, across: int) -> exp.Select:
    """One value: the tile whose features are squares; `made` has the place alone."""
    west, north, side = tile.metres
    cell = side / across
    middle = exp.alias_(called("ST_Centroid", exp.column("c0", quoted=True)), "middle")
    places = exp.select(middle).from_(made.sql.copy().subquery("allowed"))
    east_of = exp.paren(exp.Sub(this=called("ST_X", exp.column("middle")), expression=number(west)))
    south_of = exp.paren(
        exp.Sub(this=number(north), expression=called("ST_Y", exp.column("middle")))
    )
    squares = (
        exp.select(
            exp.alias_(index(east_of, cell), "east"), exp.alias_(index(south_of, cell), "south"),
            exp.alias_(exp.Count(this=exp.Star()), ROWS_OF),
        )
        .from_(places.subquery("places"))
        .group_by("east", "south")
    )  # fmt: skip
    step = EXTENT // across
    point = called("ST_Point", *(centred(name, step) for name in ("east", "south")))
    inside = [
        exp.Between(
            this=exp.column(name), low=exp.Literal.number(0), high=exp.Literal.number(across - 1)
        )
        for name in ("east", "south")
    ]
    features = (
        exp.select(exp.alias_(point, _PLACE, quoted=True), exp.column(ROWS_OF))
        .from_(squares.subquery("squares"))
        .where(*inside)
    )
    return encoded(features, counts(layer))


def counts(layer: str) -> str:
    """The layer of the squares, beside that of the rows."""
    return f"{layer}.counts"


def index(sql: exp.Expr, cell: float) -> exp.Expr:
    return cast_as(called("floor", exp.Div(this=sql, expression=number(cell))), "BIGINT")


def centred(name: str, step: int) -> exp.Expr:
    """The middle of a square, in units of the tile."""
    start = exp.Mul(this=exp.column(name), expression=exp.Literal.number(step))
    return exp.Add(this=start, expression=exp.Literal.number(step // 2))


def encoded(features: exp.Select, layer: str, *identifier: exp.Expr) -> exp.Select:
    """Features without a place in the tile are left out."""
    made = called("ST_AsMVT", exp.column("features"), exp.Literal.string(layer),
                  exp.Literal.number(EXTENT), exp.Literal.string(_PLACE), *identifier)  # fmt: skip
    absent = exp.Is(this=exp.column(_PLACE, quoted=True), expression=exp.null())
    return exp.select(made).from_(features.subquery("features")).where(exp.Not(this=absent))


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
    return exp.Literal.number(repr(value)) if value >= 0 else exp.Neg(this=number(-value))


def text(sql: exp.Select) -> str:
    return sql.sql(dialect="duckdb", identify=True)
