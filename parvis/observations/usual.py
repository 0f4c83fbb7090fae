"""Observations as they most often come: of one property, of this month or the last, not known yet,
about what the last one of their datastream was about, by a key that writes there.

All that has to be known of them is asked where they are kept, the key included: one that was taken
back opens nothing more, in no process. PostgreSQL has one round trip: a statement of its own asks,
keeps and commits. It waits for no lock: what somebody else holds, or just changed, is not kept
here. Of anything else nothing is done, nor said: `ingest` keeps it, or tells why not.

Threads that share the work of one sender share a connection to PostgreSQL too: a process of the
server that is asked each time is a fifth quicker than eight that are asked in turn.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from itertools import count
from threading import Lock
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.utils import timezone

from parvis.observations import facts, ingest, instants, outbox, tables, usual_sql
from parvis.observations.facts import Facts
from parvis.observations.instants import DAY
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
    """Whether all are of this month, of the last one or to come: nothing seals these, nor begins to
    while what is kept here is on its way, a day before the month ends."""
    first = _first(instants.of(timezone.now()) // DAY)
    return all(each.start >= first for each in measures)


@lru_cache(maxsize=1)
def _first(today: int) -> int:
    """`today`: days since 1970."""
    return instants.bounds(instants.month((today + 1) * DAY) - 1)[0]


def numbered(sent: Sequence[Sent], numbers: Mapping[int, int]) -> list[list[int] | None]:
    """`numbers`: of each measure that was kept, by its rank among all."""
    ranks = count()
    found: list[list[int] | None] = []
    for one in sent:
        known = [numbers.get(next(ranks)) for _each in one.measures]
        kept = [number for number in known if number is not None]
        found.append(kept if len(kept) == len(known) else None)
    return found


def _on_sqlite(sent: Sequence[Sent]) -> list[list[int] | None]:
    """The writer is alone: what it reads stands until it is done. Django's connection, whose driver
    is asked: what is around it costs more than statements that are so short."""
    here = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    raw = here.connection
    with here.wrap_database_errors:
        raw.execute("BEGIN IMMEDIATE")
        try:
            found = raw.execute(usual_sql.SQLITE, (_asked(sent), _today())).fetchall()
            numbers = _written(raw, sent, found) if found else {}
            raw.execute("COMMIT")
        finally:
            if raw.in_transaction:
                raw.rollback()
    return numbered(sent, numbers)


def _today() -> str:
    here = timezone.now().astimezone(timezone.get_default_timezone())
    return here.date().isoformat()


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
    raw.executemany(usual_sql.NEW, [(key, *each) for key, each in new])
    raw.executemany(usual_sql.LATER, [(key, *each) for key, each in ingest.last(new)])
    raw.executemany(usual_sql.KEEP, facts.values(held))
    outbox.note(
        ("Observation", [key for key, _each in new], None),
        ("Datastream", sorted(held), outbox.TIMES),
    )
    return {n: key for key, (n, *_known) in enumerate(found, first)}


def _on_postgresql(sent: Sequence[Sent]) -> list[list[int] | None]:
    told = outbox.on()
    if len(sent) == 1 == len(sent[0].measures):
        [(secret, [each])] = sent
        found = _answer(usual_sql.ONE[told], secret, _today(), *each, each.last)
        return [found[0] if found else None]
    return numbered(sent, dict(_answer(usual_sql.MANY[told], _rows(sent), _today())))


def _rows(sent: Sequence[Sent]) -> str:
    wishes = [
        {"r": r, "size": len(one.measures), "secret": one.secret, "last": each.last,
         **dict(zip(tables.COLUMNS, each, strict=True))}
        for r, one in enumerate(sent) for each in one.measures
    ]  # fmt: skip
    return json.dumps([{"n": n, **wish} for n, wish in enumerate(wishes)])


class Line:
    """The connection of all threads of the process, for one of them at a time; one that failed is
    opened again. `prepared`: the statements that the server has, and their names: a pooler that
    knows of none may lead to what another client prepared, so that a name says what it is of."""

    def __init__(self) -> None:
        self.turn = Lock()
        self.django: Any = None
        self.raw: Any = None
        self.prepared: dict[str, bytes] = {}

    @contextmanager
    def taken(self) -> Iterator[Any]:
        """The library of the driver, with this connection."""
        with self.turn:
            if self.django is None:
                self.django = connections.create_connection(DEFAULT_DB_ALIAS)
                self.django.inc_thread_sharing()
            self.django.close_if_unusable_or_obsolete()
            self.django.ensure_connection()
            if self.raw is not self.django.connection:
                self.raw, self.prepared = self.django.connection, {}
            with self.django.wrap_database_errors:
                yield self.raw.pgconn


LINE = Line()


def _answer(statement: str, *values: Any) -> list[Any]:
    """Rows of whole numbers. Prepared once: planning it takes the server longer than running it.
    The driver's library is asked, since a cursor takes as long as what it asks for."""
    given = [None if value is None else str(value).encode() for value in values]
    with LINE.taken() as library:
        name = LINE.prepared.get(statement)
        if name is None:
            name = b"usual_" + sha256(statement.encode()).hexdigest().encode()[:16]
            _rightly(library.prepare(name, statement.encode()))
            LINE.prepared[statement] = name
        found = _rightly(library.exec_prepared(name, given))
    width = range(found.nfields)
    return [[int(found.get_value(row, n)) for n in width] for row in range(found.ntuples)]


def _rightly(result: Any) -> Any:
    if result.error_message:
        from psycopg import errors

        raise errors.error_from_result(result)
    return result


KEPT = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
