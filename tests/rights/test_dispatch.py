"""Inner deadlines and their reminders."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.rights import dispatch
from parvis.rights.dispatch import Asked, DispatchProblem

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "given_days"), [(30, 10), (17, 10), (16, 9), (8, 1), (7, 0), (2, 0), (-5, 0)]
)
def test_a_service_is_given_ten_days_or_what_is_left(left: int, given_days: int) -> None:
    assert dispatch.usual_due(TODAY, TODAY + left * DAY) == TODAY + given_days * DAY


@pytest.mark.parametrize(
    ("chosen", "due", "code"), [(-1, 20, "past"), (21, 20, "late"), (1, -3, "late")]
)
def test_a_day_that_helps_nobody_is_refused(chosen: int, due: int, code: str) -> None:
    with pytest.raises(DispatchProblem) as refused:
        dispatch.checked_due(TODAY + chosen * DAY, TODAY, TODAY + due * DAY)
    assert refused.value.code == code


def test_a_late_request_can_still_be_asked_for_today() -> None:
    assert dispatch.checked_due(TODAY, TODAY, TODAY - 3 * DAY) == TODAY


def test_one_reminder_before_then_one_every_three_days() -> None:
    asked, reminded = Asked(TODAY, TODAY + 10 * DAY), []
    for n in range(25):
        today = TODAY + n * DAY
        if dispatch.to_remind(asked, today):
            reminded.append(n)
            asked = Asked(asked.on, asked.due, today)
    assert reminded == [8, 11, 14, 17, 20, 23]


@given(st.integers(0, 40), st.integers(0, 60))
def test_nobody_is_reminded_twice_a_day(given_days: int, after: int) -> None:
    today = TODAY + after * DAY
    assert not dispatch.to_remind(Asked(TODAY, TODAY + given_days * DAY, today), today)


@pytest.mark.parametrize(("every", "after"), [(3, [-1, -4]), (1, [-1, -2, -3, -4])])
def test_one_is_warned_seven_three_and_one_day_before_then_so_often(
    every: int, after: list[int]
) -> None:
    until, warned, days = dt.date(2026, 4, 10), None, []
    for n in range(14, -5, -1):
        today = until - n * DAY
        if dispatch.to_warn(until, warned, today, every * DAY):
            warned = today
            days.append(n)
    assert days == [7, 3, 1, *after]
