"""Places in another projection than the one they are kept in."""

from __future__ import annotations

from sqlglot import exp

from parvis.lake.query.sql import attempt, called, every, physical

CRS84, MERCATOR = "OGC:CRS84", "EPSG:3857"
MAPPED = "EPSG:3857 of places that are all on the map"  # as a box leaves them
EARTH = 6_378_137  # metres, the radius of Web Mercator


def mapped(longitude: str, latitude: str) -> exp.Expr:
    """Points that are all on the map, by the columns of their longitude and latitude."""
    return mercator(physical(longitude), physical(latitude))


def projected(sql: exp.Expr, to: str, source: str = CRS84, *, point: bool = False) -> exp.Expr:
    """A geometry in another projection, first east or longitude in both; null where it can't be.
    `point`: nothing else comes."""
    to = MERCATOR if to == MAPPED else to
    codes = [exp.Literal.string(source), exp.Literal.string(to)]
    general = attempt(called("ST_Transform", sql, *codes, exp.true()))
    if not point or (source, to) != (CRS84, MERCATOR):
        return general
    known = exp.Case(ifs=[exp.If(this=on_the_map(sql), true=mercator(*ends(sql)))], default=general)
    return attempt(known)


def ends(point: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    return called("ST_X", point.copy()), called("ST_Y", point.copy())


def mercator(longitude: exp.Expr, latitude: exp.Expr) -> exp.Expr:
    """The very numbers of `ST_Transform`, which is ten times as long to give them."""
    east, north = (called("radians", one) for one in (longitude, latitude))
    radius = exp.Literal.number(EARTH)
    y = called("asinh", called("tan", north))
    return called("ST_Point", *(exp.Mul(this=one, expression=radius.copy()) for one in (east, y)))


def on_the_map(point: exp.Expr) -> exp.Expr:
    """Longitudes beyond come round again, and there is no latitude beyond."""
    return every([
        exp.LTE(this=called("abs", called(name, point.copy())), expression=exp.Literal.number(most))
        for name, most in (("ST_X", 180), ("ST_Y", 90))
    ])  # fmt: skip
