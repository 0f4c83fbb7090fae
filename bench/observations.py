"""Observations: how long reading takes over hot and sealed months, how many are taken a second.

    python -m bench.observations [--rows 10000000] [--hot 2200] [--asked 300]
        [--database postgresql://…]

Hourly values of 500 datastreams: months that would be sealed are generated in bulk as the files
that `sealing` makes, the last hours are recorded (`--hot`: how many; all of the months that stay in
the database, unless less is asked for). The same questions are then asked by HTTP of a portal
that serves them (`parvis serve`, one web process), whose memory is told; a year by hour is asked in
this process alone: no door gives it. Days are asked of this process too, through its WSGI
application, each by turns as it is and as the engine alone answers it (`--asked`: how many).
"""

from __future__ import annotations

import argparse
import gc
import http.client
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import days, portals
from bench.portals import Portal

STREAMS = 500
SECOND = 1_000_000  # µs
HOUR = 3_600 * SECOND
ASKED = 40  # questions of a kind


def started(folder: str, database: str | None) -> None:
    os.environ["PARVIS_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.settings"
    if database:
        os.environ["DATABASE_URL"] = database
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def furnished() -> list[int]:
    """The datastreams, of as many things, each with a place."""
    from parvis.observations.models import Datastream, Location, ObservedProperty, Sensor, Thing

    sensor = Sensor.objects.create(name="Sonde", encoding_type="text/plain", metadata="sonde")
    what = ObservedProperty.objects.create(name="Température", definition="https://ville.example/t")
    place = Location.objects.create(
        name="Mât", location={"type": "Point", "coordinates": [-1.68, 48.11]}
    )
    things = Thing.objects.bulk_create(Thing(name=f"Sonde {n}") for n in range(STREAMS))
    place.things.set(things)
    streams = Datastream.objects.bulk_create(
        Datastream(name=f"Température {n}", thing=one, sensor=sensor, observed_property=what,
                   unit={"symbol": "°C"}, observation_type="OM_Measurement")
        for n, one in enumerate(things)
    )  # fmt: skip
    return [one.pk for one in streams]


def generated(streams: list[int], first: int, last: int) -> Iterator[list[Any]]:
    """A day of all datastreams at a time, in the order of time: some 9 % are above 60."""
    from parvis.observations.measures import Measure

    chance = random.Random(7)
    for day in range(first, last, 24 * HOUR):
        yield [
            Measure(stream, None, hour + rank * SECOND, result_time=hour + rank * SECOND,
                    number=round(chance.gauss(40, 15), 2))
            for hour in range(day, min(day + 24 * HOUR, last), HOUR)
            for rank, stream in enumerate(streams)
        ]  # fmt: skip


def recorded(streams: list[int], first: int, last: int) -> None:
    from parvis.observations.ingest import record

    begun, busy, done = time.perf_counter(), time.process_time(), 0
    for batch in generated(streams, first, last):
        record(batch)
        done += len(batch)
    wall, work = time.perf_counter() - begun, time.process_time() - busy
    print(
        f"recorded: {done:,} in batches of 12,000, {done / wall:,.0f}/s, "
        f"{work / done * 1e6:.1f} µs of processor each",
        flush=True,
    )


MONTH = """
    COPY (SELECT {base} + row_number() OVER (ORDER BY hour, rank) AS id,
        {least} + rank AS datastream, {feature}::BIGINT AS feature,
        hour + rank * 1000000 AS "start", NULL::BIGINT AS "end",
        hour + rank * 1000000 AS result_time,
        round(40 + 15 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()), 2) AS number,
        NULL::VARCHAR AS other, NULL::VARCHAR AS quality, NULL::BIGINT AS valid_start,
        NULL::BIGINT AS valid_end, NULL::VARCHAR AS parameters
    FROM generate_series({first}, {after} - 1, 3600000000) AS h(hour),
        generate_series(0, {streams} - 1) AS r(rank)
    ORDER BY datastream, "start")
    TO '{out}' ({form}, ROW_GROUP_SIZE {group})
"""


def sealed(streams: list[int], first: int, after: int) -> int:
    """The files of whole months, as `sealing` writes them; how many rows."""
    import duckdb
    from django.db import transaction

    from parvis.lake.store import store
    from parvis.observations import instants, places, sealing
    from parvis.observations.models import Datastream, Sealed

    things = dict(Datastream.objects.values_list("pk", "thing"))
    with transaction.atomic():
        feature = places.of_things(things)[streams[0]]
    rows = 0
    for month in range(instants.month(first), instants.month(after - 1) + 1):
        start, end = max(first, instants.bounds(month)[0]), instants.bounds(month)[1]
        count = len(range(start, end, HOUR)) * len(streams)
        with store().aside() as folder:
            out = folder / "rows.parquet"
            duckdb.execute(MONTH.format(
                base=rows, least=streams[0], feature=feature, first=start, after=end,
                streams=len(streams), out=out, form=sealing.FORM, group=sealing.GROUP,
            ))  # fmt: skip
            with duckdb.connect() as link:
                sealing.summed(link, out, month)
            Sealed.objects.create(
                month=month, bytes=out.stat().st_size, digest=store().adopt(out), rows=count,
                id_min=rows + 1, id_max=rows + count, start_min=start, changes=0,
                start_max=end - HOUR + len(streams) * SECOND,
            )  # fmt: skip
        rows += count
    numbered_from(rows)
    Datastream.objects.update(count=rows // len(streams), first_start=first, last_end=after)
    return rows


def numbered_from(last: int) -> None:
    """The next observations have numbers beyond."""
    from django.db import connection

    follow = {
        "sqlite": "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, 'observations_observation')",
        "postgresql": "SELECT setval('observations_observation_id_seq', %s)",
    }
    with connection.cursor() as cursor:
        cursor.execute(follow[connection.vendor], [last])


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measured(name: str, promised: float, ask: Callable[[], object]) -> None:
    """The processor's time is told too: on a machine that others use, only it means something."""
    times, work = [], []
    for _turn in range(ASKED):
        begun, busy = time.perf_counter(), time.process_time()
        ask()
        times.append((time.perf_counter() - begun) * 1_000)
        work.append((time.process_time() - busy) * 1_000)
    p50, p95 = sorted(times)[ASKED // 2], sorted(times)[int(ASKED * 0.95)]
    verdict = "kept" if p95 <= promised else "not kept"
    print(
        f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, of processor {sorted(work)[ASKED // 2]:.1f} "
        f"(promised {promised:.0f}: {verdict})",
        flush=True,
    )


def a_moment(chance: random.Random, spans: list[tuple[int, int]]) -> int:
    """When a whole day of values begins."""
    first, after = chance.choice(spans)
    return chance.randrange(first, after - 24 * HOUR)


def questions(streams: list[int], spans: list[tuple[int, int]], last: int) -> None:
    from zoneinfo import ZoneInfo

    from parvis.observations import conditions as c
    from parvis.observations import reading
    from parvis.observations.series import series

    gc.freeze()  # as a web process does (`parvis/wsgi.py`): thousands of rows are no cycle
    gc.set_threshold(10_000)
    chance = random.Random(3)
    paris = ZoneInfo("Europe/Paris")
    column = c.Column

    def a_day() -> object:
        begin = a_moment(chance, spans)
        where = c.Every((
            c.Compare(column("datastream"), "=", c.Value(chance.choice(streams))),
            c.Compare(column("start"), ">=", c.Value(begin)),
            c.Compare(column("start"), "<", c.Value(begin + 24 * HOUR)),
        ))  # fmt: skip
        found = reading.page(c.Ask(where, (c.Order("start"),)))
        assert len(found) in {23, 24}
        return found

    hot = c.Compare(column("number"), ">", c.Value(60))
    measured("latest of all", 30, reading.latest)
    measured("a day of a datastream", 10, a_day)
    measured(
        "a year of a datastream by hour", 60,
        lambda: series(chance.choice(streams), "hour", last - 365 * 24 * HOUR, last, paris),
    )  # fmt: skip
    measured(
        "result above 60: a page of 100, and their count", 150,
        lambda: (reading.page(c.Ask(hot)), reading.count(hot)),
    )  # fmt: skip
    measured("  the page alone", 150, lambda: reading.page(c.Ask(hot)))
    measured("  the count alone", 150, lambda: reading.count(hot))
    measured(
        "a page of 100, first by time",
        150,
        lambda: reading.page(c.Ask(None, (c.Order("start", True),))),
    )


def asked_by_http(
    folder: Path, database: str, streams: list[int], spans: list[tuple[int, int]]
) -> None:
    """Through the door of SensorThings, one question after the other, on one connection."""
    from parvis.observations.instants import written

    portal = Portal(folder, portals.free_port(), database)
    with portal.serving(workers=1) as process:
        link = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
        chance = random.Random(5)

        def ask(path: str, **given: str) -> Any:
            link.request("GET", f"/sta/v1.1/{path}?{urlencode(given)}")
            answer = link.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{answer.status} for {path}: {text[:300]!r}")
            return json.loads(text)["value"]

        def latest() -> None:
            last_one = "Observations($orderby=phenomenonTime desc;$top=1)"
            found = ask("Datastreams", **{
                "$top": "500", "$select": "name", "$expand": last_one,
            })  # fmt: skip
            assert len(found) == STREAMS

        def a_day() -> None:
            begin = a_moment(chance, spans)
            first, after = (written(one) for one in (begin, begin + 24 * HOUR))
            where = f"phenomenonTime ge {first} and phenomenonTime lt {after}"
            found = ask(f"Datastreams({chance.choice(streams)})/Observations", **{"$filter": where})
            assert len(found) in {23, 24}, found

        def above() -> None:
            ask("Observations", **{"$filter": "result gt 60", "$count": "true"})

        measured("HTTP: latest of all", 30, latest)
        measured("HTTP: a day of a datastream", 10, a_day)
        measured("HTTP: result above 60, and their count", 150, above)
        web = [one for one in portals.family(process.pid) if "operation.web" in one.command]
        print(f"memory of the web process: {max(one.memory for one in web):.0f} MB (promised 500)")


def writing(streams: list[int], last: int) -> None:
    """Durable each: one by one, then in arrays of one datastream, replayed too."""
    from parvis.observations.ingest import record
    from parvis.observations.measures import Measure

    def rate(batches: list[list[Any]]) -> float:
        begun = time.perf_counter()
        for batch in batches:
            record(batch)
        return sum(map(len, batches)) / (time.perf_counter() - begun)

    singles = [[Measure(stream, None, last + HOUR, number=1.0)] for stream in streams * 2]
    print(f"one by one: {rate(singles[:STREAMS]):,.0f}/s; again: {rate(singles[STREAMS:]):,.0f}/s")
    for size in (200, 5_000):
        arrays = [
            [
                Measure(stream, None, last + (2 + n) * HOUR + size, number=float(n))
                for n in range(size)
            ]
            for stream in streams[: 20_000 // size]
        ]
        print(f"arrays of {size:,}: {rate(arrays):,.0f}/s; again: {rate(arrays):,.0f}/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--hot", type=int, default=2_232, help="hours that are recorded")
    parser.add_argument("--asked", type=int, default=300, help="days that are asked by turns")
    parser.add_argument("--database", help="of PostgreSQL; else SQLite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder:
        started(folder, asked.database)
        measure(asked.rows, asked.hot, asked.asked, Path(folder))


def measure(rows: int, hours: int, asked: int, folder: Path) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from parvis import settings
    from parvis.observations import instants

    now = instants.of(timezone.now()) // HOUR * HOUR
    cold = instants.bounds(instants.month(now) - settings.PARVIS_OBSERVATIONS_MONTHS)[0]
    hot = max(cold, now - hours * HOUR)
    first = cold - max(0, rows // STREAMS - (now - hot) // HOUR) * HOUR
    print(f"{rows:,} observations of {STREAMS} datastreams; load {os.getloadavg()[0]:.1f}")
    streams = furnished()
    kept = sealed(streams, first, cold)
    recorded(streams, hot, now)
    store = sum(f.stat().st_size for f in folder.rglob("*.parquet")) / 2**20
    database = sum(f.stat().st_size for f in folder.glob("parvis.sqlite3*")) / 2**20
    print(
        f"sealed: {kept:,} rows, {store:.0f} MB; database: {database:.0f} MB; {peak()} MB of memory"
    )
    spans = [(first, cold), (hot, now)]
    questions(streams, spans, now)
    days.by_turns(streams, spans, asked)
    print(f"memory after questions: {peak()} MB (promised 500)", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    asked_by_http(folder, os.environ.get("DATABASE_URL", ""), streams, spans)
    writing(streams, now)


if __name__ == "__main__":
    main()
