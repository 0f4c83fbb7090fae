"""The sealed months: immutable Parquet of the lake's store, asked by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from parvis.lake import quoting, store
from parvis.lake.served.reader import bounded
from parvis.observations import conditions as c
from parvis.observations.measures import FIRST_VALUE, Row
from parvis.observations.models import Dropped, Observation, Sealed
from parvis.observations.sql import Made, Writer, fill
from parvis.observations.tables import Identity, Known

SQL = Writer("duckdb")
NAMES = ", ".join(SQL.columns[name] for name in Row._fields)


def hidden() -> tuple[int, ...]:
    """Sealed rows that are no more what they say: what they are stands in the database."""
    found = Observation.objects.filter(hides=True).order_by("pk")
    return tuple(found.values_list("pk", flat=True))


def dropped() -> tuple[int, ...]:
    return tuple(Dropped.objects.order_by("pk").values_list("pk", flat=True))


def living(where: c.Condition | None) -> c.Condition | None:
    """What is still true of the sealed rows."""
    ids, streams = hidden(), dropped()
    return c.both(
        where,
        c.Not(c.Within(c.Column("id"), ids)) if ids else None,
        c.Not(c.Within(c.Column("datastream"), streams)) if streams else None,
    )


def relation(files: Sequence[Sealed]) -> str:
    paths = [store.store().rows_path(each.digest) for each in files]
    return f"read_parquet([{quoting.texts(str(path) for path in paths)}])"


def within(files: Sequence[Sealed], where: c.Condition | None) -> list[Sealed]:
    """Those that may hold rows of a condition."""
    starts, ids = c.span(where, "start"), c.span(where, "id")
    lasts = c.span(where, "last")
    return [
        each for each in files
        if each.rows and each.start_min is not None and each.start_max is not None
        and each.id_min is not None and each.id_max is not None
        and each.start_min <= min(starts[1], lasts[1]) and each.start_max >= starts[0]
        and each.id_min <= ids[1] and each.id_max >= ids[0]
    ]  # fmt: skip


def ask(template: str, *made: Made) -> list[tuple[Any, ...]]:
    text, parameters = fill(template, *made)
    cursor = store.reader().cursor()
    with bounded(cursor):
        cursor.execute(text, list(parameters))
        return cursor.fetchall()


def told(where: c.Condition | None) -> Made:
    return SQL.condition(where or c.Every(()))


def page(files: Sequence[Sealed], asked: c.Ask, found: list[Row]) -> list[Row]:
    """The first `skip` and `limit` rows, of those found elsewhere too."""
    wanted = asked.limit + asked.skip
    for some in _steps(files, asked):
        if not further(some, asked, found):
            break
        rows = _rows(some, asked, wanted)
        found = c.in_order([*found, *rows], asked.whole_order)[:wanted]
    return found


def _rows(files: Sequence[Sealed], asked: c.Ask, wanted: int) -> list[Row]:
    text = f"SELECT {NAMES} FROM {relation(files)} WHERE {{0}} ORDER BY "
    order = SQL.order(asked.whole_order)
    return [Row(*each) for each in ask(f"{text}{order} LIMIT {wanted}", told(asked.where))]


def _steps(files: Sequence[Sealed], asked: c.Ask) -> Iterator[list[Sealed]]:
    """Files one by one in the order asked for, where it is one that they stand in."""
    first = asked.whole_order[0]
    if first.column not in _ENDS:
        if files:
            yield list(files)
        return
    low, high = _ENDS[first.column]
    end = high if first.descending else low
    for each in sorted(files, key=attrgetter(end), reverse=first.descending):
        yield [each]


_ENDS = {"start": ("start_min", "start_max"), "id": ("id_min", "id_max")}


def _reaches(files: Sequence[Sealed], asked: c.Ask, last: Row) -> bool:
    """Whether a file may hold rows before the last one found."""
    first = asked.whole_order[0]
    if first.column not in _ENDS:
        return True
    low, high = _ENDS[first.column]
    value = c.value_of(last, first.column)
    if first.descending:
        return any(getattr(each, high) >= value for each in files)
    return any(getattr(each, low) <= value for each in files)


def count(files: Sequence[Sealed], where: c.Condition | None) -> int:
    text = f"SELECT count(*) FROM {relation(files)} WHERE {{0}}"
    return int(ask(text, told(where))[0][0])


def find(identities: Sequence[Identity], files: Sequence[Sealed]) -> dict[Identity, Known]:
    """Those that stand in sealed months, and nowhere else."""
    files = [each for each in files if each.rows]
    if not identities or not files:
        return {}
    values = ", ".join(SQL.columns[name] for name in Row._fields[FIRST_VALUE + 1 :])
    lists: Made = ("", tuple(list(each) for each in zip(*identities, strict=True)))
    text = (
        "SELECT datastream, feature, \"start\", coalesce(\"end\", \"start\"), id, "
        f"{values} FROM {relation(files)} JOIN (SELECT unnest(?::BIGINT[]) AS d, "
        "unnest(?::BIGINT[]) AS f, unnest(?::BIGINT[]) AS s, unnest(?::BIGINT[]) AS e) ON "
        'datastream = d AND feature = f AND "start" = s AND coalesce("end", "start") = e '
        "WHERE {1}"
    )  # fmt: skip
    rows = ask("{0}" + text, lists, told(living(None)))
    return {tuple(name): (key, tuple(rest)) for *name, key, rest in map(_apart, rows)}


def _apart(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:5], row[5:])


def further(files: Sequence[Sealed], asked: c.Ask, found: list[Row]) -> bool:
    """Whether files may hold rows that come before the last one wanted of those found."""
    wanted = asked.limit + asked.skip
    if wanted == 0:
        return False
    return len(found) < wanted or _reaches(files, asked, found[wanted - 1])
