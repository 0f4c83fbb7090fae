"""The same questions, whether rows are in the database, in the lake, or in both."""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

import pytest

from parvis.lake.query.failures import EngineProblem
from parvis.observations import conditions as c
from parvis.observations import instants, reading
from parvis.observations.ingest import record
from parvis.observations.measures import Measure, text
from parvis.observations.sealing import seal_due
from parvis.observations.series import of_thing, series
from tests.observations.makers import DAY, HOUR, NOW, datastream, lake, now

__all__ = ["lake", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PARIS = ZoneInfo("Europe/Paris")
RESULT = c.Column("number")


@pytest.fixture(params=["hot", "both"])
def kept(request, lake):
    """Ninety measures of two datastreams, a third of them texts, some with intervals and result
    times; as plain rows. Where they are sealed, some were corrected since."""
    streams = [datastream(), datastream()]
    batch = []
    for n in range(90):
        start = NOW - 200 * DAY + n * 2 * DAY + n % 7 * HOUR
        number, other = (
            (None, text(["é", 'A"b', "zèbre"][n % 3])) if n % 3 == 0 else (n - 40.5, None)
        )
        batch.append(
            Measure(streams[n % 2].pk, None, start, start + HOUR if n % 5 == 0 else None,
                    start + n if n % 4 else None, number, other)
        )  # fmt: skip
    ids = record(batch)
    if request.param == "both":
        seal_due()
        record([each._replace(number=1_000.0, other=None) for each in batch[:6]])
        batch[:6] = [each._replace(number=1_000.0, other=None) for each in batch[:6]]
    found = reading.page(c.Ask(limit=1_000))
    assert [(row.id, *row[3:]) for row in found] == sorted(
        (key, *each[2:]) for key, each in zip(ids, batch, strict=True)
    )
    return found


def said(row):
    return None if row.other is None else row.other[1:-1].replace('\\"', '"')


def when(row):
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=row.start)


def cmp(column, sign, value):
    return c.Compare(c.Column(column) if isinstance(column, str) else column, sign, c.Value(value))


def call(name, *arguments):
    return c.Call(name, arguments)


START, TEXT = c.Column("start"), c.Column("text")
MIDDLE = NOW - 110 * DAY
QUESTIONS = {
    "every": (c.Every(()), lambda r: True),
    "none": (c.Some(()), lambda r: False),
    "above": (cmp("number", ">", 10), lambda r: r.number is not None and r.number > 10),
    "not above": (c.Not(cmp("number", ">", 10)), lambda r: r.number is not None and r.number <= 10),
    "equal": (cmp("number", "=", -38.5), lambda r: r.number == -38.5),
    "before": (cmp("start", "<", MIDDLE), lambda r: r.start < MIDDLE),
    "ended": (cmp("last", ">=", MIDDLE), lambda r: r.last >= MIDDLE),
    "instant": (c.Absent(c.Column("end")), lambda r: r.end is None),
    "either": (
        c.Some((cmp("number", ">", 40), c.Not(c.Absent(TEXT)))),
        lambda r: r.number is None or r.number > 40,
    ),
    "result time": (cmp("result_time", ">", MIDDLE), lambda r: (r.result_time or -1) > MIDDLE),
    "text": (c.Compare(TEXT, "=", c.Value("é")), lambda r: said(r) == "é"),
    "text after": (c.Compare(TEXT, ">", c.Value("b")), lambda r: said(r) is not None and said(r) > "b"),  # noqa: E501
    "json": (cmp("other", "=", '"é"'), lambda r: r.other == '"é"'),
    "contains": (
        c.Holds(call("contains", TEXT, c.Value('"'))), lambda r: '"' in (said(r) or ""),
    ),
    "starts": (c.Holds(call("startswith", TEXT, c.Value("z"))), lambda r: (said(r) or "")[:1] == "z"),  # noqa: E501
    "ends": (c.Holds(call("endswith", TEXT, c.Value("re"))), lambda r: (said(r) or "").endswith("re")),  # noqa: E501
    "no ends": (c.Not(c.Holds(call("endswith", TEXT, c.Value("")))), lambda r: False),
    "length": (cmp(call("length", TEXT), "=", 5), lambda r: len(said(r) or "") == 5),
    "index": (cmp(call("indexof", TEXT, c.Value("b")), "=", 2), lambda r: (said(r) or "").find("b") == 2),  # noqa: E501
    "substring": (
        c.Compare(call("substring", TEXT, c.Value(1)), "=", c.Value("èbre")),
        lambda r: (said(r) or "")[1:] == "èbre",
    ),
    "part": (
        c.Compare(call("part", TEXT, c.Value(1), c.Value(2)), "=", c.Value("èb")),
        lambda r: (said(r) or "")[1:3] == "èb",
    ),
    "upper": (
        c.Compare(call("toupper", call("concat", TEXT, c.Value("c"))), "=", c.Value('A"BC')),
        lambda r: said(r) == 'A"b',
    ),
    "sum": (
        c.Compare(c.Arithmetic("+", RESULT, c.Value(1)), ">", c.Value(0)),
        lambda r: r.number is not None and r.number + 1 > 0,
    ),
    "rest": (
        c.Compare(c.Arithmetic("%", RESULT, c.Value(7)), "=", c.Value(-0.5)),
        lambda r: r.number is not None and math.fmod(r.number, 7) == -0.5,
    ),
    "by zero": (c.Compare(c.Arithmetic("/", RESULT, c.Value(0)), ">", c.Value(0)), lambda r: False),
    "rounded": (
        cmp(call("round", RESULT), "=", 3), lambda r: r.number is not None and r.number == 2.5,
    ),
    "floor": (
        cmp(call("floor", RESULT), "=", -1), lambda r: r.number is not None and r.number == -0.5,
    ),
    "year": (cmp(call("year", START), "=", 2025), lambda r: when(r).year == 2025),
    "month": (cmp(call("month", START), "=", 12), lambda r: when(r).month == 12),
    "day": (cmp(call("day", START), "<", 9), lambda r: when(r).day < 9),
    "hour": (cmp(call("hour", START), "=", 15), lambda r: when(r).hour == 15),
    "minute": (cmp(call("minute", START), "=", 0), lambda r: True),
    "second": (cmp(call("second", START), ">", 0), lambda r: False),
    "fraction": (cmp(call("microsecond", c.Column("result_time")), ">", 50),
                 lambda r: r.result_time is not None and r.result_time % 1_000_000 > 50),
    "clock": (cmp(call("clock", START), ">", 14 * HOUR), lambda r: r.start % DAY > 14 * HOUR),
    "date": (
        cmp(call("date", START), "=", MIDDLE - MIDDLE % DAY),
        lambda r: r.start // DAY == MIDDLE // DAY,
    ),
}  # fmt: skip


