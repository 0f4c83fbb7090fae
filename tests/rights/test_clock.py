"""The clocks, against the law's text: test vectors, then properties over twenty years of days."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.citizens.clock import months_after
from parvis.records.entitlements import Right
from parvis.records.holidays import Territory, holidays, is_working
from parvis.rights import clock
from parvis.rights.clock import Course, Pause, Place, Regime, State

pytestmark = pytest.mark.once
VECTORS = Path(__file__).resolve().parents[2].parent / "shared/data/gdpr/gdpr-deadline-vectors.json"
D = dt.date
DAY = dt.timedelta(days=1)
# our own reading of the eleven vectors, each derived from the text in docs/en/rights.md:
# received, days of suspension, bare month, due, bare three months, due once extended
DERIVED = [
    ("2026-01-31", 0, "2026-02-28", "2026-03-02", "2026-04-30", "2026-04-30"),
    ("2026-01-30", 0, "2026-02-28", "2026-03-02", "2026-04-30", "2026-04-30"),
    ("2024-01-31", 0, "2024-02-29", "2024-02-29", "2024-04-30", "2024-04-30"),
    ("2026-03-31", 0, "2026-04-30", "2026-04-30", "2026-06-30", "2026-06-30"),
    ("2026-11-30", 0, "2026-12-30", "2026-12-30", "2027-02-28", "2027-03-01"),
    ("2026-04-01", 0, "2026-05-01", "2026-05-04", "2026-07-01", "2026-07-01"),
    ("2026-04-08", 0, "2026-05-08", "2026-05-11", "2026-07-08", "2026-07-08"),
    ("2026-07-14", 0, "2026-08-14", "2026-08-14", "2026-10-14", "2026-10-14"),
    ("2026-12-01", 0, "2027-01-01", "2027-01-04", "2027-03-01", "2027-03-01"),
    ("2026-01-15", 10, "2026-02-25", "2026-02-25", "2026-04-25", "2026-04-27"),
    ("2026-08-31", 0, "2026-09-30", "2026-09-30", "2026-11-30", "2026-11-30"),
]  # fmt: skip
FIELDS = (
    "received", "suspended_days_identity", "due_raw", "due", "due_extended_raw", "due_extended",
)  # fmt: skip

days = st.dates(D(2020, 1, 1), D(2039, 12, 31))
lengths = st.integers(0, 90)
territories = st.sampled_from(Territory)


def course(received: dt.date, paused: int = 0) -> Course:
    """Identity asked on the third day, known so many days later."""
    asked = received + 3 * DAY
    pauses = (Pause(asked, asked + paused * DAY),) if paused else ()
    return Course(received, pauses=pauses)


def extended(one: Course) -> Course:
    return replace(one, extended=one.received + DAY)


@pytest.mark.parametrize("vector", DERIVED, ids=[row[0] for row in DERIVED])
def test_each_vector_follows_from_the_text(vector: tuple[str, int, str, str, str, str]) -> None:
    received, paused, bare, due, bare_extended, due_extended = vector
    one, later = course(D.fromisoformat(received), paused), D(2030, 1, 1)
    assert clock.raw(one, 1, later) == D.fromisoformat(bare)
    assert clock.due(one, later) == D.fromisoformat(due)
    assert clock.raw(one, 3, later) == D.fromisoformat(bare_extended)
    assert clock.due(extended(one), later) == D.fromisoformat(due_extended)


@pytest.mark.skipif(not VECTORS.exists(), reason="the folder ../shared/data is not there")
def test_the_shared_vectors_say_the_same() -> None:
    shared = json.loads(VECTORS.read_text())["vectors"]
    assert [tuple(row[name] for name in FIELDS) for row in shared] == DERIVED


def by_hand(received: dt.date, months: int, paused: int, territory: Territory) -> dt.date:
    """The Regulation again, day after day, without any of the clock's own arithmetic."""
    wanted, day = months, received
    while wanted:
        day += DAY
        last = calendar.monthrange(day.year, day.month)[1]
        if day.day == received.day or (day.day == last and received.day > last):
            wanted -= 1
    day += paused * DAY
    while day.weekday() > 4 or day in holidays(day.year, territory):
        day += DAY
    return day


