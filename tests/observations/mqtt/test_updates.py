"""Who subscribes at a real broker is told what is made and changed, and nothing that is hidden."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Web
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations import actions, ingest, outbox
from parvis.observations.measures import Measure
from parvis.observations.models import Datastream, Followed, Key, Sensor, Update
from parvis.observations.mqtt import followed as kept
from parvis.observations.mqtt import updates
from parvis.observations.mqtt.teller import Teller
from parvis.observations.sta import service
from parvis.organisations.models import Organisation
from tests.observations.mqtt.conftest import NAME, Broker, publish, said
from tests.observations.sta.conftest import HOUR, NOON, SECRET, City, Send, get, send

__all__ = ["get", "send"]
pytestmark = pytest.mark.django_db(transaction=True)
Told = tuple[str, Any]


@pytest.fixture(autouse=True)
def _told(settings: Any, mosquitto: Broker) -> None:
    """Once the city is there: making it tells nothing."""
    settings.PARVIS_MQTT_URL, settings.PARVIS_MQTT_FOLDER = mosquitto.url, str(mosquitto.folder)


@pytest.fixture
def teller(mosquitto: Broker) -> Iterator[Teller]:
    made = Teller(mosquitto.followers_url, mosquitto.folder, lambda: False)
    yield made
    made.close()
    made.lease.release()


class Reader:
    """Somebody without a key who subscribes; the broker's answer has come once it is made."""

    def __init__(self, port: int, *topics: str, secret: str = "") -> None:
        self.told: queue.Queue[Told] = queue.Queue()
        ready: queue.Queue[Any] = queue.Queue()
        self.client = Client(CallbackAPIVersion.VERSION2)
        self.client.on_subscribe = lambda *_told: ready.put(None)
        self.client.on_message = lambda _client, _data, message: self.told.put(
            (message.topic, json.loads(message.payload))
        )
        if secret:
            self.client.username_pw_set(NAME, secret)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        self.client.subscribe([(topic, 1) for topic in topics])
        ready.get(timeout=20)

    def next(self) -> Told:
        return self.told.get(timeout=20)

    def go(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


Reads = Callable[..., Reader]


@pytest.fixture
def reads(mosquitto: Broker) -> Iterator[Reads]:
    made: list[Reader] = []

    def subscribe(*topics: str, port: int = 2, secret: str = "") -> Reader:
        made.append(Reader(mosquitto.ports[port], *topics, secret=secret))
        return made[-1]

    yield subscribe
    for one in made:
        one.go()


def measured(stream: Datastream, hour: int, number: float) -> int:
    return ingest.record([Measure(stream.pk, None, NOON + hour * HOUR, number=number)])[0]


def test_who_subscribes_is_told_what_is_made_and_changed(
    city: City, teller: Teller, reads: Reads, get: Any
) -> None:
    topics = [
        f"v1.1/Datastreams({city.air.pk})/Observations", "v1.1/Observations",
        "v1.1/Observations?$select=result,@iot.id",
        f"v1.1/Things({city.mairie.pk})/Datastreams({city.air.pk})/Observations",
        f"v1.1/Datastreams({city.air.pk})", f"v1.1/Datastreams({city.air.pk})/phenomenonTime",
    ]  # fmt: skip
    readers = {topic: reads(topic) for topic in topics}
    other = reads(f"v1.1/Datastreams({city.noise.pk})/Observations")
    number = measured(city.air, 20, 1.0)
    assert teller.run_once() == len(topics)
    whole, short = get(f"Observations({number})"), {"result": 1.0, "@iot.id": number}
    stream = get(f"Datastreams({city.air.pk})")
    time = {"phenomenonTime": stream["phenomenonTime"]}
    for topic, body in zip(topics, [whole, whole, short, whole, stream, time], strict=True):
        assert readers[topic].next() == (topic, body)
    measured(city.air, 20, 2.0)  # corrected
    measured(city.noise, 20, 3.0)
    teller.run_once()
    assert readers[topics[0]].next()[1]["result"] == 2.0
    assert [readers[topics[2]].next()[1]["result"] for _each in range(2)] == [2.0, 3.0]
    assert other.next()[1]["result"] == 3.0
    assert not Update.objects.exists()


def test_things_are_told_as_they_are_made_and_changed(
    city: City, rennes: Organisation, key: Key, send: Send, teller: Teller, reads: Reads
) -> None:
    own = f"v1.1/Things({city.mairie.pk})"
    names = [own, f"{own}/name", f"{own}/properties/rue", "v1.1/Things?$select=name"]
    readers = [reads(topic) for topic in names]
    key.everything = True
    key.save()
    city.mairie.organisation = rennes
    city.mairie.save()
    send("PATCH", f"Things({city.mairie.pk})", {"name": "Hôtel de ville"}, 200)
    made = send("POST", "Things", {"name": "Banc", "description": ""})["@iot.id"]
    teller.run_once()
    assert readers[0].next()[1]["name"] == "Hôtel de ville"
    assert readers[1].next() == (names[1], {"name": "Hôtel de ville"})
    assert [readers[3].next()[1] for _each in "ab"] == [
        {"name": "Hôtel de ville"},
        {"name": "Banc"},
    ]
    send("PATCH", f"Things({city.mairie.pk})", {"properties": {"rue": "Hoche"}}, 200)
    place = {"type": "Point", "coordinates": [-1.6, 48.1]}
    past = reads(f"v1.1/Things({made})/HistoricalLocations", "v1.1/Locations")
    send("POST", f"Things({made})/Locations", {
        "name": "Là", "description": "", "encodingType": "application/geo+json", "location": place,
    })  # fmt: skip
    teller.run_once()
    assert readers[2].next() == (names[2], {"rue": "Hoche"})  # and not before: its name changed
    assert {past.next()[0] for _each in "ab"} == {f"v1.1/Things({made})/HistoricalLocations",
                                                   "v1.1/Locations"}  # fmt: skip


def test_filters_of_several_topics_are_told_each(city: City, teller: Teller, reads: Reads) -> None:
    every, sets = reads("v1.1/#"), reads("v1.1/+/Observations")
    number = measured(city.air, 20, 1.0)
    teller.run_once()
    told = [every.next()[0] for _each in range(7)]
    assert f"v1.1/Datastreams({city.air.pk})/Observations" in told
    assert f"v1.1/Things({city.mairie.pk})/Datastreams" in told
    assert {"v1.1/Observations", f"v1.1/Observations({number})", "v1.1/Datastreams"} < {*told}
    assert {sets.next()[0].partition("(")[0] for _each in "ab"} == {
        "v1.1/Datastreams", "v1.1/FeaturesOfInterest",
    }  # fmt: skip


def test_what_is_not_shown_to_all_is_told_to_nobody(
    city: City, device: Key, mosquitto: Broker, teller: Teller, reads: Reads
) -> None:
    device.things.add(city.hidden)
    stream = f"v1.1/Datastreams({city.secret.pk})"
    readers = [reads("v1.1/#"), reads(f"{stream}/Observations", stream, "v1.1/Observations")]
    readers += [reads("#", "devices/#", "$SYS/#"), reads("#", "v1.1/#", port=1, secret=SECRET)]
    publish(mosquitto, said(city.air, 1))  # a device is heard by nobody
    measured(city.secret, 20, 1.0)
    number = measured(city.air, 20, 2.0)
    teller.run_once()
    assert readers[1].next() == ("v1.1/Observations", {**readers[0].next()[1]})
    for reader in readers:
        reader.go()
        while not reader.told.empty():
            topic, body = reader.told.get()
            assert str(city.secret.pk) not in topic.partition("Datastreams")[2]
            assert body["@iot.id"] in {number, city.air.pk}
    assert readers[3].told.empty()


def test_nobody_publishes_what_others_read(
    city: City, teller: Teller, mosquitto: Broker, reads: Reads
) -> None:
    topic = f"v1.1/Datastreams({city.air.pk})/Observations"
    reader, liar = reads(topic), reads("v1.1/Things")
    liar.client.publish(topic, '{"result": "faux"}').wait_for_publish(10)
    publish(mosquitto, said(city.air, 1))
    number = measured(city.air, 20, 2.0)
    teller.run_once()
    assert reader.next()[1]["@iot.id"] == number


def test_what_the_broker_did_not_have_is_told_again(
    city: City, teller: Teller, reads: Reads, mosquitto: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reads("v1.1/Observations?$select=result")
    measured(city.air, 20, 1.0)
    with monkeypatch.context() as patch:
        patch.setattr(Teller, "answer", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            teller.run_once()
    assert Update.objects.count() == 1
    measured(city.air, 21, 2.0)
    teller.run_once()
    assert [reader.next()[1]["result"] for _each in range(3)] == [1.0, 1.0, 2.0]


def test_a_portal_that_was_away_knows_who_subscribed_meanwhile(
    city: City, teller: Teller, reads: Reads, mosquitto: Broker
) -> None:
    before = reads("v1.1/Observations?$select=result")
    teller.run_once()
    reader = reads(f"v1.1/Datastreams({city.air.pk})/Observations?$select=result")
    measured(city.air, 20, 1.0)
    teller.close()
    teller.lease.release()
    again = Teller(mosquitto.followers_url, mosquitto.folder, lambda: False)
    again.run_once()
    assert before.next()[1] == reader.next()[1] == {"result": 1.0}
    again.close()
    again.lease.release()


def test_a_topic_that_nobody_follows_any_more_is_forgotten(
    city: City, teller: Teller, reads: Reads
) -> None:
    reads("v1.1/Observations").go()
    reads("v1.1/+/Observations").go()
    measured(city.air, 20, 1.0)
    assert teller.run_once() > 0
    assert not Followed.objects.exists()
    measured(city.air, 21, 2.0)
    assert teller.run_once() == 0
    later = reads("v1.1/Observations")
    measured(city.air, 22, 3.0)
    teller.run_once()
    assert later.next()[1]["result"] == 3.0


def test_a_long_log_of_the_broker_is_begun_again(
    city: City, teller: Teller, reads: Reads, mosquitto: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LARGEST", 10)
    first = reads("v1.1/Observations")
    teller.run_once()
    assert (mosquitto.folder / "subscriptions.old").exists()
    second = reads("v1.1/Observations?$select=result")
    measured(city.air, 20, 1.0)
    teller.run_once()
    assert first.next()[1]["result"] == second.next()[1]["result"] == 1.0


def test_a_change_that_is_undone_is_told_to_nobody(city: City) -> None:
    with transaction.atomic():
        measured(city.air, 20, 1.0)
        assert Update.objects.exists()
        transaction.set_rollback(True)
    assert not Update.objects.exists()


def test_one_write_is_one_row_of_identifiers(city: City) -> None:
    found = ingest.record([Measure(city.air.pk, None, NOON + n * HOUR, number=1.0)
                           for n in range(20, 70)])  # fmt: skip
    assert Update.objects.get().changes == [
        ["Observation", found, None], ["Datastream", [city.air.pk], list(outbox.TIMES)],
    ]  # fmt: skip
    Update.objects.all().delete()
    actions.remove(found[:3])
    assert Update.objects.get().changes == [["Datastream", [city.air.pk], list(outbox.TIMES)]]


def test_nothing_is_noted_where_nobody_is_told(city: City, settings: Any) -> None:
    settings.PARVIS_MQTT_FOLDER = ""
    measured(city.air, 20, 1.0)
    assert not Update.objects.exists()


def test_what_is_gone_before_it_is_told_is_not_told(
    city: City, teller: Teller, reads: Reads
) -> None:
    reader = reads("v1.1/Observations?$select=result", "v1.1/Sensors")
    actions.remove([measured(city.air, 20, 1.0)])
    outbox.note(("Sensor", [10**9], None))
    measured(city.air, 21, 2.0)
    teller.run_once()
    assert reader.next()[1] == {"result": 2.0}
    assert Sensor.objects.count() == 1


def test_many_followers_cost_no_question_each(
    city: City, mosquitto: Broker, django_assert_max_num_queries: Any
) -> None:
    known = kept.Followed(Path(mosquitto.folder))
    for n in range(200):
        known.add(f"v1.1/Datastreams({city.air.pk + n})/Observations")
    number = measured(city.air, 20, 1.0)
    with django_assert_max_num_queries(6):
        found = list(updates.messages([("Observation", [number], None)], known))
    assert [topic for topic, _body in found] == [f"v1.1/Datastreams({city.air.pk})/Observations"]


def test_the_root_says_where_what_changes_is_told(settings: Any) -> None:
    name = (
        "http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates"
    )
    settings.PARVIS_MQTT_PUBLIC_URL = "mqtt://capteurs.ville.example:1884"
    told = Web().get("/sta/v1.1/").json()["serverSettings"]
    assert name in told["conformance"]
    assert told[name] == {"endpoints": ["mqtt://capteurs.ville.example:1884"]}
    settings.PARVIS_MQTT_FOLDER = ""
    kept = Web().get("/sta/v1.1/").json()["serverSettings"]["conformance"]
    assert name not in kept
    assert service.CREATION in kept
    settings.PARVIS_MQTT_URL = ""
    assert service.CREATION not in Web().get("/sta/v1.1/").json()["serverSettings"]["conformance"]
