"""The power cut: what reads the broker and what tells it are killed while a device speaks. All it
said is kept once, and told."""

from __future__ import annotations

import json
import random
import signal
from types import SimpleNamespace

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations import instants
from parvis.observations.mqtt import topics
from tests.lake.hosts import Host, kill, place, places
from tests.observations.mqtt.conftest import Broker

__all__ = ["place", "places"]
NAME, SECRET, TOGETHER = "k-0a1b", "une-cle-pour-les-tests", 200

TASKS = """
import json, threading, django
django.setup()
from pathlib import Path
from django.conf import settings
from parvis.observations import conditions as c, keys, reading
from parvis.observations.models import (
    Datastream, Key, Location, ObservedProperty, Sensor, Thing, Update,
)
from parvis.observations.mqtt import broker
from parvis.observations.mqtt.consumer import Consumer
from parvis.observations.mqtt.teller import Teller
from parvis.operation.worker import Loop
from parvis.organisations.models import Organisation

FOLDER = Path(settings.PARVIS_MQTT_FOLDER)
TURNS = 60

def furnished(name, secret):
    rennes = Organisation.objects.create(title="Rennes", slug="rennes")
    thing = Thing.objects.create(name="Sonde", organisation=rennes)
    where = {"type": "Point", "coordinates": [-1.68, 48.11]}
    Location.objects.create(name="Mât", location=where).things.add(thing)
    sensor = Sensor.objects.create(name="Sonde", encoding_type="text/plain", metadata="")
    what = ObservedProperty.objects.create(name="Température", definition="https://ville.example/t")
    stream = Datastream.objects.create(name="Air", thing=thing, sensor=sensor,
                                       observed_property=what, observation_type="OM_Measurement")
    Key.objects.create(name="Sonde", organisation=rennes, everything=True, secret="", username=name,
                       password_line=keys.password_line(name, secret))
    broker.tell(FOLDER, ("parvis", "secret"), ("parvis", "secret"))
    return str(stream.pk)

def never():
    return False

def read():
    Loop("mqtt", Consumer(settings.PARVIS_MQTT_URL, never).run_once, 0.1).run(threading.Event())

def tell():
    teller = Teller(settings.PARVIS_MQTT_FOLLOWERS_URL, FOLDER, never)
    Loop("mqtt updates", teller.run_once, 0.1).run(threading.Event())

def settled(many):
    consumer = Consumer(settings.PARVIS_MQTT_URL, never)
    teller = Teller(settings.PARVIS_MQTT_FOLLOWERS_URL, FOLDER, never)
    for _turn in range(TURNS):
        consumer.run_once()
        teller.run_once()
        if reading.count(None) >= many and not Update.objects.exists():
            break
    consumer.close()
    teller.close()
    return json.dumps([[row.start, row.number] for row in reading.page(c.Ask(limit=100_000))])
"""


@pytest.fixture
def mosquitto(tmp_path):
    made = Broker(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def hosts(place, mosquitto):
    """One portal, two processes at work."""
    told = {
        "PARVIS_MQTT_URL": mosquitto.url, "PARVIS_MQTT_FOLLOWERS_URL": mosquitto.followers_url,
        "PARVIS_MQTT_FOLDER": str(mosquitto.folder),
    }  # fmt: skip
    furnished = SimpleNamespace(environment=place.environment | told)
    found = [Host(furnished, TASKS), Host(furnished, TASKS)]
    yield found
    for host in found:
        host.process.communicate()


def connected(port, **who):
    client = Client(CallbackAPIVersion.VERSION2)
    if who:
        client.username_pw_set(who["name"], who["secret"])
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


def says(device, topic, first):
    """The broker has all of it when this returns."""
    told = [
        device.publish(topic, json.dumps({
            "phenomenonTime": instants.written(n * instants.SECOND), "result": n,
        }), qos=1)
        for n in range(first, first + TOGETHER)
    ]  # fmt: skip
    for one in told:
        one.wait_for_publish(30)
        assert one.is_published()


def cut(hosts, device, topic, first, after):
    """Both are killed as the device speaks; how many were still at work."""
    children = [hosts[0].begin("read"), hosts[1].begin("tell")]
    says(device, topic, first)
    hosts[0].over(after)
    for child in children:
        kill(child)
    return sum(host.end()[0] == signal.SIGKILL for host in hosts)


def lives(hosts, mosquitto, kills):
    stream = int(hosts[0].done("furnished", NAME, SECRET))
    mosquitto.start()
    hosts[0].done("settled", 0)  # the broker keeps for it what comes from now on
    assert topics.FILTERS[-1] in (mosquitto.folder / "devices.log").read_text()
    topic, told = topics.of(stream), []
    reader = connected(mosquitto.ports[2])
    reader.on_message = lambda _client, _data, message: told.append(message.payload)
    reader.subscribe(f"{topic}?$select=result")
    device = connected(mosquitto.ports[1], name=NAME, secret=SECRET)
    chance, killed = random.Random(5), 0
    for turn in range(kills):
        killed += cut(hosts, device, topic, turn * TOGETHER, chance.uniform(0.05, 1.5))
    many = kills * TOGETHER
    kept = json.loads(hosts[0].done("settled", many))
    assert sorted(kept) == [[n * instants.SECOND, float(n)] for n in range(many)]
    for client in (device, reader):
        client.disconnect()
        client.loop_stop()
    assert {json.loads(one)["result"] for one in told} == set(range(many))
    assert killed == 2 * kills


def test_two_power_cuts_of_what_meets_the_broker_lose_nothing(hosts, mosquitto):
    lives(hosts, mosquitto, 2)


@pytest.mark.prove
def test_fifty_power_cuts_of_what_meets_the_broker_lose_nothing(hosts, mosquitto):
    lives(hosts, mosquitto, 50)
