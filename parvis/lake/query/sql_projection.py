"""Places in another projection than the one they are kept in."""

from __future__ import annotations

from sqlglot import exp

from parvis.lake.query.sql import attempt, called, every

CRS84, MERCATOR = "OGC:CRS84", "EPSG:3857"
EARTH = 6_378_137  # metres, the radius of Web Mercator


def projected(sql: exp.Expr, to: str, source: str = CRS84, *, point: bool = False) -> exp.Expr:
    """A geometry in another projection, first east or longitude in both; null where it can't be.
    `point`: nothing else comes."""
    codes = [exp.Literal.string(source), exp.Literal.string(to)]
    general = attempt(called("ST_Transform", sql, *codes, exp.true()))
    if not point or (source, to) != (CRS84, MERCATOR):
        return general
    known = exp.Case(ifs=[exp.If(this=on_the_map(sql), true=mercator(sql))], default=general)
    return attempt(known)


def mercator(point: exp.Expr) -> exp.Expr:
    """The very numbers of `ST_Transform`, which is ten times as long to give them."""
    east, north = (called("radians", called(name, point.copy())) for name in ("ST_X", "ST_Y"))
    radius = exp.Literal.number(EARTH)
    y = called("asinh", called("tan", north))
    return called("ST_Point", *(exp.Mul(this=one, expression=radius.copy()) for one in (east, y)))


def on_the_map(point: exp.Expr) -> exp.Expr:
    """Longitudes beyond come round again, and there is no latitude beyond."""
    return every([
        exp.LTE(this=called("abs", called(name, point.copy())), expression=exp.Literal.number(most))
        for name, most in (("ST_X", 180), ("ST_Y", 90))
    ])  # fmt: skip
