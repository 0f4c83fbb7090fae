"""Footage put aside: never beyond the legal month by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.rights import footage
from parvis.rights.footage import FootageProblem

pytestmark = pytest.mark.once
FILMED, TODAY = dt.date(2026, 3, 10), dt.date(2026, 3, 20)
DAY = dt.timedelta(days=1)


def test_beyond_the_month_only_with_a_text() -> None:
    last, after = dt.date(2026, 4, 10), dt.date(2026, 4, 11)
    assert footage.checked_until(last, FILMED, TODAY, "") == last
    with pytest.raises(FootageProblem) as refused:
        footage.checked_until(after, FILMED, TODAY, " ")
    assert refused.value.code == "beyond"
    assert "2026-04-10" in refused.value.sentence()
    assert footage.checked_until(after, FILMED, TODAY, "réquisition du 3 avril") == after


def test_a_day_that_is_over_is_refused() -> None:
    with pytest.raises(FootageProblem) as refused:
        footage.checked_until(TODAY - DAY, FILMED, TODAY, "réquisition")
    assert refused.value.code == "past"


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["", " ", "\n"]))
def test_no_hold_outlives_the_month_without_a_text(day: int, held: int, blank: str) -> None:
    filmed = dt.date(2026, 1, 1) + day * DAY
    until = filmed + held * DAY
    if held > 31:
        with pytest.raises(FootageProblem):
            footage.checked_until(until, filmed, filmed, blank)
    elif held <= 28:
        assert footage.checked_until(until, filmed, filmed, blank) == until
