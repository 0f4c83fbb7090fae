"""Devices speak through a real broker; one process of the portal keeps what they say."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations import ingest
from parvis.observations.models import FeatureOfInterest, Key
from parvis.observations.mqtt import broker, messages, topics
from parvis.observations.mqtt.consumer import Consumer
from parvis.observations.mqtt.lease import Lease
from parvis.observations.mqtt.messages import Message
from tests.observations.mqtt.conftest import NAME, WHO, Broker, count, publish, said
from tests.observations.sta.conftest import SECRET, City


def answered(mosquitto: Broker, secret: str) -> str:
    """What the broker says to who connects."""
    told: queue.Queue[str] = queue.Queue()
    client = Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
    client.on_connect = lambda _client, _data, _flags, reason, _more: told.put(str(reason))
    client.username_pw_set(NAME, secret)
    client.connect("127.0.0.1", mosquitto.ports[1])
    client.loop_start()
    try:
        return told.get(timeout=20)
    finally:
        client.disconnect()
        client.loop_stop()


def turned(consumer: Consumer, wanted: Callable[[], bool], turns: int = 20) -> None:
    """Turns of the consumer, until something is so."""
    for _turn in range(turns):
        if wanted():
            return
        consumer.run_once()
    assert wanted()


@pytest.mark.django_db(transaction=True)
def test_what_a_device_says_is_kept_once_however_often(
    city: City, mosquitto: Broker, consumer: Consumer
) -> None:
    consumer.run_once()
    for _again in range(2):
        publish(mosquitto, said(city.air, 20))
    more = {"phenomenonTime": "2026-04-01T00:00:00Z", "result": 1}
    publish(mosquitto, [(f"{NAME}/v1.1/Observations", more | {"Datastream": {"@iot.id":
                                                              city.air.pk}})])  # fmt: skip
    turned(consumer, lambda: count(city.air) == 31)
    consumer.run_once()
    assert count(city.air) == 31


@pytest.mark.django_db(transaction=True)
def test_what_was_not_acknowledged_is_told_again(
    city: City, mosquitto: Broker, consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer.run_once()
    failed = []

    def fails(batch: Any) -> list[int]:
        failed.append(len(batch))
        raise OSError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "record", fails)
        publish(mosquitto, said(city.air, 20))
        with pytest.raises(OSError, match="away"):
            turned(consumer, lambda: bool(failed) and False)
    assert count(city.air) == 10
    turned(consumer, lambda: count(city.air) == 30)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_begins_again_forgets_nothing(
    city: City, mosquitto: Broker, consumer: Consumer
) -> None:
    consumer.run_once()
    consumer.close()
    publish(mosquitto, said(city.air, 20))
    mosquitto.stop()
    mosquitto.start()
    turned(consumer, lambda: count(city.air) == 30)


@pytest.mark.django_db(transaction=True)
def test_the_broker_lets_a_key_say_what_is_its_own_alone(
    city: City, device: Key, mosquitto: Broker, consumer: Consumer
) -> None:
    consumer.run_once()
    other = {"phenomenonTime": "2026-04-01T00:00:00Z", "result": 1}
    link = {"Datastream": {"@iot.id": city.noise.pk}}
    publish(mosquitto, [
        (topics.of(city.noise.pk), other), (f"{NAME}/v1.1/Observations", other | link),
        ("k-ffff/v1.1/Observations", other | link), (topics.of(city.air.pk), {"a": 1}),
        *said(city.air, 1),
    ])  # fmt: skip
    turned(consumer, lambda: count(city.air) == 11)
    assert count(city.noise) == 5
    assert answered(mosquitto, SECRET) == "Success"
    assert answered(mosquitto, "fausse") == "Not authorized"


@pytest.mark.django_db
def test_what_the_broker_is_told_follows_the_keys(city: City, device: Key, tmp_path: Path) -> None:
    assert broker.tell(tmp_path, *WHO)
    assert not broker.tell(tmp_path, *WHO)
    text = (tmp_path / "acl").read_text(encoding="utf-8")
    own = topics.of(city.air.pk)
    assert f"user {NAME}\ntopic write devices/{NAME}/#\ntopic write devices/{own}\n" in text
    assert text.splitlines()[1] == "topic read v1.1/#"
    assert SECRET not in (tmp_path / "passwords").read_text(encoding="utf-8")
    other = (("parvis", "autre"), ("parvis", "secret"))
    assert broker.tell(tmp_path, *other)
    device.things.clear()
    assert broker.tell(tmp_path, *other)
    assert topics.of(city.air.pk) not in (tmp_path / "acl").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_one_message_that_cannot_be_taken_keeps_no_other_away(city: City, device: Key) -> None:
    good = [Message(topic, json.dumps(body).encode()) for topic, body in said(city.air, 3)]
    link = json.dumps({"result": 1, "Datastream": {"@iot.id": city.noise.pk}}).encode()
    bad = [
        Message(topics.of(99_999), b'{"result": 1}'), Message(topics.of(city.air.pk), b"{"),
        Message("autre", b"{}"), Message(f"{NAME}/v1.1/Observations", link),
        Message("k-ff/v1.1/Observations", link), Message(f"{NAME}/v3/a/devices/b/up", b"{}"),
    ]  # fmt: skip
    assert messages.take([*good[:1], *bad, *good[1:]]) == 3
    assert count(city.air) == 13


def test_what_is_not_shown_to_a_key_is_named_by_no_message(city: City, device: Key) -> None:
    about = FeatureOfInterest.objects.get(name="Atelier")
    shown = FeatureOfInterest.objects.get(name="Thabor")
    for topic in (topics.of(city.air.pk), f"{NAME}/v1.1/Observations"):
        for feature, taken in ((about, 0), (shown, 1)):
            links = {"FeatureOfInterest": feature, "Datastream": city.air}
            body = {name: {"@iot.id": one.pk} for name, one in links.items()} | {"result": 1}
            assert messages.take([Message(topic, json.dumps(body).encode())]) == taken


def elsewhere() -> bool:
    """Whether another, with a session of its own, may read the broker."""

    def ask() -> bool:
        lease = Lease()
        held = lease.held()
        lease.release()
        connection.close()
        return held

    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result()


@pytest.mark.django_db(transaction=True)
def test_one_reads_the_broker() -> None:
    lease = Lease()
    assert lease.held()
    assert lease.held()
    assert not elsewhere()
    lease.release()
    assert elsewhere()
