"""Places of those who follow: who has a key has one, whatever others take."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations.models import Key
from parvis.observations.mqtt import broker
from parvis.observations.mqtt.teller import Teller
from tests.observations.mqtt.conftest import NAME, WHO, Broker
from tests.observations.mqtt.test_updates import measured
from tests.observations.sta.conftest import SECRET, City

pytestmark = pytest.mark.django_db(transaction=True)
FEW = 3
TOPIC = "v1.1/Observations?$select=result"


class Follower:
    """`answers`: whether the broker let it in, then the reason of each end; `told`: messages."""

    def __init__(self, port: int, name: str = "", password: str = "") -> None:
        self.answers: queue.Queue[Any] = queue.Queue()
        self.told: queue.Queue[bytes] = queue.Queue()
        self.ready: queue.Queue[None] = queue.Queue()
        self.client = Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        self.client.on_connect = lambda _c, _d, _f, reason, _p: self.answers.put(
            not reason.is_failure
        )
        self.client.on_disconnect = lambda *_told: self.answers.put("ended")
        self.client.on_message = lambda _c, _d, message: self.told.put(message.payload)
        self.client.on_subscribe = lambda *_told: self.ready.put(None)
        if name:
            self.client.username_pw_set(name, password)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def answer(self) -> Any:
        return self.answers.get(timeout=20)

    def follow(self) -> None:
        self.client.subscribe(TOPIC)
        self.ready.get(timeout=20)

    def go(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def mosquitto(device: Key, tmp_path: Any) -> Iterator[Broker]:
    """With few places for people without a name."""
    broker.tell(tmp_path, *WHO)
    file = tmp_path / "followers.conf"
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace("max_connections 100", f"max_connections {FEW}", 1), "utf-8")
    made = Broker(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def teller(settings: Any, mosquitto: Broker) -> Iterator[Teller]:
    settings.PARVIS_MQTT_URL, settings.PARVIS_MQTT_FOLDER = mosquitto.url, str(mosquitto.folder)
    made = Teller(mosquitto.followers_url, mosquitto.folder, lambda: False)
    yield made
    made.close()
    made.lease.release()


@pytest.fixture
def follow(mosquitto: Broker) -> Iterator[Any]:
    made = []

    def come(port: int, *who: str) -> Follower:
        made.append(Follower(mosquitto.ports[port], *who))
        return made[-1]

    yield come
    for one in made:
        one.go()


def test_who_has_a_key_follows_when_all_other_places_are_taken(
    city: City, teller: Teller, follow: Any
) -> None:
    crowd = [follow(2) for _each in range(FEW + 2)]
    let_in = [one.answer() for one in crowd]
    assert let_in.count(True) == FEW
    named = follow(4, NAME, SECRET)
    assert named.answer() is True
    named.follow()
    measured(city.air, 31, 1.0)
    teller.run_once()
    assert named.told.get(timeout=20) == b'{"result": 1}'


def test_a_key_has_one_place(follow: Any) -> None:
    first = follow(4, NAME, SECRET)
    assert first.answer() is True
    assert follow(4, NAME, SECRET).answer() is True
    assert first.answer() == "ended"


def test_nobody_has_such_a_place_without_the_key(follow: Any) -> None:
    assert follow(4).answer() is False
    assert follow(4, NAME, "deviné").answer() is False
    assert follow(4, "k-9999", "deviné").answer() is False


def test_who_has_a_key_reads_and_says_nothing(city: City, teller: Teller, follow: Any) -> None:
    listener = follow(2)
    assert listener.answer() is True
    listener.follow()
    named = follow(4, NAME, SECRET)
    assert named.answer() is True
    named.client.publish(TOPIC, b"faux").wait_for_publish(20)
    measured(city.air, 31, 2.0)
    teller.run_once()
    assert listener.told.get(timeout=20) == b'{"result": 2}'
