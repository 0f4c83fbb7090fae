"""A real broker, furnished as the documentation says, and those who speak through it."""

from __future__ import annotations

import json
import queue
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations import conditions as c
from parvis.observations import keys, reading
from parvis.observations.models import Datastream, Key
from parvis.observations.mqtt import broker, topics
from tests.observations.sta.conftest import SECRET, City, city, key, rennes

__all__ = ["city", "key", "rennes"]
MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
PAGE = Path(__file__).resolve().parents[3] / "docs" / "en" / "sensorthings.md"
NAME = "k-0a1b"


@pytest.fixture
def device(city: City, key: Key) -> Key:
    """A key of the mairie, at the broker too."""
    key.username, key.everything = NAME, False
    key.password_line = keys.password_line(NAME, SECRET)
    key.save()
    key.things.add(city.mairie)
    return key


@pytest.fixture(autouse=True)
def own_leases(settings: Any, tmp_path: Path) -> None:
    """Of this test's portal: another test process may read a broker of its own meanwhile."""
    settings.DATA = tmp_path


def free_ports() -> tuple[int, ...]:
    """Three."""
    with ExitStack() as held:
        found = [held.enter_context(socket.socket()) for _each in range(3)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return tuple(int(one.getsockname()[1]) for one in found)


@dataclass
class Broker:
    """`ports`: of the portal, of devices, of those who follow."""

    folder: Path
    ports: tuple[int, ...] = field(default_factory=free_ports)
    process: subprocess.Popen[bytes] | None = None
    drain: Thread | None = None  # what it goes on saying would fill a pipe

    @property
    def url(self) -> str:
        return f"mqtt://parvis:secret@127.0.0.1:{self.ports[0]}"

    def start(self) -> None:
        """As the documentation says, here."""
        written = re.search(r"```conf\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        assert written is not None
        text = written[1].replace("FOLDER", str(self.folder))
        for number, port in zip(("1885 127.0.0.1", "1883", "1884"), self.ports, strict=True):
            assert f"listener {number}\n" in text
            text = text.replace(f"listener {number}\n", f"listener {port} 127.0.0.1\n")
        text = f"user root\n{text}"
        (self.folder / "mosquitto.conf").write_text(text, encoding="utf-8")
        self.process = subprocess.Popen(
            [str(MOSQUITTO), "-c", str(self.folder / "mosquitto.conf")], stderr=subprocess.PIPE
        )
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if b"running" in line:
                self.drain = Thread(target=self.process.stderr.read, daemon=True)
                self.drain.start()
                return
        raise AssertionError("the broker did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            assert self.process.stderr is not None
            assert self.drain is not None
            self.drain.join(10)
            self.process.stderr.close()


@pytest.fixture
def mosquitto(device: Key, tmp_path: Path) -> Iterator[Broker]:
    broker.tell(tmp_path, "parvis", "secret")
    made = Broker(tmp_path)
    made.start()
    yield made
    made.stop()


def publish(mosquitto: Broker, said: list[tuple[str, Any]]) -> None:
    """As a device does; each message is in the hands of the broker when this returns.

    Mosquitto before 2.0.22 closes the connection once it has refused a message where
    `max_queued_messages` is 0 (its issue 3244): the client comes back and says the rest, so that an
    acknowledgement counts alone, not what the client could do at the moment it was told.
    """
    acknowledged: queue.Queue[int] = queue.Queue()
    client = Client(CallbackAPIVersion.VERSION2)
    client.on_publish = lambda _client, _data, told, _reason, _more: acknowledged.put(told)
    client.username_pw_set(NAME, SECRET)
    client.connect("127.0.0.1", mosquitto.ports[1])
    client.loop_start()
    awaited = {client.publish(topic, json.dumps(body), qos=1).mid for topic, body in said}
    while awaited:
        awaited.discard(acknowledged.get(timeout=20))
    client.disconnect()
    client.loop_stop()


def count(stream: Datastream) -> int:
    return reading.count(c.Compare(c.Column("datastream"), "=", c.Value(stream.pk)))


def said(stream: Datastream, hours: int) -> list[tuple[str, Any]]:
    return [
        (topics.of(stream.pk), {"phenomenonTime": f"2026-03-01T{hour:02}:00:00Z", "result": hour})
        for hour in range(hours)
    ]
