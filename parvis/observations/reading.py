"""Observations out: recent months from the database, sealed ones from the lake, as if they were
one table.

Which months are sealed is looked at before and after: a month that is sealed meanwhile moves from
one place to the other, and the question is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.db import DataError, connection
from django.db.models import Sum

from parvis.lake.query.failures import EngineProblem
from parvis.observations import cold, tables
from parvis.observations import conditions as c
from parvis.observations.measures import Row
from parvis.observations.models import Datastream, Sealed
from parvis.observations.sql import Made, Writer, fill, for_django

TRIES = 5
FEW = 2_000  # results that are sooner fetched and sorted than looked for
DEEPEST = 50_000  # rows that `skip` may leave
Found = TypeVar("Found")


def page(asked: c.Ask) -> list[Row]:
    """Rows in their order. Raises EngineProblem, whose sentence may be shown."""
    if asked.skip > DEEPEST:
        raise EngineProblem("memory")
    where = asked.whole_where

    def read(files: Sequence[Sealed]) -> list[Row]:
        found = _here(replace(asked, where=where))
        kept = cold.within(files, where)
        if kept and cold.further(kept, asked, found):
            found = cold.page(kept, asked, found)
        return _once(found)[asked.skip : asked.skip + asked.limit]

    return steady(read)


def _once(rows: Sequence[Row]) -> list[Row]:
    """A row corrected between two questions is told once."""
    return list({row.id: row for row in rows}.values())


def count(where: c.Condition | None = None) -> int:
    """How many, exactly. Of whole datastreams it is known; else rows are counted."""
    named = c.datastreams(where)
    if where is None or named is not None:
        streams = Datastream.objects.all() if named is None else _streams(named)
        return streams.aggregate(all=Sum("count"))["all"] or 0

    def read(files: Sequence[Sealed]) -> int:
        ((here,),) = ask("SELECT count(*) FROM {table} WHERE NOT gone AND {0}", told(where))
        kept = cold.within(files, where)
        return int(here) + (cold.count(kept, where) if kept else 0)

    return steady(read)


def _streams(ids: Sequence[int]) -> Any:
    return Datastream.objects.filter(pk__in=ids)


def one(number: int) -> Row | None:
    where = c.Compare(c.Column("id"), "=", c.Value(number))
    return next(iter(page(c.Ask(where, limit=1))), None)


def latest(datastreams: Iterable[int] | None = None) -> dict[int, Row]:
    """The last observation of each datastream: one cheap look, whatever is kept of them."""
    named = None if datastreams is None else tuple(datastreams)
    where = c.Every(()) if named is None else c.Within(c.Column("datastream"), named)
    names = ", ".join(writer().columns[name] for name in Row._fields[1:])
    rows = ask(f"SELECT observation, {names} FROM {tables.LATEST} WHERE {{0}}", told(where))
    return {row[1]: Row(*row) for row in rows}


def steady(read: Callable[[list[Sealed]], Found]) -> Found:
    """`read` is given the sealed months; what it finds is of one state of them."""
    before = cold.state()
    for turn in range(TRIES):
        try:
            found = read(before.files())
        except EngineProblem:  # a file that was replaced, and collected
            after = cold.state()
            if turn == TRIES - 1 or after == before:
                raise
            before = after
            continue
        after = cold.state()
        if after == before:
            break
        before = after
    return found


def _here(asked: c.Ask) -> list[Row]:
    sql = _STRAIGHT if _many(asked.where) else writer()
    names = ", ".join(writer().columns[name] for name in Row._fields)
    text = f"SELECT {names} FROM {{table}} WHERE NOT gone AND {{0}} ORDER BY "
    order = writer().order(asked.whole_order)
    rows = ask(
        f"{text}{order} LIMIT {asked.skip + asked.limit}", sql.condition(asked.where or c.Every(()))
    )
    return [Row(*row) for row in rows]


def _many(where: c.Condition | None) -> bool:
    """Whether so many results are within what is asked that SQLite, which does not know, would do
    wrong to fetch them all by their index and sort them: rows in their order come to a page of them
    sooner."""
    low, high = c.span(where, "number")
    if (
        connection.vendor != "sqlite"
        or (low, high) == c.ANY
        or c.span(where, "datastream") != c.ANY
    ):
        return False
    number = c.Column("number")
    within = [c.Compare(number, ">=", c.Value(low))] if low != c.ANY[0] else []
    within += [c.Compare(number, "<=", c.Value(high))] if high != c.ANY[1] else []
    text = f"SELECT 1 FROM {{table}} WHERE NOT gone AND {{0}} LIMIT {FEW}"
    return len(ask(text, told(c.Every(tuple(within))))) == FEW


def writer() -> Writer:
    return _WRITERS[connection.vendor]


_WRITERS = {"sqlite": Writer("sqlite"), "postgresql": Writer("postgresql")}
_STRAIGHT = Writer("sqlite", straight=True)


def told(where: c.Condition | None) -> Made:
    return writer().condition(where or c.Every(()))


def ask(template: str, *made: Made) -> list[tuple[Any, ...]]:
    """`{table}` is that of recent months. Raises EngineProblem for a calculation that fails."""
    text = template.replace("{table}", tables.TABLE)
    with connection.cursor() as cursor:
        try:
            cursor.execute(*for_django(fill(text, *made)))
        except DataError as error:
            raise EngineProblem("failed") from error
        return list(cursor.fetchall())
