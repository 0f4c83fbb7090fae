"""What sealed months say shortly of themselves is what reading their rows tells."""

from __future__ import annotations

from operator import eq, ge, gt, le, lt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.observations import actions, cold, counted, instants, reading, sealing, summaries
from parvis.observations import conditions as c
from parvis.observations.ingest import record
from parvis.observations.measures import Measure, text
from parvis.observations.models import Sealed
from parvis.observations.sealing import seal_due
from parvis.observations.series import series
from tests.observations.makers import DAY, HOUR, MINUTE, NOW, datastream, lake, now

__all__ = ["lake", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
SIGNS = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
# nought has one sign: rows that are read tell two apart, as DuckDB's filters of Parquet do
NUMBERS = [-1.7e308, -3.5, -2.5, 0.0, 5e-324, 1.0, 1.5, 60.0, 2.0**53, 1.7e308]
FIRST = NOW - 200 * DAY
EDGES = [instants.bounds(2026 * 12 + n)[0] for n in range(-3, 4)]
PARIS = ZoneInfo("Europe/Paris")


def furnished():
    """Three datastreams over five sealed months and two recent ones: one with one number an hour,
    one with several, one with texts, numbers and intervals."""
    one, several, mixed = (datastream() for _each in range(3))
    batch = []
    for n in range(120):
        start = FIRST + n * 40 * HOUR
        number = NUMBERS[n % len(NUMBERS)]
        batch.append(Measure(one.pk, None, start, number=number))
        for m in range(3):
            number_of_three = NUMBERS[(n * m) % len(NUMBERS)] / 4
            batch.append(Measure(several.pk, None, start + m * MINUTE, number=number_of_three))
        other = text("é") if n % 3 == 0 else None
        end = start + 50 * DAY if n % 7 == 0 else None
        batch.append(Measure(mixed.pk, None, start, end, None, None if other else number, other))
    return [one.pk, several.pk, mixed.pk], record(batch), batch


def touched(streams, ids, batch):
    """A correction, a removal, a late value and one that goes to another month."""
    record([batch[0]._replace(number=61.5), batch[11]._replace(number=-9.0)])
    actions.remove([ids[5], ids[-1]])
    record([Measure(streams[0], None, FIRST + 7, number=60.0)])
    moved = Measure(*reading.one(ids[10])[1:])
    actions.amend(ids[10], moved._replace(start=FIRST + 100 * DAY + 13))


def plain(rows, streams, without, numbers, times):
    def holds(row):
        return (
            (streams is None or row.datastream in streams)
            and row.datastream not in without
            and all(row.number is not None and SIGNS[s](row.number, v) for s, v in numbers)
            and all(SIGNS[s](getattr(row, name), v) for name, s, v in times)
        )

    return sum(map(holds, rows))


def question(streams, without, numbers, times):
    column = c.Column
    parts = [c.Compare(column("number"), s, c.Value(v)) for s, v in numbers]
    parts += [c.Compare(column(name), s, c.Value(v)) for name, s, v in times]
    if streams is not None:
        parts.append(c.Within(column("datastream"), tuple(streams)))
    if without:
        parts.append(c.Not(c.Within(column("datastream"), tuple(without))))
    return c.Every(tuple(parts))


floats = st.floats(allow_nan=False).map(lambda value: value + 0.0)
values = st.one_of(st.sampled_from(NUMBERS), floats)
instant = st.one_of(st.sampled_from(EDGES), st.integers(FIRST - DAY, NOW + DAY))
some = st.lists(st.integers(0, 3), max_size=3, unique=True)
asked = st.tuples(
    st.none() | some, some, st.lists(st.tuples(st.sampled_from([*SIGNS]), values), max_size=2),
    st.lists(
        st.tuples(st.sampled_from(["start", "last"]), st.sampled_from([*SIGNS]), instant),
        max_size=2,
    ),
)  # fmt: skip


@pytest.mark.parametrize("state", ["sealed", "changed", "dropped", "older"])
def test_what_is_counted_is_what_a_plain_count_finds(state, lake, monkeypatch):
    streams, ids, batch = furnished()
    if state == "older":
        monkeypatch.setattr(sealing, "summed", lambda link, file, month: None)
    assert seal_due() == 5
    assert (cold.summary(Sealed.objects.first()) is None) is (state == "older")
    if state == "changed":
        touched(streams, ids, batch)
    if state == "dropped":
        actions.drop_datastreams([streams[1]])
    rows = reading.page(c.Ask(limit=1_000))

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked)
    def all_questions(asked):
        which, without, numbers, times = asked
        named = None if which is None else [(*streams, 10**6)[n] for n in which]
        left_out = [(*streams, 10**6)[n] for n in without]
        where = question(named, left_out, numbers, times)
        assert reading.count(where) == plain(rows, named, left_out, numbers, times)

    all_questions()
    for stream in streams:
        for grain in ("hour", "day", "month"):
            for first, end in ((FIRST - DAY, NOW), (FIRST + 7, EDGES[3]), (EDGES[0], EDGES[1] + 1)):
                found = series(stream, grain, first, end, PARIS)
                with monkeypatch.context() as reads:
                    reads.setattr(cold, "summary", lambda each: None)
                    assert series(stream, grain, first, end, PARIS) == found
                numbers = [
                    row for row in rows
                    if row.datastream == stream and first <= row.start < end
                    and row.number is not None
                ]  # fmt: skip
                assert sum(bucket.counted for bucket in found) == len(numbers)


