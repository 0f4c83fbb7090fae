"""Four who write at once: as if they had come one after the other."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from parvis.observations import actions, reading
from parvis.observations import conditions as c
from parvis.observations.ingest import record
from parvis.observations.measures import Measure
from parvis.observations.models import Touched
from parvis.observations.sealing import due, seal_due
from tests.observations.makers import DAY, HOUR, NOW, datastream, is_exact, lake, now, rows

__all__ = ["lake", "now"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("now", "lake"),
]
WRITERS, BATCHES = 4, 12


def of(stream):
    """Its observations, in a way that has them counted one by one."""
    number = c.Compare(c.Column("number"), ">=", c.Value(0))
    return c.Every((c.Compare(c.Column("datastream"), "=", c.Value(stream.pk)), number))


def together(*works):
    """Each in a thread with a connection of its own, begun at one moment; what each gives."""
    gate = Barrier(len(works))

    def alone(work):
        try:
            gate.wait(60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result(300) for one in [threads.submit(alone, work) for work in works]]


def written(streams, first, seed):
    """Batches of all datastreams in an order of their own; every writer says the same moments."""

    def work():
        chance, ids = random.Random(seed), {}
        for turn in range(BATCHES):
            batch = [
                Measure(stream.pk, None, first + (turn * 5 + n) * HOUR, number=float(turn * 5 + n))
                for stream in streams for n in range(5)
            ]  # fmt: skip
            chance.shuffle(batch)
            for key, each in zip(record(batch), batch, strict=True):
                assert ids.setdefault((each.datastream, each.start), key) == key
        return ids

    return work


def test_writers_of_the_same_measures_get_the_same_numbers():
    streams = [datastream() for _ in range(3)]
    found = together(*(written(streams, NOW, seed) for seed in range(WRITERS)))
    assert all(ids == found[0] for ids in found)
    assert len(rows()) == len(streams) * BATCHES * 5
    for stream in streams:
        is_exact(stream)


def test_writers_of_other_measures_count_together():
    stream = datastream()
    together(*(written([stream], NOW + n * 40 * DAY, n) for n in range(WRITERS)))
    assert len(rows()) == WRITERS * BATCHES * 5
    is_exact(stream)


def sealed():
    """As the job does, again and again; months that are written meanwhile wait."""
    for _turn in range(6):
        seal_due()


def test_writing_taking_away_and_sealing_at_once():
    streams = [datastream() for _ in range(2)]
    old = NOW - 150 * DAY
    written(streams, old, 0)()
    gone = [row.id for row in rows(streams[0])[::3]]

    def removed():
        for key in gone:
            actions.remove([key])

    def read():
        for _turn in range(20):
            assert len(rows(streams[1])) == BATCHES * 5
            assert reading.count(of(streams[1])) == BATCHES * 5

    together(sealed, removed, written([streams[1]], old, 1), read)
    sealed()
    assert due() == []
    assert Touched.objects.exists()
    assert len(rows(streams[0])) == BATCHES * 5 - len(gone)
    assert len(rows(streams[1])) == BATCHES * 5
    for stream in streams:
        is_exact(stream)