@given(days, lengths, territories)
def test_the_same_as_counting_day_after_day(
    received: dt.date, paused: int, territory: Territory
) -> None:
    place, one = Place(territory), course(received, paused)
    later = received + 400 * DAY
    assert clock.due(one, later, place) == by_hand(received, 1, paused, territory)
    assert clock.due(extended(one), later, place) == by_hand(received, 3, paused, territory)


@given(days, lengths, territories, st.booleans())
def test_the_last_day_is_a_working_day(
    received: dt.date, paused: int, territory: Territory, longer: bool
) -> None:
    one = course(received, paused)
    one = extended(one) if longer else one
    end = clock.due(one, received + 400 * DAY, Place(territory))
    assert end.weekday() < 5
    assert end not in holidays(end.year, territory)


@given(days, lengths, st.booleans(), territories)
def test_who_asks_later_is_answered_no_sooner(
    received: dt.date, paused: int, longer: bool, territory: Territory
) -> None:
    first, second = course(received, paused), course(received + DAY, paused)
    if longer:
        first, second = extended(first), extended(second)
    later, place = received + 400 * DAY, Place(territory)
    assert clock.due(first, later, place) <= clock.due(second, later, place)


@given(days, lengths, st.sampled_from([1, 3]))
def test_a_suspension_adds_exactly_its_length(received: dt.date, paused: int, months: int) -> None:
    later = received + 400 * DAY
    bare = clock.raw(Course(received), months, later)
    assert clock.raw(course(received, paused), months, later) - bare == paused * DAY


pauses = st.lists(st.tuples(st.integers(-5, 120), st.integers(0, 40)), max_size=4)


@given(days, pauses, st.one_of(st.none(), st.integers(0, 120)), territories)
def test_no_path_ends_later_than_the_law_allows(
    received: dt.date, asked: list[tuple[int, int]], told: int | None, territory: Territory
) -> None:
    """Whatever was asked and told, when: three months, the days really awaited, the holiday."""
    spans = tuple(Pause(received + n * DAY, received + (n + k) * DAY) for n, k in asked)
    awaited = {one.since + i * DAY for one in spans for i in range((one.until - one.since).days)}  # type: ignore[operator]
    place, later = Place(territory), received + 900 * DAY
    one = Course(received, pauses=spans, extended=None if told is None else received + told * DAY)
    months = 3 if clock.is_extended(one, place) else 1
    assert clock.raw(one, months, later) <= months_after(received, months) + len(awaited) * DAY
    assert clock.due(one, later, place) <= by_hand(received, 3, len(awaited), territory)
    if clock.is_extended(one, place):
        assert one.extended is not None
        assert one.extended <= by_hand(received, 1, len(awaited), territory)


@given(days, st.integers(0, 60))
def test_an_answer_never_suspends_nor_a_question_asked_too_late(
    received: dt.date, after: int
) -> None:
    end = clock.raw(Course(received), 1, received)
    late = Course(received, pauses=(Pause(end + DAY, end + (1 + after) * DAY),))
    assert clock.due(late, received + 400 * DAY) == clock.due(Course(received), received)
    assert not clock.may_suspend(replace(Course(received), answered=received), received)


def test_a_pause_that_lasts_moves_the_end_each_day() -> None:
    one = Course(D(2026, 1, 15), pauses=(Pause(D(2026, 1, 20)),))
    assert clock.state(one, D(2026, 4, 1)) is State.SUSPENDED
    assert clock.due(one, D(2026, 1, 21)) == D(2026, 2, 16)
    assert clock.due(one, D(2026, 1, 22)) == D(2026, 2, 17)


def test_two_pauses_that_overlap_count_once() -> None:
    spans = (Pause(D(2026, 1, 5), D(2026, 1, 12)), Pause(D(2026, 1, 8), D(2026, 1, 15)))
    assert clock.suspended_days(spans, D(2026, 2, 1)) == 10


