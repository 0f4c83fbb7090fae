"""The power cut: who writes and what seals are killed, and nothing acknowledged is lost."""

from __future__ import annotations

import json
import random
import signal

import pytest

from tests.lake.hosts import Host, kill, place, places

__all__ = ["place", "places"]

TASKS = """
import json, os, django
django.setup()
from parvis.lake import actions as lake
from parvis.observations import conditions as c, ingest, instants, keys, reading, sealing, usual
from parvis.observations.facts import NAMES
from parvis.observations.measures import Measure
from parvis.observations.models import (
    Datastream, Key, Location, Observation, ObservedProperty, Sealed, Sensor, Thing,
)
from parvis.organisations.models import Organisation
from django.utils import timezone

STREAMS, BATCH, HOUR = 3, 40, 3_600_000_000
MOST = 2_000_000  # observations that fifty turns never keep
SPAN = 4_999  # hours, a prime: a step that is no multiple of it passes them all
NOW = instants.of(timezone.now()) // HOUR * HOUR

def furnished():
    thing = Thing.objects.create(name="Sonde")
    where = {"type": "Point", "coordinates": [-1.68, 48.11]}
    Location.objects.create(name="Mât", location=where).things.add(thing)
    sensor = Sensor.objects.create(name="Sonde", encoding_type="text/plain", metadata="")
    what = ObservedProperty.objects.create(name="Température", definition="https://ville.example/t")
    for n in range(STREAMS):
        Datastream.objects.create(name=str(n), thing=thing, sensor=sensor, observed_property=what,
                                  observation_type="OM_Measurement")
    return str(NOW)

def batch(base, turn):
    streams = list(Datastream.objects.order_by("pk").values_list("pk", flat=True))
    numbers = range(turn * BATCH, (turn + 1) * BATCH)
    return [Measure(streams[n % STREAMS], None, base - (n * 1_231 % SPAN) * HOUR, result_time=base,
                    number=float(n)) for n in numbers]

def written(file, base, turns):  # a line for each batch that is acknowledged; the last one again
    with open(file, "a+") as kept:
        kept.seek(0)
        done = sum(1 for _line in kept)
        for turn in range(max(0, done - 1), min(done + turns, SPAN // BATCH)):
            ids = ingest.record(batch(base, turn))
            if turn >= done:
                kept.write(json.dumps(ids) + chr(10))
                kept.flush()
    return "written"

def opened(base):  # a key writes to them all, and each has a first observation
    one = Organisation.objects.create(title="Ville", slug="ville")
    Thing.objects.update(organisation=one)
    Key.objects.create(name="Sondes", organisation=one, everything=True, username="sondes",
                       secret=keys.digest("une clé"), password_line="")
    for stream in Datastream.objects.all():
        ingest.record([Measure(stream.pk, None, base, number=-1.0)])
    return "opened"

def sent(base, turn):
    return [usual.Sent(keys.digest("une clé"),
                       [Measure(stream, None, base + (turn + 1) * 1_000_000, number=float(turn))])
            for stream in Datastream.objects.order_by("pk").values_list("pk", flat=True)]

def at_once(file, base, turns):  # as `written`; what was kept and not acknowledged is there again
    with open(file, "a+") as kept:
        kept.seek(0)
        done = sum(1 for _line in kept)
        for turn in range(done, done + turns):
            said = sent(base, turn)
            found = usual.kept(said)
            assert turn == done or None not in found
            ids = [numbers or ingest.record(one.measures) for one, numbers in zip(said, found)]
            kept.write(json.dumps([number for some in ids for number in some]) + chr(10))
            kept.flush()
    return "written"

def held(file, said):  # the lines of those acknowledged, as `said` turn by turn, and all rows
    with open(file) as kept:
        acknowledged = [json.loads(line) for line in kept]
    found = reading.page(c.Ask(limit=MOST))
    assert len(found) < MOST
    known = {row.id: row for row in found}
    assert len(known) == len(found) == len({(row.datastream, row.start) for row in found})
    for turn, ids in enumerate(acknowledged):
        for key, each in zip(ids, said(turn), strict=True):
            row = known[key]
            assert (row.datastream, row.start, row.number) == (each.datastream, each.start, each.number)
    return acknowledged, found

def at_once_checked(file, base):
    acknowledged, found = held(
        file, lambda turn: [each for one in sent(base, turn) for each in one.measures]
    )
    assert 0 <= len(found) // STREAMS - 1 - len(acknowledged) <= 1  # the last one, not acknowledged
    for stream in Datastream.objects.all():
        mine = [row for row in found if row.datastream == stream.pk]
        assert (stream.count, stream.last_end) == (len(mine), max(row.start for row in mine))
        assert reading.latest()[stream.pk] == max(mine, key=lambda row: row.start)
    return str(len(acknowledged))

def sealed(most):
    for _turn in range(most):
        sealing.seal_due()
    return "sealed"

def checked(file, base):
    acknowledged, found = held(file, lambda turn: batch(base, turn))
    assert reading.count(c.Not(c.Absent(c.Column("number")))) == len(found)
    for stream in Datastream.objects.all():
        mine = [row for row in found if row.datastream == stream.pk]
        assert stream.count == len(mine)
        if mine:
            assert (stream.first_start, stream.last_end) == (min(r.start for r in mine), max(r.start for r in mine))
            assert reading.latest()[stream.pk] == max(mine, key=lambda row: row.start)
    broken = lake.verify().broken
    assert not broken, broken
    return json.dumps([len(acknowledged), len(found), Sealed.objects.filter(rows__gt=0).count()])

def collected():
    return str(lake.collect())
"""  # noqa: E501


