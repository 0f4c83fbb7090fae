"""Old months go to the lake: nobody who reads or writes sees a difference."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parvis.lake import actions as lake_actions
from parvis.observations import actions, cold, instants, jobs, reading, sealing
from parvis.observations.ingest import record
from parvis.observations.measures import Measure, MeasureProblem, text
from parvis.observations.models import Observation, Sealed
from parvis.observations.sealing import Unsealed, seal, seal_due
from tests.observations.makers import (
    DAY,
    HOUR,
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
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
OLD = NOW - 120 * DAY  # the middle of February: sealed; June, May and April are not


@pytest.fixture
def streams(lake):
    """Two, each with a measure a day since November."""
    found = [datastream(), datastream()]
    for stream in found:
        record(measures(stream, NOW - 220 * DAY, 220, DAY, result_time=NOW))
    return found


def hot():
    return Observation.objects.count()


def test_what_is_read_is_the_same_once_sealed(streams):
    before, latest = rows(), reading.latest()
    assert seal_due() == 5
    assert [row.month - 2026 * 12 for row in Sealed.objects.order_by("month")] == [
        -2, -1, 0, 1, 2,
    ]  # fmt: skip
    assert hot() == 2 * 75
    assert rows() == before
    assert reading.latest() == latest
    for stream in streams:
        is_exact(stream)
    assert seal_due() == 0


def test_every_column_comes_back_from_a_file(lake):
    stream = datastream()
    where = feature().pk
    batch = [
        Measure(stream.pk, where, OLD, OLD + 1, OLD + 2, None, text({"é": "\"a\", 'b'\n"}),
                text("bon"), OLD + 3, OLD + 4, text({"a": 1})),
        Measure(stream.pk, where, OLD + HOUR, None, None, 0.1 + 0.2),
        Measure(stream.pk, where, OLD + 2 * HOUR, None, None, -1.7976931348623157e308),
        Measure(stream.pk, where, OLD + 3 * HOUR, None, None, 5e-324),
        Measure(stream.pk, where, OLD + 4 * HOUR, None, None, None, '""'),
        Measure(stream.pk, where, OLD + 5 * HOUR, None, None, None, "null"),
    ]  # fmt: skip
    ids = record(batch)
    assert seal_due() == 1
    assert hot() == 0
    assert rows(stream) == [(key, *each) for key, each in zip(ids, batch, strict=True)]


def test_a_sealed_measure_that_comes_again_adds_nothing(streams):
    batch = measures(streams[0], NOW - 220 * DAY, 220, DAY, result_time=NOW)
    ids = record(batch)
    seal_due()
    kept = hot()
    assert record(batch) == ids
    assert hot() == kept
    is_exact(streams[0])


def test_a_late_measure_stands_in_its_sealed_month(streams):
    seal_due()
    (key,) = record([Measure(streams[0].pk, None, OLD + HOUR, number=99.0)])
    assert reading.one(key).number == 99.0
    is_exact(streams[0])
    before = rows()
    assert seal_due() == 1
    assert rows() == before
    assert not Observation.objects.filter(pk=key).exists()


def test_a_correction_hides_the_sealed_row_then_takes_its_place(streams):
    seal_due()
    (first, *_others) = rows(streams[0])
    better = Measure(*first[1:])._replace(number=42.0, result_time=NOW + 1)
    assert record([better]) == [first.id]
    expected = [first._replace(number=42.0, result_time=NOW + 1), *_others]
    assert rows(streams[0]) == expected
    is_exact(streams[0])
    assert record([better._replace(result_time=NOW - 1, number=0.0)]) == [first.id]
    assert rows(streams[0]) == expected
    assert seal_due() == 1
    assert rows(streams[0]) == expected
    assert cold.hidden() == ()


def test_a_sealed_measure_taken_away_is_gone(streams):
    seal_due()
    found = rows(streams[0])
    actions.remove([found[0].id, found[5].id, found[-1].id])
    left = [row for row in found if row.id not in {found[0].id, found[5].id, found[-1].id}]
    assert rows(streams[0]) == left
    is_exact(streams[0])
    with pytest.raises(MeasureProblem):
        actions.remove([found[0].id])
    (again,) = record([Measure(*found[5][1:])])
    assert again != found[5].id
    is_exact(streams[0])
    seal_due()
    assert len(rows(streams[0])) == len(left) + 1
    assert cold.hidden() == ()
    is_exact(streams[0])


def test_a_sealed_measure_moves_to_another_month_with_its_number(streams):
    seal_due()
    first = rows(streams[0])[0]
    second = rows(streams[1])[0]
    for row, to in ((first, OLD + 7), (second, NOW + 7)):
        actions.amend(row.id, Measure(*row[1:])._replace(start=to, number=7.5))
    expected = rows()
    assert {row.start for row in expected if row.number == 7.5} == {OLD + 7, NOW + 7}
    for stream in streams:
        is_exact(stream)
    while seal_due():
        assert rows() == expected
    assert cold.hidden() == ()
    assert not Observation.objects.filter(pk=first.id).exists()
    assert Observation.objects.filter(pk=second.id).exists()


def test_two_measures_are_not_made_one(streams):
    seal_due()
    one, other, *_rest = rows(streams[0])
    with pytest.raises(MeasureProblem) as refused:
        actions.amend(one.id, Measure(*other[1:]))
    assert refused.value.code == "twice"
    assert str(other.id) in refused.value.sentence()


def test_a_datastream_that_goes_leaves_the_files(streams):
    seal_due()
    gone = streams[0].pk
    actions.drop_datastreams([gone])
    left = rows()
    assert {row.datastream for row in left} == {streams[1].pk}
    assert reading.count() == len(left)
    assert seal_due() == 5
    assert rows() == left
    assert sum(Sealed.objects.values_list("rows", flat=True)) + hot() == len(left)


def test_a_feature_goes_with_what_is_about_it(streams):
    where = feature()
    about = measures(streams[0], OLD + HOUR, 3, 40 * DAY)
    record([each._replace(feature=where.pk) for each in about])
    seal_due()
    actions.drop_feature(where.pk)
    assert {row.feature for row in rows()} & {where.pk} == set()
    is_exact(streams[0])


def test_a_month_written_while_its_file_is_made_waits(streams, monkeypatch):
    made = sealing._made

    def late(month, folder):
        found = made(month, folder)
        record([Measure(streams[0].pk, None, OLD + HOUR, number=99.0)])
        return found

    monkeypatch.setattr(sealing, "_made", late)
    expected = len(rows()) + 1
    with pytest.raises(Unsealed):
        seal(instants.month(OLD))
    assert not Sealed.objects.exists()
    assert len(rows()) == expected
    monkeypatch.undo()


def test_a_file_that_is_not_what_was_read_is_never_named(streams, monkeypatch):
    monkeypatch.setattr(
        sealing,
        "GROUP",
        "20480); DROP VIEW wanted; CREATE VIEW wanted AS (SELECT * FROM hot LIMIT 0",
    )
    before = rows()
    with pytest.raises(Unsealed):
        seal(instants.month(OLD))
    assert rows() == before


def test_the_lake_keeps_and_verifies_the_files(streams, lake):
    seal_due()
    before = rows()
    assert lake_actions.collect() == 0
    found = lake_actions.verify()
    assert (found.checked, found.broken) == (5, [])
    record([Measure(streams[0].pk, None, OLD + HOUR, number=99.0)])
    seal_due()
    assert lake_actions.collect() == 1  # the file that was replaced
    assert len(rows()) == len(before) + 1
    path = lake.rows_path(Sealed.objects.first().digest)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert [fault.cause for fault in lake_actions.verify().broken] == ["damaged"]
    Path(path).unlink()
    assert [fault.cause for fault in lake_actions.verify().broken] == ["missing"]


acts = st.lists(
    st.tuples(
        st.sampled_from(["record", "record", "remove", "amend", "seal"]),
        st.integers(0, 7), st.integers(0, 7), st.integers(0, 3),
    ),
    max_size=14,
)  # fmt: skip


class Lives(TestCase):
    """Whatever is done, in any order, sealed or not, reads as a plain list would."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(acts)
    def test_it_reads_as_a_plain_list(self, acts):
        stream = datastream()
        expected: dict[int, tuple[int, float]] = {}  # by number: (start, result)
        for act, which, to, value in acts:
            at = OLD + to * 15 * DAY
            taken = {start: key for key, (start, _value) in expected.items()}
            ids = sorted(expected)
            if act == "record":
                (key,) = record([Measure(stream.pk, None, at, number=float(value))])
                assert taken.get(at, key) == key
                expected[key] = (at, float(value))
            elif act == "remove" and ids:
                key = ids[which % len(ids)]
                actions.remove([key])
                del expected[key]
            elif act == "amend" and ids:
                key = ids[which % len(ids)]
                row = reading.one(key)
                other = Measure(*row[1:])._replace(start=at, number=float(value))
                if taken.get(at, key) == key:
                    actions.amend(key, other)
                    expected[key] = (at, float(value))
                else:
                    with pytest.raises(MeasureProblem):
                        actions.amend(key, other)
            elif act == "seal":
                seal_due()
            assert {row.id: (row.start, row.number) for row in rows()} == expected
            is_exact(stream)


def test_a_month_that_can_not_be_sealed_keeps_no_other(streams, monkeypatch):
    made, stuck = sealing._made, instants.month(OLD)

    def but_one(month, folder):
        if month.number == stuck:
            raise Unsealed("a test")
        return made(month, folder)

    monkeypatch.setattr(sealing, "_made", but_one)
    before = rows()
    jobs.seal_months.call()
    assert stuck not in set(Sealed.objects.values_list("month", flat=True))
    assert Sealed.objects.count() == 4
    assert rows() == before
    monkeypatch.setattr(sealing, "_made", made)
    jobs.seal_months.call()
    assert Sealed.objects.count() == 5
    assert rows() == before
