"""A key tells where a masked device is: nobody sees it, from the very first moment."""

from __future__ import annotations

import json

import pytest

from parvis.observations import ingest
from parvis.observations.measures import Measure
from parvis.observations.models import FeatureOfInterest, Location, Thing
from parvis.public_space import jobs
from parvis.records.kinds import Circle
from tests.observations.makers import datastream
from tests.observations.sta.conftest import SECRET, key, rennes
from tests.public_space.makers import camera, published, sensor
from tests.public_space.test_register import MASKED, ZONE

pytestmark = pytest.mark.django_db
__all__ = ["key", "rennes"]
EXACT = {"type": "Point", "coordinates": [-1.676543, 48.123456]}
PLACE = {
    "name": "Ici",
    "description": "",
    "encodingType": "application/geo+json",
    "location": EXACT,
}


@pytest.fixture
def thing(rennes):
    """Of a masked camera; its only place is the zone."""
    made = Thing.objects.create(name="Sonde", organisation=rennes)
    Location.objects.create(name="Zone", location=ZONE).things.add(made)
    published(camera(thing=made, **MASKED))
    return made


def send(client, method, path, body):
    answer = client.generic(
        method, f"/sta/v1.1/{path}", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Bearer {SECRET}"},
    )  # fmt: skip
    assert answer.status_code < 300, answer.content.decode()


def is_hidden(client, thing):
    thing.refresh_from_db()
    assert not thing.public
    assert client.get(f"/sta/v1.1/Things({thing.pk})").status_code == 404
    for path in ("Locations", "FeaturesOfInterest", "HistoricalLocations?$expand=Locations"):
        assert "48.123456" not in client.get(f"/sta/v1.1/{path}").content.decode()


def test_by_a_new_place(client, key, thing):
    send(client, "POST", f"Things({thing.pk})/Locations", PLACE)
    is_hidden(client, thing)


def test_by_the_place_it_has(client, key, thing):
    send(client, "PATCH", f"Locations({thing.locations.get().pk})", {"location": EXACT})
    is_hidden(client, thing)


def test_by_the_area_of_its_measures(client, key, thing):
    stream = datastream(thing)
    send(client, "PATCH", f"Datastreams({stream.pk})", {"observedArea": EXACT})
    is_hidden(client, thing)


def test_by_what_one_measure_is_about(client, key, thing):
    stream = datastream(thing)
    about = FeatureOfInterest.objects.create(name="Ici", feature=EXACT)
    ingest.record([
        Measure(stream.pk, about.pk, 1_000_000, number=1.0),
        Measure(stream.pk, None, 2_000_000, number=2.0),  # the last one says the zone
    ])  # fmt: skip
    is_hidden(client, thing)


def test_the_things_of_a_device_for_agents_are_for_nobody():
    made = Thing.objects.create(name="Sonde")
    published(sensor(thing=made, circle=Circle.AGENTS))
    jobs.look_after_devices.call()
    made.refresh_from_db()
    assert not made.public
