"""A page of the numbers of rows and how many are found in all, in one pass over the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from parvis.lake.query.policy import Statement
from parvis.lake.query.sql import called

REACH = 10_000  # rows to the last of a page; beyond, to sort all takes no longer
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
