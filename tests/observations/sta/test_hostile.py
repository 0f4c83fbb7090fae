"""What a key must not reach: the things of others, and what is shown to nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from parvis.observations import ingest
from parvis.observations.measures import Measure
from parvis.observations.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from parvis.observations.sta import batch, formats
from tests.observations.sta.conftest import NOON, ROOT, City, Get, Send, placed, point
from tests.observations.sta.test_write import PLACE, stream


@pytest.fixture
def mine(city: City, rennes: Any) -> Thing:
    """Of the key's organisation; the things of the city are of nobody."""
    return Thing.objects.create(name="Ma sonde", organisation=rennes)


def here(thing: Thing) -> list[str]:
    return list(thing.locations.values_list("name", flat=True))


def test_a_place_takes_no_thing_of_others(city: City, mine: Thing, send: Send) -> None:
    place = send("POST", f"Things({mine.pk})/Locations", PLACE)["@iot.id"]
    others = {"Things": [{"@iot.id": city.mairie.pk}]}
    send("PATCH", f"Locations({place})", others, status=403)
    send("POST", "Locations", PLACE | others, status=403)
    assert here(city.mairie) == ["Place de la Mairie"]


def test_what_is_another_organisation_s_is_linked_to_nothing(
    city: City, mine: Thing, send: Send
) -> None:
    place, sensor = Location.objects.get(name="Place de la Mairie"), city.air.sensor_id
    named = {"@iot.id": place.pk}
    for method, path, body in (
        ("PATCH", f"Things({mine.pk})", {"Locations": [named]}),
        ("POST", "Things", {"name": "a", "description": "", "Locations": [named]}),
        ("POST", "HistoricalLocations", {"Thing": {"@iot.id": mine.pk}, "Locations": [named],
                                         "time": "2026-01-01T00:00:00Z"}),
        ("POST", "Datastreams", stream(Thing={"@iot.id": mine.pk}, Sensor={"@iot.id": sensor})),
    ):  # fmt: skip
        assert "autre organisation" in send(method, path, body, status=403)["message"]
    own = send("POST", "Datastreams", stream(Thing={"@iot.id": mine.pk}))["@iot.id"]
    send("PATCH", f"Datastreams({own})", {"Sensor": {"@iot.id": sensor}}, status=403)
    city.mairie.locations.clear()  # it was there
    send("PATCH", f"Things({mine.pk})", {"Locations": [named]}, status=403)
    made = send("POST", f"Things({mine.pk})/Locations", PLACE)["@iot.id"]
    second = {"name": "b", "description": "", "Locations": [{"@iot.id": made}]}
    send("POST", "Things", second)


def test_a_place_enters_no_past_of_others(city: City, mine: Thing, send: Send) -> None:
    past = HistoricalLocation.objects.get(thing=city.mairie)
    others = {"HistoricalLocations": [{"@iot.id": past.pk}]}
    send("POST", "Locations", PLACE | others, status=403)
    place = send("POST", f"Things({mine.pk})/Locations", PLACE)["@iot.id"]
    send("PATCH", f"Locations({place})", others, status=403)
    assert list(past.locations.values_list("name", flat=True)) == ["Place de la Mairie"]


def test_a_place_of_another_s_past_is_not_taken_away(city: City, mine: Thing, send: Send) -> None:
    left = Location.objects.get(name="Place de la Mairie")
    city.mairie.locations.clear()
    send("DELETE", f"Locations({left.pk})", status=403)
    send("PATCH", f"Locations({left.pk})", {"name": "Ailleurs"}, status=403)
    assert HistoricalLocation.objects.filter(thing=city.mairie).count() == 1


def test_what_is_not_shown_is_linked_to_nothing(
    city: City, mine: Thing, send: Send, client: Client
) -> None:
    where = Location.objects.get(name="Atelier")
    seen = FeatureOfInterest.objects.get(name="Atelier")
    city.secret.sensor = Sensor.objects.create(
        name="Caché", encoding_type="text/plain", metadata="x"
    )
    city.secret.save()
    named = {"@iot.id": where.pk}
    send("PATCH", f"Things({mine.pk})", {"Locations": [named]}, status=400)
    past = {"Thing": {"@iot.id": mine.pk}, "time": "2026-01-01T00:00:00Z", "Locations": [named]}
    send("POST", "HistoricalLocations", past, status=400)
    own = stream(Thing={"@iot.id": mine.pk})
    send("POST", "Datastreams", own | {"Sensor": {"@iot.id": city.secret.sensor_id}}, status=400)
    made = send("POST", "Datastreams", own)["@iot.id"]
    feature = {"@iot.id": seen.pk}
    send("POST", f"Datastreams({made})/Observations",
         {"result": 1, "FeatureOfInterest": feature}, status=400)  # fmt: skip
    array = {"Datastream": {"@iot.id": made}, "components": ["result", "FeatureOfInterest/id"],
             "dataArray": [[1, seen.pk]]}  # fmt: skip
    send("POST", "CreateObservations", [array], status=400)
    for path in (f"Locations({where.pk})", f"FeaturesOfInterest({seen.pk})"):
        assert client.get(f"{ROOT}/{path}").status_code == 404


