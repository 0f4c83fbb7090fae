"""Devices that measure several properties speak by MQTT, and who follows hears them."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.observations.models import Datastream
from parvis.observations.mqtt import broker, topics
from parvis.observations.mqtt.consumer import Consumer
from parvis.observations.mqtt.teller import Teller
from tests.observations.mqtt.conftest import NAME, WHO, Broker, count, publish
from tests.observations.mqtt.test_slow import portal
from tests.observations.mqtt.test_updates import Reader
from tests.observations.sta.conftest import City, wind

__all__ = ["portal", "wind"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_device_says_several_values_and_they_are_told(
    city: City, wind: Datastream, mosquitto: Broker, portal: tuple[Consumer, Teller]
) -> None:
    consumer, teller = portal
    broker.tell(mosquitto.folder, *WHO)  # the datastream was made since
    own = topics.of(wind.pk, several=True)
    assert own == f"v1.1/MultiDatastreams({wind.pk})/Observations"
    acl = (mosquitto.folder / "acl").read_text(encoding="utf-8")
    assert f"topic write devices/{own}\n" in acl
    assert f"Datastreams({wind.pk})/" not in acl.replace("MultiDatastreams", "")
    consumer.run_once()
    mine = Reader(mosquitto.ports[2], own, f"v1.1/Datastreams({wind.pk})/Observations")
    every = Reader(mosquitto.ports[2], "v1.1/#")
    at, named = {"phenomenonTime": "2026-03-01T00:00:00Z"}, f"{NAME}/v1.1/Observations"
    later = {"phenomenonTime": "2026-03-01T01:00:00Z"}
    publish(mosquitto, [
        (own, at | {"result": [1]}), (own, at | {"result": 3}), (own, at | {"result": [1, "a"]}),
        (f"v1.1/Datastreams({wind.pk})/Observations", at | {"result": [9, 9]}),
        (named, at | {"result": [8, 8], "Datastream": {"@iot.id": wind.pk}}),
        (named, at | {"result": [8, 8], "MultiDatastream": {"@iot.id": city.air.pk}}),
        (own, at | {"result": [5.5, 180]}),
        (named, later | {"result": [6, None], "MultiDatastream": {"@iot.id": wind.pk}}),
    ])  # fmt: skip
    for _turn in range(60):
        consumer.run_once()
        if count(wind) == 6:
            break
    assert count(wind) == 6
    assert count(city.air) == 10
    teller.run_once()
    told = [mine.next() for _each in "ab"]
    assert [(topic, body["result"]) for topic, body in told] == [
        (own, [5.5, 180]),
        (own, [6, None]),
    ]
    assert told[0][1]["MultiDatastream@iot.navigationLink"].endswith("/MultiDatastream")
    heard = {topic for topic, _body in drained(every, 7)}
    assert heard == {
        "v1.1/Observations",
        own,
        "v1.1/MultiDatastreams",
        f"v1.1/MultiDatastreams({wind.pk})",
        f"v1.1/Things({wind.thing_id})/MultiDatastreams",
        f"v1.1/Sensors({wind.sensor_id})/MultiDatastreams",
    } | {topic for topic in heard if topic.startswith(("v1.1/Observations(", "v1.1/FeaturesOf"))}
    for reader in (mine, every):
        reader.go()


def drained(reader: Reader, least: int) -> list[tuple[str, Any]]:
    """All that came, `least` at least."""
    found = [reader.next() for _each in range(least)]
    reader.go()
    while not reader.told.empty():
        found.append(reader.told.get())
    return found
