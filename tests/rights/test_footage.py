"""Footage put aside: never beyond the legal month by itself, and one is warned before it ends."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.rights import footage
from parvis.rights.footage import FootageProblem, Span

pytestmark = pytest.mark.once
NOW = dt.datetime(2026, 3, 20, 9)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SPAN = Span(dt.datetime(2026, 3, 10, 18), dt.datetime(2026, 3, 10, 19))


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [(-2, -3, "order"), (-48, -20, "long"), (1, 2, "future")],
)
def test_an_interval_that_is_none_is_refused(begins: int, ends: int, code: str) -> None:
    with pytest.raises(FootageProblem) as refused:
        footage.checked(Span(NOW + begins * HOUR, NOW + ends * HOUR), NOW)
    assert refused.value.code == code


def test_images_live_as_long_as_the_camera_keeps_them_a_month_at_most() -> None:
    assert footage.expires(SPAN, 15) == dt.date(2026, 3, 25)
    assert footage.expires(SPAN, 90) == footage.expires(SPAN) == dt.date(2026, 4, 10)


def test_beyond_the_month_only_with_a_text() -> None:
    after = dt.date(2026, 4, 11)
    assert footage.checked_until(dt.date(2026, 4, 10), SPAN, "") == dt.date(2026, 4, 10)
    with pytest.raises(FootageProblem) as refused:
        footage.checked_until(after, SPAN, " ")
    assert refused.value.code == "beyond"
    assert footage.checked_until(after, SPAN, "réquisition du 3 avril") == after


def test_one_is_warned_seven_three_and_one_day_before_then_daily() -> None:
    until, warned, days = dt.date(2026, 4, 10), None, []
    for n in range(14, -4, -1):
        today = until - n * DAY
        if footage.warning(until, warned, today):
            warned = today
            days.append(n)
    assert days == [7, 3, 1, -1, -2, -3]


@given(
    st.integers(0, 400), st.integers(0, 400), st.text(max_size=2).filter(lambda t: not t.strip())
)
def test_no_hold_outlives_the_month_without_a_text(day: int, held: int, blank: str) -> None:
    begins = dt.datetime(2026, 1, 1) + day * DAY
    span = Span(begins, begins + HOUR)
    until = begins.date() + held * DAY
    if (until - begins.date()).days > 31:
        with pytest.raises(FootageProblem):
            footage.checked_until(until, span, blank)
    elif (until - begins.date()).days <= 28:
        assert footage.checked_until(until, span, blank) == until
