"""The values of a datastream by hour, day or month: least, mean, greatest, how many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from parvis.observations import cold, reading
from parvis.observations import conditions as c
from parvis.observations.instants import HOUR, SECOND, moment, of
from parvis.observations.measures import Row
from parvis.observations.models import Datastream, Sealed

Grain = Literal["hour", "day", "month"]
QUARTER = 900 * SECOND  # some clocks are not whole hours from UTC
_BINS = (
    'SELECT ("start" - {{1}}) {divided} {{2}}, min({number}), sum({number}), max({number}), '
    "count({number}) FROM {table} WHERE {{0}} GROUP BY 1"
)


class Bucket(NamedTuple):
    """`start`: µs; the local hour, day or month that begins then."""

    start: int
    least: float
    mean: float
    most: float
    counted: int


Bin = tuple[int, float, float, float, int]
"""(number, least, total, greatest, how many) of an hour or of a quarter."""


def series(
    datastream: int, grain: Grain, start: int, end: int, zone: ZoneInfo, rank: int | None = None
) -> list[Bucket]:
    """Of the numbers whose phenomenon begins from `start` until before `end` (µs), by the clock of
    `zone`; an hour, day or month without any is left out. `rank`: of one of several properties,
    from 0. Raises EngineProblem."""
    number = "number" if rank is None else c.part(rank)
    width = QUARTER if _odd(start, zone) or _odd(end, zone) else HOUR
    where = c.Every((
        c.Compare(c.Column("datastream"), "=", c.Value(datastream)),
        c.Compare(c.Column("start"), ">=", c.Value(start)),
        c.Compare(c.Column("start"), "<", c.Value(end)),
        c.Not(c.Absent(c.Column(number))),
    ))  # fmt: skip
    base = start - start % width

    def read(files: Sequence[Sealed]) -> list[Bin]:
        given = ("?", (base,)), ("?", (width,))
        column = reading.writer().columns[number]
        here = _BINS.format(divided="/", table="{table}", number=column)
        here = here.replace("WHERE", "WHERE NOT gone AND")
        found = reading.ask(here, reading.told(where), *given)
        kept = cold.within(files, where)
        if rank is None and width == HOUR:
            told, kept = cold.hours(kept, datastream, start, end)
            found += told
        if kept:
            column = cold.SQL.columns[number]
            text = _BINS.format(divided="//", table=cold.relation(kept), number=column)
            found += cold.ask(text, cold.told(cold.living(where)), *given)
        return found

    bins = sorted(reading.steady(read))
    if not bins:
        return []
    first, last = (base + each[0] * width for each in (bins[0], bins[-1]))
    plain = grain == "hour" and width == HOUR
    edges = () if plain else tuple(_edges(grain, first, last, zone))
    return _folded(bins, base, width, edges)


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


def _folded(bins: Iterable[Bin], base: int, width: int, edges: Sequence[int]) -> list[Bucket]:
    """Bins in their order, made one where they begin between the same two `edges`; without edges,
    where they are the same bin: its sealed rows and the others."""
    found: list[Bucket] = []
    begun, whole, rank = None, 0.0, 0
    for number, least, total, most, counted in bins:
        start = base + number * width
        if edges:
            while rank + 1 < len(edges) and edges[rank + 1] <= start:
                rank += 1
            start = edges[rank]
        if start == begun:
            before = found.pop()
            least, most = min(least, before.least), max(most, before.most)
            total += whole
            counted += before.counted
        found.append(Bucket(start, least, total / counted, most, counted))
        begun, whole = start, total
    return found


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
