"""A sign is made, posted, checked, out of date, removed: read from its dates, never kept."""

from __future__ import annotations

import datetime as dt

import pytest

from parvis.public_space.signage.life import Course, State, disordered, state

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 11, 30)
MADE = dt.date(2025, 1, 10)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("course", "now", "found"),
    [
        (Course(MADE, "a"), "a", State.MADE),
        (Course(MADE, "a", posted=MADE + DAY), "a", State.POSTED),
        (Course(MADE, "a", MADE + DAY, checked=TODAY - 365 * DAY), "a", State.CHECKED),
        (Course(MADE, "a", MADE + DAY, checked=TODAY - 366 * DAY), "a", State.POSTED),
        (Course(MADE, "a", MADE + DAY, checked=TODAY), "b", State.OLD),
        (Course(MADE, "a"), "b", State.OLD),
        (Course(MADE, "a", MADE + DAY, removed=TODAY), "b", State.REMOVED),
        (Course(MADE, "a", MADE + DAY), "", State.POSTED),
    ],
)
def test_its_state_today(course: Course, now: str, found: State) -> None:
    assert state(course, now, TODAY) is found


@pytest.mark.parametrize(
    ("course", "found"),
    [
        (Course(MADE, "a", MADE, MADE, MADE), None),
        (Course(MADE, "a", posted=MADE - DAY), ("posted", "made")),
        (Course(MADE, "a", MADE + DAY, MADE), ("checked", "posted")),
        (Course(MADE, "a", removed=MADE - DAY), ("removed", "made")),
        (Course(TODAY + DAY, "a"), ("made", "today")),
        (Course(MADE, "a", checked=TODAY + DAY), ("checked", "today")),
    ],
)
def test_dates_that_cannot_follow_each_other(course: Course, found: tuple[str, str] | None) -> None:
    assert disordered(course, TODAY) == found
