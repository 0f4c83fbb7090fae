"""The statements of `usual`.

Who writes where as `keys` and `authority` judge it, what it is about as `places` finds it, and what
is known as `tables.find` does. What the key feeds, it sees, and what that was last about.
"""

from __future__ import annotations

import json

from parvis.observations import facts, outbox, tables

# k: the key, d: the datastream, t: its thing, l: its last observation
_TAKEN = """k.secret = {secret} AND k.ended IS NULL AND (k.until IS NULL OR k.until >= {day})
    AND d.id = {datastream_id} AND d.types IS NULL
    AND t.id = d.thing_id AND (
        k.everything AND t.organisation_id = k.organisation_id
        OR NOT k.everything AND EXISTS (
            SELECT 1 FROM observations_key_things m WHERE m.key_id = k.id AND m.thing_id = t.id
        ))
    AND l.datastream_id = d.id AND l.feature_id = COALESCE({feature_id}, (
        SELECT p.feature_id FROM observations_location_things h
        JOIN observations_location p ON p.id = h.location_id
        WHERE h.thing_id = t.id ORDER BY p.id LIMIT 1))
    AND NOT EXISTS (
        SELECT 1 FROM observations_observation o WHERE o.datastream_id = d.id
        AND o.start = {start} AND COALESCE(o."end", o.start) = {last}
        AND o.feature_id = l.feature_id AND NOT o.gone)"""

# `w`: the wishes; n: their rank among all, r: that of their request, which has so many (size).
# Kept are those of which all of the request can be, and that nobody says before among these.
_FOUND = """
SELECT * FROM (
    SELECT s.*, SUM(CASE WHEN turn = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY r) AS good FROM (
        SELECT w.*, l.feature_id AS about, {more}ROW_NUMBER() OVER (
            PARTITION BY w.datastream_id, l.feature_id, w.start, w.last ORDER BY w.n) AS turn
        FROM w CROSS JOIN observations_key k CROSS JOIN observations_datastream d
        CROSS JOIN observations_thing t CROSS JOIN observations_latest l {also}
        WHERE {taken} {seen}
    ) s
) f WHERE good = size ORDER BY n"""
_NAMED = ("secret", "datastream_id", "feature_id", "start", "last")


def _found(day: str, more: str = "", also: str = "", seen: str = "") -> str:
    taken = _TAKEN.format(day=day, **{name: f"w.{name}" for name in _NAMED})
    return _FOUND.format(more=more, also=also, taken=taken, seen=seen)


_FACTS = "".join(f"d.{name}, " for name in ("thing_id", *facts.NAMES))
_SAID = ("r", "size", *_NAMED)
SQLITE = f"""
WITH w AS (SELECT key AS n, {", ".join(f"value ->> {n} AS {name}" for n, name in enumerate(_SAID))}
    FROM json_each(?1))
SELECT n, about, (SELECT seq FROM sqlite_sequence WHERE name = '{tables.TABLE}'), datastream_id,
thing_id, {", ".join(facts.NAMES)}
FROM ({_found("?2", more=_FACTS)})"""

_COLUMNS = ", ".join(tables.QUOTED.values())
_PLACES = ", ".join("?" * (len(tables.COLUMNS) + 1))
NEW = f"INSERT INTO {tables.TABLE} (id, {_COLUMNS}, hides, gone) VALUES ({_PLACES}, 0, 0)"
LATER = tables.upsert(f"VALUES ({_PLACES})")
KEEP = facts.KEEP.replace("%s", "?")

# A statement sees what was committed when it began; what it locks, as it is now. A datastream whose
# row is another version than the one it sees was written in between, with what is kept of it: every
# write of observations writes the row of their datastream.
_TYPES = {"number": "double precision", "other": "text", "quality": "text", "parameters": "text"}
_TYPED = {name: _TYPES.get(name, "bigint") for name in tables.COLUMNS}
_ROW = ", ".join(f"{said} {_TYPED[name]}" for name, said in tables.QUOTED.items())
_ABOUT = _COLUMNS.replace(tables.QUOTED["feature_id"], "about")
_LAST = f"""SELECT DISTINCT ON (datastream_id) id, {_ABOUT} FROM new
    ORDER BY datastream_id, "start" DESC, last DESC, id DESC"""
