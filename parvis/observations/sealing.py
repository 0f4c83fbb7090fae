"""Past months leave the database for one Parquet file each, in the lake's store.

    hot rows of the month, and its file if it has one → a new file, read again → one transaction:
    the row of `Sealed` names it, the hot rows go

Killed at any time, nothing is lost and nothing stands twice: until that transaction is committed
the file is named by nothing, and swept.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from parvis.lake import engine, quoting, store
from parvis.lake.reading.limits import Limits
from parvis.observations import cold, instants, lines, summaries, tables
from parvis.observations.instants import DAY
from parvis.observations.measures import Row
from parvis.observations.models import Observation, Sealed, Touched
from parvis.observations.summaries import Said

logger = logging.getLogger(__name__)

LIMITS = Limits(threads=1, memory="300MB")  # beyond, it works in its folder
# steps of instants are told, not instants: half as large where they are regular, and sooner read
FORM = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 15"
GROUP = 20_480  # rows that are read together: a month of a datastream takes one or two groups
BATCH = 5_000
LINE = 8 * 2**20  # bytes: more than three texts of `measures.LONGEST` may take
TYPES = dict.fromkeys(Row._fields, "BIGINT") | {
    "number": "DOUBLE", "other": "VARCHAR", "quality": "VARCHAR", "parameters": "VARCHAR",
}  # fmt: skip
NAMES = ", ".join(quoting.name(name) for name in TYPES)
TALLY = f'count(*), sum(id), sum("start"), bit_xor(hash({NAMES}))'
EXTENT = 'min(id), max(id), min("start"), max("start")'


class Unsealed(Exception):
    """A month stays as it is: it was written meanwhile, or the file is not what was to be kept."""


@dataclass(frozen=True)
class Month:
    """`before`: its file so far; `hidden`: rows of that file that are no more what it says."""

    number: int
    changes: int
    before: Sealed | None
    hidden: frozenset[int] = field(repr=False)

    @property
    def bounds(self) -> tuple[int, int]:
        return instants.bounds(self.number)

    def hot(self) -> QuerySet[Observation]:
        """Its rows of the database, but for those that stand in another month's file still."""
        start, after = self.bounds
        found = Observation.objects.filter(start__gte=start, start__lt=after)
        return found.filter(Q(hides=False) | Q(pk__in=self.hidden))


def due() -> list[int]:
    """Months to seal: past for longer than PARVIS_OBSERVATIONS_MONTHS, and written since."""
    now = instants.month(instants.of(timezone.now()))
    last = now - settings.PARVIS_OBSERVATIONS_MONTHS
    sealed = dict(Sealed.objects.values_list("month", "changes"))
    changes = dict(Touched.objects.filter(month__lt=last).values_list("month", "changes"))
    written = {month for month, count in changes.items() if sealed.get(month, 0) != count}
    return sorted((_hot_months(last) - sealed.keys()) | written)


def _hot_months(before: int) -> set[int]:
    start = instants.bounds(before)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT (start - %s) / %s FROM {tables.TABLE} WHERE start < %s",
            [start + DAY - 1, DAY, start],  # the engines divide towards zero
        )
        return {instants.month(start + day * DAY) for (day,) in cursor}


def seal(number: int) -> Sealed:
    """Makes the file of a month. Raises Unsealed; whoever asks again goes on."""
    tables.untouched(number)
    changes = Touched.objects.get(pk=number).changes
    before = Sealed.objects.filter(pk=number).first()
    month = Month(number, changes, before, frozenset(_hidden(before)))
    with store.store().aside() as folder:
        made = _made(month, folder)
        return _swap(month, made)


def _hidden(before: Sealed | None) -> set[int]:
    if before is None or not before.rows:
        return set()
    text = f"SELECT id FROM {cold.relation([before])} WHERE id IN (SELECT unnest(?::BIGINT[]))"
    return {key for (key,) in cold.ask("{0}" + text, ("", (list(cold.hidden()),)))}


@dataclass(frozen=True)
class Made:
    """A file in the store; `hot`: (rows, sum of their numbers, sum of their starts) that it took
    from the database; `extent`: least and greatest id and start."""

    digest: str
    bytes: int
    rows: int
    hot: tuple[int, int, int]
    extent: tuple[int | None, ...]


def _made(month: Month, folder: Path) -> Made:
    written = _hot_rows(month, folder / "hot.csv")
    out = folder / "rows.parquet"
    objects = store.store().shelf.near / "objects"
    link = engine.workshop(folder, LIMITS, (objects,))
    try:
        link.execute(f"CREATE TABLE hot AS SELECT * FROM {_csv(written)}")
        link.execute(f"CREATE VIEW wanted AS {_wanted(month)}")
        link.execute(
            f'COPY (SELECT * FROM wanted ORDER BY datastream, "start", id) TO '
            f"{quoting.text(str(out))} ({FORM}, ROW_GROUP_SIZE {GROUP})"
        )
        summed(link, out, month.number)
        kept = relation(out)
        tally, extent = _one(link, f"SELECT {TALLY} FROM {kept}"), _one(
            link, f"SELECT {EXTENT} FROM {kept}"
        )  # fmt: skip
        if tally != _one(link, f"SELECT {TALLY} FROM wanted"):
            raise Unsealed(f"what was written of month {month.number} is not what was read")
        rows, keys, starts, _hash = _one(link, f"SELECT {TALLY} FROM hot")
    except (duckdb.Error, lines.Undone) as error:
        raise Unsealed(f"month {month.number}: {error}") from error
    finally:
        link.close()
    bytes_ = out.stat().st_size
    digest = store.store().adopt(out) if tally[0] else ""
    return Made(digest, bytes_, tally[0], (rows, keys or 0, starts or 0), extent)


