"""The schema of a database: a fixed number of questions for all of it, then counts in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from parvis.catalogue.dcat.values import clean
from parvis.catalogue.scan.connect import Session
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.model import Column, Inventory, Note, Rows, Table
from parvis.catalogue.scan.systems.names import quoted

TOGETHER = 50  # tables counted by one statement
COUNTED = frozenset({"table", "materialized view"})  # a view may do anything when it is read
MENTION = 2_000  # characters of a comment that are kept


def inventory(session: Session) -> Inventory:
    """Every table and view the account sees; ScanError when there is none."""
    tables = session.system.tables(session)
    if not tables:
        raise ScanError("none")
    limit = session.limits.tables
    notes = (Note("many", {"limit": str(limit)}),) if len(tables) > limit else ()
    return Inventory(
        system=session.target.system,
        version=session.system.version(session),
        database=session.target.database,
        tables=tuple(map(cleaned, counted(session, tables[:limit]))),
        notes=notes,
    )


def counted(session: Session, tables: Sequence[Table]) -> list[Table]:
    """Rows counted up to the bound; beyond it the planner's estimate, said as such."""
    exact = session.limits.exact
    rows: dict[tuple[str, str], Rows | None] = {}
    small = [t for t in tables if countable(t) and not (t.rows and t.rows.count > 2 * exact)]
    for batch in chunks(small, TOGETHER):
        for table, count in zip(batch, count_together(session, batch), strict=True):
            rows[table.key] = settled(session, table, count)
    return [replace(table, rows=rows.get(table.key, table.rows)) for table in tables]


def chunks(items: Sequence[Table], size: int) -> Iterator[Sequence[Table]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def countable(table: Table) -> bool:
    return table.kind in COUNTED and table.readable


def count_together(session: Session, batch: Sequence[Table]) -> list[int | None]:
    """The rows of each, up to one more than the bound; None where reading failed."""
    try:
        found = session.rows(union_all(*(counting(session, n, t) for n, t in enumerate(batch))))
    except ScanError as error:
        if len(batch) == 1 or error.code == "slow":
            return [None] * len(batch)
        return [count for table in batch for count in count_together(session, [table])]
    by_number: dict[int, int] = {row[0]: row[1] for row in found}
    return [by_number[number] for number in range(len(batch))]


def counting(session: Session, number: int, table: Table) -> Select[Any]:
    some = select(literal(1)).select_from(quoted(table)).limit(session.limits.exact + 1).subquery()
    return select(literal(number), func.count()).select_from(some)


def settled(session: Session, table: Table, count: int | None) -> Rows | None:
    exact = session.limits.exact
    if count is None or count <= exact:
        return table.rows if count is None else Rows(count)
    estimate = table.rows.count if table.rows else session.system.estimate(session, table)
    if estimate and estimate > exact:
        return Rows(estimate, "estimated")
    return Rows(count, "at least")


def cleaned(table: Table) -> Table:
    """Comments without what no text can carry; names are kept as they are."""
    return replace(
        table,
        comment=clean(table.comment)[:MENTION],
        columns=tuple(map(cleaned_column, table.columns)),
    )


def cleaned_column(column: Column) -> Column:
    if not column.comment:
        return column
    return replace(column, comment=clean(column.comment)[:MENTION])
