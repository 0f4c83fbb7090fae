"""How far a campaign came, and the day of each reminder."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.campaign.coverage import Share, Standing, covered, letter_due

START, END = dt.date(2026, 3, 1), dt.date(2026, 3, 31)


def test_a_list_is_begun_looked_at_then_complete():
    def standing(answered, complete=False):
        return Share("Jardins", 3, {"confirmed": answered} if answered else {}, complete).standing

    assert standing(0) is Standing.WAITING
    assert standing(2) is Standing.BEGUN
    assert standing(3) is Standing.LOOKED_AT
    assert standing(3, complete=True) is Standing.COMPLETE


def test_a_hundred_percent_is_said_only_when_all_were_looked_at():
    found = covered([Share("A", 199, {"confirmed": 198, "gone": 0}), Share("B", 1, {"wrong": 1})])
    assert (found.total, found.answered, found.percent) == (200, 199, 99)
    assert covered([]).percent == 0


def test_reminders_come_a_week_before_the_day_before_and_late():
    days = map(dt.timedelta, (-9, -7, -2, -1, 0, 1, 30, 31))
    said = [letter_due(START, END, END + one) for one in days]
    assert said == ["", "week", "week", "day", "day", "late", "late", ""]


def test_a_campaign_opened_late_has_no_reminder_on_the_day_of_its_first_letter():
    def said(start):
        days = range((END - start).days + 1)
        told = [letter_due(start, END, start + dt.timedelta(days=n)) for n in days]
        return told[0], {one for one in told if one}

    assert said(END - dt.timedelta(days=8)) == ("", {"week", "day"})
    assert said(END - dt.timedelta(days=7)) == ("", {"day"})
    assert said(END - dt.timedelta(days=1)) == ("", set())


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-400, 400))
def test_no_day_has_two_letters_and_none_comes_back(end, days):
    today = end + dt.timedelta(days=days)
    order = ["", "week", "day", "late"]
    before, after = (
        letter_due(end - dt.timedelta(days=60), end, day)
        for day in (today, today + dt.timedelta(days=1))
    )
    assert after == "" or order.index(after) >= order.index(before)
