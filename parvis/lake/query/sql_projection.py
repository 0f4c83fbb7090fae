"""Places in another projection than the one they are kept in."""

from __future__ import annotations

from sqlglot import exp

from parvis.lake.query.schema import Type
from parvis.lake.query.sql import Compiler, attempt, called, every, physical
from parvis.lake.query.tree import Column, Node

CRS84, MERCATOR = "OGC:CRS84", "EPSG:3857"
MAPPED = "EPSG:3857 of places that are all on the map"  # as a box leaves them
EARTH = 6_378_137  # metres, the radius of Web Mercator


def placed(sql: exp.Expr, kind: Type, node: Node | None, compiler: Compiler) -> exp.Expr:
    """What an answer tells of a place, in its projection: `node` is where `sql` comes from."""
    to, point = compiler.context.projection, kind is Type.POINT
    column = compiler.schema.find(node.name) if isinstance(node, Column) else None
    if to == MAPPED and point and column is not None and column.bounds is not None:
        west, south = column.bounds[:2]
        return mercator(physical(west), physical(south))
    return projected(sql, to, point=point)


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
