"""Things and datastreams for tests; every name is invented."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest

from parvis.observations import conditions as c
from parvis.observations import instants, reading
from parvis.observations.facts import NAMES
from parvis.observations.measures import Measure
from parvis.observations.models import (
    Datastream,
    FeatureOfInterest,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from tests.lake.makers import lake

__all__ = ["lake"]

numbers = count(1)
MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
NOW = instants.of(dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC))


def thing(**values) -> Thing:
    """With a place."""
    n = next(numbers)
    made = Thing.objects.create(**{"name": f"Sonde {n}"} | values)
    where = {"type": "Point", "coordinates": [-1.68, 48.11]}
    Location.objects.create(name=f"Mât {n}", location=where).things.add(made)
    return made


def datastream(of: Thing | None = None, **values) -> Datastream:
    sensor = Sensor.objects.create(name="Sonde", encoding_type="text/plain", metadata="sonde")
    what = ObservedProperty.objects.create(name="Température", definition="https://ville.example/t")
    return Datastream.objects.create(
        **{
            "name": f"Température {next(numbers)}", "thing": of or thing(), "sensor": sensor,
            "observed_property": what, "unit": {"name": "degré Celsius", "symbol": "°C"},
            "observation_type": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        } | values
    )  # fmt: skip


def feature() -> FeatureOfInterest:
    where = {"type": "Point", "coordinates": [-1.6, 48.1]}
    return FeatureOfInterest.objects.create(name="Ailleurs", feature=where)


def measures(stream: Datastream, first: int, many: int, step: int = HOUR, **values):
    """Numbers that tell their rank: 0, 1, 2…"""
    return [
        Measure(stream.pk, None, first + n * step, number=float(n), **values) for n in range(many)
    ]


def rows(stream: Datastream | None = None, **asked):
    where = c.Compare(c.Column("datastream"), "=", c.Value(stream.pk)) if stream else None
    return reading.page(c.Ask(where, **{"limit": 10_000} | asked))


def is_exact(stream: Datastream) -> None:
    """What is known of a datastream is what reading its observations tells."""
    found = rows(stream)
    results = [row.result_time for row in found if row.result_time is not None]
    kept = Datastream.objects.filter(pk=stream.pk).values_list(*NAMES).get()
    assert kept == (
        len(found), min((row.start for row in found), default=None),
        max((row.last for row in found), default=None), min(results, default=None),
        max(results, default=None),
    )  # fmt: skip
    last = max(found, key=lambda row: (row.start, row.last, row.id), default=None)
    assert reading.latest([stream.pk]) == ({} if last is None else {stream.pk: last})


@pytest.fixture
def now(monkeypatch):
    """The middle of June 2026, at noon."""
    moment = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment
