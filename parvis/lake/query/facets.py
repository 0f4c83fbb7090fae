"""Facets: the values of a column with their counts, and the filters that choosing one makes.

A date is a hierarchy of year, month, day; a text is one where the facet says its separator
(`/home/user`). What is counted and filtered goes through ordinary queries, hence the policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from parvis.lake.query import odsql, tree
from parvis.lake.query.literals import adapted
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import SPATIAL, TEMPORAL, Column, Schema, Type
from parvis.lake.query.tree import Node, Query, both
from parvis.records.problems import gettext_noop

Sort = Literal["count", "-count", "alphanum", "-alphanum", "num", "-num"]
SORTS: Mapping[str, Sort] = {
    "count": "count",
    "-count": "-count",
    "alphanum": "alphanum",
    "-alphanum": "-alphanum",
    "num": "num",
    "-num": "-num",
}
MOST_VALUES = 20_000
DATE_PATH = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?")
OPTIONS = ("name", "disjunctive", "hierarchical", "separator", "sort", "limit")


@dataclass(frozen=True, slots=True)
class Facet:
    """`disjunctive`: several values may be chosen, any of them will do."""

    name: str
    disjunctive: bool = False
    separator: str | None = None
    sort: Sort = "-count"
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Refinement:
    """`name:value`, wanted or excluded."""

    name: str
    value: str
    excluded: bool = False


def read_facet(text: str) -> Facet:
    """A column's name, or `facet(name="f", disjunctive=true, separator="/", sort="-count")`."""
    written = re.fullmatch(r"\s*facet\s*\((.*)\)\s*", text, re.IGNORECASE | re.DOTALL)
    if written is None:
        node = odsql.read("facet", text)[0]
        if not isinstance(node, tree.Column):
            raise QueryProblem("facet", node.place, word=text[:40])
        return Facet(node.name)
    options = dict(map(_option, odsql.read("options", written[1])))
    name, separator = options.get("name"), options.get("separator")
    sort, limit = SORTS.get(str(options.get("sort", "-count"))), options.get("limit", 100)
    if (
        not isinstance(name, str)
        or not isinstance(separator, str | None)
        or sort is None
        or not isinstance(limit, int)
        or isinstance(limit, bool)
        or not 0 < limit <= MOST_VALUES
    ):
        raise QueryProblem("facet", word=text[:40])
    return Facet(name, options.get("disjunctive") is True, separator, sort, limit)


def _option(node: Node) -> tuple[str, object]:
    if not isinstance(node, tree.Compare) or not isinstance(node.left, tree.Column):
        raise QueryProblem("facet", node.place, word="facet")
    name, value = node.left.name.lower(), node.right
    if name not in OPTIONS:
        unknown("function", name, OPTIONS, node.left)
    if isinstance(value, tree.Column):
        return name, value.name
    if not isinstance(value, tree.Text | tree.Number | tree.Boolean):
        raise QueryProblem("facet", value.place, word=name)
    return name, value.value


def read_refinement(text: str, excluded: bool = False) -> Refinement:
    """`facet:value`; a value in quotes is read without them."""
    name, colon, value = text.partition(":")
    name, value = name.strip().strip("`"), value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    if not colon or not name or not value:
        raise QueryProblem("refine", word=text[:40])
    return Refinement(name, value, excluded)


def refined(
    schema: Schema, refinements: Sequence[Refinement], facets: Sequence[Facet] = ()
) -> Node | None:
    """What the choices ask of a row: every facet's, and of one facet each value, or any of them
    when it is disjunctive."""
    known = {facet.name: facet for facet in facets}
    conditions: list[Node] = []
    names = dict.fromkeys(item.name for item in refinements if not item.excluded)
    for name in names:
        facet = known.get(name, Facet(name))
        chosen = [
            chosen_value(schema, facet, item.value)
            for item in refinements
            if item.name == name and not item.excluded
        ]
        any_of = facet.disjunctive and len(chosen) > 1
        conditions += [tree.Logic("or", tuple(chosen))] if any_of else chosen
    for item in refinements:
        if item.excluded:
            facet = known.get(item.name, Facet(item.name))
            conditions.append(tree.Not(chosen_value(schema, facet, item.value), absent=True))
    return both(*conditions)


