"""Addresses that nobody follows by chance."""

import pytest

from parvis.observations import ingest
from parvis.observations.measures import Measure
from parvis.observations.models import Location, Thing
from tests.observations.makers import datastream
from tests.public_space.makers import published, sensor
from tests.public_space.test_register import ZONE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1500-06-01"])
@pytest.mark.parametrize("page", ["", "flux.atom"])
def test_a_day_far_away_is_a_day(client, day, page):
    assert client.get(f"/capteurs/changements/{page}?depuis={day}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/q/{short}", "/capteurs/{slug}/", "/capteurs/{slug}/valeurs/"]
)
def test_values_that_are_held_back_are_served_from_no_memory(client, address):
    thing = Thing.objects.create(name="Sonde")
    Location.objects.create(name="x", location=ZONE).things.add(thing)
    device = published(sensor(thing=thing))
    ingest.record([Measure(datastream(thing).pk, None, 1_000_000, number=21.5)])
    at = address.format(slug=device.slug, short=device.short)
    before = client.get(at)
    assert "21,5" in before.content.decode()
    Thing.objects.update(public=False)
    after = client.get(at, headers={"If-None-Match": before["ETag"]})
    assert after.status_code in {200, 404}
    assert "21,5" not in after.content.decode()


@pytest.mark.parametrize(
    "address", ["/q/{short}", "/capteurs/{slug}/", "/capteurs/{slug}/valeurs/"]
)
def test_a_corrected_value_is_shown_though_its_instant_is_the_same(client, address):
    thing = Thing.objects.create(name="Sonde")
    Location.objects.create(name="x", location=ZONE).things.add(thing)
    device = published(sensor(thing=thing))
    measure = Measure(datastream(thing).pk, None, 1_000_000, number=21.5)
    ingest.record([measure])
    at = address.format(slug=device.slug, short=device.short)
    before = client.get(at)
    ingest.record([measure._replace(number=22.25)])
    after = client.get(at, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "22,25" in after.content.decode()
    assert client.get(at, headers={"If-None-Match": after["ETag"]}).status_code == 304