@pytest.fixture
def hosts(place):
    """One portal, two processes at work."""
    found = [Host(place, TASKS), Host(place, TASKS)]
    yield found
    for host in found:
        host.process.communicate()


def cut(hosts, file, base, after):
    """Both are killed; how many were still at work."""
    writer, sealer = hosts
    children = [writer.begin("written", file, base, 1_000), sealer.begin("sealed", 1_000)]
    writer.over(after)
    for child in children:
        kill(child)
    return sum(host.end()[0] == signal.SIGKILL for host in hosts)


def lives(hosts, tmp_path, kills):
    file = str(tmp_path / "acknowledged")
    base = int(hosts[0].done("furnished"))
    hosts[0].done("written", file, base, 3)
    hosts[1].done("sealed", 1)
    chance, killed = random.Random(5), 0
    for turn in range(kills):
        killed += cut(hosts, file, base, chance.uniform(0.05, 1.5))
        hosts[0].done("checked", file, base)
        if turn % 10 == 9:
            hosts[1].done("collected")
    hosts[0].done("written", file, base, 3)
    hosts[1].done("sealed", 2)
    hosts[1].done("collected")
    batches, rows, months = json.loads(hosts[0].done("checked", file, base))
    assert rows == batches * 40
    assert months >= 3
    assert killed >= kills


def test_two_power_cuts_lose_nothing(hosts, tmp_path):
    lives(hosts, tmp_path, 2)


@pytest.mark.prove
def test_fifty_power_cuts_lose_nothing(hosts, tmp_path):
    lives(hosts, tmp_path, 50)


def at_once(host, tmp_path, kills):
    """Killed while it keeps what is usual at once."""
    file = str(tmp_path / "at-once")
    base = int(host.done("furnished"))
    host.done("opened", base)
    chance, killed, before = random.Random(7), 0, 0
    for _turn in range(kills):
        child = host.begin("at_once", file, base, 100_000)
        host.over(chance.uniform(0.05, 1.5))
        kill(child)
        killed += host.end()[0] == signal.SIGKILL
        done = int(host.done("at_once_checked", file, base))
        assert done >= before
        before = done
    assert before > 0
    assert killed == kills


def test_two_power_cuts_lose_nothing_of_what_is_kept_at_once(hosts, tmp_path):
    at_once(hosts[0], tmp_path, 2)


@pytest.mark.prove
def test_fifty_power_cuts_lose_nothing_of_what_is_kept_at_once(hosts, tmp_path):
    at_once(hosts[0], tmp_path, 50)
