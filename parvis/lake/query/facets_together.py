"""Several facets of the same rows, counted in one pass: to find the rows takes longer than to count
them. Where most rows are found, those that are not are counted, and taken from the counts of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.policy import Statement
from parvis.lake.query.schema import Schema, Type
from parvis.lake.query.sql import called
from parvis.lake.query.tree import Node, Query, both

Groups = list[tuple[Any, int]]
"""Values of a column and how many rows have each, the most frequent first, then by value."""


def column(query: Query) -> tree.Column | None:
    """The column whose most frequent values a query of `facets.counts` asks; None where it asks
    anything else."""
    key, order = query.group_by[0].expression, query.order_by[0]
    by_count = isinstance(order.expression, tree.Aggregate) and order.descending
    return key if by_count and isinstance(key, tree.Column) else None


def alike(queries: Sequence[Query]) -> bool:
    """Whether these are of columns of the same rows."""
    rows = {repr(rows_of(one)) for one in queries}
    return len(rows) == 1 and all(column(one) is not None for one in queries)


def rows_of(query: Query) -> Node | None:
    """The condition of a facet, but that its own column has a value."""
    if isinstance(query.where, tree.Logic):
        return both(*query.where.operands[:-1])
    return None


def keys(queries: Sequence[Query], where: Node | None) -> Query:
    """Rows, with the column of each facet."""
    named = enumerate(query.group_by[0].expression for query in queries)
    select = tuple(tree.Output(key, f"key {n}") for n, key in named)
    return Query(select, where)


def exact(queries: Sequence[Query], schema: Schema) -> bool:
    """Whether equal values are the same: NaN and the zeros of numbers are not."""
    known = [schema.find(key.name) for key in map(column, queries) if key]
    return all(one is not None and one.type is not Type.NUMBER for one in known)


def less(every: Groups, some: Groups) -> Groups:
    """The groups of the other rows. Those of all are by value where they are as frequent, and an
    engine sorts texts by their code points, as Python does."""
    gone = dict(some)
    left = [(value, number - gone.get(value, 0)) for value, number in every]
    return sorted(((v, n) for v, n in left if n), key=lambda one: (-one[1], one[0]))


@dataclass(frozen=True)
class Together:
    """Around `keys`: the side that a group is of, its value among those of the other sides, which
    are null, and its rows."""

    sides: int

    def around(self, made: Statement) -> exp.Select:
        values = [exp.column(f"c{n}", quoted=True) for n in range(self.sides)]
        number = exp.Count(this=exp.Star())
        groups = exp.select(called("grouping_id", *values), *values, number).from_(
            made.sql.subquery("found"), copy=False
        )
        sets = [exp.Tuple(expressions=[value.copy()]) for value in values]
        groups.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=sets)]))
        orders = [exp.Ordered(this=number.copy(), desc=True, nulls_first=False)]
        orders += [exp.Ordered(this=v.copy(), desc=False, nulls_first=True) for v in values]
        return groups.order_by(*orders, copy=False)

    def told(self, rows: Sequence[tuple[Any, ...]]) -> list[Groups]:
        """The values of each side, but null, and their rows."""
        told = []
        for n in range(self.sides):
            side = (1 << self.sides) - 1 - (1 << (self.sides - 1 - n))  # as the engine numbers it
            own = [(row[1 + n], row[-1]) for row in rows if row[0] == side]
            told.append([one for one in own if one[0] is not None])
        return told