def test_where_a_hidden_thing_was_is_not_shown(city: City, get: Get) -> None:
    before = Location.objects.get(name="Atelier")
    city.hidden.locations.clear()
    placed(city.hidden, "Dépôt", -1.71, 48.12)
    get(f"Locations({before.pk})", status=404)
    assert "Atelier" not in str(get("Locations"))


@pytest.mark.parametrize("gone", ["Observations", "Datastreams", "Things", "ObservedProperties"])
def test_what_goes_leaves_no_trace_of_where_it_was(
    city: City, rennes: Any, send: Send, get: Get, gone: str
) -> None:
    Thing.objects.filter(pk=city.hidden.pk).update(organisation=rennes)
    heat = ObservedProperty.objects.create(name="Chaleur", definition="urn:c", description="")
    Datastream.objects.filter(pk=city.secret.pk).update(observed_property=heat)
    about = FeatureOfInterest.objects.create(name="Chez quelqu’un", feature=point(-1.7, 48.1))
    [said] = ingest.record([Measure(city.secret.pk, about.pk, NOON + 1, number=1.0)])
    keys = {"Observations": said, "Datastreams": city.secret.pk, "Things": city.hidden.pk,
            "ObservedProperties": heat.pk}  # fmt: skip
    send("DELETE", f"{gone}({keys[gone]})", status=200)
    shown = str([get(path) for path in ("Locations", "FeaturesOfInterest")])
    assert "Thabor" in shown
    assert "Chez quelqu’un" not in shown
    assert "Atelier" not in shown


def test_what_is_too_deep_or_too_long_is_told(mine: Thing, send: Send, get: Get) -> None:
    deep: Any = {}
    for _ in range(800):
        deep = {"a": deep}
    made = {"name": "a", "description": "", "properties": deep}
    call = {"id": "1", "method": "post", "url": "Things", "body": made}
    send("POST", "$batch", {"requests": [call]}, status=400)
    send("PATCH", f"Things({mine.pk})", {"properties": deep}, status=400)
    get("Things?$orderby=" + ",".join(["name"] * 2_000), status=400)


@pytest.mark.parametrize("limit", ["LONGEST", "HEAVIEST"])
def test_a_batch_does_not_read_for_ever(
    city: City, client: Client, monkeypatch: Any, limit: str
) -> None:
    monkeypatch.setattr(batch, limit, 0)
    calls = [{"id": str(n), "method": "get", "url": "Things"} for n in range(3)]
    answer = client.post(f"{ROOT}/$batch", {"requests": calls}, content_type="application/json")
    assert [one["status"] for one in answer.json()["responses"]] == [200, 503, 503]


def test_a_table_of_all_pairs_is_bounded_whole(
    city: City, client: Client, monkeypatch: Any
) -> None:
    asked = f"{ROOT}/Things?$expand=Datastreams,Locations&$resultFormat="
    assert len(client.get(f"{asked}CSV").content.decode().splitlines()) == 4
    monkeypatch.setattr(formats, "LARGEST", 2)
    assert client.get(f"{asked}CSV").status_code == 400
    assert len(client.get(f"{asked}GeoJSON").json()["features"]) == 2


def test_a_call_in_a_batch_that_is_no_call_is_told(client: Client, key: Any) -> None:
    call = {"id": "0", "method": "get", "url": "Things", "headers": ["a"]}
    answer = client.post(f"{ROOT}/$batch", {"requests": [call]}, content_type="application/json")
    assert answer.status_code == 400
    call = {"id": "0", "method": "post", "url": "Things", "raw": "a"}
    answer = client.post(f"{ROOT}/$batch", {"requests": [call]}, content_type="application/json")
    assert answer.json()["responses"][0]["status"] == 401
