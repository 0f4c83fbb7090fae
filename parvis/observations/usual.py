"""Observations as they most often come: of one property, of this month, not known yet, about what
the last one of their datastream was about, by a key that writes there.

All that has to be known of them is asked at once, in the transaction that keeps them, the key
included: one that was taken back opens nothing more, in no process. PostgreSQL has two round trips:
locks and questions, then rows and commit. It waits for no lock: what somebody else holds is not
kept here. Of anything else nothing is done, nor said: `ingest` keeps it, or tells why not.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.db import Error, connection, transaction
from django.utils import timezone

from parvis.observations import facts, ingest, instants, outbox, tables
from parvis.observations.facts import Facts
from parvis.observations.measures import Measure
from parvis.observations.tables import Identity

logger = logging.getLogger(__name__)


class Sent(NamedTuple):
    """What one request wants kept, all of it or none; `secret`: the digest of its key."""

    secret: str
    measures: Sequence[Measure]


@dataclass
class Standing:
    """`features`: what each measure that can be kept is about, by its rank. `numbers`: fresh."""

    features: dict[int, int]
    facts: dict[int, Facts]
    numbers: Iterator[int]


@dataclass
class Taken:
    """`numbers` of each request, None of one that is not kept here; the rows of all."""

    numbers: list[list[int] | None]
    rows: list[tuple[int, Measure]]
    facts: dict[int, Facts]


def kept(sent: Sequence[Sent]) -> list[list[int] | None]:
    """The numbers of each request, kept for good; None of those of which nothing is done."""
    month, _after = instants.bounds(instants.month(instants.of(timezone.now())))
    fits = [all(each.start >= month for each in one.measures) for one in sent]
    usual = [one for one, fit in zip(sent, fits, strict=True) if fit]
    try:
        found = iter(KEPT[connection.vendor](usual) if usual else [])
    except Error as error:  # whoever keeps them one by one tells each what is wrong
        logger.warning("Not kept together: %s", error)
        return [None] * len(sent)
    return [next(found) if fit else None for fit in fits]


def taken(sent: Sequence[Sent], standing: Standing) -> Taken:
    """Those of which every measure stands, and is said once among all."""
    found = Taken([], [], {})
    names: set[Identity] = set()
    first = 0
    for one in sent:
        placed = _placed(one.measures, first, standing)
        first += len(one.measures)
        own = {ingest.identity(each) for each in placed}
        if len(own) < len(one.measures) or own & names:
            found.numbers.append(None)
            continue
        names |= own
        numbers = list(islice(standing.numbers, len(placed)))
        found.numbers.append(numbers)
        found.rows += zip(numbers, placed, strict=True)
    for stream, measures in ingest.by_datastream(each for _key, each in found.rows).items():
        held = found.facts[stream] = standing.facts[stream]
        held.count += len(measures)
        held.stretch(measures)
    return found


def _placed(measures: Sequence[Measure], first: int, standing: Standing) -> list[Measure]:
    """Those that can be kept, with what they are about."""
    return [
        each if each.feature is not None else each._replace(feature=standing.features[rank])
        for rank, each in enumerate(measures, first)
        if rank in standing.features and each.datastream in standing.facts
    ]


def changes(found: Taken) -> list[outbox.Change]:
    return [
        ("Observation", [key for key, _each in found.rows], None),
        ("Datastream", sorted(found.facts), outbox.TIMES),
    ]


# Who writes where as `keys` and `authority` judge it, what it is about as `places` finds it, and
# what is known as `tables.find` does. What the key feeds, it sees, and what that was last about.
_READ = """
SELECT w.n, l.feature_id, {more}
FROM {wishes} w
{join} observations_key k ON k.secret = w.secret AND k.ended IS NULL
    AND (k.until IS NULL OR k.until >= %s)
{join} observations_datastream d ON d.id = w.stream AND d.types IS NULL
{join} observations_thing t ON t.id = d.thing_id AND (
    k.everything AND t.organisation_id = k.organisation_id
    OR NOT k.everything AND EXISTS (
        SELECT 1 FROM observations_key_things m WHERE m.key_id = k.id AND m.thing_id = t.id))
{join} observations_latest l ON l.datastream_id = d.id AND l.feature_id = COALESCE(w.feature, (
    SELECT p.feature_id FROM observations_location_things h
    JOIN observations_location p ON p.id = h.location_id
    WHERE h.thing_id = t.id ORDER BY p.id LIMIT 1))
WHERE NOT EXISTS (
    SELECT 1 FROM observations_observation o WHERE o.datastream_id = d.id AND o.start = w.start
    AND COALESCE(o."end", o.start) = w.last AND o.feature_id = l.feature_id AND NOT o.gone)
