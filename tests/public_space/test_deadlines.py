"""Before an authorisation or a device ends, who answers for it is told: once a stage."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.utils import timezone

from parvis.catalogue.models import LinkCheck
from parvis.observations.models import Location, Thing
from parvis.public_space import deadlines, jobs
from parvis.public_space.models import Device
from parvis.records import bulk
from tests import makers
from tests.public_space.makers import camera, published, sensor
from tests.public_space.test_register import MASKED
from tests.records.desk.waiting import awaited

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "found"),
    [(93, None), (92, 92), (31, 92), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_a_stage_is_reached_and_kept_until_the_next(left, found):
    today = dt.date(2026, 11, 30)
    assert deadlines.stage(today + left * DAY, today) == found


def ends_in(days, **values):
    today = timezone.localdate()
    given = {"order_date": today - 1000 * DAY, "order_expires": today + days * DAY}
    return published(camera(**given | values))


def test_the_steward_gets_one_letter_a_stage(mailoutbox):
    device = ends_in(60)
    steward = makers.member(device.organisation, "steward")
    makers.member(device.organisation, "contributor")
    assert deadlines.remind() == 1
    assert deadlines.remind() == 0
    (letter,) = mailoutbox
    assert letter.to == [steward.email]
    assert device.title in letter.subject
    assert "/espace-agents/" in letter.body
    device.order_expires = timezone.localdate() + 20 * DAY
    bulk.save_many([device])
    assert deadlines.remind() == 1


def test_an_order_without_an_end_ends_when_the_law_says(mailoutbox):
    today = timezone.localdate()
    device = ends_in(
        0, order_date=today.replace(year=today.year - 5) + 10 * DAY, order_expires=None
    )
    makers.member(device.organisation, "steward")
    assert deadlines.remind() == 1


def test_what_is_far_removed_or_no_camera_sends_nothing(mailoutbox):
    device = ends_in(200)
    makers.member(device.organisation, "steward")
    published(sensor(order_expires=timezone.localdate() + DAY, organisation=device.organisation))
    published(camera(status="removed", order_expires=timezone.localdate() + DAY,
                     organisation=device.organisation))  # fmt: skip
    assert deadlines.remind() == 0
    assert not mailoutbox


def test_the_database_is_asked_for_all_that_ends_leap_years_and_all():
    """It finds whatever the rule finds, day after day around a 29 February."""
    given = [None, dt.date(2021, 2, 28), *(dt.date(2020, 2, 26) + n * DAY for n in range(5))]
    expires = [None, dt.date(2025, 2, 27), dt.date(2031, 1, 1)]
    ends = [None, dt.date(2025, 3, 1), dt.date(2031, 1, 1)]
    town = makers.organisation()
    for number, days in enumerate(product(given, expires, ends)):
        named = dict(zip(("order_date", "order_expires", "ends_on"), days, strict=True))
        camera(organisation=town, slug=f"camera-{number}", **named).save()
    found = 0
    for last in (dt.date(2025, 2, 25) + n * DAY for n in range(7)):
        late = {d.pk for d in Device.objects.all() if any(e.day <= last for e in deadlines.of(d))}
        near = Device.objects.filter(deadlines.ending(*deadlines.days_of(last)))
        assert late <= set(near.values_list("pk", flat=True))
        found += len(late)
    assert found > 100


def test_what_ends_far_from_now_is_not_read():
    ends_in(200)
    ends_in(1, status="removed")
    published(sensor(order_expires=timezone.localdate()))
    last = timezone.localdate() + 92 * DAY
    near = Device.objects.filter(deadlines.ending(*deadlines.days_of(last)))
    assert [one.status for one in near] == ["removed"]


def test_the_desk_shows_what_ends_to_who_may_change_it():
    device = ends_in(10)
    mine, other = (
        makers.member(device.organisation, "steward"),
        makers.member(makers.organisation(), "steward"),
    )
    one = next(one for one in awaited(mine) if device.title in one.title)
    assert "préfet" in one.title
    assert one.url.startswith("/espace-agents/")
    assert (one.on, one.late) == (device.order_expires, False)
    assert not [one for one in awaited(other) if device.title in one.title]


def test_addresses_are_checked_and_a_thing_that_leaks_is_held_back():
    thing = Thing.objects.create(name="Sonde", public=True)
    published(camera(thing=thing, **MASKED))
    place = Location.objects.create(name="x", location={"type": "Point", "coordinates": [1, 2]})
    place.things.add(thing)
    jobs.look_after_devices.call()
    assert LinkCheck.objects.filter(address="https://ville.example/notice").exists()
    thing.refresh_from_db()
    assert thing.public is False
