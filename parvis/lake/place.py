"""Where rows are: `shape` in WGS 84 from the file, or from two columns; rows ordered along it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parvis.lake import quoting
from parvis.lake.meaning import folded
from parvis.lake.projections import Extent, area, projection
from parvis.lake.reading.understand import Column, Understood

_X = re.compile(r"^(x|coord_?x|x_?l93|x_?lambert\w*|x_?cc\d\d|easting)$")
_Y = re.compile(r"^(y|coord_?y|y_?l93|y_?lambert\w*|y_?cc\d\d|northing)$")


# latitudes (from, to) and longitudes of its parts: where a pair lies tells its order
_FRANCE = (
    (41.0, 51.6, -5.6, 9.9), (-21.6, -20.7, 55.0, 56.0), (14.2, 18.3, -63.3, -60.7),
    (2.0, 6.0, -54.8, -51.4), (-13.2, -12.4, 44.8, 45.5),
)  # fmt: skip
_POINT = r"\[?\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*\]?"


FROM_FILE = "file"  # how `Placed.how` begins where the file has shapes
SORTED, LIGHT = 250_000_000, 1_024  # bytes of all rows, of one: many are held to be sorted
_NUMBER = quoting.name("row number")  # no column's name has a space


@dataclass(frozen=True)
class Placed:
    """`how` says where `shape` came from, for the manifest; the columns it came from stay."""

    query: str
    shape: bool
    how: str


@dataclass(frozen=True)
class _Pair:
    """SQL of x and y as numbers, and the titles they came from."""

    x: str
    y: str
    how: str


def placed(found: Understood) -> Placed:
    """A pair that is (0, 0) or far from the area of all the others leaves its row without place."""
    if not found.placed:
        return Placed(f"SELECT {found.select()} FROM raw", False, "none")
    if found.raw.geometry:
        cells = f"{found.select()}, {found.shape('shape')} AS shape"
        return _ordered(found, cells, f"{FROM_FILE} {found.raw.choices.get('crs')}")
    pair = _pair(found.columns) or _point(found)
    code = _code(found, pair) if pair else None
    if pair is None or code is None:
        return Placed(f"SELECT {found.select()} FROM raw", False, "none")
    point = f"st_point({pair.x}, {pair.y})"
    if code != "EPSG:4326":
        point = f"st_transform({point}, {quoting.text(code)}, 'EPSG:4326', always_xy := true)"
    within = area(code)
    sound = (
        f"{_filled(pair)} AND {pair.x} BETWEEN {within.west} AND {within.east}"
        f" AND {pair.y} BETWEEN {within.south} AND {within.north}"
    )
    cells = f"{found.select()}, CASE WHEN {sound} THEN {found.shape(point)} END AS shape"
    return _ordered(found, cells, f"{pair.how} {code}")


def _filled(pair: _Pair) -> str:
    return f"NOT ({pair.x} = 0 AND {pair.y} = 0)"


def _pair(columns: tuple[Column, ...]) -> _Pair | None:
    numbers = [c for c in columns if c.type.sql in {"DOUBLE", "BIGINT"}]
    meant = {c.meaning.name: c for c in numbers if c.meaning}
    if "longitude" in meant and "latitude" in meant:
        return _of(meant["longitude"], meant["latitude"])
    xs = [c for c in numbers if _X.match(folded(c.title))]
    ys = [c for c in numbers if _Y.match(folded(c.title))]
    return _of(xs[0], ys[0]) if len(xs) == len(ys) == 1 else None


def _of(x: Column, y: Column) -> _Pair:
    return _Pair(x.cast, y.cast, f"{x.name}, {y.name}")


def _point(found: Understood) -> _Pair | None:
    """One column of `latitude, longitude`, or the other way round where the values say so."""
    points = [c for c in found.columns if c.meaning and c.meaning.name == "point"]
    if len(points) != 1:
        return None
    first, second = (
        f"try_cast(regexp_extract({points[0].cast}, {quoting.text(_POINT)}, {i}) AS DOUBLE)"
        for i in (1, 2)
    )
    row = found.link.execute(
        f"SELECT count(*) FILTER (WHERE {_in_france(first, second)}),"
        f" count(*) FILTER (WHERE {_in_france(second, first)}),"
        f" count(*) FILTER (WHERE starts_with({points[0].cast}, '[')), count({first}) FROM raw"
    ).fetchone()
    north, east, listed, filled = row or (0, 0, 0, 0)
    # elsewhere than in France a list is GeoJSON's order, a bare pair is latitude first
    latitude_first = north > east if north != east else listed * 2 <= filled
    x, y = (second, first) if latitude_first else (first, second)
    return _Pair(x, y, points[0].name)


def _in_france(latitude: str, longitude: str) -> str:
    return " OR ".join(
        f"({latitude} BETWEEN {south} AND {north} AND {longitude} BETWEEN {west} AND {east})"
        for south, north, west, east in _FRANCE
    )


def _code(found: Understood, pair: _Pair) -> str | None:
    """By all the pairs, else by ninety-eight in a hundred along each axis."""
    for low, high in (
        ("min({})", "max({})"),
        ("quantile_disc({}, 0.01)", "quantile_disc({}, 0.99)"),
    ):
        ends = [end.format(axis) for end in (low, high) for axis in ("x", "y")]
        row = found.link.execute(
            f"SELECT {', '.join(ends)} FROM (SELECT {pair.x} AS x, {pair.y} AS y FROM raw)"
            " WHERE NOT (x = 0 AND y = 0)"
        ).fetchone()
        if row is None or None in row:
            return None
        if code := projection(Extent(*row)):
            return code
    return None


def _ordered(found: Understood, cells: str, how: str) -> Placed:
    """Along a curve, so that what is near stands near; in the order of the file where rows weigh
    more than can be sorted."""
    if found.heavy > LIGHT and found.rows * found.heavy > SORTED:
        return Placed(f"SELECT {cells} FROM raw", True, how)
    box = "{'min_x': -180, 'min_y': -90, 'max_x': 180, 'max_y': 90}::BOX_2D"
    middle = "st_centroid(shape)"
    name = quoting.name("shape")
    # rows of one place in the order of the file: the same file always gives the same bytes
    numbered = f"SELECT rowid AS {_NUMBER}, {cells} FROM raw"
    return Placed(
        f"SELECT * EXCLUDE ({_NUMBER}) FROM ({numbered}) ORDER BY"
        f" CASE WHEN {name} IS NULL OR st_isempty({name}) THEN NULL"
        f" ELSE st_hilbert(st_x({middle}), st_y({middle}), {box}) END NULLS LAST, {_NUMBER}",
        True,
        how,
    )