def _hot_rows(month: Month, out: Path) -> Path:
    """As CSV, an empty field being an absent value: no text of JSON is empty."""
    found = month.hot().filter(gone=False)
    columns = ("id", "datastream_id", "feature_id", *Row._fields[3:])
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in found.values_list(*columns).iterator(BATCH):
            writer.writerow(row)
    return out


def _csv(path: Path) -> str:
    columns = ", ".join(f"{quoting.text(name)}: '{kind}'" for name, kind in TYPES.items())
    return (
        f"read_csv({quoting.text(str(path))}, columns = {{{columns}}}, header = false, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, "
        f"max_line_size = {LINE}, buffer_size = {2 * LINE})"
    )


def _wanted(month: Month) -> str:
    streams = cold.dropped()
    living = f"datastream NOT IN ({', '.join(map(str, streams))})" if streams else "true"
    text = f"SELECT {NAMES} FROM hot WHERE {living}"
    if month.before and month.before.rows:
        left = f"id NOT IN ({', '.join(map(str, month.hidden))})" if month.hidden else "true"
        old = cold.relation([month.before])
        text += f" UNION ALL SELECT {NAMES} FROM {old} WHERE {living} AND {left}"
    return text


def relation(file: Path) -> str:
    return f"read_parquet({quoting.text(str(file))})"


def summed(link: duckdb.DuckDBPyConnection, file: Path, month: int) -> None:
    """Adds to the file of a month what it says shortly of itself."""
    rows, begin = relation(file), instants.bounds(month)[0]
    streams = _told(link, f"SELECT datastream, count(*) FROM {rows} GROUP BY 1 ORDER BY 1")
    values = _told(
        link, f"SELECT datastream, number, count(*) FROM {rows} WHERE number IS NOT NULL "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    )  # fmt: skip
    hours = _told(
        link, f'SELECT datastream, ("start" - {begin}) // {instants.HOUR}, min(number), '
        f"sum(number), max(number), count(*) FROM {rows} WHERE number IS NOT NULL "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    )  # fmt: skip
    all_values = _told(
        link, f"SELECT number, count(*) FROM {rows} WHERE number IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    whole, last = _one(link, f'SELECT count(*), max(coalesce("end", "start")) FROM {rows}')
    summaries.add(
        file, summaries.told(streams, values, hours), Said(whole, list(all_values)), last or 0
    )
    in_order = f'SELECT {NAMES} FROM {rows} ORDER BY datastream, "start", id'
    lines.add(file, _told(link, in_order))


def _told(link: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor = link.cursor().execute(sql)
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _one(link: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found = link.execute(sql).fetchone()
    assert found is not None
    return found


@transaction.atomic
def _swap(month: Month, made: Made) -> Sealed:
    if _held(month) != month.changes:
        raise Unsealed(f"month {month.number} was written while its file was made")
    facts = month.hot().filter(gone=False).aggregate(n=Count("pk"), k=Sum("pk"), s=Sum("start"))
    if (facts["n"], facts["k"] or 0, facts["s"] or 0) != made.hot:
        raise Unsealed(f"month {month.number}: the rows to let go are not those of the file")
    month.hot().delete()
    _freed(month)
    lowest, highest, first, last = made.extent
    sealed, _created = Sealed.objects.update_or_create(
        month=month.number,
        defaults={
            "digest": made.digest, "rows": made.rows, "bytes": made.bytes, "id_min": lowest,
            "id_max": highest, "start_min": first, "start_max": last, "changes": month.changes,
            "made": timezone.now(),
        },
    )  # fmt: skip
    return sealed


def _held(month: Month) -> int:
    """How often it was written, now that nobody writes it: nor those its rows were moved to, held
    in the order in which writers hold them."""
    moved = Observation.objects.filter(pk__in=month.hidden).values_list("start", flat=True)
    months = {month.number, *map(instants.month, moved)}
    held = Touched.objects.select_for_update().filter(pk__in=months).order_by("pk")
    return next(row.changes for row in held if row.pk == month.number)


def _freed(month: Month) -> None:
    """Rows of this file that were moved to another month, or moved and taken away: nothing sealed
    has their numbers any more."""
    moved = Observation.objects.filter(pk__in=month.hidden)
    moved.filter(gone=True).delete()
    starts = list(moved.values_list("start", flat=True))
    moved.update(hides=False)
    tables.touch({instants.month(start) for start in starts})


def seal_due() -> int:
    """How many months were sealed; those that could not be wait for the next time."""
    done = 0
    for month in due():
        try:
            seal(month)
            done += 1
        except Unsealed as left:
            logger.warning("Not sealed: %s", left)
    return done
