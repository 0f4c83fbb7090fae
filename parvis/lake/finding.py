"""Which rows an answer has, found sooner than the engine would where that can be: by their numbers,
then told by their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parvis.lake import totals
from parvis.lake.query import bits, paging, tree
from parvis.lake.query import policy as policies
from parvis.lake.query.select import aggregates
from parvis.lake.view import MOST, NUMBER, Answer, Columns, View

FIRST = 1_000  # rows to the end of a page that is found sooner when it need not be counted
LINES = 1_000  # rows of a page that are read by their lines; beyond, columns are as soon read

Sought = tuple[Sequence[int] | None, int | None]
"""The numbers of the rows of a page, None where rows are not sought so; and how many are found in
all, where that comes by the way."""


def answer(view: View, query: tree.Query) -> Answer:
    """All rows that a query finds, of its page; beyond MOST a refusal."""
    query = view.place.sooner(query, view.schema, view.policy)
    numbers, total = _sought(view, query)
    if numbers is None:
        return view.ask(query)
    found = _told(view, query, numbers)
    if found is None:
        found = view.ask(paging.within(query, numbers))
    return replace(found, total=total)


def total(view: View, query: tree.Query) -> int:
    """How many rows a query finds; grouped, how many are under its groups."""
    policies.check_until(view.policy, view.context)
    known = view.holding(query.where) if query.where is not None else None
    if known is not None:
        return known.bit_count()
    key = totals.key(view.version, query.where, view.policy, view.context)
    kept = totals.known(key)
    if kept is not None:
        return kept
    found = answer(view, policies.total(query)).rows
    return totals.keep(key, int(found[0][0]))


def _sought(view: View, query: tree.Query) -> Sought:
    """The rows of a page of all of them in their own order are known: the thousandth page costs as
    the first."""
    paged = query.limit is not None and not query.group_by
    if not paged or view.policy.hides_rows or any(map(aggregates, query.select)):
        return None, None
    assert query.limit is not None
    few = query.limit <= LINES
    if query.order_by:
        columns = view.columns(query) if few else None
        return (_sorted(view, query, columns) if columns else None), None
    if query.where is None:
        return range(query.offset, min(query.offset + query.limit, view.count)), None
    if (few and view.lines()) or paging.worded(query, view.known()):
        return _numbers(view, query, query.where)
    return None, None


def _sorted(view: View, query: tree.Query, columns: Columns) -> Sequence[int]:
    """The rows of a sorted page: a label of the answer stands for its column."""
    known = {field.name: field.expression for field, _name in columns}
    orders = (
        replace(order, expression=known.get(order.expression.name) or order.expression)
        if isinstance(order.expression, tree.Column) else order
        for order in query.order_by
    )  # fmt: skip
    return view.numbers(replace(query, order_by=tuple(orders)))


def _numbers(view: View, query: tree.Query, where: tree.Node) -> Sought:
    """Those of a condition, and unless the page is far how many there are in all: found among the
    numbers alone, for the engine reads whole rows, then joins."""
    limit, offset = query.limit or 0, query.offset
    found = view.holding(where)
    if found is not None:
        most = min(limit, MOST + 1)
        return bits.numbers(found, view.count, offset, most), found.bit_count()
    key = totals.key(view.version, where, view.policy, view.context)
    known = totals.known(key)
    if known is not None and known <= offset:
        return [], known
    first = known is not None and offset + limit <= FIRST
    if first or offset + limit > paging.REACH:
        return view.numbers(query), known
    every = replace(query, select=(NUMBER,), limit=None, offset=0)
    told = paging.parameters(offset, limit)
    ((number, page),) = view.framed(every, paging.Paged(), told)
    return page or [], totals.keep(key, number)


def _told(view: View, query: tree.Query, numbers: Sequence[int]) -> Answer | None:
    """Rows by their lines; None where something is asked that no line tells."""
    columns = view.columns(query) if len(numbers) <= LINES else None
    page = view.page(numbers, columns) if columns else None
    if columns is None or page is None:
        return None
    return Answer(tuple(field for field, _name in columns), page)
