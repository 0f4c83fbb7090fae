"""Pages of rows by their numbers: a page of the numbers and how many are found in all, in one pass
over the rows; then the rows of these numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.policy import Statement
from parvis.lake.query.schema import Schema
from parvis.lake.query.select import aggregates
from parvis.lake.query.sql import called
from parvis.lake.query.sql_search import everywhere

REACH = 10_000  # rows to the last of a page; beyond, to sort all takes no longer
RUNS = 32  # of numbers that follow each other; beyond, to look for each takes longer
LEAST, FIRST, LAST = "paged_least", "paged_first", "paged_last"


@dataclass(frozen=True)
class Paged:
    """Around a statement whose one column numbers rows: how many there are, and those of the page,
    ascending; no list where there are none."""

    def around(self, made: Statement) -> exp.Select:
        found = made.sql.copy()
        found.set("order", None)  # the least are kept in any order
        number = exp.column("c0", quoted=True)
        least = called("min", number, exp.Placeholder(this=LEAST))
        ends = (exp.Placeholder(this=name) for name in (FIRST, LAST))
        page = called("list_slice", least, *ends)
        return exp.select(exp.Count(this=exp.Star()), page).from_(found.subquery("found"))


def parameters(offset: int, limit: int) -> Mapping[str, int]:
    """What the SQL around a statement asks of a page."""
    last = offset + limit
    return {LEAST: max(1, last), FIRST: offset + 1, LAST: last}


def worded(query: tree.Query, schema: Schema) -> bool:
    """Whether a page of rows, in their own order, is sought by known words."""
    grouped = query.group_by or query.order_by or any(map(aggregates, query.select))
    if schema.words is None or query.where is None or query.limit is None or grouped:
        return False
    return any(
        isinstance(node, tree.Matches) and everywhere(node)
        for node, _depth in tree.walk(query.where)
    )


def within(query: tree.Query, numbers: Sequence[int]) -> tree.Query:
    """The same page, of rows whose numbers are known: by these where they are a few ranges."""
    ranges = runs(numbers)
    if len(ranges) > RUNS:
        return query
    among = [tree.Numbered(*map(tree.Number, ends)) for ends in ranges]
    where = tree.Logic("or", tuple(among)) if len(among) > 1 else tree.both(*among)
    nothing = tree.Boolean(value=False)
    return replace(query, where=where or nothing, limit=None, offset=0)


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as the first and the last of those that follow each other."""
    if isinstance(numbers, range):
        return [(numbers[0], numbers[-1])] if numbers else []
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
