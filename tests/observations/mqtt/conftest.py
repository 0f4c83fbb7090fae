"""Two real brokers, furnished as the documentation says, and those who speak through them."""

from __future__ import annotations

import json
import queue
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
from parvis.observations.mqtt import broker, configuration, topics
from parvis.observations.mqtt.consumer import Consumer
from tests.observations.sta.conftest import SECRET, City, city, key, rennes

__all__ = ["city", "key", "rennes"]
MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
DOCS = Path(__file__).resolve().parents[3] / "docs"
LISTENERS = ("1885 127.0.0.1", "1883", "1884", "1886 127.0.0.1", "1887")
NAME = "k-0a1b"
WHO = (("parvis", "secret"), ("parvis", "secret"))


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
    """Five."""
    with ExitStack() as held:
        found = [held.enter_context(socket.socket()) for _each in range(5)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return tuple(int(one.getsockname()[1]) for one in found)


@dataclass
class Broker:
    """Those of devices and of followers. `ports`: of the portal at the first, of devices, of those
    who follow, of the portal at the second."""

    folder: Path
    ports: tuple[int, ...] = field(default_factory=free_ports)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    drains: list[Thread] = field(default_factory=list)  # what is said on would fill a pipe

    @property
    def url(self) -> str:
        return f"mqtt://parvis:secret@127.0.0.1:{self.ports[0]}"

    @property
    def followers_url(self) -> str:
        return f"mqtt://parvis:secret@127.0.0.1:{self.ports[3]}"

    def start(self) -> None:
        """As the portal wrote it, here."""
        for name in configuration.FILES:
            self.begin(self.here(name))

    def here(self, name: str) -> Path:
        """The same, at the ports of this test; it tells who subscribes too."""
        text = (self.folder / name).read_text(encoding="utf-8")
        for number, port in zip(LISTENERS, self.ports, strict=True):
            text = text.replace(f"listener {number}\n", f"listener {port} 127.0.0.1\n")
        if name == "devices.conf":
            text += f"log_type subscribe\nlog_dest file {self.folder}/devices.log\n"
        file = self.folder / f"here.{name}"
        file.write_text(f"user root\n{text}", encoding="utf-8")
        return file

    def begin(self, file: Path) -> None:
        process = subprocess.Popen([str(MOSQUITTO), "-c", str(file)], stderr=subprocess.PIPE)
        self.processes.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if b"running" in line:
                self.drains.append(Thread(target=process.stderr.read, daemon=True))
                self.drains[-1].start()
                return
        raise AssertionError("the broker did not start")

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
        for drain in self.drains:
            drain.join(10)
        for process in self.processes:
            assert process.stderr is not None
            process.stderr.close()
        self.processes, self.drains = [], []


@pytest.fixture
def mosquitto(device: Key, tmp_path: Path) -> Iterator[Broker]:
    broker.tell(tmp_path, *WHO)
    made = Broker(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def consumer(mosquitto: Broker) -> Iterator[Consumer]:
    made = Consumer(mosquitto.url, lambda: False)
    yield made
    made.close()
    made.lease.release()


def publish(mosquitto: Broker, said: list[tuple[str, Any]]) -> None:
    """As a device does; each message is in the hands of the broker when this returns."""
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
