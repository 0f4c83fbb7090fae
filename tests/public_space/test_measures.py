"""What a device measures: a day by hour, a month by day, a year by month, with their table."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from parvis.observations.ingest import record
from parvis.observations.instants import of
from parvis.observations.measures import Measure
from parvis.observations.models import (
    Component,
    Datastream,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from parvis.public_space import values
from tests.public_space.makers import published, sensor

pytestmark = pytest.mark.django_db


def thing(public=True):
    """A thermometer with two datastreams: forty days of one value an hour, and a word."""
    made = Thing.objects.create(name="Sonde", public=public)
    place = Location.objects.create(name="x", location={"type": "Point", "coordinates": [1, 2]})
    place.things.add(made)
    heat, state = (stream(made, name) for name in ("Température", "Porte"))
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(days=40)
    record([
        *(Measure(heat.pk, None, of(start + dt.timedelta(hours=n)), number=float(n % 24))
          for n in range(40 * 24 + 1)),
        Measure(state.pk, None, of(timezone.now()), other='"ouverte"'),
    ])  # fmt: skip
    return made, heat, state


def stream(of_thing, name):
    return Datastream.objects.create(
        name=name, thing=of_thing, observation_type="x", unit={"symbol": "°C"},
        sensor=Sensor.objects.create(name="s", encoding_type="x", metadata=""),
        observed_property=ObservedProperty.objects.create(name=name, definition="x"),
    )  # fmt: skip


@pytest.fixture
def device():
    made, *_streams = thing()
    return published(sensor(thing=made))


def read(client, device, query="", status=200):
    answer = client.get(f"/capteurs/{device.slug}/valeurs/{query}")
    assert answer.status_code == status
    return answer


@pytest.mark.parametrize(("period", "most"), [("jour", 25), ("mois", 32), ("annee", 3)])
def test_a_period_has_its_chart_its_table_and_its_file(client, device, period, most):
    page = read(client, device, f"?periode={period}").content.decode()
    assert "<svg" in page
    assert "Température (°C)" in page
    text = read(client, device, f"?periode={period}&format=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert 2 <= len(rows) <= most
    assert rows == sorted(rows, key=lambda row: row["debut"])
    if period == "mois":
        assert {row["nombre"] for row in rows[1:-1]} <= {"23", "24", "25"}
        whole = [row for row in rows if row["nombre"] == "24"]
        assert {(float(row["minimum"]), float(row["maximum"])) for row in whole} == {(0, 23)}
        assert {float(row["moyenne"]) for row in whole} == {11.5}


def test_a_measure_in_words_stands_on_the_page_of_the_device(client, device):
    page = client.get(f"/capteurs/{device.slug}/").content.decode()
    assert "ouverte" in page
    assert f"/capteurs/{device.slug}/valeurs/" in page


def test_each_of_several_properties_is_told_by_its_name(client, django_assert_num_queries):
    made, *_streams = thing()
    several = Datastream.objects.create(
        name="Temps", thing=made, observation_type="x", types=["OM_Measurement", "OM_Measurement"],
        unit=[{"symbol": "m/s"}, {"symbol": None, "name": "pour cent"}],
        sensor=Sensor.objects.create(name="s", encoding_type="x", metadata=""),
    )  # fmt: skip
    for rank, name in enumerate(("Vent", "Humidité")):
        seen = ObservedProperty.objects.create(name=name, definition="x")
        Component.objects.create(datastream=several, observed_property=seen, position=rank)
    now = timezone.now()
    record([Measure(several.pk, None, of(now - dt.timedelta(hours=n)), other=f"[{n + 1.5}, null]")
            for n in range(5)])  # fmt: skip
    device = published(sensor(thing=made))
    page = client.get(f"/capteurs/{device.slug}/").content.decode()
    assert "Vent" in page
    assert "1,5\u202fm/s" in page
    assert "Humidité" not in page  # nothing was measured of it
    told = read(client, device, f"?mesure={several.pk}.0&periode=mois").content.decode()
    assert "Vent (m/s)" in told
    assert f"?mesure={several.pk}.1" in told
    text = read(client, device, f"?mesure={several.pk}.0&format=csv").content.decode()
    assert sum(int(row["nombre"]) for row in csv.DictReader(io.StringIO(text))) == 5
    nothing = read(client, device, f"?mesure={several.pk}.1").content.decode()
    assert "Aucune valeur" in nothing
    for wrong in (f"{several.pk}", f"{several.pk}.2", f"{several.pk}.x"):
        read(client, device, f"?mesure={wrong}", 400)
    with django_assert_num_queries(2):
        values.latest(made.pk)


def test_a_measure_without_numbers_says_that_there_is_nothing_to_draw(client, device):
    words = Datastream.objects.get(name="Porte")
    assert "Aucune valeur" in read(client, device, f"?mesure={words.pk}").content.decode()


@pytest.mark.parametrize("query", ["?periode=siecle", "?mesure=x", "?mesure=999999", "?format=xml"])
def test_what_is_none_of_ours_is_named(client, device, query):
    page = read(client, device, query, 400).content.decode()
    assert query.partition("=")[2] in page


def test_another_devices_measure_is_not_read_here(client, device):
    _other, heat, _state = thing()
    read(client, device, f"?mesure={heat.pk}", 400)


def test_what_is_held_back_or_measures_nothing_has_no_such_page(client):
    made, *_rest = thing(public=False)
    read(client, published(sensor(thing=made)), status=404)
    read(client, published(sensor()), status=404)
    assert client.get("/capteurs/inconnu/valeurs/").status_code == 404
