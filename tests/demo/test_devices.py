"""The devices of the demonstration: marked, in order or not, and alive."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from parvis.demo import devices, organisations
from parvis.demo.measures import PROFILES, value
from parvis.observations.models import Datastream, Latest
from parvis.public_space import checking, dtpr, values
from parvis.public_space.models import Device, Sign

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 9, 7, tzinfo=dt.UTC)


@pytest.fixture
def loaded(db):
    organisations.load("essai")
    return devices.load(organisations.by_slug(), timezone.localdate(), "essai")


def test_each_kind_is_there_and_says_that_it_does_not_exist(loaded):
    rows = Device.objects.all()
    assert loaded == len(rows) == len(devices.rows())
    assert {row.kind for row in rows} == {"sensor", "counter", "camera"}
    assert all("fictive" in row.summary for row in rows)
    assert all(row.translations["en"]["title"] for row in rows)
    assert Sign.objects.filter(live=True).count() >= 6
    assert devices.load(organisations.by_slug(), timezone.localdate(), "essai") == 0


def test_each_term_is_one_of_the_vocabulary(loaded):
    known = dtpr.all_elements()
    for row in Device.objects.all():
        for field in ("purposes", "technologies", "data", "processing", "access", "storage"):
            assert not set(getattr(row, field)) - known.keys(), (row.slug, field)


def test_rules_have_something_to_say_of_them_and_nothing_grave(loaded):
    found = {breach.rule.name: breach.rule.severity
             for _row, breach in checking.found(checking.public_devices())}  # fmt: skip
    assert {"order-soon-past", "hold-unsaid", "homes-unsaid", "sign-missing"} <= set(found)
    assert "error" not in found.values()


def test_a_station_measures_several_things_at_once_and_a_sign_names_its_square(loaded):
    devices.measure(NOW)
    last = Latest.objects.get(datastream__thing__device__short="demwth2")
    assert len(json.loads(last.other)) == last.datastream.components.count() == 4
    told = {one.name: one.unit for one in values.latest(last.datastream.thing_id)}
    assert told["Vitesse du vent"] == "m/s"
    assert len(told) == 4
    shared = Sign.objects.get(short="demsgn2")
    assert shared.live
    assert len(shared.devices) == 3


def test_they_measure_once_then_only_what_is_new(loaded):
    first = devices.measure(NOW)
    assert first > 10_000
    assert devices.measure(NOW) == 0
    later = NOW + dt.timedelta(minutes=15)
    assert 0 < devices.measure(later) <= Datastream.objects.count()
    heat = Latest.objects.get(datastream__thing__device__slug="thermometre-place-des-tilleuls")
    assert heat.start == int(dt.datetime(2026, 11, 30, 9, 15, tzinfo=dt.UTC).timestamp()) * 10**6
    assert -5 < heat.number < 20


@pytest.mark.parametrize("profile", PROFILES)
def test_a_value_is_the_same_for_the_same_instant_and_a_likely_one(profile):
    start = dt.datetime(2026, 1, 1)
    found = [value(profile, "7", start + dt.timedelta(hours=n)) for n in range(24 * 365)]
    assert found[:48] == [value(profile, "7", start + dt.timedelta(hours=n)) for n in range(48)]
    least, most = {
        "heat": (-10, 40),
        "cool": (-10, 38),
        "fill": (0, 100),
        "damp": (30, 100),
        "wind": (0, 12),
        "pressure": (980, 1_040),
    }.get(profile, (0, 500))
    assert least <= min(found) < max(found) <= most
    assert len(set(found)) > 20
