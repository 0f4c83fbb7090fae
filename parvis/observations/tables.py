"""The statements on hot observations that the ORM has not: many rows at once, on both databases.

Names are our own; every value is a parameter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from parvis.observations.measures import FIRST_VALUE, Measure, Values
from parvis.observations.models import Observation
from parvis.records import rows

TABLE = "observations_observation"
LATEST = "observations_latest"
COLUMNS = (
    "datastream_id", "feature_id", "start", "end", "result_time", "number", "other", "quality",
    "valid_start", "valid_end", "parameters",
)  # fmt: skip
VALUES = COLUMNS[FIRST_VALUE:]
QUOTED = {name: f'"{name}"' for name in COLUMNS}
Identity = tuple[int, int, int, int]
"""(datastream, feature, start, end or start)"""
Known = tuple[int, Values]
"""(id, values) of an observation that is kept."""

_FOUND = f"o.id, {', '.join(f'o.{QUOTED[name]}' for name in VALUES)}"
_SAME = """
    JOIN observations_observation o ON o.datastream_id = {d} AND o.start = {s}
    AND COALESCE(o."end", o.start) = {e} AND o.feature_id = {f}
    AND NOT o.gone"""
_FIND = {
    "sqlite": f"SELECT j.key, {_FOUND} FROM json_each(%s) j CROSS"
    + _SAME.format(**{name: f"(j.value ->> {n})" for n, name in enumerate("dfse")}),
    "postgresql": f"SELECT u.n - 1, {_FOUND} FROM unnest(%s::bigint[], %s::bigint[], "
    "%s::bigint[], %s::bigint[]) WITH ORDINALITY AS u(d, f, s, e, n)"
    + _SAME.format(d="u.d", f="u.f", s="u.s", e="u.e"),
}
_LATER = (
    '(excluded.start, COALESCE(excluded."end", excluded.start), excluded.observation) >= '
    f'({LATEST}.start, COALESCE({LATEST}."end", {LATEST}.start), {LATEST}.observation)'
)


def find(identities: Sequence[Identity]) -> dict[Identity, Known]:
    """Those that are kept here."""
    if not identities:
        return {}
    whole: list[Any] = [json.dumps(identities)]
    if connection.vendor == "postgresql":
        whole = [list(each) for each in zip(*identities, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], whole)
        return {identities[n]: (key, tuple(values)) for n, key, *values in cursor}


def insert(
    measures: Sequence[Measure], keys: Sequence[int], hides: bool = False, gone: bool = False
) -> None:
    """Columns that are empty in every row are left to the database."""
    if not measures:
        return
    columns = list(zip(*measures, strict=True))
    used = [n for n, column in enumerate(columns) if n < FIRST_VALUE or any_told(column)]
    names = ["id", *(QUOTED[COLUMNS[n]] for n in used), "hides", "gone"]
    flags = ([hides] * len(keys), [gone] * len(keys))
    values = list(zip(keys, *(columns[n] for n in used), *flags, strict=True))
    write = rows.copy if connection.vendor == "postgresql" else rows.insert_each
    write(connection, TABLE, ", ".join(names), values)


def any_told(column: Iterable[Any]) -> bool:
    return any(value is not None for value in column)


def fresh(count: int) -> list[int]:
    """So many numbers that no other observation has or will have."""
    return rows.keys(Observation, connection, count) if count else []


def correct(changes: Sequence[tuple[int, Measure]]) -> None:
    """Other values for rows that are kept here."""
    if not changes:
        return
    setting = ", ".join(f"{QUOTED[name]} = %s" for name in COLUMNS)
    statement = f"UPDATE {TABLE} SET {setting} WHERE id = %s"
    rows.run(connection, statement, [(*measure, key) for key, measure in changes])


def later(found: Sequence[tuple[int, Measure]]) -> None:
    """The last observations of datastreams, one of each, unless a later one is known."""
    if not found:
        return
    places = ", ".join(["%s"] * (len(COLUMNS) + 1))
    rows.run(connection, upsert(f"VALUES ({places})"), [(key, *measure) for key, measure in found])


def upsert(source: str) -> str:
    """The statement that does so, of (number, columns…) from a source."""
    names = ", ".join(["observation", *QUOTED.values()])
    kept = ["observation", *(QUOTED[name] for name in COLUMNS if name != "datastream_id")]
    setting = ", ".join(f"{name} = excluded.{name}" for name in kept)
    return (
        f"INSERT INTO {LATEST} ({names}) {source} "
        f"ON CONFLICT (datastream_id) DO UPDATE SET {setting} WHERE {_LATER}"
    )


def touch(months: Collection[int]) -> None:
    """Past months that are written: who seals one of them begins again, or is waited for."""
    if not months:
        return
    rows.run(
        connection,
        "INSERT INTO observations_touched (month, changes) VALUES (%s, 1) "
        "ON CONFLICT (month) DO UPDATE SET changes = observations_touched.changes + 1",
        [(month,) for month in sorted(months)],
    )


def untouched(month: int) -> None:
    """A month that may never have been written since it is past."""
    rows.run(
        connection,
        "INSERT INTO observations_touched (month, changes) VALUES (%s, 0) "
        "ON CONFLICT (month) DO NOTHING",
        [(month,)],
    )