def test_every_question_finds_what_a_plain_reading_does(kept):
    for name, (where, holds) in QUESTIONS.items():
        expected = [row for row in kept if holds(row)]
        assert reading.page(c.Ask(where, limit=1_000)) == expected, name
        assert reading.count(where) == len(expected), name


def test_many_numbers_are_looked_for(kept):
    ids = tuple(row.id for row in kept[::2]) + tuple(range(10**6, 10**6 + 200))
    where = c.Within(c.Column("id"), ids)
    assert reading.page(c.Ask(where)) == kept[::2]
    assert reading.count(c.Within(c.Column("datastream"), (kept[0].datastream,))) == 45
    assert reading.count() == 90


ORDERS = [
    (), (c.Order("start"),), (c.Order("start", True),), (c.Order("id", True),),
    (c.Order("number"),), (c.Order("number", True), c.Order("start")),
    (c.Order("result_time", True),), (c.Order("end"), c.Order("last", True)), (c.Order("other"),),
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_pages_follow_each_other(kept, order):
    where = c.Not(cmp("id", "=", kept[3].id))
    whole = reading.page(c.Ask(where, order, limit=1_000))
    asked = c.Ask(where, order, limit=13)
    expected = c.in_order([row for row in kept if row != kept[3]], asked.whole_order)
    assert whole == expected
    found: list = []
    while page := reading.page(asked):
        found += page
        asked = c.Ask(where, order, c.place(page[-1], asked.whole_order), limit=13)
    assert found == expected
    assert reading.page(c.Ask(where, order, limit=7, skip=20)) == expected[20:27]


def test_nobody_skips_beyond_measure(lake):
    with pytest.raises(EngineProblem):
        reading.page(c.Ask(skip=reading.DEEPEST + 1))


@pytest.mark.parametrize("grain", ["hour", "day", "month"])
@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Marquesas", "Asia/Kolkata"])
def test_a_series_tells_what_its_measures_do(kept, grain, zone):
    clock, stream = ZoneInfo(zone), kept[1].datastream
    first, end = kept[5].start, kept[80].start
    expected: dict = {}
    for row in kept:
        if row.datastream == stream and first <= row.start < end and row.number is not None:
            local = dt.datetime.fromtimestamp(row.start / 1e6, clock).replace(minute=0, second=0)
            if grain != "hour":
                local = local.replace(hour=0, day=local.day if grain == "day" else 1)
            expected.setdefault(instants.of(local), []).append(row.number)
    found = series(stream, grain, first, end, clock)
    assert [tuple(bucket) for bucket in found] == [
        (start, min(v), pytest.approx(sum(v) / len(v)), max(v), len(v))
        for start, v in sorted(expected.items())
    ]


def test_days_are_those_of_the_clock_when_it_changes(lake):
    stream = datastream()
    begin = instants.instant("2026-03-28T00:00:00", PARIS)
    record([Measure(stream.pk, None, begin + n * HOUR, number=float(n)) for n in range(72)])
    found = series(stream.pk, "day", begin, begin + 4 * DAY, PARIS)
    assert [bucket.counted for bucket in found] == [24, 23, 24, 1]


def test_a_thing_tells_its_datastreams(lake):
    stream = datastream()
    other = datastream(stream.thing, name="Autre")
    record([Measure(stream.pk, None, NOW - n * HOUR, number=float(n)) for n in range(5)])
    told = of_thing(stream.thing_id, "day", NOW - DAY, NOW + 1, PARIS)
    assert [one.datastream for one in told] == [other, stream]
    assert told[0].latest is None
    assert told[0].buckets == []
    assert told[1].latest.number == 0.0
    assert sum(bucket.counted for bucket in told[1].buckets) == 5
