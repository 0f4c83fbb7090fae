"""Makers of sensors write through SensorThings with a key."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from parvis.observations import ingest
from parvis.observations.measures import Measure
from parvis.observations.models import (
    Datastream,
    HistoricalLocation,
    Key,
    Location,
    Observation,
    Sensor,
    Thing,
)
from parvis.observations.sta import bodies, changing
from parvis.observations.sta.authority import Rights
from parvis.observations.sta.entities import DATASTREAM
from tests.observations.sta.conftest import HOUR, NOON, ROOT, City, Get, Send, point

UNIT = {"name": "degré Celsius", "symbol": "°C", "definition": "ucum:Cel"}
SENSOR = {"name": "DHT22", "description": "", "encodingType": "text/plain", "metadata": "dht"}
HEAT = {"name": "Température", "definition": "urn:t", "description": ""}
PLACE = {
    "name": "Mât", "description": "", "encodingType": "application/geo+json",
    "location": point(-1.68, 48.11),
}  # fmt: skip


def stream(**more: Any) -> dict[str, Any]:
    return {
        "name": "Air", "description": "", "observationType": "OM_Measurement",
        "unitOfMeasurement": UNIT, "Sensor": SENSOR, "ObservedProperty": HEAT,
    } | more  # fmt: skip


def whole() -> dict[str, Any]:
    observation = {"phenomenonTime": "2026-01-01T12:00:00Z", "result": 12.5}
    return {
        "name": "Sonde", "description": "Sur un mât", "properties": {"rue": "Nantes"},
        "Locations": [PLACE], "Datastreams": [stream(Observations=[observation])],
    }  # fmt: skip


def test_a_thing_comes_with_all_that_is_nested_in_it(send: Send, get: Get) -> None:
    key = send("POST", "Things", whole())["@iot.id"]
    found = get(f"Things({key})?$expand=Locations,Datastreams($expand=Observations,Sensor)")
    assert found["Locations"][0]["location"] == point(-1.68, 48.11)
    [made] = found["Datastreams"]
    assert made["Sensor"]["name"] == "DHT22"
    assert made["phenomenonTime"] == "2026-01-01T12:00:00Z/2026-01-01T12:00:00Z"
    assert [one["result"] for one in made["Observations"]] == [12.5]
    feature = get(f"Observations({made['Observations'][0]['@iot.id']})/FeatureOfInterest")
    assert feature["feature"] == point(-1.68, 48.11)


def test_a_change_writes_over_nothing_that_moves_meanwhile(city: City, key: Key) -> None:
    city.mairie.organisation = key.organisation
    city.mairie.save()
    read_before = Datastream.objects.get(pk=city.air.pk)
    ingest.record([Measure(city.air.pk, None, NOON + 40 * HOUR, number=1.0)])
    draft = bodies.read(DATASTREAM, {"name": "Air du toit"}, ZoneInfo("UTC"), partial=True)
    changing.change(Rights(key), DATASTREAM, read_before, draft)
    after = Datastream.objects.get(pk=city.air.pk)
    assert (after.name, after.count, after.last_end) == ("Air du toit", 11, NOON + 40 * HOUR)


def test_where_it_was_is_remembered(send: Send, get: Get) -> None:
    key = send("POST", "Things", whole())["@iot.id"]
    assert HistoricalLocation.objects.filter(thing=key).count() == 1
    send("POST", f"Things({key})/Locations", PLACE | {"name": "Ailleurs"})
    assert [one["name"] for one in get(f"Things({key})/Locations")["value"]] == ["Ailleurs"]
    past = get(f"Things({key})/HistoricalLocations?$expand=Locations&$orderby=time desc")["value"]
    assert [one["Locations"][0]["name"] for one in past] == ["Ailleurs", "Mât"]


def test_a_place_noted_by_hand_is_where_it_is_when_it_is_the_last(send: Send, get: Get) -> None:
    thing = send("POST", "Things", whole())["@iot.id"]
    place = send("POST", "Locations", PLACE | {"name": "Dépôt"})["@iot.id"]
    link = {"Thing": {"@iot.id": thing}, "Locations": [{"@iot.id": place}]}
    send("POST", "HistoricalLocations", link | {"time": "2020-01-01T00:00:00Z"})
    assert [one["name"] for one in get(f"Things({thing})/Locations")["value"]] == ["Mât"]
    send("POST", "HistoricalLocations", link | {"time": "2120-01-01T00:00:00Z"})
    assert [one["name"] for one in get(f"Things({thing})/Locations")["value"]] == ["Dépôt"]


@pytest.mark.parametrize("named", [True, False], ids=["its feature", "no feature"])
def test_the_sql_of_one_more_observation_is_already_written(
    city: City, send: Send, rennes: Any, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    Thing.objects.update(organisation=rennes)
    about = Observation.objects.filter(datastream=city.air.pk).values_list("feature", flat=True)[0]
    body: dict[str, Any] = {"Datastream": {"@iot.id": city.air.pk}}
    body |= {"FeatureOfInterest": {"@iot.id": about}} if named else {}
    for minute in range(2):
        if minute:
            monkeypatch.setattr(SQLCompiler, "as_sql", unwanted)
        time = f"2026-05-01T12:0{minute}:00Z"
        send("POST", "Observations", body | {"phenomenonTime": time, "result": minute})
    monkeypatch.undo()
    assert city.air.count + 12 == Datastream.objects.get(pk=city.air.pk).count


def unwanted(compiler: SQLCompiler, *_given: Any, **_more: Any) -> Any:
    raise AssertionError(f"the ORM writes {compiler.query.model} anew")


def test_an_observation_posted_to_its_datastream_twice_is_one(
    city: City, send: Send, rennes: Any
) -> None:
    Thing.objects.update(organisation=rennes)
    path = f"Datastreams({city.air.pk})/Observations"
    body = {"phenomenonTime": "2026-02-01T00:00:00Z", "result": 3}
    first, again = (send("POST", path, body) for _ in range(2))
    assert first == again
    assert Observation.objects.filter(datastream=city.air).count() == 11


def test_a_refused_part_undoes_the_whole(send: Send) -> None:
    body = whole()
    body["Datastreams"][0]["ObservedProperty"] = {"name": "sans définition"}
    told = send("POST", "Things", body, status=400)
    assert "definition" in told["message"]
    assert not Thing.objects.exists()
    assert not Sensor.objects.exists()


@pytest.mark.parametrize(
    ("path", "body", "word"),
    [
        ("Things", {"name": "x"}, "description"),
        ("Things", {"name": 3, "description": ""}, "name"),
        ("Things", {"name": "x", "description": "", "couleur": "bleu"}, "couleur"),
        ("Things", {"name": "x", "description": "", "properties": [1]}, "properties"),
        ("Things", {"name": "x\0", "description": ""}, "caractère"),
        ("Things", [], "objet JSON"),
        ("Locations", PLACE | {"location": {"type": "Point"}}, "GeoJSON"),
        ("Datastreams", stream(Thing={"@iot.id": 999}), "999"),
        ("Datastreams", stream(Thing={"@iot.id": "a"}), "identifiant"),
        ("Observations", {"result": 1}, "Datastream"),
        ("Observations", {"result": 1, "phenomenonTime": "hier"}, "hier"),
    ],
)
def test_what_is_wrong_is_named(send: Send, path: str, body: Any, word: str) -> None:
    told = send("POST", path, body, status=400)
    assert (told["code"], told["type"]) == (400, "error")
    assert word in told["message"]


def test_a_patch_merges_and_a_put_replaces(send: Send, get: Get) -> None:
    key = send("POST", "Things", whole())["@iot.id"]
    send("PATCH", f"Things({key})", {"name": "Autre"}, status=200)
    found = get(f"Things({key})")
    assert (found["name"], found["properties"]) == ("Autre", {"rue": "Nantes"})
    patch = [{"op": "add", "path": "/properties/étage", "value": 3},
             {"op": "remove", "path": "/properties/rue"}]  # fmt: skip
    media = "application/json-patch+json"
    send("PATCH", f"Things({key})", patch, status=200, media=media)
    assert get(f"Things({key})")["properties"] == {"étage": 3}
    send("PUT", f"Things({key})", {"name": "Neuve", "description": "d"}, status=200)
    found = get(f"Things({key})")
    assert (found["name"], found["properties"]) == ("Neuve", {})
    send("PUT", f"Things({key})", {"name": "Neuve"}, status=400)
    assert len(get(f"Things({key})/Datastreams")["value"]) == 1


def test_an_observation_is_corrected(send: Send, get: Get) -> None:
    send("POST", "Things", whole())
    [one] = get("Observations")["value"]
    own = f"Observations({one['@iot.id']})"
    send("PATCH", own, {"result": "ouvert", "parameters": {"a": 1}}, status=200)
    found = get(own)
    assert (found["result"], found["parameters"]) == ("ouvert", {"a": 1})
    assert found["phenomenonTime"] == "2026-01-01T12:00:00Z"
    send("PATCH", own, {"phenomenonTime": "2026-01-02T00:00:00Z"}, status=200)
    assert get("Datastreams")["value"][0]["phenomenonTime"].startswith("2026-01-02")


def test_what_cannot_be_without_it_goes_with_it(send: Send, get: Get) -> None:
    key = send("POST", "Things", whole())["@iot.id"]
    send("DELETE", f"Things({key})", status=200)
    kept = {name: get(name)["value"] for name in ("Datastreams", "Observations",
                                                  "HistoricalLocations", "Sensors")}  # fmt: skip
    assert {name: len(rows) for name, rows in kept.items()} == {
        "Datastreams": 0, "Observations": 0, "HistoricalLocations": 0, "Sensors": 1,
    }  # fmt: skip
    get(f"Things({key})", 404)
    send("DELETE", f"Things({key})", status=404)


def test_a_sensor_takes_its_datastreams_and_a_place_its_past(send: Send, get: Get) -> None:
    key = send("POST", "Things", whole())["@iot.id"]
    place = get(f"Things({key})/Locations")["value"][0]["@iot.id"]
    send("DELETE", f"Locations({place})", status=200)
    assert get("HistoricalLocations")["value"] == []
    sensor = get("Sensors")["value"][0]["@iot.id"]
    send("DELETE", f"Sensors({sensor})", status=200)
    assert (get("Datastreams")["value"], get("Observations")["value"]) == ([], [])


def test_a_feature_takes_its_observations(send: Send, get: Get) -> None:
    send("POST", "Things", whole())
    feature = get("FeaturesOfInterest")["value"][0]["@iot.id"]
    send("DELETE", f"FeaturesOfInterest({feature})", status=200)
    assert get("Observations")["value"] == []
    assert "phenomenonTime" not in get("Datastreams")["value"][0]


def test_many_observations_at_once(send: Send, get: Get) -> None:
    send("POST", "Things", whole())
    key = Datastream.objects.get().pk
    rows = [["2026-03-01T00:00:00Z", n] for n in range(3)]
    rows[1][0] = "2026-03-02T00:00:00Z"
    body = [{"Datastream": {"@iot.id": key}, "components": ["phenomenonTime", "result"],
             "dataArray@iot.count": 4, "dataArray": [*rows, ["hier", 3]]}]  # fmt: skip
    links = send("POST", "CreateObservations", body)
    assert links[0] == links[2] != links[1]  # the same instant twice: one, corrected
    assert links[3] == "error"
    found = get("Observations?$orderby=phenomenonTime&$skip=1")["value"]
    assert [one["result"] for one in found] == [2, 1]


def test_calls_that_go_together(send: Send, get: Get) -> None:
    place = {"id": "lieu", "method": "post", "url": "$mat/Locations", "body": PLACE}
    thing = {"id": "mat", "method": "post", "url": "Things",
             "body": {"name": "Mât", "description": ""}}  # fmt: skip
    read = {"id": "lu", "method": "get", "url": "Things?$filter=name eq 'Mât'&$expand=Locations"}
    told = send("POST", "$batch", {"requests": [thing, place, read]}, status=200)["responses"]
    assert [one["status"] for one in told] == [201, 201, 200]
    assert told[2]["body"]["value"][0]["Locations"][0]["name"] == "Mât"
    wrong = [
        thing | {"atomicityGroup": "g"},
        {"id": "non", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {}},
    ]
    told = send("POST", "$batch", {"requests": wrong}, status=200)["responses"]
    assert [one["status"] for one in told] == [424, 400]
    assert Thing.objects.count() == 1


def test_without_a_key_nothing_is_written(city: City, client: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer fausse"}, {"X-API-Key": "fausse"}):
        answer = client.post(
            f"{ROOT}/Sensors", json.dumps(SENSOR), content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_key_writes_its_own_things_only(city: City, key: Key, send: Send) -> None:
    key.everything = False
    key.save()
    key.things.add(city.mairie)
    own = city.mairie.locations.get().pk
    send("PATCH", f"Things({city.mairie.pk})", {"description": "d"}, status=200)
    send("POST", f"Datastreams({city.air.pk})/Observations", {"result": 1})
    for method, path, body in (
        ("POST", f"Datastreams({city.noise.pk})/Observations", {"result": 1}),
        ("POST", "Things", {"name": "x", "description": ""}),
        ("PATCH", f"Things({city.parc.pk})", {"name": "x"}),
        ("DELETE", f"Datastreams({city.noise.pk})", None),
        ("PATCH", f"Sensors({city.air.sensor_id})", {"name": "à tous"}),
        ("PATCH", f"Datastreams({city.air.pk})", {"Thing": {"@iot.id": city.parc.pk}}),
        ("DELETE", f"Locations({Location.objects.get(name='Thabor').pk})", None),
        ("PATCH", f"Locations({own})", {"Things": [{"@iot.id": city.parc.pk}]}),
        ("POST", "Locations", PLACE | {"Things": [{"@iot.id": city.parc.pk}]}),
        ("POST", f"Things({city.parc.pk})/Locations", PLACE),
    ):
        send(method, path, body, status=403)


def test_what_is_not_public_shows_only_to_its_key(
    city: City, key: Key, client: Client, get: Get
) -> None:
    paths = ("Things", "Datastreams", "Observations", "Locations", "HistoricalLocations",
             "FeaturesOfInterest", "Things?$expand=Datastreams/Observations",
             "ObservedProperties?$expand=Datastreams", "Sensors?$expand=Datastreams")  # fmt: skip
    for path in paths:
        assert not {"Atelier", "Secret"} & set(texts(get(path))), path
        assert 99 not in set(texts(get(path))), path
    get(f"Things({city.hidden.pk})", 404)
    get(f"Datastreams({city.secret.pk})/Observations", 404)
    assert get("Observations?$count=true&$top=0") == {"@iot.count": 17, "value": []}
    key.things.add(city.hidden)
    key.everything = False
    key.save()
    shown = get(f"Things({city.hidden.pk})", Authorization="Bearer une-cle-pour-les-tests")
    assert shown["name"] == "Atelier"


def texts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in texts(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in texts(inner)]
    return [value]
