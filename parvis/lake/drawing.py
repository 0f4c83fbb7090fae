"""Vector tiles of rows: written from lines where rows are few and known without the engine, which
takes some milliseconds to begin; else drawn by it. It is the same tile either way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parvis.lake import finding
from parvis.lake.query import bits, mvt, tree
from parvis.lake.query.prepared import Frame
from parvis.lake.query.sql_projection import MAPPED
from parvis.lake.query.tile import EXTENT, NEAR, Features, Grain, Squares, Tile
from parvis.lake.served import layout
from parvis.lake.view import NUMBER, View

WRITTEN = 500  # rows of a tile that we write; beyond, the engine is as quick


def drawn(view: View, query: tree.Query, tile: Tile, layer: str, grain: Grain) -> bytes:
    """As `Rows.tile` says."""
    place = view.schema.place
    assert place is not None
    at = tree.Column(place.name)
    box = tree.Call("s_intersects", (at, tile.box()))
    here = tree.Query((*query.select, tree.Output(at)), tree.both(query.where, box))
    written = _written(view, here, tile, layer, min(grain.most, WRITTEN))
    if written is not None:
        return written
    if not _crowded(view, here, tile, grain):
        number = (NUMBER,) if view.policy.public else ()
        near = tree.both(query.where, _near(view, box))
        features = Features(layer, place.name, layout.SEQUENCE, grain.most)
        asked = tree.Query((*here.select, *number), near)
        count, found = _framed(view, asked, tile, features)
        if count <= grain.most:
            return bytes(found)
    squares = Squares(layer, grain.across)
    (found,) = _framed(view, tree.Query((tree.Output(at),), here.where), tile, squares)
    return bytes(found)


def _written(view: View, here: tree.Query, tile: Tile, layer: str, few: int) -> bytes | None:
    """A tile of so few points at most, whose rows are known without the engine; else None."""
    columns = view.columns(here)
    found = view.holding(here.where) if columns and here.where else None
    if columns is None or found is None or found.bit_count() > few:
        return None
    numbers = bits.numbers(found, view.count, 0, few)
    page = view.page(numbers, columns)
    if page is None:
        return None
    *told, _place = zip((field for field, _name in columns), page.cells, strict=True)
    properties = [mvt.Property(field.name, field.type, cells) for field, cells in told]
    points = tile.points(page.column(len(told)))
    identifiers = numbers if view.policy.public else None
    return mvt.layer(layer, EXTENT, points, properties, identifiers)


def _crowded(view: View, here: tree.Query, tile: Tile, grain: Grain) -> bool:
    """Whether rows are to be counted, known sooner than by drawing them where they may be many."""
    if view.count <= grain.most or tile.zoom >= NEAR:
        return False
    return finding.total(view, here) > grain.most


def _near(view: View, box: tree.Node) -> tree.Node:
    """The same rows, from the first to the last where they are known: the engine reads a few
    pieces of its columns, and not all of them."""
    found = view.holding(box)
    if found is None:
        return box
    ends = map(tree.Number, bits.ends(found, view.count))
    return tree.Logic("and", (tree.Numbered(*ends), box))


def _framed(view: View, query: tree.Query, tile: Tile, frame: Frame) -> tuple[Any, ...]:
    """The one row that is made by the box of the tile."""
    mapped = replace(view, context=replace(view.context, projection=MAPPED))
    (found,) = mapped.framed(query, frame, tile.parameters)
    return found
