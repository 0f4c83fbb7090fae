"""Where rows are: `shape` in WGS 84 from the file, or from two columns; rows ordered along it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parvis.lake import engine
from parvis.lake.meaning import folded
from parvis.lake.projections import Extent, projection
from parvis.lake.reading.understand import Column, Understood

_X = re.compile(r"^(x|coord_?x|x_?l93|x_?lambert\w*|x_?cc\d\d|easting)$")
_Y = re.compile(r"^(y|coord_?y|y_?l93|y_?lambert\w*|y_?cc\d\d|northing)$")


@dataclass(frozen=True)
class Placed:
    """`how` says where `shape` came from, for the manifest; the columns it came from stay."""

    query: str
    shape: bool
    how: str


def placed(found: Understood) -> Placed:
    if found.raw.geometry:
        return _ordered(f"SELECT {found.select()} FROM raw", f"file {found.raw.choices.get('crs')}")
    pair = _pair(found.columns)
    code = _code(found, *pair) if pair else None
    if pair is None or code is None:
        return Placed(f"SELECT {found.select()} FROM raw", False, "none")
    x, y = pair
    point = f"st_point({x.cast}, {y.cast})"
    if code != "EPSG:4326":
        point = f"st_transform({point}, '{code}', 'EPSG:4326', always_xy := true)"
    query = f"SELECT {found.select()}, {point} AS shape FROM raw"
    return _ordered(query, f"{x.name}, {y.name} {code}")


def _pair(columns: tuple[Column, ...]) -> tuple[Column, Column] | None:
    meant = {c.meaning.name: c for c in columns if c.meaning and c.type.sql in {"DOUBLE", "BIGINT"}}
    if "longitude" in meant and "latitude" in meant:
        return meant["longitude"], meant["latitude"]
    numbers = [c for c in columns if c.type.sql in {"DOUBLE", "BIGINT"}]
    xs = [c for c in numbers if _X.match(folded(c.title))]
    ys = [c for c in numbers if _Y.match(folded(c.title))]
    return (xs[0], ys[0]) if len(xs) == len(ys) == 1 else None


def _code(found: Understood, x: Column, y: Column) -> str | None:
    row = found.link.execute(
        f"SELECT min({x.cast}), min({y.cast}), max({x.cast}), max({y.cast}) FROM raw"
    ).fetchone()
    return projection(Extent(*row)) if row and None not in row else None


def _ordered(query: str, how: str) -> Placed:
    box = "{'min_x': -180, 'min_y': -90, 'max_x': 180, 'max_y': 90}::BOX_2D"
    middle = "st_centroid(shape)"
    name = engine.name("shape")
    return Placed(
        f"SELECT * FROM ({query}) ORDER BY"
        f" CASE WHEN {name} IS NULL OR st_isempty({name}) THEN NULL"
        f" ELSE st_hilbert(st_x({middle}), st_y({middle}), {box}) END NULLS LAST",
        True,
        how,
    )
