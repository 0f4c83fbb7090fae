"""The officer's report: each request is counted once, in the year it came."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.records.entitlements import Right
from parvis.rights import yearly
from parvis.rights.yearly import Row

pytestmark = pytest.mark.once
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 30)
DUE = dt.date(2026, 4, 2)
LATE = Row(Right.ACCESS, late=True)  # not answered, and its day has gone by


def answered(day: dt.date, **values: Any) -> Row:
    late = yearly.is_late(DUE, day, TODAY)
    return Row(Right.ACCESS, answered=True, late=late, **values)


def test_late_is_after_its_day_answered_or_not() -> None:
    assert not yearly.is_late(DUE, DUE, TODAY)
    assert yearly.is_late(DUE, DUE + DAY, TODAY)
    assert yearly.is_late(DUE, None, DUE + DAY)
    assert not yearly.is_late(DUE, None, DUE)


def test_a_year_by_right() -> None:
    rows = [
        answered(DUE, days=31, outcome="accepted"),
        answered(DUE + DAY, days=32, outcome="refused", reason="others"),
        answered(DUE - 30 * DAY, days=1, outcome="partly", reason="confidential"),
        LATE,
        Row(Right.ACCESS, extended=True, paused=True),
        Row(Right.ERASURE, elsewhere=True),
        Row(None),
    ]
    made = yearly.report(2026, rows)
    access, erasure, unknown = made.lines
    assert (access.right, erasure.right, unknown.right) == (Right.ACCESS, Right.ERASURE, None)
    assert (access.received, access.answered, access.in_time, access.late) == (5, 3, 2, 2)
    assert (access.waiting, access.extended, access.paused) == (1, 1, 1)
    assert (access.refused, access.partly, access.median_days) == (1, 1, 31)
    assert (erasure.received, erasure.elsewhere, erasure.median_days) == (1, 1, None)
    assert made.total.received == 7
    assert made.reasons == {"others": 1, "confidential": 1}


def test_those_that_are_alike_count_as_many() -> None:
    alike = answered(DUE, days=3, outcome="refused", reason="others")
    one = answered(DUE + DAY, days=40, outcome="accepted")
    counted = yearly.report(2026, [replace(alike, count=4), one])
    assert counted == yearly.report(2026, [alike] * 4 + [one])
    assert (counted.total.in_time, counted.total.median_days) == (4, 3)
    assert counted.reasons == {"others": 4}


days = st.dates(dt.date(2025, 6, 1), TODAY)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    when, due = draw(st.none() | days), draw(days)
    return Row(
        draw(st.sampled_from([None, *Right])),
        answered=when is not None,
        late=yearly.is_late(due, when, TODAY),
        outcome=draw(st.sampled_from(["accepted", "partly", "refused"])),
        elsewhere=draw(st.booleans()),
        count=draw(st.integers(1, 3)),
    )


@given(st.lists(rows(), max_size=30))
def test_every_request_is_somewhere_once(many: list[Row]) -> None:
    made = yearly.report(2026, many)
    assert made.total.received == sum(one.count for one in many)
    for line in (made.total, *made.lines):
        assert line.received == line.in_time + line.late + line.waiting + line.elsewhere
    assert made.total.received == sum(line.received for line in made.lines)
    assert made.total.in_time == sum(line.in_time for line in made.lines)
