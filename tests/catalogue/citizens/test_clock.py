"""The legal clock of a request: a month to answer, two to contest, nothing kept that is read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.citizens import clock
from parvis.catalogue.citizens.clock import Course, Decision, State

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-03", "2026-04-03"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-12-15", "2027-01-15"),
    ],
)
def test_an_answer_is_due_the_same_day_of_the_next_month(received, due):
    course = Course(dt.date.fromisoformat(received))
    assert clock.due(course).isoformat() == due


def test_silence_is_late_the_day_after_and_opens_the_way_to_the_commission():
    course = Course(dt.date(2026, 3, 3))
    assert clock.state(course, dt.date(2026, 4, 3)) is State.RECEIVED
    assert clock.appeal_before(course, dt.date(2026, 4, 3)) is None
    assert clock.state(course, dt.date(2026, 4, 4)) is State.LATE
    assert clock.appeal_before(course, dt.date(2026, 4, 4)) == dt.date(2026, 6, 3)


def test_studying_does_not_stop_the_clock():
    course = Course(dt.date(2026, 3, 3), studied=dt.date(2026, 3, 4))
    assert clock.state(course, dt.date(2026, 3, 20)) is State.STUDIED
    assert clock.state(course, dt.date(2026, 5, 1)) is State.LATE


def test_a_refusal_is_contested_within_two_months_of_it():
    answered = dt.date(2026, 3, 30)
    course = Course(dt.date(2026, 3, 3), answered=answered, decision=Decision.REFUSED)
    assert clock.state(course, dt.date(2026, 9, 1)) is State.REFUSED
    assert clock.appeal_before(course, dt.date(2026, 4, 1)) == dt.date(2026, 5, 30)
    assert not clock.answered_late(course)


def test_what_is_accepted_leaves_nothing_to_contest():
    course = Course(dt.date(2026, 1, 1), answered=dt.date(2026, 3, 1), decision=Decision.ACCEPTED)
    assert clock.appeal_before(course, dt.date(2026, 3, 2)) is None
    assert clock.answered_late(course)


@given(day=DAYS, months=st.integers(0, 30))
def test_months_are_counted_as_the_calendar_does(day, months):
    later = clock.months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


@given(received=DAYS, today=DAYS)
def test_another_delay_is_a_parameter(received, today):
    delays = clock.Delays(answer=2, appeal=1)
    course = Course(received)
    assert clock.due(course, delays) == clock.months_after(received, 2)
    late = clock.state(course, today, delays) is State.LATE
    assert late == (today > clock.due(course, delays))
