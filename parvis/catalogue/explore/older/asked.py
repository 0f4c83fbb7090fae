"""What an address of the records API 1.0 asks, as a question of the Explore API."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from parvis.catalogue.explore import asked
from parvis.catalogue.explore.asked import Asked, shown, within
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.lake.query import records1, tree
from parvis.lake.query.facets import Facet, Refinement
from parvis.lake.query.geometry import Geometry
from parvis.lake.query.problems import unknown
from parvis.lake.query.schema import Schema
from parvis.lake.query.sql import Context

REACH = 10_000  # rows that pages reach, as Opendatasoft has it
DEFAULT = 10
PAIR = re.compile(r"\(([^,()]+),([^,()]+)\)")  # linear: spaces are left to `float`
CORNERS = 1_000


@dataclass(frozen=True)
class Older:
    """`listed`: the facets to count; `parameters`: what was understood, which answers repeat."""

    ask: Asked
    listed: tuple[Facet, ...]
    parameters: dict[str, object]


def read(given: QueryDict, schema: Schema, *, whole: bool = False, most: int = REACH) -> Older:
    """`whole`: a download, of everything unless `rows` is said; else `most` rows at once. Raises
    ExploreProblem, ClauseProblem."""
    context = asked.context(given)
    start = asked.whole_number(given, "start", 0, 0, asked.FARTHEST if whole else REACH)
    rows = number(given, whole, most, start)
    if not whole and rows is not None and start + rows > REACH:
        raise ExploreProblem("reach", value=start + rows, high=REACH)
    query = tree.Query(
        select=selected(given, schema),
        where=conditions(given, schema, context),
        order_by=ordered(given, schema),
        limit=rows,
        offset=start,
    )
    disjunctive = alternatives(given)
    listed = [
        Facet(known(schema, "facet", name), disjunctive=name in disjunctive)
        for name in asked.several(given, "facet")
        if name
    ]
    ask = filtered(given, schema, query, context, listed)
    return Older(ask, tuple(listed), told(given, rows, start, context))


def filtered(
    given: QueryDict,
    schema: Schema,
    query: tree.Query,
    context: Context,
    listed: Sequence[Facet] = (),
) -> Asked:
    """The question with what `refine` and `exclude` choose."""
    refinements, several = chosen(given, schema), alternatives(given)
    hidden = [Facet(one.name, disjunctive=True) for one in refinements if one.name in several]
    return Asked(query, refinements, (*listed, *hidden), context)


def alternatives(given: QueryDict) -> set[str]:
    """The columns of which any chosen value will do."""
    return {
        name for name in dotted(given, "disjunctive") if asked.flag(given, f"disjunctive.{name}")
    }


def conditions(given: QueryDict, schema: Schema, context: Context) -> tree.Node | None:
    return tree.both(searched(given, schema, context), *placed(given, schema))


def number(given: QueryDict, whole: bool, most: int, start: int) -> int | None:
    """-1 means as many as may be given."""
    if whole:
        rows = asked.whole_number(given, "rows", -1, -1, asked.FARTHEST)
        return None if rows == -1 else rows
    rows = asked.whole_number(given, "rows", DEFAULT, -1, most)
    return min(most, REACH - start) if rows == -1 else rows


def told(given: QueryDict, rows: int | None, start: int, context: Context) -> dict[str, object]:
    found: dict[str, object] = {"dataset": given.get("dataset", "")} if "dataset" in given else {}
    for name in ("q", "lang"):
        if given.get(name):
            found[name] = given[name]
    found |= {"rows": rows, "start": start}
    for name in ("sort", "facet"):
        if values := [value for value in given.getlist(name) if value]:
            found[name] = values
    for kind in ("refine", "exclude", "disjunctive"):
        if names := dotted(given, kind):
            found[kind] = {name: given.getlist(f"{kind}.{name}")[0] for name in names}
    return found | {"format": given.get("format") or "json", "timezone": context.zone}


def dotted(given: QueryDict, kind: str) -> list[str]:
    """The columns of `refine.<column>` and the like."""
    return [name.partition(".")[2] for name in given if name.startswith(f"{kind}.")]


def searched(given: QueryDict, schema: Schema, context: Context) -> tree.Node | None:
    named = (value for name in dotted(given, "q") for value in given.getlist(f"q.{name}"))
    texts = [given.get("q", ""), *named]
    conditions = [
        within("q", records1.read, text, schema, context.now) for text in texts if text.strip()
    ]
    return tree.both(*conditions)


def chosen(given: QueryDict, schema: Schema) -> tuple[Refinement, ...]:
    return tuple(
        Refinement(known(schema, kind, name), value, kind == "exclude")
        for kind in ("refine", "exclude")
        for name in dotted(given, kind)
        for value in asked.several(given, f"{kind}.{name}")
        if value
    )


def selected(given: QueryDict, schema: Schema) -> tuple[tree.Output, ...]:
    """`fields=a,b`: those columns alone."""
    names = [name.strip() for name in given.get("fields", "").split(",") if name.strip()]
    wanted = [known(schema, "fields", name) for name in names]
    return tuple(tree.Output(tree.Column(name)) for name in dict.fromkeys(wanted))


def ordered(given: QueryDict, schema: Schema) -> tuple[tree.Order, ...]:
    """By default the greatest first; `-hauteur` the least first: so it was."""
    found = []
    for text in asked.several(given, "sort"):
        for part in filter(None, map(str.strip, text.split(","))):
            name = known(schema, "sort", part.removeprefix("-"))
            found.append(tree.Order(tree.Column(name), descending=not part.startswith("-")))
    return tuple(found)


def known(schema: Schema, clause: str, name: str) -> str:
    column = schema.find(name)
    if column is None:
        names = [column.name for column in schema.columns]
        within(clause, unknown, "column", name, names, tree.Column(name))
    assert column is not None
    return column.name


def placed(given: QueryDict, schema: Schema) -> list[tree.Node]:
    """`geofilter.distance=latitude,longitude,metres`, `geofilter.polygon=(lat,lon),(lat,lon)…`"""
    found = []
    for name, reader in (("distance", around), ("polygon", inside)):
        text = given.get(f"geofilter.{name}", "")
        if text:
            column = schema.place
            if column is None:
                raise ExploreProblem("no_place", field=f"geofilter.{name}")
            found.append(reader(tree.Column(column.name), text))
    return found


def around(column: tree.Column, text: str) -> tree.Node:
    parts = numbers("geofilter.distance", text.split(","))
    if len(parts) not in (2, 3) or (len(parts) == 3 and not 0 <= parts[2] <= 1e8):
        raise ExploreProblem("geofilter", field="geofilter.distance", value=shown(text))
    point = tree.Shape(Geometry("Point", position("geofilter.distance", text, parts[:2])))
    metres = tree.Quantity(parts[2] if len(parts) == 3 else 0.0, "m")
    return tree.Call("within_distance", (column, point, metres))


def inside(column: tree.Column, text: str) -> tree.Node:
    pairs = PAIR.findall(text)
    if not 3 <= len(pairs) <= CORNERS or PAIR.sub("", text).strip(" ,"):
        raise ExploreProblem("geofilter", field="geofilter.polygon", value=shown(text))
    ring = [
        position("geofilter.polygon", text, numbers("geofilter.polygon", pair)) for pair in pairs
    ]
    closed = tuple([*ring, ring[0]] if ring[0] != ring[-1] else ring)
    if len(closed) < 4:
        raise ExploreProblem("geofilter", field="geofilter.polygon", value=shown(text))
    return tree.Call("s_intersects", (column, tree.Shape(Geometry("Polygon", (closed,)))))


def numbers(field: str, parts: Sequence[str]) -> list[float]:
    try:
        found = [float(part) for part in parts]
    except ValueError as error:
        raise ExploreProblem("geofilter", field=field, value=shown(",".join(parts))) from error
    if not all(map(math.isfinite, found)):
        raise ExploreProblem("geofilter", field=field, value=shown(",".join(parts)))
    return found


def position(field: str, text: str, pair: Sequence[float]) -> tuple[float, float]:
    """Latitude first, as this API has it."""
    latitude, longitude = pair
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ExploreProblem("geofilter", field=field, value=shown(text))
    return longitude, latitude
