"""The values of a datastream by hour, day or month: least, mean, greatest, how many."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from parvis.observations import cold, reading
from parvis.observations import conditions as c
from parvis.observations.instants import SECOND, moment, of
from parvis.observations.measures import Row
from parvis.observations.models import Datastream, Sealed

Grain = Literal["hour", "day", "month"]
HOUR = 3_600 * SECOND
QUARTER = 900 * SECOND  # some clocks are not whole hours from UTC
_BINS = (
    'SELECT ("start" - {{1}}) {divided} {{2}}, min(number), sum(number), max(number), '
    "count(number) FROM {table} WHERE {{0}} GROUP BY 1"
)


class Bucket(NamedTuple):
    """`start`: µs; the local hour, day or month that begins then."""

    start: int
    least: float
    mean: float
    most: float
    counted: int


class Bin(NamedTuple):
    start: int
    least: float
    total: float
    most: float
    counted: int


def series(datastream: int, grain: Grain, start: int, end: int, zone: ZoneInfo) -> list[Bucket]:
    """Of the numbers whose phenomenon begins from `start` until before `end` (µs), by the clock of
    `zone`; an hour, day or month without any is left out. Raises EngineProblem."""
    width = QUARTER if _odd(start, zone) or _odd(end, zone) else HOUR
    where = c.Every((
        c.Compare(c.Column("datastream"), "=", c.Value(datastream)),
        c.Compare(c.Column("start"), ">=", c.Value(start)),
        c.Compare(c.Column("start"), "<", c.Value(end)),
        c.Not(c.Absent(c.Column("number"))),
    ))  # fmt: skip
    base = start - start % width

    def read(files: Sequence[Sealed]) -> list[Bin]:
        given = ("?", (base,)), ("?", (width,))
        here = _BINS.format(divided="/", table="{table}").replace("WHERE", "WHERE NOT gone AND")
        found = reading.ask(here, reading.told(where), *given)
        kept = cold.within(files, where)
        if kept:
            text = _BINS.format(divided="//", table=cold.relation(kept))
            found += cold.ask(text, cold.told(cold.living(where)), *given)
        return sorted(Bin(base + number * width, *values) for number, *values in found)

    bins = reading.steady(read)
    if not bins:
        return []
    edges = sorted({each.start for each in bins}) if grain == "hour" and width == HOUR else list(
        _edges(grain, bins[0].start, bins[-1].start, zone)
    )  # fmt: skip
    return _folded(bins, edges)


def _odd(instant: int, zone: ZoneInfo) -> bool:
    offset = moment(instant).replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return offset is not None and offset % dt.timedelta(hours=1) != dt.timedelta()


def _edges(grain: Grain, first: int, last: int, zone: ZoneInfo) -> Iterator[int]:
    """The beginnings of local hours, days or months, from that of `first` on."""
    local = moment(first).replace(tzinfo=dt.UTC).astimezone(zone)
    at = local.replace(minute=0, second=0, microsecond=0)
    if grain != "hour":
        at = at.replace(hour=0, fold=0, day=at.day if grain == "day" else 1)
    edge = of(at)
    while edge <= last:
        yield edge
        if grain == "hour":
            edge += HOUR
        else:
            days = 1 if grain == "day" else 32
            at = (at.replace(tzinfo=None) + dt.timedelta(days=days)).replace(tzinfo=zone)
            at = at if grain == "day" else at.replace(day=1)
            edge = of(at)


def _folded(bins: Iterable[Bin], edges: Sequence[int]) -> list[Bucket]:
    found: dict[int, Bin] = {}
    for each in bins:
        edge = edges[bisect_right(edges, each.start) - 1]
        before = found.get(edge)
        if before is None:
            found[edge] = each._replace(start=edge)
        else:
            found[edge] = Bin(
                edge, min(before.least, each.least), before.total + each.total,
                max(before.most, each.most), before.counted + each.counted,
            )  # fmt: skip
    return [
        Bucket(edge, each.least, each.total / each.counted, each.most, each.counted)
        for edge, each in found.items()
    ]


class Told(NamedTuple):
    """A datastream as a page of its thing shows it: its last observation, and its series."""

    datastream: Datastream
    latest: Row | None
    buckets: list[Bucket]


def of_thing(thing: int, grain: Grain, start: int, end: int, zone: ZoneInfo) -> list[Told]:
    """Every datastream of a thing, in the order of their names. Raises EngineProblem."""
    found = Datastream.objects.filter(thing=thing).select_related("observed_property")
    streams = list(found.order_by("name", "pk"))
    latest = reading.latest(one.pk for one in streams)
    return [
        Told(one, latest.get(one.pk), series(one.pk, grain, start, end, zone)) for one in streams
    ]
