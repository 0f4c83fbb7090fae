"""Facets of a version counted together, among the rows that are asked or among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parvis.lake import store as places
from parvis.lake.query import facets_together, steps, tree
from parvis.lake.query.facets_together import Groups
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.prepared import prepared
from parvis.lake.query.schema import Column, Schema
from parvis.lake.query.sql import Context
from parvis.lake.served.reader import Place, bounded


def groups(
    queries: Sequence[tree.Query], schema: Schema, policy: Policy, context: Context, place: Place
) -> Sequence[Groups]:
    """Of facets, found among the rows or among the others, whichever are fewer: where nothing is
    hidden, for those of all rows tell of all."""
    where = facets_together.rows_of(queries[0])
    if not place.whole(policy):
        return _grouped(queries, where, schema, policy, context, place)
    if where is None:
        return _frequencies(queries, schema, context, place)
    side = steps.narrower(where, schema, place.steps)
    if side is None or (side.cut and not facets_together.exact(queries, schema)):
        return _grouped(queries, where, schema, policy, context, place)
    beside = steps.columns(place.steps)
    found = _grouped(queries, side.where, schema, policy, context, place, beside)
    if not side.cut:
        return found
    every = _frequencies(queries, schema, context, place)
    return [facets_together.less(*pair) for pair in zip(every, found, strict=True)]


def _frequencies(
    queries: Sequence[tree.Query], schema: Schema, context: Context, place: Place
) -> Sequence[Groups]:
    """Of all rows: counted once, then known as long as the version is open."""
    named = {_name(query): query for query in queries}
    new = [name for name in named if name not in place.frequencies]
    if new:
        asked = [named[name] for name in new]
        found = _grouped(asked, None, schema, PUBLIC, context, place)
        place.frequencies.update(zip(new, found, strict=True))
    return [place.frequencies[name] for name in map(_name, queries)]


def _grouped(
    queries: Sequence[tree.Query], where: tree.Node | None, schema: Schema, policy: Policy,
    context: Context, place: Place, beside: tuple[Column, ...] = (),
) -> Sequence[Groups]:  # fmt: skip
    """`beside`: columns that nobody's own condition reads."""
    frame = facets_together.Together(len(queries))
    keys = facets_together.keys(queries, where)
    known = place.schema(schema, policy)
    known = replace(known, columns=(*known.columns, *beside))
    made = prepared(keys, known, policy, context, place.relation, frame)
    cursor = places.reader().cursor()
    with bounded(cursor):
        cursor.execute(made.text, made.parameters)
        return frame.told(cursor.fetchall())


def _name(query: tree.Query) -> str:
    key = facets_together.column(query)
    assert key is not None  # `alike` has seen it
    return key.name
