"""Instants are kept exactly: what is written is what was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.observations import instants
from parvis.observations.instants import InstantProblem, instant, interval, phenomenon, written

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.once

EARLIEST = instants.of(datetime(1, 1, 1, tzinfo=UTC))
LATEST = instants.of(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
values = st.integers(EARLIEST, LATEST)


@given(values)
def test_every_microsecond_comes_back(value):
    assert instant(written(value), PARIS) == value


@given(values, values)
def test_an_interval_comes_back(one, other):
    start, end = sorted((one, other))
    assert phenomenon(written(start, end), PARIS) == (start, end)


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), st.integers(-24 * 60 + 1, 24 * 60 - 1)
)
def test_an_offset_is_taken_away(moment, minutes):
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert instant(zoned.isoformat(), PARIS) == instants.of(zoned.astimezone(UTC))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-05-12T14:30:00", "2026-05-12T12:30:00Z"),
        ("2026-01-12T14:30:00", "2026-01-12T13:30:00Z"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),  # the first of the two
        ("2026-05-12T14:30:00.1239999999+02:00", "2026-05-12T12:30:00.123999Z"),
        ("20260512T143000Z", "2026-05-12T14:30:00Z"),
        ("2026-05-12", "2026-05-11T22:00:00Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_forms_of_an_instant(text, same):
    assert written(instant(text, PARIS)) == same


@pytest.mark.parametrize(
    "text", ["", "hier", "2026-13-01", "2026-05-12T25:00:00Z", "0001-01-01T00:00:00+02:00", "1e9"]
)
def test_what_is_no_instant_is_named(text):
    with pytest.raises(InstantProblem) as refused:
        instant(text, PARIS)
    assert text in refused.value.sentence()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-05-12T14:30:00Z", "interval"),
        ("2026-05-12T14:30:00Z/2026-05-12T14:29:59Z", "backward"),
        ("2026-05-12T14:30:00Z/", "instant"),
        ("2026-05-12T14:30:00Z/2026-05-13T00:00:00Z/2026-05-13T00:00:00Z", "instant"),
    ],
)
def test_what_is_no_interval_is_named(text, code):
    with pytest.raises(InstantProblem) as refused:
        interval(text, PARIS)
    assert refused.value.code == code


@given(values)
def test_a_month_holds_its_instants(value):
    number = instants.month(value)
    assert number // 12 == instants.moment(value).year
    start, after = instants.bounds(number)
    assert start <= value < after
