"""Facets of a version counted together, among the rows that are asked or among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parvis.lake.query import facets_together, steps, tree
from parvis.lake.query.facets_together import Groups
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.schema import Column
from parvis.lake.view import View


def groups(view: View, queries: Sequence[tree.Query]) -> Sequence[Groups]:
    """Of facets, found among the rows or among the others, whichever are fewer: where nothing is
    hidden, for those of all rows tell of all."""
    where, known = facets_together.rows_of(queries[0]), view.place.steps
    if not view.place.whole(view.policy):
        return _grouped(view, queries, where)
    if where is None:
        return _frequencies(view, queries)
    side = steps.narrower(where, view.schema, known)
    if side is None or (side.cut and not facets_together.exact(queries, view.schema)):
        return _grouped(view, queries, where)
    found = _grouped(view, queries, side.where, steps.columns(known))
    if not side.cut:
        return found
    every = _frequencies(view, queries)
    return [facets_together.less(*pair) for pair in zip(every, found, strict=True)]


def _frequencies(view: View, queries: Sequence[tree.Query]) -> Sequence[Groups]:
    """Of all rows: counted once, then known as long as the version is open."""
    known = view.place.frequencies
    named = {_name(query): query for query in queries}
    new = [name for name in named if name not in known]
    if new:
        found = _grouped(replace(view, policy=PUBLIC), [named[name] for name in new], None)
        known.update(zip(new, found, strict=True))
    return [known[name] for name in map(_name, queries)]


def _grouped(
    view: View, queries: Sequence[tree.Query], where: tree.Node | None,
    beside: tuple[Column, ...] = (),
) -> Sequence[Groups]:  # fmt: skip
    """`beside`: columns that nobody's own condition reads."""
    frame = facets_together.Together(len(queries))
    keys = facets_together.keys(queries, where)
    return frame.told(view.beside(*beside).framed(keys, frame))


def _name(query: tree.Query) -> str:
    key = facets_together.column(query)
    assert key is not None  # `alike` has seen it
    return key.name
