"""Observations as they most often come: of one property, of this month, not known yet, about what
the last one of their datastream was about, by a key that writes there.

All that has to be known of them is asked where they are kept, the key included: one that was taken
back opens nothing more, in no process. PostgreSQL has one round trip: a statement of its own asks,
keeps and commits. It waits for no lock: what somebody else holds, or just changed, is not kept
here. Of anything else nothing is done, nor said: `ingest` keeps it, or tells why not.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from django.db import Error, connection
from django.utils import timezone

from parvis.observations import facts, ingest, instants, outbox, tables
from parvis.observations.facts import Facts
from parvis.observations.measures import Measure

logger = logging.getLogger(__name__)


class Sent(NamedTuple):
    """What one request wants kept, all of it or none; `secret`: the digest of its key."""

    secret: str
    measures: Sequence[Measure]


def kept(sent: Sequence[Sent]) -> list[list[int] | None]:
    """The numbers of each request, kept for good; None of those of which nothing is done."""
    fits = [recent(one.measures) for one in sent]
    usual = [one for one, fit in zip(sent, fits, strict=True) if fit]
    try:
        found = iter(KEPT[connection.vendor](usual) if usual else [])
    except Error as error:  # whoever keeps them one by one tells each what is wrong
        logger.warning("Not kept together: %s", error)
        return [None] * len(sent)
    return [next(found) if fit else None for fit in fits]


def recent(measures: Sequence[Measure]) -> bool:
    """Whether all are of this month, or to come: a past one may be sealed."""
    month, _after = instants.bounds(instants.month(instants.of(timezone.now())))
    return all(each.start >= month for each in measures)


def numbered(sent: Sequence[Sent], numbers: Mapping[int, int]) -> list[list[int] | None]:
    """`numbers`: of each measure that was kept, by its rank among all."""
    ranks = count()
    found: list[list[int] | None] = []
    for one in sent:
        known = [numbers.get(next(ranks)) for _each in one.measures]
        kept = [number for number in known if number is not None]
        found.append(kept if len(kept) == len(known) else None)
    return found


# Who writes where as `keys` and `authority` judge it, what it is about as `places` finds it, and
# what is known as `tables.find` does. What the key feeds, it sees, and what that was last about.
# `w`: the wishes; n: their rank among all, r: that of their request, which has so many (size).
# Kept are those of which all of the request can be, and that nobody says before among these.
_FOUND = """
SELECT * FROM (
    SELECT s.*, SUM(CASE WHEN turn = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY r) AS good FROM (
        SELECT w.*, l.feature_id AS about, {more}ROW_NUMBER() OVER (
            PARTITION BY w.datastream_id, l.feature_id, w.start, w.last ORDER BY w.n) AS turn
        FROM w
        {join} observations_key k ON k.secret = w.secret AND k.ended IS NULL
            AND (k.until IS NULL OR k.until >= {day})
        {join} observations_datastream d ON d.id = w.datastream_id AND d.types IS NULL {held}
        {join} observations_thing t ON t.id = d.thing_id AND (
            k.everything AND t.organisation_id = k.organisation_id
            OR NOT k.everything AND EXISTS (
                SELECT 1 FROM observations_key_things m WHERE m.key_id = k.id AND m.thing_id = t.id
            ))
        {join} observations_latest l ON l.datastream_id = d.id AND l.feature_id = COALESCE(
            w.feature_id, (
                SELECT p.feature_id FROM observations_location_things h
                JOIN observations_location p ON p.id = h.location_id
                WHERE h.thing_id = t.id ORDER BY p.id LIMIT 1))
        WHERE NOT EXISTS (
            SELECT 1 FROM observations_observation o WHERE o.datastream_id = d.id
            AND o.start = w.start AND COALESCE(o."end", o.start) = w.last
            AND o.feature_id = l.feature_id AND NOT o.gone)
    ) s
) f WHERE good = size ORDER BY n"""
_FACTS = "".join(f"d.{name}, " for name in ("thing_id", *facts.NAMES))
_SAID = ("r", "size", "secret", "datastream_id", "feature_id", "start", "last")
_SQLITE = f"""
WITH w AS (SELECT key AS n, {", ".join(f"value ->> {n} AS {name}" for n, name in enumerate(_SAID))}
    FROM json_each(?1))
SELECT n, about, (SELECT seq FROM sqlite_sequence WHERE name = '{tables.TABLE}'), datastream_id,
thing_id, {", ".join(facts.NAMES)}
FROM ({_FOUND.format(more=_FACTS, join="CROSS JOIN", day="?2", held="")})"""  # noqa: S608


def _on_sqlite(sent: Sequence[Sent]) -> list[list[int] | None]:
    """The writer is alone: what it reads stands until it is done."""
    raw = _raw()
    with connection.wrap_database_errors:
        raw.execute("BEGIN IMMEDIATE")
        try:
            found = raw.execute(_SQLITE, (_asked(sent), _today())).fetchall()
            numbers = _written(raw, sent, found) if found else {}
            raw.execute("COMMIT")
        finally:
            if raw.in_transaction:
                raw.rollback()
    return numbered(sent, numbers)


def _raw() -> Any:
    """The driver's own connection: what Django puts around costs more than these statements."""
    connection.ensure_connection()
    return connection.connection


def _today() -> str:
    return timezone.localdate().isoformat()


def _asked(sent: Sequence[Sent]) -> str:
    return json.dumps([
        (r, len(one.measures), one.secret, each.datastream, each.feature, each.start, each.last)
        for r, one in enumerate(sent) for each in one.measures
    ])  # fmt: skip


