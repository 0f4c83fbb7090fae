"""Measures come once, twice, late, in any order, corrected: what is kept is what was said last."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parvis.observations import measures as said
from parvis.observations import reading
from parvis.observations.ingest import record
from parvis.observations.measures import Measure, MeasureProblem
from parvis.observations.models import Observation, Thing, Touched
from tests.observations.makers import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    datastream,
    feature,
    is_exact,
    lake,
    measures,
    now,
    rows,
)

__all__ = ["lake", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "lake")]


def test_numbers_come_back_in_the_order_of_the_batch():
    one, other = datastream(), datastream()
    batch = [
        pair
        for pairs in zip(measures(one, NOW, 5), measures(other, NOW, 5), strict=True)
        for pair in pairs
    ]
    ids = record(batch)
    assert len(set(ids)) == 10
    kept = {row.id: (row.datastream, row.start, row.number) for row in rows()}
    assert [kept[key] for key in ids] == [(e.datastream, e.start, e.number) for e in batch]
    is_exact(one)
    is_exact(other)


def test_what_comes_again_adds_nothing():
    stream = datastream()
    batch = measures(stream, NOW, 20)
    ids = record(batch)
    assert record(batch) == ids
    random.Random(1).shuffle(batch)
    record(batch)
    assert Observation.objects.count() == 20
    is_exact(stream)


def test_a_measure_twice_in_a_batch_is_one():
    stream = datastream()
    batch = measures(stream, NOW, 3)
    ids = record([*batch, batch[0]._replace(number=9.0)])
    assert ids[0] == ids[3]
    assert [row.number for row in rows(stream)] == [9.0, 1.0, 2.0]
    is_exact(stream)


def test_a_correction_is_taken_unless_its_result_is_older():
    stream = datastream()
    (key,) = record([Measure(stream.pk, None, NOW, result_time=NOW + 10, number=1.0)])
    better = Measure(stream.pk, None, NOW, result_time=NOW + 20, number=2.0)
    assert record([better]) == [key]
    assert record([better._replace(result_time=NOW + 5, number=3.0)]) == [key]
    (row,) = rows(stream)
    assert (row.number, row.result_time) == (2.0, NOW + 20)
    is_exact(stream)
    record([better._replace(result_time=None, number=4.0)])
    assert rows(stream)[0].number == 4.0
    is_exact(stream)


def test_late_measures_move_nothing_forward():
    stream = datastream()
    record(measures(stream, NOW, 5))
    record(measures(stream, NOW - 3 * DAY, 5))
    record([Measure(stream.pk, None, NOW + 4 * HOUR + MINUTE, number=50.0)])
    assert reading.latest()[stream.pk].number == 50.0
    is_exact(stream)


def test_an_instant_and_an_interval_of_one_beginning_are_two():
    stream = datastream()
    ids = record([
        Measure(stream.pk, None, NOW, number=1.0),
        Measure(stream.pk, None, NOW, NOW + HOUR, number=2.0),
        Measure(stream.pk, feature().pk, NOW, number=3.0),
        Measure(stream.pk, None, NOW, NOW, number=4.0),  # the instant again, said as an interval
    ])  # fmt: skip
    assert ids[0] == ids[3]
    assert len(set(ids)) == 3
    is_exact(stream)


def test_every_column_comes_back():
    stream = datastream()
    whole = Measure(
        stream.pk, feature().pk, NOW, NOW + 1, NOW + 2, None, said.text({"é": [1, None]}),
        said.text("bon"), NOW + 3, NOW + 4, said.text({"a": 1}),
    )  # fmt: skip
    (key,) = record([whole])
    assert reading.one(key) == (key, *whole)
    assert reading.latest()[stream.pk] == (key, *whole)


def test_a_batch_is_taken_whole_or_not_at_all():
    stream = datastream()
    bad = Measure(stream.pk + 1_000, None, NOW, number=1.0)
    with pytest.raises(MeasureProblem) as refused:
        record([*measures(stream, NOW, 3), bad])
    assert refused.value.code == "datastream"
    assert str(bad.datastream) in refused.value.sentence()
    with pytest.raises(MeasureProblem):
        record([*measures(stream, NOW, 3), Measure(stream.pk, 10**9, NOW, number=1.0)])
    assert rows() == []
    is_exact(stream)


def test_a_thing_that_is_nowhere_needs_a_feature():
    stream = datastream(Thing.objects.create(name="Sans lieu"))
    with pytest.raises(MeasureProblem) as refused:
        record(measures(stream, NOW, 1))
    assert refused.value.code == "nowhere"
    record([Measure(stream.pk, feature().pk, NOW, number=1.0)])
    is_exact(stream)


def test_the_place_of_a_thing_is_made_once():
    stream = datastream()
    record(measures(stream, NOW, 2))
    record(measures(stream, NOW + DAY, 2))
    assert len({row.feature for row in rows(stream)}) == 1


def test_a_past_month_is_noted_as_written():
    stream = datastream()
    record(measures(stream, NOW, 1))
    assert not Touched.objects.exists()
    record(measures(stream, NOW - 40 * DAY, 1))
    record(measures(stream, NOW - 40 * DAY, 1))
    (month,) = Touched.objects.all()
    assert (month.month, month.changes) == (2026 * 12 + 4, 2)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (3, (3.0, None)), (2.5, (2.5, None)), (2**53 + 1, (None, "9007199254740993")),
        (True, (None, "true")), ("é", (None, '"é"')), (None, (None, "null")),
        ([1, {"b": 1, "a": None}], (None, '[1, {"a": null, "b": 1}]')),
    ],
)  # fmt: skip
def test_results_come_back_as_they_were(value, kept):
    assert said.result(value) == kept
    back = said.read_result(*kept)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_result_is_a_number_or_nothing(value):
    with pytest.raises(MeasureProblem):
        said.result(value)


moments = st.integers(0, 6)
asked = st.lists(
    st.tuples(st.integers(0, 1), moments, st.sampled_from([None, 1, 2, 3]), st.integers(0, 3)),
    max_size=12,
)


class Batches(TestCase):
    """Whatever comes in whatever order, in whatever batches."""

    @given(st.lists(asked, max_size=5))
    def test_what_is_kept_is_what_a_plain_reading_tells(self, batches):
        streams = [datastream(), datastream()]
        expected: dict = {}
        for batch in batches:
            given_ = [
                Measure(streams[s].pk, None, NOW + m, result_time=r, number=float(v))
                for s, m, r, v in batch
            ]
            record(given_)
            for each in given_:
                name = (each.datastream, each.start)
                before = expected.get(name)
                old = before and before[0] is not None and each.result_time is not None
                if not (old and each.result_time < before[0]):
                    expected[name] = (each.result_time, each.number)
        kept = {(row.datastream, row.start): (row.result_time, row.number) for row in rows()}
        assert kept == expected
        for stream in streams:
            is_exact(stream)
