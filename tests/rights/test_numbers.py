"""The public counters: what they count, what they keep to themselves."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from parvis.records.entitlements import Right
from parvis.rights import clock, numbers
from parvis.rights.numbers import LEAST, MASKED, Row
from parvis.rights.requests import actions, counting, course
from parvis.rights.requests.choices import Stage
from parvis.rights.requests.models import Pause, Request
from tests import makers
from tests.rights.makers import DAY, officer, received

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12))


@given(counts)
def test_no_small_count_is_said_nor_found_by_taking_off(found: dict[str, int]) -> None:
    shown = numbers.parts(found)
    assert all(count == MASKED or count >= LEAST for count in shown.values())
    assert set(shown) == {name for name, count in found.items() if count}
    hidden = [found[name] for name, count in shown.items() if count == MASKED]
    total = sum(found.values())
    rest = total - sum(count for count in shown.values() if count != MASKED)
    assert rest == sum(hidden)
    if len(shown) > 1:  # alone, a part is the whole
        assert len(hidden) != 1
    if len(hidden) < len(shown):  # two that share out two are one each
        assert not hidden or rest >= LEAST


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_part_hides_with_what_is_left_of_the_whole(whole: int, part: int) -> None:
    part = min(whole, part)
    shown = numbers.nested(whole, part)
    if shown not in (MASKED, 0):
        assert shown >= LEAST
        assert whole - shown == 0 or whole - shown >= LEAST


def test_what_is_hidden_is_not_found_in_its_parts() -> None:
    """Ten came, seven have an answer: as many in time would say that three have none."""
    rows = [Row(2026, "acces", n < 7, True, 8 if n < 7 else None, False) for n in range(10)]
    (year,) = numbers.years(rows)
    assert (year.received, year.answered, year.in_time, year.refused) == (10, *[MASKED] * 3)


def test_reasons_do_not_say_how_many_were_not_refused() -> None:
    """Seven answers, six refused for one reason: the reason would say that one was not."""
    rows = [Row(2026, "acces", True, True, 8, False, "others" if n else "") for n in range(7)]
    (year,) = numbers.years(rows)
    assert (year.answered, year.refused, year.by_refusal) == (7, MASKED, {"others": MASKED})


def test_a_year_is_counted() -> None:
    rows = [Row(2026, "acces", True, n != 0, 10 + n, False, "") for n in range(12)]
    rows += [Row(2026, "effacement", True, True, 30, True, "obligation") for _ in range(6)]
    rows += [Row(2025, "acces", False, False, None, False)]
    last, first = numbers.years(rows)
    assert (last.year, last.received, last.answered, last.refused) == (2026, 18, 18, 6)
    assert last.in_time == MASKED  # one was late: it would be found
    assert last.median_days == 18.5
    assert last.by_right == {"acces": 12, "effacement": 6}
    assert last.by_refusal == {"obligation": 6}
    assert (first.received, first.answered, first.median_days) == (MASKED, MASKED, None)


@pytest.mark.django_db
def test_the_page_its_json_and_its_csv_say_the_same(client: Client) -> None:
    assert "Aucune demande" in client.get("/droits/chiffres/").content.decode()
    owner = makers.organisation()
    dpo = officer(owner)
    made = [received(organisation=owner).request for _ in range(6)]
    for one in map(long_ago, made):
        actions.answer(one, dpo, Stage.REFUSED, "Non.", "others")
    Request.objects.update(answered=course.today() - DAY)
    cache.clear()
    year = (course.today() - 8 * DAY).year
    page = client.get("/droits/chiffres/").content.decode()
    assert "La copie montrerait les données d’autres personnes" in page
    assert client.get("/en/droits/chiffres/").status_code == 200
    told = client.get("/droits/chiffres.json").json()
    assert told["masked"] == MASKED
    (row,) = told["years"]
    assert (row["year"], row["received"], row["in_time"], row["median_days"]) == (year, 6, 6, 7)
    (line,) = csv.DictReader(io.StringIO(client.get("/droits/chiffres.csv").content.decode()))
    assert (line["received"], line["refused"]) == ("6", "6")
    assert client.get("/droits/chiffres.xml").status_code == 404
    published = counting.published()
    assert (published.received in (6, 0, None), published.in_time) == (True, 100)
    assert b"Maelle" not in client.get("/droits/chiffres.json").content


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_requests(
    client: Client, django_assert_num_queries: Any
) -> None:
    owner = makers.organisation()
    for _ in range(3):
        long_ago(received(organisation=owner).request)
    client.get("/droits/chiffres/")
    with django_assert_num_queries(2):
        counting.rows(Request.objects.all())
    for _ in range(4):
        long_ago(received(organisation=owner).request)
    with django_assert_num_queries(2):
        found = counting.rows(Request.objects.all())
    assert numbers.many(found) == 7


@pytest.mark.django_db
def test_the_database_counts_as_the_clock_does() -> None:
    """Every right, suspended, extended, refused, late, on both sides of each day that is due."""
    chance, owner, rights = random.Random(7), makers.organisation(), list(Right)
    for n in range(300):
        day = dt.date(2023, 12, 1) + dt.timedelta(days=chance.randrange(500))
        one = Request(
            follow=f"{n}", right=chance.choice(rights).value, organisation=owner, received=day,
            due=day, refusal=chance.choice(["", "", "others"]),
        )  # fmt: skip
        gdpr = clock.regime_of(Right(one.right)) is not clock.Regime.CRPA
        one.extended = day + 20 * DAY if gdpr and chance.random() < 0.2 else None
        one.save()
        if gdpr and chance.random() < 0.2:
            Pause.objects.create(request=one, since=day + 2 * DAY, until=day + 9 * DAY)
            Pause.objects.create(request=one, since=day + 9 * DAY, until=day + 11 * DAY)
        one.answered = chance.choice([None, course.due(one) + chance.randrange(-9, 4) * DAY])
        one.due = course.due(one)  # as each change leaves it
        one.save()
    one_by_one = [alone(one) for one in Request.objects.all()]
    assert numbers.years(counting.rows(Request.objects.all())) == numbers.years(one_by_one)
    timely = [row for row in counting.rows(Request.objects.exclude(answered=None)) if row.in_time]
    assert 0 < numbers.many(timely) < numbers.many(row for row in one_by_one if row.answered)


def long_ago(request: Request) -> Request:
    """The same request, received eight days ago."""
    Request.objects.filter(pk=request.pk).update(received=course.today() - 8 * DAY)
    request.refresh_from_db()
    return request


def alone(request: Request) -> Row:
    one, place = course.course_of(request), course.place()
    return Row(
        request.received.year, request.right, request.answered is not None,
        bool(clock.in_time(one, place)), clock.days_taken(one), clock.is_extended(one, place),
        request.refusal,
    )  # fmt: skip


@pytest.mark.django_db
def test_what_happens_today_is_told_tomorrow(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two readings of one day say the same; the next day's says the evening before."""
    owner, today = makers.organisation(), course.today()
    dpo = officer(owner)
    made = [long_ago(received(organisation=owner).request) for _ in range(12)]
    first = client.get("/droits/chiffres.json").json()
    assert first["day"] == (today - DAY).isoformat()
    for one in made:
        actions.answer(one, dpo, Stage.ACCEPTED, "Oui.")
    Request.objects.filter(pk=made[0].pk).update(extended=today)
    received(organisation=owner)
    assert client.get("/droits/chiffres.json").json() == first
    page = client.get("/droits/chiffres/").content.decode()
    assert "une fois par jour" in page
    cache.clear()
    assert client.get("/droits/chiffres.json").json() == first, "whatever becomes of the cache"
    assert client.get("/droits/chiffres/").content.decode() == page
    monkeypatch.setattr(course, "today", lambda: today + DAY)
    (later, *_others) = client.get("/droits/chiffres.json").json()["years"]
    assert (later["answered"], later["received"]) != (0, 12)