def _written(raw: Any, sent: Sequence[Sent], found: Sequence[Any]) -> dict[int, int]:
    measures = [each for one in sent for each in one.measures]
    first = (found[0][2] or 0) + 1
    new = [(key, measures[n]._replace(feature=about))
           for key, (n, about, *_known) in enumerate(found, first)]  # fmt: skip
    held = {stream: Facts(thing, None, *known)
            for _n, _about, _seq, stream, thing, *known in found}  # fmt: skip
    for stream, some in ingest.by_datastream(each for _key, each in new).items():
        held[stream].count += len(some)
        held[stream].stretch(some)
    raw.executemany(_NEW, [(key, *each) for key, each in new])
    raw.executemany(_LATER, [(key, *each) for key, each in ingest.last(new)])
    raw.executemany(_KEEP, facts.values(held))
    outbox.note(
        ("Observation", [key for key, _each in new], None),
        ("Datastream", sorted(held), outbox.TIMES),
    )
    return {n: key for key, (n, *_known) in enumerate(found, first)}


_COLUMNS = ", ".join(tables.QUOTED.values())
_PLACES = ", ".join("?" * (len(tables.COLUMNS) + 1))
_NEW = f"INSERT INTO {tables.TABLE} (id, {_COLUMNS}, hides, gone) VALUES ({_PLACES}, 0, 0)"  # noqa: S608
_LATER = tables.upsert(f"VALUES ({_PLACES})")
_KEEP = facts.KEEP.replace("%s", "?")

_TYPES = {"number": "double precision", "other": "text", "quality": "text", "parameters": "text"}
_ROW = ", ".join(f"{said} {_TYPES.get(name, 'bigint')}" for name, said in tables.QUOTED.items())
_ABOUT = _COLUMNS.replace(tables.QUOTED["feature_id"], "about")
_SEEN = "JOIN held ON held.id = d.id AND held.version = d.ctid"
_LAST = f"""SELECT DISTINCT ON (datastream_id) id, {_ABOUT} FROM new
    ORDER BY datastream_id, "start" DESC, last DESC, id DESC"""  # noqa: S608
# A statement sees what was committed when it began; what it locks, as it is now. A datastream whose
# row is another version than the one it sees was written in between, with what is kept of it: every
# write of observations writes the row of their datastream.
_SILENT = f"""
WITH w AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1) AS w(
        n bigint, r bigint, size bigint, secret text, last bigint, {_ROW})),
held AS MATERIALIZED (
    SELECT d.id, d.ctid AS version FROM observations_datastream d
    WHERE d.id IN (SELECT datastream_id FROM w) ORDER BY d.id
    FOR NO KEY UPDATE OF d SKIP LOCKED),
new AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('{tables.TABLE}', 'id')) AS id, f.*
    FROM ({_FOUND.format(more="", join="JOIN", day="$2", held=_SEEN)}) f),
kept AS (
    INSERT INTO {tables.TABLE} (id, {_COLUMNS}, hides, gone)
    SELECT id, {_ABOUT}, false, false FROM new),
facts AS (
    UPDATE observations_datastream d SET count = d.count + f.many,
        first_start = LEAST(d.first_start, f.first_start),
        last_end = GREATEST(d.last_end, f.last_end),
        result_first = LEAST(d.result_first, f.result_first),
        result_last = GREATEST(d.result_last, f.result_last)
    FROM (
        SELECT datastream_id, COUNT(*) AS many, MIN("start") AS first_start, MAX(last) AS last_end,
        MIN(result_time) AS result_first, MAX(result_time) AS result_last
        FROM new GROUP BY datastream_id) f
    WHERE d.id = f.datastream_id),
latest AS ({tables.upsert(_LAST)})"""  # noqa: S608
_TOLD = f"""{_SILENT},
told AS (
    INSERT INTO observations_update (changes) SELECT jsonb_build_array(
        jsonb_build_array('Observation', jsonb_agg(id ORDER BY id), NULL),
        jsonb_build_array('Datastream', (
            SELECT jsonb_agg(datastream_id ORDER BY datastream_id)
            FROM (SELECT DISTINCT datastream_id FROM new) d
        ), '{json.dumps(outbox.TIMES)}'::jsonb)
    ) FROM new HAVING COUNT(*) > 0)"""  # noqa: S608
_NUMBERS = "SELECT n, id FROM new"
_POSTGRESQL = {
    told: f"{text} {_NUMBERS}".encode() for told, text in ((False, _SILENT), (True, _TOLD))
}


def _on_postgresql(sent: Sequence[Sent]) -> list[list[int] | None]:
    """Its statement is prepared: planning it takes the server longer than running it."""
    from psycopg import RawCursor

    raw = _raw()
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    with connection.wrap_database_errors:
        try:
            cursor = RawCursor(raw)
            cursor.execute(_POSTGRESQL[outbox.on()], (_rows(sent), _today()), prepare=True)
            found = cursor.fetchall()
        finally:
            raw.prepare_threshold = before
    return numbered(sent, dict(found))


def _rows(sent: Sequence[Sent]) -> str:
    wishes = [
        {"r": r, "size": len(one.measures), "secret": one.secret, "last": each.last,
         **dict(zip(tables.COLUMNS, each, strict=True))}
        for r, one in enumerate(sent) for each in one.measures
    ]  # fmt: skip
    return json.dumps([{"n": n, **wish} for n, wish in enumerate(wishes)])


KEPT = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