def test_an_extension_told_after_the_first_month_is_none() -> None:
    told_late = Course(D(2026, 4, 1), extended=D(2026, 5, 5))
    assert clock.due(told_late, D(2026, 5, 6)) == D(2026, 5, 4)
    assert clock.state(told_late, D(2026, 5, 6)) is State.LATE
    in_time = Course(D(2026, 4, 1), extended=D(2026, 5, 4))  # 1 May, then a week-end
    assert clock.due(in_time, D(2026, 5, 6)) == D(2026, 7, 1)
    assert clock.state(in_time, D(2026, 5, 6)) is State.EXTENDED
    assert not clock.may_extend(Course(D(2026, 4, 1)), D(2026, 5, 5))
    assert clock.may_extend(Course(D(2026, 4, 1)), D(2026, 5, 4))


@pytest.mark.parametrize(
    ("territory", "received", "due"),
    [
        (Territory.NATIONAL, D(2026, 11, 26), D(2026, 12, 28)),  # 26 December 2026 is a Saturday
        (Territory.NATIONAL, D(2024, 2, 29), D(2024, 3, 29)),  # Good Friday: a working day
        (Territory.ALSACE_MOSELLE, D(2024, 2, 29), D(2024, 4, 2)),  # not there; then Easter Monday
        (Territory.NATIONAL, D(2024, 11, 26), D(2024, 12, 26)),
        (Territory.ALSACE_MOSELLE, D(2024, 11, 26), D(2024, 12, 27)),
        (Territory.MARTINIQUE, D(2026, 4, 22), D(2026, 5, 26)),  # 22 May, then Whit Monday
        (Territory.GUADELOUPE, D(2026, 4, 27), D(2026, 5, 28)),
        (Territory.REUNION, D(2027, 11, 20), D(2027, 12, 21)),
    ],
)
def test_each_territory_has_its_holidays(
    territory: Territory, received: dt.date, due: dt.date
) -> None:
    assert clock.due(Course(received), received, Place(territory)) == due


def test_holidays_of_a_year_we_know() -> None:
    assert sorted(holidays(2026)) == [
        D(2026, 1, 1), D(2026, 4, 6), D(2026, 5, 1), D(2026, 5, 8), D(2026, 5, 14), D(2026, 5, 25),
        D(2026, 7, 14), D(2026, 8, 15), D(2026, 11, 1), D(2026, 11, 11), D(2026, 12, 25),
    ]  # fmt: skip


@given(days, territories)
def test_any_month_holds_two_working_days(received: dt.date, territory: Territory) -> None:
    """Article 3(5) asks for nothing more here."""
    end = clock.raw(Course(received), 1, received)
    inside = [received + n * DAY for n in range(1, (end - received).days + 1)]
    assert sum(is_working(day, territory) for day in inside) >= 2


def test_the_day_is_that_of_the_territory() -> None:
    late_evening = dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)
    assert clock.day_of(late_evening) == D(2026, 2, 1)
    reunion = Place(Territory.REUNION, ZoneInfo("Indian/Reunion"))
    assert clock.day_of(dt.datetime(2026, 1, 31, 19, 59, tzinfo=dt.UTC), reunion) == D(2026, 1, 31)
    assert clock.day_of(dt.datetime(2026, 1, 31, 20, 0, tzinfo=dt.UTC), reunion) == D(2026, 2, 1)
    end = clock.last_instant(D(2026, 3, 2))
    assert clock.day_of(end - dt.timedelta(seconds=1)) == D(2026, 3, 2)
    assert clock.day_of(end) == D(2026, 3, 3)