ORDER BY w.n"""
_FACTS = ", ".join(f"d.{name}" for name in ("id", "thing_id", *facts.NAMES))
_SQLITE = _READ.format(
    more=f"(SELECT seq FROM sqlite_sequence WHERE name = '{tables.TABLE}'), {_FACTS}",  # noqa: S608
    wishes="(SELECT key AS n, value ->> 0 AS secret, value ->> 1 AS stream, value ->> 2 AS feature,"
    " value ->> 3 AS start, value ->> 4 AS last FROM json_each(%s))",
    join="CROSS JOIN",
)
_POSTGRESQL = _READ.format(
    more=f"nextval(pg_get_serial_sequence('{tables.TABLE}', 'id'))",
    wishes="(SELECT n - 1 AS n, value ->> 0 AS secret, (value ->> 1)::bigint AS stream, "
    "(value ->> 2)::bigint AS feature, (value ->> 3)::bigint AS start, "
    "(value ->> 4)::bigint AS last "
    "FROM json_array_elements(%s) WITH ORDINALITY AS each(value, n))",
    join="JOIN",
)
_LOCK = (
    f"SELECT {_FACTS} FROM observations_datastream d "  # noqa: S608 - names of our own
    "WHERE d.id IN (SELECT value::bigint FROM json_array_elements_text(%s)) "
    "ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED"
)


def _asked(sent: Sequence[Sent]) -> list[str]:
    wishes = [
        (one.secret, each.datastream, each.feature, each.start, each.last)
        for one in sent for each in one.measures
    ]  # fmt: skip
    return [json.dumps(wishes), timezone.localdate().isoformat()]


@transaction.atomic
def _on_sqlite(sent: Sequence[Sent]) -> list[list[int] | None]:
    """The writer is alone: what it reads stands until it is done."""
    with connection.cursor() as cursor:
        rows = cursor.execute(_SQLITE, _asked(sent)).fetchall()
    held = {stream: Facts(thing, feature, *known)
            for _n, feature, _seq, stream, thing, *known in rows}  # fmt: skip
    last = rows[0][2] or 0 if rows else 0
    numbers = iter(range(last + 1, last + 1 + len(rows)))
    found = taken(sent, Standing({row[0]: row[1] for row in rows}, held, numbers))
    if found.rows:
        tables.insert([each for _key, each in found.rows], [key for key, _each in found.rows])
        tables.later(ingest.last(found.rows))
        facts.keep(found.facts)
        outbox.note(*changes(found))
    return found.numbers


_COLUMNS = ", ".join(tables.QUOTED.values())
_TYPES = {"number": "double precision", "other": "text", "quality": "text", "parameters": "text"}
_ROW = ", ".join(f"{said} {_TYPES.get(name, 'bigint')}" for name, said in tables.QUOTED.items())
_WRITE = f"""
WITH new AS (SELECT * FROM json_to_recordset(%s) AS n(id bigint, newest boolean, {_ROW})),
kept AS (
    INSERT INTO {tables.TABLE} (id, {_COLUMNS}, hides, gone)
    SELECT id, {_COLUMNS}, false, false FROM new),
facts AS (
    UPDATE observations_datastream d SET {", ".join(f"{name} = f.{name}" for name in facts.NAMES)}
    FROM json_to_recordset(%s) AS f(id bigint, {", ".join(f"{n} bigint" for n in facts.NAMES)})
    WHERE d.id = f.id)
{tables.upsert(f"SELECT id, {_COLUMNS} FROM new WHERE newest")}"""  # noqa: S608


def _on_postgresql(sent: Sequence[Sent]) -> list[list[int] | None]:
    streams = sorted({each.datastream for one in sent for each in one.measures})
    with _pipeline() as (cursor, other):
        cursor.execute(_LOCK, [json.dumps(streams)], prepare=True)
        other.execute(_POSTGRESQL, _asked(sent), prepare=True)  # of what stands once it is locked
        held = {stream: Facts(thing, None, *known) for stream, thing, *known in cursor.fetchall()}
        rows = other.fetchall()
        numbers = iter([number for _n, _feature, number in rows])
        found = taken(sent, Standing({row[0]: row[1] for row in rows}, held, numbers))
        if found.rows:
            cursor.execute(_WRITE, _written(found), prepare=True)
            if outbox.on():
                told = "INSERT INTO observations_update (changes) VALUES (%s)"
                cursor.execute(told, [json.dumps(changes(found))])
            cursor.execute("COMMIT")
    return found.numbers


def _written(found: Taken) -> list[str]:
    newest = {key for key, _each in ingest.last(found.rows)}
    rows = [
        {"id": key, "newest": key in newest, **dict(zip(tables.COLUMNS, each, strict=True))}
        for key, each in found.rows
    ]
    known = [
        {"id": stream, **{name: getattr(held, name) for name in facts.NAMES}}
        for stream, held in found.facts.items()
    ]
    return [json.dumps(rows), json.dumps(known)]


@contextmanager
def _pipeline() -> Iterator[tuple[Any, Any]]:
    """Two cursors of a transaction that is theirs to commit: they wait for the server only to read
    what it found, and at the end.

    Its statements are prepared: planning them takes the server longer than running them.
    """
    from psycopg import Cursor

    connection.ensure_connection()
    raw: Any = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    with connection.wrap_database_errors:
        try:
            with raw.pipeline():
                cursor, other = Cursor(raw), Cursor(raw)
                cursor.execute("BEGIN")
                yield cursor, other
        finally:
            raw.prepare_threshold = before
            if not raw.closed:
                raw.rollback()  # nothing, once it is committed


KEPT = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
