"""The sealed months: immutable Parquet of the lake's store, asked by DuckDB."""

from __future__ import annotations

import logging
import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from parvis.lake import quoting, store
from parvis.lake.served.reader import bounded
from parvis.observations import conditions as c
from parvis.observations import counted, instants, lines, straight, summaries
from parvis.observations.instants import HOUR
from parvis.observations.measures import FIRST_VALUE, Row
from parvis.observations.models import Sealed
from parvis.observations.sql import Made, Writer, fill
from parvis.observations.straight import Few
from parvis.observations.summaries import Hour, Summary
from parvis.observations.tables import Identity, Known

logger = logging.getLogger(__name__)
SQL = Writer("duckdb")
NAMES = ", ".join(SQL.columns[name] for name in Row._fields)


class State(NamedTuple):
    """`months`: of each sealed month, what `FILE` names. `hidden`: sealed rows that are no more
    what they say: what they are stands in the database. `dropped`: datastreams that are no more."""

    months: tuple[tuple[Any, ...], ...]
    hidden: tuple[int, ...]
    dropped: tuple[int, ...]

    def files(self) -> list[Sealed]:
        return [Sealed.from_db(connection.alias, FILE, each) for each in self.months]


FILE = ("month", "digest", "rows", "id_min", "id_max", "start_min", "start_max")
_STATE = f"""
    SELECT 0, {", ".join(FILE)} FROM observations_sealed
    UNION ALL SELECT 1, id, '', 0, 0, 0, 0, 0 FROM observations_observation WHERE hides
    UNION ALL SELECT 2, datastream, '', 0, 0, 0, 0, 0 FROM observations_dropped
    ORDER BY 1, 2"""


def state() -> State:
    """One question: most others begin by it."""
    found: tuple[list[Any], ...] = ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        for kind, *row in cursor:
            found[kind].append(row[0] if kind else tuple(row))
    return State(*map(tuple, found))


def hidden() -> tuple[int, ...]:
    return state().hidden


def dropped() -> tuple[int, ...]:
    return state().dropped


def living(where: c.Condition | None, now: State | None = None) -> c.Condition | None:
    """What is still true of the sealed rows."""
    now = now or state()
    return c.both(where, _none("id", now.hidden), _none("datastream", now.dropped))


def _none(column: str, numbers: tuple[int, ...]) -> c.Condition | None:
    return c.Not(c.Within(c.Column(column), numbers)) if numbers else None


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
    now = state()
    few = straight.of(asked, now.hidden, now.dropped)
    for some in _steps(files, asked):
        if not further(some, asked, found):
            break
        rows, left = _few(some, few) if few else ([], some)
        if left:
            rows += _rows(left, asked, now)
        found = c.in_order([*found, *rows], asked.whole_order)[: asked.limit + asked.skip]
    return found


def _few(files: Sequence[Sealed], few: Few) -> tuple[list[Row], list[Sealed]]:
    """The rows of months that have them by datastream, and the months that have to be asked."""
    found: list[Row] = []
    left: list[Sealed] = []
    for each in files:
        try:
            known = lines.read(store.store().rows_path(each.digest))
            rows = few.rows(known) if known else None
        except straight.DAMAGED as error:  # `parvis lake verify` tells where
            logger.warning("A sealed month is read by its rows alone: %r", error)
            rows = None
        if rows is None:
            left.append(each)
        else:
            found += rows
    return found, left


def _rows(files: Sequence[Sealed], asked: c.Ask, now: State) -> list[Row]:
    text = f"SELECT {NAMES} FROM {relation(files)} WHERE {{0}} ORDER BY "
    text += f"{SQL.order(asked.whole_order)} LIMIT {asked.limit + asked.skip}"
    return [Row(*each) for each in ask(text, told(living(asked.whole_where, now)))]


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
    """Months that tell it themselves are not read, but for rows that are no more what they say."""
    _months, ids, gone = state()
    where = c.both(where, _none("datastream", gone))
    asked, known, total = counted.of(where), list[Sealed](), 0
    if asked is not None:
        for each in files:
            found = summary(each)
            if found and asked.whole(_bounds(each), (_bounds(each)[0], found.last)):
                known.append(each)
                total += found.count(asked)
    left = [each for each in files if each not in known]
    if changed := [each for each in known if _any(each, ids)]:
        total -= _counted(changed, c.both(where, c.Within(c.Column("id"), ids)))
    return total + (_counted(left, c.both(where, _none("id", ids))) if left else 0)


def _counted(files: Sequence[Sealed], where: c.Condition | None) -> int:
    text = f"SELECT count(*) FROM {relation(files)} WHERE {{0}}"
    return int(ask(text, told(where))[0][0])


def summary(each: Sealed) -> Summary | None:
    """None of a month without one; or whose file is gone, or damaged, as reading its rows tells."""
    try:
        return summaries.read(store.store().rows_path(each.digest))
    except (OSError, ValueError, struct.error) as error:
        logger.warning("A sealed month is read by its rows alone: %r", error)
        return None


def _bounds(each: Sealed) -> tuple[int, int]:
    assert each.start_min is not None
    assert each.start_max is not None
    return each.start_min, each.start_max


def _any(each: Sealed, ids: Sequence[int]) -> bool:
    """Whether one of these, in their order, may be that of a row of the month."""
    assert each.id_min is not None
    assert each.id_max is not None
    rank = bisect_left(ids, each.id_min)
    return rank < len(ids) and ids[rank] <= each.id_max


def hours(
    files: Sequence[Sealed], datastream: int, start: int, end: int
) -> tuple[list[Hour], list[Sealed]]:
    """What months say of the hours of a datastream from `start` until before `end`, counted from
    that of `start`; and the months that have to be read: those of which a row is no more what it
    says, or an hour is cut."""
    _months, ids, gone = state()
    told: list[Hour] = []
    left: list[Sealed] = []
    for each in files:
        first, last = _bounds(each)
        cut = (start > first and start % HOUR) or (end <= last and end % HOUR)
        found = None if cut or _any(each, ids) else summary(each)
        if found is None:
            left.append(each)
        elif datastream not in gone and (part := found.of(datastream)):
            since = instants.bounds(each.month)[0] // HOUR
            low, high = start // HOUR - since, -(-end // HOUR) - since
            told += [(each[0] - low, *each[1:]) for each in part.hours(low, high)]
    return told, left


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
