"""The officer's report: each request is counted once, in the year it came."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.records.entitlements import Right
from parvis.rights import yearly
from parvis.rights.yearly import Row

pytestmark = pytest.mark.once
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 30)
ROW = Row(Right.ACCESS, dt.date(2026, 3, 2), dt.date(2026, 4, 2))


def test_a_year_by_right() -> None:
    rows = [
        replace(ROW, answered=ROW.due, days=31, outcome="accepted"),
        replace(ROW, answered=ROW.due + DAY, days=32, outcome="refused", reason="others"),
        replace(ROW, answered=ROW.received + DAY, days=1, outcome="partly", reason="confidential"),
        ROW,
        replace(ROW, due=TODAY, extended=True, paused=True),
        replace(ROW, right=Right.ERASURE, elsewhere=True),
        replace(ROW, right=None, due=TODAY),
        replace(ROW, received=dt.date(2025, 12, 31)),
    ]
    made = yearly.report(2026, rows, TODAY)
    access, erasure, unknown = made.lines
    assert (access.right, erasure.right, unknown.right) == (Right.ACCESS, Right.ERASURE, None)
    assert (access.received, access.answered, access.in_time, access.late) == (5, 3, 2, 2)
    assert (access.waiting, access.extended, access.paused) == (1, 1, 1)
    assert (access.refused, access.partly, access.median_days) == (1, 1, 31)
    assert (erasure.received, erasure.elsewhere, erasure.median_days) == (1, 1, None)
    assert made.total.received == 7
    assert made.reasons == {"others": 1, "confidential": 1}


days = st.dates(dt.date(2025, 6, 1), TODAY)
rows = st.builds(
    Row,
    right=st.sampled_from([None, *Right]),
    received=days,
    due=days,
    answered=st.none() | days,
    outcome=st.sampled_from(["accepted", "partly", "refused"]),
    elsewhere=st.booleans(),
)


@given(st.lists(rows, max_size=30))
def test_every_request_is_somewhere_once(many: list[Row]) -> None:
    made = yearly.report(2026, many, TODAY)
    for line in (made.total, *made.lines):
        assert line.received == line.in_time + line.late + line.waiting + line.elsewhere
    assert made.total.received == sum(line.received for line in made.lines)
    assert made.total.in_time == sum(line.in_time for line in made.lines)