_SEEN = "AND held.id = d.id AND held.version = d.ctid"
_MANY = f"""
WITH w AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1) AS w(
        n bigint, r bigint, size bigint, secret text, last bigint, {_ROW})),
held AS MATERIALIZED (
    SELECT d.id, d.ctid AS version FROM observations_datastream d
    WHERE d.id IN (SELECT datastream_id FROM w) ORDER BY d.id
    FOR NO KEY UPDATE OF d SKIP LOCKED),
new AS MATERIALIZED (
    SELECT nextval((SELECT pg_get_serial_sequence('{tables.TABLE}', 'id'))::regclass) AS id, f.*
    FROM ({_found("$2", also="CROSS JOIN held", seen=_SEEN)}) f),
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
latest AS ({tables.upsert(_LAST)})"""
_TIMES = f"'{json.dumps(outbox.TIMES)}'::jsonb"
_MANY_TOLD = f"""{_MANY},
told AS (
    INSERT INTO observations_update (changes) SELECT jsonb_build_array(
        jsonb_build_array('Observation', jsonb_agg(id ORDER BY id), NULL),
        jsonb_build_array('Datastream', (
            SELECT jsonb_agg(datastream_id ORDER BY datastream_id)
            FROM (SELECT DISTINCT datastream_id FROM new) d
        ), {_TIMES})
    ) FROM new HAVING COUNT(*) > 0)"""

_NUMBERS = "SELECT n, id FROM new"
MANY = {told: f"{text} {_NUMBERS}" for told, text in ((False, _MANY), (True, _MANY_TOLD))}
"""Given the wishes as JSON and the day; whether the broker is to be told."""

# The same of one alone. The parts of a statement take the server longer than the work they do: each
# is begun and ended whatever it finds. Where a newer version of the row stands, no row is seen.
_GIVEN = {"secret": "text", "day": "date", **_TYPED, "last": "bigint"}
_P = {name: f"${n}::{kind}" for n, (name, kind) in enumerate(_GIVEN.items(), 1)}
_VALUES = ", ".join(_P[name] for name in tables.COLUMNS)
_STANDS = _VALUES.replace(_P["feature_id"], "feature_id")
_ONE = f"""
WITH facts AS (
    UPDATE observations_datastream AS d SET count = d.count + 1,
        first_start = LEAST(d.first_start, {_P["start"]}),
        last_end = GREATEST(d.last_end, {_P["last"]}),
        result_first = LEAST(d.result_first, {_P["result_time"]}),
        result_last = GREATEST(d.result_last, {_P["result_time"]})
    FROM (
        SELECT ctid AS version FROM observations_datastream WHERE id = {_P["datastream_id"]}
        FOR NO KEY UPDATE SKIP LOCKED) held,
    observations_key k, observations_thing t, observations_latest l
    WHERE d.ctid = held.version AND {_TAKEN.format(**_P)}
    RETURNING l.feature_id),
kept AS (
    INSERT INTO {tables.TABLE} ({_COLUMNS}, hides, gone)
    SELECT {_STANDS}, false, false FROM facts RETURNING id, feature_id),
latest AS ({tables.upsert(f"SELECT id, {_STANDS} FROM kept")})"""
_ONE_TOLD = f"""{_ONE},
told AS (
    INSERT INTO observations_update (changes) SELECT jsonb_build_array(
        jsonb_build_array('Observation', jsonb_build_array(id), NULL),
        jsonb_build_array('Datastream', jsonb_build_array({_P["datastream_id"]}), {_TIMES})
    ) FROM kept)"""
ONE = {told: f"{text} SELECT id FROM kept" for told, text in ((False, _ONE), (True, _ONE_TOLD))}
"""Given the secret, the day, a measure and its last instant."""
