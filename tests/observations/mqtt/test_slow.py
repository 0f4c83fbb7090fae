"""Somebody follows and never reads: it costs a bounded amount, and nothing of what devices say."""

from __future__ import annotations

import json
import os
import queue
import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations.mqtt import configuration, topics
from parvis.observations.mqtt.consumer import Consumer
from parvis.observations.mqtt.teller import Teller
from tests.observations.mqtt.conftest import DOCS, Broker, count, publish
from tests.observations.mqtt.test_updates import Reader, measured
from tests.observations.sta.conftest import City

pytestmark = pytest.mark.django_db(transaction=True)
MANY, LARGE, SENT = 100, 50_000, 3_000  # messages of devices; octets of a message told, messages


@pytest.fixture
def portal(settings: Any, mosquitto: Broker) -> Iterator[tuple[Consumer, Teller]]:
    settings.PARVIS_MQTT_URL, settings.PARVIS_MQTT_FOLDER = mosquitto.url, str(mosquitto.folder)
    consumer = Consumer(mosquitto.url, lambda: False)
    teller = Teller(mosquitto.followers_url, mosquitto.folder, lambda: False)
    yield consumer, teller
    for one in (consumer, teller):
        one.close()
        one.lease.release()


@pytest.fixture
def sleeper(mosquitto: Broker) -> Iterator[socket.socket]:
    """It subscribes to everything, has its answer, then reads no more."""
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        opened.settimeout(20)
        opened.connect(("127.0.0.1", mosquitto.ports[2]))
        opened.sendall(packet(0x10, b"\0\4MQTT\4\2\0\0" + text("dort")))
        assert opened.recv(4) == b"\x20\2\0\0"
        opened.sendall(packet(0x82, b"\0\1" + text("v1.1/#") + b"\1"))
        assert opened.recv(5) == b"\x90\3\0\1\0"  # QoS 0, whatever is asked for
        yield opened


def packet(kind: int, body: bytes) -> bytes:
    return bytes([kind, len(body)]) + body


def text(value: str) -> bytes:
    return struct.pack(">H", len(value)) + value.encode()


def memory(process: int) -> int:
    """Octets that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1_024


def turned(consumer: Consumer, city: City, wanted: int) -> None:
    for _turn in range(60):
        consumer.run_once()
        if count(city.air) >= wanted:
            return


def test_what_devices_say_gets_through_beside_who_never_reads(
    city: City, mosquitto: Broker, portal: tuple[Consumer, Teller], sleeper: socket.socket
) -> None:
    consumer, teller = portal
    reader = Reader(mosquitto.ports[2], "v1.1/Observations?$select=result")
    consumer.run_once()
    publish(mosquitto, [
        (topics.of(city.air.pk), {"phenomenonTime": f"2026-03-01T00:{n // 60:02}:{n % 60:02}Z",
                                  "result": n}) for n in range(MANY)
    ])  # fmt: skip
    turned(consumer, city, 10 + MANY)
    assert count(city.air) == 10 + MANY
    teller.run_once()
    assert sorted(reader.next()[1]["result"] for _each in range(MANY)) == list(range(MANY))
    reader.go()


def test_what_waits_for_who_never_reads_is_bounded(
    mosquitto: Broker, sleeper: socket.socket
) -> None:
    """A third of what is told at most; the broker answers for all of it meanwhile."""
    broker = mosquitto.processes[1].pid
    before = memory(broker)
    done: queue.Queue[int] = queue.Queue()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv311)
    client.on_publish = lambda _client, _data, mid, _reason, _more: done.put(mid)
    client.username_pw_set("parvis", "secret")
    client.connect("127.0.0.1", mosquitto.ports[3])
    client.loop_start()
    body = json.dumps({"name": os.urandom(LARGE // 2).hex()})
    for start in range(0, SENT, 100):
        for _each in range(start, start + 100):
            client.publish("v1.1/Things(1)", body, qos=1)
        for _each in range(100):
            done.get(timeout=30)
    client.disconnect()
    client.loop_stop()
    bound = 1_000 * LARGE
    assert memory(broker) - before < 1.3 * bound < 0.5 * SENT * LARGE


def test_nothing_waits_for_a_follower_that_is_away(
    city: City, mosquitto: Broker, portal: tuple[Consumer, Teller]
) -> None:
    """Its session is kept an hour, without messages."""
    _consumer, teller = portal
    gone, first = absent(mosquitto)
    assert first is False
    gone.client.subscribe("v1.1/Observations?$select=result", 1)
    gone.ready.get(timeout=20)
    gone.go()
    told(city, teller, 1.0)
    back, again = absent(mosquitto)
    assert again is True
    told(city, teller, 2.0)
    assert back.told.get(timeout=20) == ("v1.1/Observations?$select=result", {"result": 2.0})
    back.go()


class Absent(Reader):
    """Who keeps a session; `ready`: the answers of the broker."""

    def __init__(self, port: int) -> None:
        self.told: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.ready: queue.Queue[Any] = queue.Queue()
        self.client = Client(CallbackAPIVersion.VERSION2, client_id="absent", clean_session=False)
        self.client.on_subscribe = lambda *_told: self.ready.put(None)
        self.client.on_message = lambda _client, _data, message: self.told.put(
            (message.topic, json.loads(message.payload))
        )
        self.client.on_connect = lambda _client, _data, flags, *_more: self.ready.put(
            flags.session_present
        )
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()


def absent(mosquitto: Broker) -> tuple[Absent, bool]:
    """Connected, and whether the broker knew it."""
    made = Absent(mosquitto.ports[2])
    return made, made.ready.get(timeout=20)


def told(city: City, teller: Teller, number: float) -> None:
    measured(city.air, 30 + int(number), number)
    teller.run_once()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_what_is_written(language: str) -> None:
    page = (DOCS / language / "sensorthings.md").read_text(encoding="utf-8")
    assert re.findall(r"```conf\n(.*?)```", page, re.DOTALL) == list(configuration.FILES.values())


def test_a_configuration_that_the_town_changed_stays(tmp_path: Path) -> None:
    configuration.write(tmp_path)
    assert f"acl_file {tmp_path}/acl\n" in (tmp_path / "devices.conf").read_text(encoding="utf-8")
    (tmp_path / "followers.conf").write_text("listener 1\n", encoding="utf-8")
    configuration.write(tmp_path)
    assert (tmp_path / "followers.conf").read_text(encoding="utf-8") == "listener 1\n"
