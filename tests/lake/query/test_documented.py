"""Every parameter of `now` and every unit of a period that the documentation of the Explore API
names, compared with the calendar of Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parvis.lake.query import odsql_functions
from parvis.lake.query.instants import NOW_PARAMETERS
from parvis.lake.query.sql_groups import UNITS
from tests.lake.query.engine import UTC_CONTEXT
from tests.lake.query.towns import answer

NOW = datetime(2021, 5, 6, 12, 34, 55, 450500, tzinfo=UTC)  # a Thursday
DAYS = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays")
SHIFTED = {
    "years": NOW.replace(year=2023), "months": NOW.replace(month=7),
    **{unit: NOW + timedelta(**{unit: 2})
       for unit in ("days", "hours", "minutes", "seconds", "microseconds")},
}  # fmt: skip
SET = {
    **{part: NOW.replace(**{part: 2})
       for part in ("year", "month", "day", "hour", "minute", "second", "microsecond")},
    "weekday": NOW + timedelta(days=6),  # the next Wednesday
}  # fmt: skip
NEXT = {
    name: NOW + timedelta(days=(number - 3) % 7 + 7) for number, name in enumerate(DAYS)
}  # the second one, today among them
EXPECTED = SHIFTED | SET | NEXT


def test_every_parameter_of_now_is_tried() -> None:
    assert set(EXPECTED) == set(NOW_PARAMETERS)
    assert "now" in odsql_functions.FUNCTIONS


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_now(name: str) -> None:
    context = replace(UTC_CONTEXT, now=NOW)
    (told,) = answer(context, select=f"now({name}=2) as t", limit=1)[0]
    assert told.replace(tzinfo=UTC) == EXPECTED[name]


WIDTHS = {
    "millisecond": timedelta(milliseconds=1), "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}  # fmt: skip
STARTS = {
    "week": datetime(2025, 7, 14), "month": datetime(2025, 7, 1), "quarter": datetime(2025, 7, 1),
    "year": datetime(2025, 1, 1),
}  # fmt: skip
ENDS = {
    "month": datetime(2025, 8, 1),
    "quarter": datetime(2025, 10, 1),
    "year": datetime(2026, 1, 1),
}


@pytest.mark.parametrize(
    ("unit", "written"), [(unit, name) for unit, names in UNITS.items() for name in names]
)
def test_every_spelling_of_every_period(unit: str, written: str) -> None:
    """Cesson-Sévigné was read on Monday 14 July 2025 at 08:00 UTC."""
    rows = answer(
        UTC_CONTEXT, select="count(*) as n", where="nom = 'Cesson-Sévigné'",
        group_by=f"range(releve, 1 {written}) as p",
    )  # fmt: skip
    ((period, count),) = rows
    whole = {"day": datetime(2025, 7, 14)} | STARTS
    start = whole.get(unit, datetime(2025, 7, 14, 8))
    assert (period["low"], count) == (start, 1)
    assert period["high"] == (ENDS[unit] if unit in ENDS else start + WIDTHS[unit])