def _column(schema: Schema, name: str) -> Column:
    column = schema.find(name)
    if column is None:
        names = [column.name for column in schema.columns]
        unknown("column", name, names, tree.Column(name))
    if column.type in SPATIAL:
        raise QueryProblem(
            "type",
            word=name,
            given=gettext_noop("un lieu"),
            wanted=gettext_noop("des valeurs à compter"),
        )
    return column


def chosen_value(schema: Schema, facet: Facet, value: str) -> Node:
    column = _column(schema, facet.name)
    reference = tree.Column(column.name)
    if column.type in TEMPORAL and (path := DATE_PATH.fullmatch(value)):
        return _within(reference, path, value)
    if facet.separator and column.type is Type.TEXT and not column.many:
        below = tree.Matches((reference,), value + facet.separator, "startswith")
        return tree.Logic("or", (tree.Compare("=", reference, tree.Text(value)), below))
    return tree.Compare("=", reference, adapted(tree.Text(value), column.type))


def _within(column: tree.Column, path: re.Match[str], value: str) -> Node:
    """The whole year, month or day."""
    try:
        year, month, day = int(path[1]), int(path[2] or 1), int(path[3] or 1)
        first = date(year, month, day)
        if path[3]:
            after = first + timedelta(days=1)
        else:
            after = date(year, month % 12 + 1, 1) if path[2] else date(year + 1, 1, 1)
            after = after.replace(year=year + 1) if path[2] and month == 12 else after
    except (ValueError, OverflowError) as error:
        raise QueryProblem("date", word=value[:40]) from error
    return tree.InRange(column, tree.Day(first), tree.Day(after), high_open=True)


def counts(
    schema: Schema,
    facet: Facet,
    where: Node | None,
    refinements: Sequence[Refinement] = (),
    facets: Sequence[Facet] = (),
) -> Query:
    """Groups `value` and `count` of one facet, one level of it when it is a hierarchy.

    A disjunctive facet is counted as if nothing were chosen in it, so that more can be.
    """
    column = _column(schema, facet.name)
    others = [item for item in refinements if not (facet.disjunctive and item.name == facet.name)]
    condition = both(where, refined(schema, others, (*facets, facet)))
    chosen = [item.value for item in refinements if item.name == facet.name and not item.excluded]
    key = _key(column, facet, max(chosen, key=len, default=""))
    value, count = tree.Output(key, "value"), tree.Aggregate("count", tree.Everything())
    present = tree.Not(tree.IsNull(tree.Column(column.name)))
    return Query(
        select=(tree.Output(tree.Column("value"), "value"), tree.Output(count, "count")),
        where=both(condition, present),
        group_by=(value,),
        order_by=_order(facet.sort, count),
        limit=facet.limit,
    )


def _order(sort: Sort, count: Node) -> tuple[tree.Order, ...]:
    by = count if sort.endswith("count") else tree.Column("value")
    return (tree.Order(by, sort.startswith("-")),)


def _key(column: Column, facet: Facet, chosen: str) -> Node:
    reference = tree.Column(column.name)
    if column.type in TEMPORAL:
        depth = min(len(re.split("[/-]", chosen)) if chosen else 0, 2)
        return tree.Call("date_format", (reference, tree.Text("yyyy/MM/dd"[: (4, 7, 10)[depth]])))
    if facet.separator and column.type is Type.TEXT and not column.many:
        depth = len(chosen.split(facet.separator)) + 1 if chosen else 1
        return tree.Call("path", (reference, tree.Text(facet.separator), tree.Number(depth)))
    return tree.Each(reference) if column.many else reference


def path_of(value: str, column: Column, facet: Facet) -> tuple[str, ...]:
    """The levels of a value, for the answer of `/facets`."""
    separator = "/" if column.type in TEMPORAL else facet.separator
    return tuple(value.split(separator)) if separator else (value,)
