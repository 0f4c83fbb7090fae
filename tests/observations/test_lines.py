"""A few rows of a sealed month are the same, read by datastream or by the engine."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.lake import actions as lake_actions
from parvis.lake import store
from parvis.observations import actions, appended, cold, lines, reading, sealing, straight
from parvis.observations import conditions as c
from parvis.observations.ingest import record
from parvis.observations.measures import Measure, text
from parvis.observations.models import Datastream, Sealed
from parvis.observations.sealing import Unsealed, seal_due
from tests.observations.makers import DAY, HOUR, MINUTE, NOW, datastream, feature, lake, now

__all__ = ["lake", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
FIRST = NOW - 150 * DAY  # the middle of January: sealed; June, May and April are not
DAYS = 6  # between two measures of a datastream, so that three months have some sixteen
BLOCK = 5


def furnished():
    """Datastreams of one number an hour, of several, of lists, of all that a measure may bear, of
    long texts; one without a measure, one of the recent months alone."""
    hourly, several, lists, mixed, long, empty, recent = (datastream() for _each in range(7))
    elsewhere = feature().pk
    batch = [Measure(recent.pk, None, NOW - n * DAY, number=float(n)) for n in range(3)]
    for n in range(110 // DAYS):
        start = FIRST + n * DAYS * DAY
        batch.append(Measure(hourly.pk, None, start + n % 3, result_time=start, number=n / 8))
        for m in range(4):
            at = start + m * MINUTE * (n % 3 + 1)
            number = None if (n + m) % 5 == 0 else round(20 + m / 10, 1)
            batch.append(Measure(several.pk, None, at, None, at + m * 1_000, number))
        batch.append(Measure(lists.pk, None, start, other=f"[{n}.5, {n}, null]"))
        end = start + (n % 4) * 20 * DAY if n % 4 else None
        batch.append(
            Measure(
                mixed.pk, elsewhere if n % 2 else None, start, end, None if n % 3 else start,
                -float(n) if n % 3 else None, None if n % 3 else text("é\n"),
                text({"doute": n}) if n % 2 else None, start - HOUR if n % 2 else None,
                start + HOUR if n % 2 else None, text(["à", n]) if n % 5 == 0 else None,
            )
        )  # fmt: skip
        said = "".join(chr(33 + (n * k * k) % 90_000 % 40_000) for k in range(1, 900))
        batch.append(Measure(long.pk, None, start, other=text(said)))
    ids = record(batch)
    return [one.pk for one in (hourly, several, lists, mixed, long, empty, recent)], ids, batch


def changed(streams, ids, batch):
    """Corrections, removals, a late value and one that goes to another month."""
    at = [n for n, each in enumerate(batch) if each.datastream in streams[:4]]
    record([batch[n]._replace(parameters=text(n), result_time=NOW) for n in at[::7]])
    actions.remove([ids[n] for n in at[3::11]])
    record([Measure(streams[1], None, FIRST + 7 * n, number=60.0) for n in range(3)])
    row = reading.one(ids[at[1]])
    actions.amend(row.id, Measure(*row[1:])._replace(start=FIRST + 90 * DAY + 13, end=None))


@pytest.fixture
def blocks(monkeypatch):
    """Short ones, so that a month of a datastream has several."""
    monkeypatch.setattr(lines, "BLOCK", BLOCK)


def by_engine(monkeypatch, ask):
    with monkeypatch.context() as reads:
        reads.setattr(straight, "of", lambda asked, hidden, dropped: None)
        return ask()


def without_engine(monkeypatch, ask):
    def asked(template, *made):
        raise AssertionError("the engine was asked")

    with monkeypatch.context() as reads:
        reads.setattr(cold, "ask", asked)
        return ask()


instant = st.integers(0, 30 * 24).map(lambda n: FIRST + n * 4 * HOUR) | st.integers(
    FIRST - DAY, NOW
)
signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
times = st.lists(st.tuples(st.sampled_from(["start", "last"]), signs, instant), max_size=3)
numbers = st.lists(
    st.tuples(st.sampled_from(["=", "<", "<=", ">", ">="]), st.floats(-20, 30)), max_size=1
)
orders = st.lists(
    st.tuples(st.sampled_from(["start", "last", "id", "number", "datastream"]), st.booleans()),
    max_size=3, unique_by=lambda each: each[0],
)  # fmt: skip
questions = st.tuples(
    st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True), st.integers(-1, 6), times,
    numbers, orders, st.integers(1, 12), st.sampled_from([0, 0, 1, 7]),
)  # fmt: skip


def ask_of(streams, which, without, times, numbers, orders, limit, skip):
    column = c.Column
    parts = [c.Compare(column(name), sign, c.Value(at)) for name, sign, at in times]
    parts += [c.Compare(column("number"), sign, c.Value(value)) for sign, value in numbers]
    named = tuple(streams[n] for n in which)
    if len(named) == 1:
        parts.append(c.Compare(column("datastream"), "=", c.Value(named[0])))
    else:
        parts.append(c.Within(column("datastream"), named))
    if without >= 0:
        parts.append(c.Not(c.Within(column("datastream"), (streams[without],))))
    order = tuple(c.Order(name, down) for name, down in orders)
    return c.Ask(c.Every(tuple(parts)), order, limit=limit, skip=skip)


def pages(asked):
    """Three, one after the other."""
    found = [reading.page(asked)]
    while found[-1] and len(found) < 3:
        after = c.place(found[-1][-1], asked.whole_order)
        asked = c.Ask(asked.where, asked.order, after, asked.limit)
        found.append(reading.page(asked))
    return found


@pytest.mark.parametrize("state", ["sealed", "changed", "dropped", "again"])
def test_a_page_is_what_the_engine_finds(state, lake, blocks, monkeypatch):
    streams, ids, batch = furnished()
    assert seal_due() == 3
    if state in {"changed", "again"}:
        changed(streams, ids, batch)
    if state == "again":
        assert seal_due() > 0
    if state == "dropped":
        actions.drop_datastreams([streams[1]])

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions)
    def all_questions(question):
        asked = ask_of(streams, *question)
        assert pages(asked) == by_engine(monkeypatch, lambda: pages(asked))

    all_questions()


def test_no_engine_is_asked_for_a_day_or_for_the_first_and_last_rows(lake, blocks, monkeypatch):
    streams, _ids, batch = furnished()
    seal_due()
    for stream in (*streams[:4], *streams[5:]):
        times = (("start", ">=", FIRST + 30 * DAY), ("last", "<", FIRST + 42 * DAY))
        for order in ((), (("start", False), ("last", False)), (("start", True),)):
            for within, limit in ((times, 100), ((), 7)):
                asked = ask_of([stream], [0], -1, within, (), order, limit, 0)
                if within or order:
                    expected = by_engine(monkeypatch, lambda asked=asked: pages(asked))
                    assert without_engine(monkeypatch, lambda asked=asked: pages(asked)) == expected
    long = ask_of(streams, [4], -1, (), (), (("start", False),), 7, 0)
    with pytest.raises(AssertionError, match="engine was asked"):
        without_engine(monkeypatch, lambda: pages(long))
    assert [row.other for row in reading.page(long)] == [
        each.other for each in batch if each.datastream == streams[4]
    ][:7]


def test_many_blocks_are_left_to_the_engine(lake, monkeypatch):
    monkeypatch.setattr(lines, "BLOCK", 1)
    streams, _ids, _batch = furnished()
    seal_due()
    every = ask_of(streams, [1], -1, (), (), (), 100, 0)
    with pytest.raises(AssertionError, match="engine was asked"):
        without_engine(monkeypatch, lambda: reading.page(every))
    many = [c.Within(c.Column("datastream"), tuple(range(straight.MOST + 1)))]
    assert straight.of(c.Ask(c.Every(tuple(many))), (), ()) is None


@pytest.mark.parametrize("spoilt", ["blocks", "another", "absent", "places", "mark"])
def test_a_damage_is_passed_over_and_told(spoilt, lake, blocks, monkeypatch, caplog):
    streams, _ids, _batch = furnished()
    seal_due()
    asked = ask_of(streams, [1], -1, (), (), (("start", False),), 100, 0)
    expected = reading.page(asked)
    for each in Sealed.objects.all():
        path = store.store().rows_path(each.digest)
        found = lines.read(path)
        data, begins, many = bytearray(path.read_bytes()), found.begins.tolist(), len(found.firsts)
        streams_at, firsts_at = begins[-1], begins[-1] + 8 * many
        if spoilt == "blocks":
            for begin in set(begins[:-1]) - {streams_at}:
                data[begin + 9] ^= 255
        elif spoilt == "absent":
            data[streams_at : streams_at + 8 * many] = bytes(8 * many)
        elif spoilt == "another":
            numbers = data[streams_at:firsts_at]
            data[streams_at:firsts_at] = numbers[8:] + numbers[:8]
        elif spoilt == "places":
            data[firsts_at : firsts_at + 8 * many] = (2**40).to_bytes(8, sys.byteorder) * many
        else:
            mark = appended.LINES.to_bytes(8, sys.byteorder)
            data = data.replace(mark, mark[::-1])
        path.write_bytes(data)
    assert reading.page(asked) == expected
    if spoilt != "mark":  # without its mark it is a month sealed before there were blocks
        assert "A sealed month is read by its rows alone" in caplog.text
    assert [fault.cause for fault in lake_actions.verify().broken] == ["damaged"] * 3


def test_a_month_whose_blocks_say_something_else_is_not_sealed(lake, monkeypatch):
    furnished()
    kept = lines.blocks.packed
    before = reading.page(c.Ask(limit=1_000))

    def other(rows, ranks):
        return kept([row._replace(start=row.start + 1) for row in rows], ranks)

    monkeypatch.setattr(lines.blocks, "packed", other)
    with pytest.raises(Unsealed, match="rows of the datastream"):
        sealing.seal(sealing.due()[0])
    assert not Sealed.objects.exists()
    assert reading.page(c.Ask(limit=1_000)) == before


def test_a_month_sealed_before_is_read_by_the_engine_until_it_is_sealed_again(lake, monkeypatch):
    streams, _ids, _batch = furnished()
    with monkeypatch.context() as older:
        older.setattr(lines, "add", lambda file, rows: None)
        seal_due()
    asked = ask_of(streams, [0], -1, (), (), (("start", False),), 100, 0)
    expected = reading.page(asked)
    with pytest.raises(AssertionError, match="engine was asked"):
        without_engine(monkeypatch, lambda: reading.page(asked))
    assert cold.summary(Sealed.objects.first()) is not None
    for start in (FIRST, FIRST + 40 * DAY, FIRST + 70 * DAY):
        record([Measure(streams[5], None, start + 1, number=1.0)])
    while seal_due():
        pass
    assert without_engine(monkeypatch, lambda: reading.page(asked)) == expected
    assert Datastream.objects.get(pk=streams[0]).count == len(expected)


def test_a_month_left_without_a_row_has_no_block(lake):
    streams, _ids, _batch = furnished()
    seal_due()
    actions.drop_datastreams(streams[:5])
    assert seal_due() == 3
    assert set(Sealed.objects.values_list("rows", flat=True)) == {0}
    assert reading.page(ask_of(streams, [0, 1, 6], -1, (), (), (), 10, 0)) == [
        row for row in reading.page(c.Ask()) if row.datastream == streams[6]
    ]
