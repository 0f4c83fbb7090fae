"""A small city: two public things and one that is not, with their observations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from parvis.observations import ingest, instants
from parvis.observations.measures import Measure
from parvis.observations.models import (
    Component,
    Datastream,
    HistoricalLocation,
    Key,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from parvis.observations.multi import ADDRESS, COMPLEX
from parvis.organisations.models import Organisation

ROOT = "/sta/v1.1"
HOUR = 3_600 * instants.SECOND
NOON = 1_767_268_800 * instants.SECOND  # 1 January 2026, 12:00 UTC


@dataclass
class City:
    mairie: Thing
    parc: Thing
    hidden: Thing
    air: Datastream
    noise: Datastream
    state: Datastream
    secret: Datastream


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def placed(thing: Thing, name: str, lon: float, lat: float) -> Location:
    location = Location.objects.create(
        name=name, description="", encoding_type="application/geo+json", location=point(lon, lat),
        west=lon, east=lon, south=lat, north=lat,
    )  # fmt: skip
    location.things.add(thing)
    HistoricalLocation.objects.create(thing=thing, time=NOON - HOUR).locations.add(location)
    return location


def stream(thing: Thing, name: str, observed: ObservedProperty, sensor: Sensor) -> Datastream:
    unit = {"name": "degré", "symbol": "°C", "definition": "ucum:Cel"}
    return Datastream.objects.create(
        name=name, description=f"{name} de {thing.name}", thing=thing, sensor=sensor, unit=unit,
        observed_property=observed, observation_type="OM_Measurement", properties={"rang": 1},
    )  # fmt: skip


@pytest.fixture
def city(db: None) -> City:
    mairie = Thing.objects.create(
        name="Mairie",
        description="Place de la Mairie",
        properties={"étage": 2, "rue": "Le Bastard"},
    )  # fmt: skip
    parc = Thing.objects.create(name="Parc", description="", properties={"rue": "d’Antrain"})
    hidden = Thing.objects.create(name="Atelier", description="", public=False)
    heat = ObservedProperty.objects.create(name="Température", definition="urn:t", description="")
    sound = ObservedProperty.objects.create(name="Bruit", definition="urn:b", description="")
    sensor = Sensor.objects.create(
        name="BME280", description="", encoding_type="text/html", metadata="https://example.org/bme"
    )
    placed(mairie, "Place de la Mairie", -1.68, 48.11)
    placed(parc, "Thabor", -1.669, 48.114)
    placed(hidden, "Atelier", -1.7, 48.1)
    made = City(
        mairie, parc, hidden, stream(mairie, "Air", heat, sensor),
        stream(parc, "Bruit", sound, sensor), stream(parc, "État", sound, sensor),
        stream(hidden, "Secret", heat, sensor),
    )  # fmt: skip
    ingest.record([
        *(Measure(made.air.pk, None, NOON + n * HOUR, number=10.0 + n) for n in range(10)),
        *(Measure(made.noise.pk, None, NOON + n * HOUR, number=50.5 + n) for n in range(5)),
        Measure(made.state.pk, None, NOON, NOON + HOUR, other=json.dumps("ouvert")),
        Measure(made.state.pk, None, NOON + HOUR, other=json.dumps({"a": {"b": 3}})),
        Measure(made.secret.pk, None, NOON, number=99.0),
    ])  # fmt: skip
    return made


@pytest.fixture
def wind(city: City) -> Datastream:
    """The speed and the direction of the wind at the mairie, each hour; once it turned, unheard."""
    made = Datastream.objects.create(
        name="Vent", description="", thing=city.mairie, sensor=city.air.sensor,
        observation_type=COMPLEX, types=[f"{ADDRESS}OM_Measurement", f"{ADDRESS}OM_Measurement"],
        unit=[{"name": "mètre par seconde", "symbol": "m/s", "definition": "ucum:m/s"},
              {"name": "degré", "symbol": "°", "definition": "ucum:deg"}],
    )  # fmt: skip
    for rank, name in enumerate(("Vitesse du vent", "Direction du vent")):  # not in their order
        seen = ObservedProperty(
            name=name, definition=f"urn:{rank}", description="", pk=9_000 - rank
        )
        seen.save(force_insert=True)
        Component.objects.create(datastream=made, observed_property=seen, position=rank)
    values = ([3.5, 270], [4, None], [12.25, 10], [7, 90])
    ingest.record(
        [Measure(made.pk, None, NOON + n * HOUR, other=json.dumps(one)) for n, one in
         enumerate(values)]
    )  # fmt: skip
    return made


Get = Callable[..., Any]
Send = Callable[..., Any]
SECRET = "une-cle-pour-les-tests"


@pytest.fixture
def rennes(db: None) -> Organisation:
    return Organisation.objects.create(title="Rennes", slug="rennes")


@pytest.fixture
def key(rennes: Organisation) -> Key:
    """Of a whole organisation."""
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    return Key.objects.create(
        name="Capteurs", organisation=rennes, everything=True, secret=digest, username="capteurs",
        password_line="",
    )  # fmt: skip


@pytest.fixture
def send(client: Client, key: Key) -> Send:
    """A change with the key: the answer, its status checked."""

    def ask(method: str, path: str, body: Any = None, status: int = 201, **more: Any) -> Any:
        media = more.pop("media", "application/json")
        headers = {"Authorization": f"Bearer {SECRET}"} | more
        answer = client.generic(
            method, f"{ROOT}/{path}", json.dumps(body), content_type=media, headers=headers
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else answer

    return ask


@pytest.fixture
def get(client: Client) -> Get:
    """JSON of a path under the root, or of an address that it gave; its status checked."""

    def ask(path: str, status: int = 200, **headers: str) -> Any:
        text, _mark, query = path.partition(f"{ROOT}/")[2 if ROOT in path else 0].partition("?")
        given = dict(one.split("=", 1) for one in query.split("&")) if query else {}
        if ROOT in path:  # an address that the service gave
            given = dict(parse_qsl(query, keep_blank_values=True))
        answer = client.get(f"{ROOT}/{text}", given, headers=headers)
        assert answer.status_code == status, answer.content.decode()
        media = answer.headers.get("Content-Type", "")
        return answer.json() if "json" in media else answer.content.decode()

    return ask
