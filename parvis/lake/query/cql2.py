"""What CQL2's two forms share: the names of its functions, and which nodes its calls are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from parvis.lake.query import instants
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import (
    Boolean,
    Call,
    Day,
    Items,
    Moment,
    Node,
    Number,
    Place,
    Shape,
    Text,
    Unbounded,
)

SPATIAL = (
    "s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses",
    "s_contains",
)  # fmt: skip
# JSON writes some names in two words; the tree keeps the one of the text.
TEMPORAL = {
    "t_after": "t_after",
    "t_before": "t_before",
    "t_contains": "t_contains",
    "t_disjoint": "t_disjoint",
    "t_during": "t_during",
    "t_equals": "t_equals",
    "t_finishedby": "t_finishedBy",
    "t_finishes": "t_finishes",
    "t_intersects": "t_intersects",
    "t_meets": "t_meets",
    "t_metby": "t_metBy",
    "t_overlappedby": "t_overlappedBy",
    "t_overlaps": "t_overlaps",
    "t_startedby": "t_startedBy",
    "t_starts": "t_starts",
}
ARRAYS = {
    "a_equals": "a_equals",
    "a_contains": "a_contains",
    "a_containedby": "a_containedBy",
    "a_overlaps": "a_overlaps",
}
FOLDING = ("casei", "accenti")
STANDARD: Mapping[str, str] = {
    **{name: name for name in (*SPATIAL, *FOLDING)},
    **TEMPORAL,
    **ARRAYS,
}
LITERALS = (Text, Number, Boolean, Day, Moment, Shape)


def function(name: str, arguments: Sequence[Node], place: Place | None) -> Call:
    """Standard names in lower case, any other as it is written."""
    known = name.lower() if name.lower() in STANDARD else name
    if known in ARRAYS:
        arguments = [listed(argument) for argument in arguments]
    return Call(known, tuple(arguments), place=place)


def listed(node: Node) -> Node:
    """An array of one literal looks like a literal in parentheses."""
    return Items((node,), place=node.place) if isinstance(node, LITERALS) else node


def day(text: str, place: Place | None) -> Day:
    value = _instant(text, place)
    if isinstance(value, datetime) or len(text) != 10:
        raise QueryProblem("date", place, word=text[:40])
    return Day(value, place=place)


def moment(text: str, place: Place | None) -> Moment:
    value = _instant(text, place)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise QueryProblem("date", place, word=text[:40])
    return Moment(value, place=place)


def bound(text: str, place: Place | None) -> Node:
    """One end of an interval: a date, a moment or `..`"""
    if text == "..":
        return Unbounded(place=place)
    return moment(text, place) if "T" in text else day(text, place)


def _instant(text: str, place: Place | None) -> date:
    try:
        return instants.read(text)
    except ValueError as error:
        raise QueryProblem("date", place, word=text[:40]) from error