def test_no_row_is_read_to_count_whole_months_or_to_tell_their_hours(lake, monkeypatch):
    streams, _ids, batch = furnished()
    seal_due()
    above = c.Compare(c.Column("number"), ">", c.Value(1))
    expected = reading.count(above), series(streams[1], "hour", EDGES[0], EDGES[3], PARIS)

    def asked(template, *made):
        raise AssertionError("a row was read")

    def told():
        with monkeypatch.context() as reads:
            reads.setattr(cold, "ask", asked)
            return reading.count(above), series(streams[1], "hour", EDGES[0], EDGES[3], PARIS)

    assert told() == expected
    record([batch[0]._replace(number=61.5)])
    with pytest.raises(AssertionError, match="was read"):
        told()


def test_a_month_is_sealed_again_with_what_it_says(lake):
    streams, ids, batch = furnished()
    seal_due()
    touched(streams, ids, batch)
    where = c.Compare(c.Column("number"), ">=", c.Value(60))
    before = reading.count(where)
    assert seal_due() > 0
    seal_due()
    assert cold.hidden() == ()
    assert reading.count(where) == before
    numbered = [cold.summary(each).rows for each in Sealed.objects.order_by("month")]
    assert numbered == list(Sealed.objects.order_by("month").values_list("rows", flat=True))


def test_many_values_have_larger_ranks(tmp_path):
    """70,000 values, of two datastreams: one each hour, and all in one hour."""
    file = tmp_path / "month.parquet"
    footer = b"footer" + (6).to_bytes(4, "little") + b"PAR1"
    file.write_bytes(b"rows" + footer)
    many = [(float(n), 1) for n in range(70_000)]
    last = ((0, 69_999.0), (743, 69_998.0))
    whole = summaries.Said(
        70_003, [*many[:-2], *((n, 2) for _hour, n in sorted(last, key=lambda one: one[1]))]
    )
    said = [
        (3, summaries.Said(2, many[-2:], [(hour, n, n, n, 1) for hour, n in last])),
        (7, summaries.Said(70_001, many, [(5, 0.0, 2449965000.0, 69_999.0, 70_000)])),
    ]
    summaries.add(file, iter(said), whole, 9)
    assert file.read_bytes().startswith(b"rows")
    assert file.read_bytes().endswith(footer)
    found = summaries.read(file)
    assert (found.rows, found.last) == (70_003, 9)
    above = counted.Counted((((">", 69_997.5)),), numbered=True)
    assert found.count(above) == 4
    assert found.of(3).count(*found.ranks(above)) == 2
    assert found.of(3).hours(0, 744) == said[0][1].hours
    assert found.of(3).hours(1, 743) == []
    assert found.of(7).hours(0, 744) == said[1][1].hours
    assert found.of(5) is None


def test_a_file_that_says_nothing_of_itself_is_read(tmp_path):
    file = tmp_path / "month.parquet"
    file.write_bytes(b"rows" * 30 + b"footer" + (6).to_bytes(4, "little") + b"PAR1")
    assert summaries.read(file) is None


@pytest.mark.parametrize(
    "where",
    [
        c.Some((c.Compare(c.Column("number"), ">", c.Value(1)),)),
        c.Compare(c.Column("number"), "<>", c.Value(1)),
        c.Compare(c.Column("number"), ">", c.Value("1")),
        c.Compare(c.Column("number"), ">", c.Value(True)),
        c.Compare(c.Column("number"), ">", c.Value(2**53 + 1)),
        c.Compare(c.Column("number"), ">", c.Value(float("nan"))),
        c.Compare(c.Column("number"), ">", c.Column("start")),
        c.Compare(c.Column("feature"), "=", c.Value(1)),
        c.Absent(c.Column("number")),
    ],
)
def test_what_it_does_not_say_is_asked_of_its_rows(where):
    assert counted.of(where) is None