def test_a_document_is_refused_by_silence_then_two_months_to_the_commission() -> None:
    one = Course(D(2026, 1, 31), Regime.CRPA)
    assert clock.due(one, D(2026, 2, 1)) == D(2026, 2, 28)  # a Saturday: this clock moves no day
    assert clock.state(one, D(2026, 2, 28)) is State.RUNNING
    assert clock.state(one, D(2026, 3, 1)) is State.SILENT
    assert clock.commission_before(one, D(2026, 2, 28)) is None
    assert clock.commission_before(one, D(2026, 3, 1)) == D(2026, 4, 28)
    refused = replace(one, answered=D(2026, 2, 10), refused=True)
    assert clock.commission_before(refused, D(2026, 2, 11)) == D(2026, 4, 10)
    assert clock.commission_before(replace(refused, refused=False), D(2026, 2, 11)) is None
    assert clock.commission_before(Course(D(2026, 1, 31)), D(2027, 1, 1)) is None


def test_a_document_is_neither_suspended_nor_extended() -> None:
    one = Course(
        D(2026, 1, 31), Regime.CRPA, pauses=(Pause(D(2026, 2, 1)),), extended=D(2026, 2, 2)
    )
    assert clock.due(one, D(2026, 3, 1)) == D(2026, 2, 28)
    assert not clock.may_suspend(Course(D(2026, 1, 31), Regime.CRPA), D(2026, 2, 1))
    assert not clock.may_extend(Course(D(2026, 1, 31), Regime.CRPA), D(2026, 2, 1))


def test_each_right_has_its_clock() -> None:
    assert clock.regime_of(Right.DOCUMENT) is clock.regime_of(Right.EXPLANATION) is Regime.CRPA
    assert clock.regime_of(Right.POST_MORTEM) is Regime.CUSTOM
    others = set(Right) - {Right.DOCUMENT, Right.EXPLANATION, Right.POST_MORTEM}
    assert {clock.regime_of(one) for one in others} == {Regime.GDPR}


def test_images_are_gone_when_the_device_says_never_after_a_month() -> None:
    assert clock.images_gone(D(2026, 1, 31)) == D(2026, 2, 28)
    assert clock.images_gone(D(2026, 1, 31), 15) == D(2026, 2, 15)
    assert clock.images_gone(D(2026, 1, 31), 90) == D(2026, 2, 28)
    one = Course(D(2026, 2, 10))
    assert clock.hold_answer_before(one, D(2026, 1, 31), D(2026, 2, 10)) == D(2026, 2, 28)
    assert clock.hold_answer_before(one, D(2026, 1, 31), D(2026, 3, 5)) == D(2026, 3, 5)
    assert not clock.hold_outlives(D(2026, 1, 31), D(2026, 2, 28))
    assert clock.hold_outlives(D(2026, 1, 31), D(2026, 3, 1))


@given(days, st.integers(0, 31), st.integers(0, 200))
def test_a_hold_never_lengthens_the_delay_of_the_answer(
    filmed: dt.date, after: int, waited: int
) -> None:
    one = Course(filmed + after * DAY)
    today = one.received + waited * DAY
    assert clock.hold_answer_before(one, filmed, today) <= clock.due(one, today)


def test_what_is_forwarded_runs_elsewhere() -> None:
    personal = Course(D(2026, 1, 31), forwarded=D(2026, 2, 3))
    assert clock.state(personal, D(2026, 9, 1)) is State.FORWARDED
    there = clock.elsewhere(personal)
    assert there is not None
    assert clock.due(there, D(2026, 2, 3)) == D(2026, 3, 3)
    document = replace(personal, regime=Regime.CRPA)
    there = clock.elsewhere(document)
    assert there is not None
    assert clock.due(there, D(2026, 2, 3)) == D(2026, 2, 28)
    assert clock.elsewhere(Course(D(2026, 1, 31))) is None


def test_how_long_it_took() -> None:
    one = course(D(2026, 1, 15), 10)
    assert clock.in_time(one) is None
    assert clock.days_taken(one) is None
    answered = replace(one, answered=D(2026, 2, 25))
    assert clock.in_time(answered) is True
    assert clock.days_taken(answered) == 31
    assert clock.in_time(replace(one, answered=D(2026, 2, 26))) is False
    assert clock.state(answered, D(2027, 1, 1)) is State.ANSWERED
    assert clock.state(replace(one, withdrawn=D(2026, 1, 20)), D(2026, 9, 1)) is State.WITHDRAWN
