"""When an address is asked again, and when a host is left alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.links.pace import (
    ANSWERING,
    FAILING,
    RESTING,
    SPREAD,
    delay,
    place,
    rest,
    retry_after,
)

NOW = dt.datetime(2026, 1, 9, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ages = st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(days=4000))
places = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("unchanged", "hours"),
    [(0, 12), (11, 12), (24, 24), (24 * 9, 24 * 9), (24 * 90, 24 * 30)],
)
def test_an_address_that_answers_is_asked_again_after_as_long_as_nothing_changed(unchanged, hours):
    assert delay(unchanged * HOUR, ANSWERING) == hours * HOUR


def test_one_that_fails_is_asked_again_soon_then_less_and_less():
    assert delay(0 * HOUR, FAILING) == HOUR
    assert delay(5 * HOUR, FAILING) == 5 * HOUR
    assert delay(5000 * HOUR, FAILING) == dt.timedelta(days=7)


@given(ages, ages, places)
def test_the_delay_grows_while_nothing_changes(one, other, spread):
    short, long = sorted([one, other])
    for bounds in (ANSWERING, FAILING):
        assert delay(short, bounds, spread) <= delay(long, bounds, spread)


@given(ages, places)
def test_the_delay_stays_within_its_bounds_and_their_spread(age, spread):
    for bounds in (ANSWERING, FAILING):
        found = delay(age, bounds, spread)
        assert bounds.least * (1 - SPREAD / 2) <= found <= bounds.most * (1 + SPREAD / 2)


@given(ages, places)
def test_a_failure_is_never_asked_again_later_than_what_answers(age, spread):
    assert delay(age, FAILING, spread) <= delay(age, ANSWERING, spread)


@given(st.integers(1, 10**6), st.none() | ages)
def test_a_host_rests_longer_each_time_and_as_long_as_it_asks_within_a_day(strikes, asked):
    found = rest(strikes, asked)
    assert RESTING.least <= found <= RESTING.most
    assert found >= min(asked or RESTING.least, RESTING.most)
    assert rest(strikes + 1, asked) >= found


def test_a_host_rests_ten_minutes_then_twenty():
    assert [rest(n) for n in (1, 2, 3)] == [dt.timedelta(minutes=n) for n in (10, 20, 40)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 09 Jan 2026 08:05:00 GMT", 300),
        ("Fri, 09 Jan 2025 08:05:00 GMT", 0),
        ("", None),
        ("-3", None),
        ("soon", None),
        ("٣", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text, seconds):
    found = retry_after(text, NOW)
    assert (found and found.total_seconds()) == (seconds or (found and 0))
    assert (found is None) is (seconds is None)


@given(st.text())
def test_no_retry_after_breaks_it(text):
    found = retry_after(text, NOW)
    assert found is None or found >= dt.timedelta(0)


@given(st.text("0123456789abcdef", min_size=64, max_size=64))
def test_the_place_of_an_address_is_below_one(key):
    assert 0 <= place(key) < 1
