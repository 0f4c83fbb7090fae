"""72 hours from the instant one knew, whatever the day; reasons when it is late."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.privacy.breaches import AHEAD, TERM, Clock, Risk, State

HOUR = dt.timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")
KNOWN = dt.datetime(2026, 10, 23, 18, 30, tzinfo=PARIS)  # a Friday evening


def test_nights_week_ends_and_the_change_of_hour_do_not_stop_the_clock():
    due = Clock(KNOWN).due
    assert due - KNOWN.astimezone(dt.UTC) == dt.timedelta(hours=72)
    # the night of 25 October 2026 has an hour more: 72 hours later it is 17.30
    assert due.astimezone(PARIS).isoformat() == "2026-10-26T17:30:00+01:00"


@pytest.mark.parametrize(
    ("hours", "risk", "notified", "state"),
    [
        (1, Risk.UNKNOWN, None, State.WAITING),
        (72, Risk.SOME, None, State.WAITING),
        (73, Risk.SOME, None, State.LATE),
        (73, Risk.UNKNOWN, None, State.LATE),
        (73, Risk.NONE, None, State.NOTHING),
        (90, Risk.SOME, 72, State.TOLD),
        (90, Risk.SOME, 73, State.TOLD_LATE),
        (90, Risk.NONE, 10, State.TOLD),
    ],
)
def test_where_a_breach_stands(hours, risk, notified, state):
    known = KNOWN.astimezone(dt.UTC)
    told = known + notified * HOUR if notified else None
    assert Clock(known, risk, told).state(known + hours * HOUR) is state


def test_people_are_told_when_the_risk_is_high():
    known = KNOWN.astimezone(dt.UTC)
    told = Clock(known, Risk.HIGH, known + HOUR)
    assert told.people_waiting
    assert told.open(known + 2 * HOUR)
    done = Clock(known, Risk.HIGH, known + HOUR, known + 2 * HOUR)
    assert not done.open(known + 3 * HOUR)
    assert not Clock(known, Risk.SOME, known + HOUR).people_waiting


@pytest.mark.parametrize(
    ("hours", "stage"),
    [(0, None), (23, None), (24, 48), (47, 48), (48, 24), (66, 6), (72, 6), (73, 0), (500, 0)],
)
def test_letters_go_before_the_term_and_when_it_is_past(hours, stage):
    known = KNOWN.astimezone(dt.UTC)
    assert Clock(known, Risk.SOME).stage(known + hours * HOUR) == stage
    assert Clock(known, Risk.NONE).stage(known + hours * HOUR) is None
    assert Clock(known, Risk.SOME, known + HOUR).stage(known + hours * HOUR) is None


@given(st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(2000, 1, 1),
                    max_value=dt.datetime(2090, 1, 1)), st.integers(0, 300))  # fmt: skip
def test_it_is_late_exactly_when_the_term_is_past(known, hours):
    clock, now = Clock(known, Risk.SOME), known + hours * HOUR
    assert (clock.state(now) is State.LATE) == (hours > TERM / HOUR)
    assert clock.open(now)
    assert clock.stage(now) in {None, 0, *(int(ahead / HOUR) for ahead in AHEAD)}
