"""What is kept at once is what the general way would have kept, nothing that it would refuse."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.observations import facts, ingest, keys, outbox, tables, usual
from parvis.observations.measures import Measure
from parvis.observations.models import Datastream, Key, Latest, Location, Observation, Update
from parvis.observations.sta.authority import Rights
from parvis.observations.usual import Sent
from parvis.organisations.models import Organisation
from parvis.records.problems import Problem
from tests.observations.makers import (
    DAY,
    HOUR,
    NOW,
    datastream,
    feature,
    is_exact,
    now,
    rows,
    thing,
)

__all__ = ["now"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("now")]
SECRET = keys.digest("clé")


@pytest.fixture
def here():
    return Organisation.objects.create(title="Ville", slug="ville")


@pytest.fixture
def key(here):
    return made_key(here)


def made_key(organisation, secret="clé", **values):
    return Key.objects.create(
        **{"name": "Sondes", "organisation": organisation, "everything": True,
           "secret": keys.digest(secret), "username": secret, "password_line": ""} | values
    )  # fmt: skip


def begun(here, **values):
    """A datastream that has an observation."""
    stream = datastream(thing(organisation=here, **values))
    ingest.record([Measure(stream.pk, None, NOW - HOUR, number=0.0)])
    return stream


def one(stream, start=NOW, number=1.0, feature=None):
    return Sent(SECRET, [Measure(stream.pk, feature, start, number=number)])


@pytest.mark.parametrize("together", [True, False])
def test_what_follows_is_kept_with_all_its_values(here, key, together):
    stream = begun(here)
    whole = Measure(
        stream.pk, rows(stream)[0].feature, NOW, NOW + HOUR, NOW + 2 * HOUR, None,
        json.dumps("œuvre « 日本 » \U0001f600 \\ \""), json.dumps({"a": [1, None]}), NOW, NOW + DAY,
        json.dumps({"é": 1}),
    )  # fmt: skip
    sent = [Sent(SECRET, [whole]), one(stream, NOW + 3 * HOUR, number=0.1)]
    [[number], [other]] = usual.kept(sent) if together else [usual.kept([each])[0] for each in sent]
    found = {row.id: row for row in rows(stream)}
    assert Measure(*found[number][1:]) == whole
    assert found[other].number == 0.1
    assert number < other
    is_exact(stream)


@pytest.mark.parametrize("together", [True, False])
def test_numbers_are_exact(here, key, together):
    stream = begun(here)
    told = [1e308, -5e-324, 0.1 + 0.2, 2.0**53, -0.0, 1 / 3, 123456789.123456789]
    sent = [one(stream, NOW + n * HOUR, number=number) for n, number in enumerate(told)]
    assert all(usual.kept(sent) if together else [usual.kept([each])[0] for each in sent])
    assert [row.number for row in rows(stream)][1:] == told


def test_what_is_late_stands_in_its_place(here, key):
    stream = begun(here)
    assert usual.kept([one(stream, NOW - 3 * HOUR), one(stream, NOW - 2 * HOUR)]) != [None, None]
    is_exact(stream)
    assert usual.kept([one(stream, NOW - 4 * HOUR)]) != [None]
    is_exact(stream)


def test_the_last_month_is_as_usual_until_a_day_before_it_may_be_sealed(here, key, monkeypatch):
    stream = begun(here)
    late = NOW - 40 * DAY  # in May
    assert usual.kept([one(stream, late)]) != [None]
    is_exact(stream)
    for day, usually in ((29, True), (30, False)):
        moment = dt.datetime(2026, 6, day, 12, tzinfo=dt.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        assert (usual.kept([one(stream, late + day * HOUR)]) != [None]) is usually


@pytest.mark.parametrize("start", [NOW - 80 * DAY, NOW - HOUR])
def test_a_month_before_and_what_is_known_are_for_the_general_way(here, key, start):
    stream = begun(here)
    assert usual.kept([one(stream, start)]) == [None]
    assert len(rows(stream)) == 1


def test_the_same_twice_is_kept_once(here, key):
    stream = begun(here)
    twice = Sent(SECRET, one(stream, NOW + HOUR).measures * 2)
    first, again, both = usual.kept([one(stream), one(stream, number=2.0), twice])
    assert (first is None, again, both) == (False, None, None)
    assert len(rows(stream)) == 2


def test_what_is_about_something_else_is_for_the_general_way(here, key):
    stream, elsewhere = begun(here), feature()
    assert usual.kept([one(stream), one(stream, NOW + HOUR, feature=elsewhere.pk)])[1] is None
    stream.thing.locations.set([])
    assert usual.kept([one(stream, NOW + 2 * HOUR)]) == [None]  # nowhere
    named = rows(stream)[0].feature
    assert usual.kept([one(stream, NOW + 2 * HOUR, feature=named)]) != [None]
    where = {"type": "Point", "coordinates": [-1.5, 48.0]}
    Location.objects.create(name="Ailleurs", location=where).things.add(stream.thing)
    assert usual.kept([one(stream, NOW + 3 * HOUR)]) == [None]  # it was moved


def test_the_first_of_a_datastream_is_for_the_general_way(here, key):
    stream = datastream(thing(organisation=here))
    assert usual.kept([one(stream)]) == [None]


def test_who_may_write_is_who_may_by_the_general_way(here):
    other = Organisation.objects.create(title="Autre", slug="autre")
    streams = [begun(here), begun(here, public=False), begun(other), begun(other, public=False),
               begun(None)]  # fmt: skip
    yesterday, today = dt.date(2026, 6, 14), dt.date(2026, 6, 15)
    told = {
        "everything": {}, "some": {"everything": False}, "of another": {"organisation": other},
        "ended": {"ended": dt.datetime(2026, 6, 1, tzinfo=dt.UTC)}, "past": {"until": yesterday},
        "last day": {"until": today},
    }  # fmt: skip
    for n, (name, values) in enumerate(told.items()):
        key = made_key(**{"organisation": here, "secret": name} | values)
        key.things.set([streams[1].thing, streams[3].thing])
        for stream in streams:
            named = rows(stream)[0].feature
            measures = [Measure(stream.pk, named, NOW + n * HOUR, number=1.0)]
            kept = usual.kept([Sent(keys.digest(name), measures)]) != [None]
            assert kept is allowed(name, measures), (name, streams.index(stream))
    assert usual.kept([Sent(keys.digest("unknown"), one(streams[0], NOW + DAY).measures)]) == [None]


def allowed(told, measures):
    key = keys.opened(told)
    if key is None:
        return False
    try:
        Rights(key).observations(measures)
    except Problem:
        return False
    return True


def test_a_key_taken_back_opens_nothing_from_then_on(here, key):
    """Whoever took it back, in whatever process: on another connection here."""
    stream = begun(here)
    assert usual.kept([one(stream)]) != [None]

    def ended():
        Key.objects.filter(pk=key.pk).update(ended=dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC))
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(ended).result(60)
    assert usual.kept([one(stream, NOW + HOUR)]) == [None]


def test_all_of_one_request_is_kept_or_none(here, key):
    stream, foreign = begun(here), begun(None)
    mixed = Sent(SECRET, [*one(stream).measures, *one(foreign).measures])
    assert usual.kept([mixed, one(stream, NOW + HOUR)])[0] is None
    assert [row.start for row in rows(stream)] == [NOW - HOUR, NOW + HOUR]


@pytest.mark.parametrize("many", [1, 2])
def test_the_broker_is_told_the_same(here, key, settings, tmp_path, many):
    streams = [begun(here) for _each in range(many)]
    settings.PARVIS_MQTT_URL, settings.PARVIS_MQTT_FOLDER = "mqtt://broker.example", str(tmp_path)
    assert outbox.on()
    kept = usual.kept([one(stream) for stream in streams])
    recorded = ingest.record([Measure(s.pk, None, NOW + HOUR, number=1.0) for s in streams])
    at_once, general = Update.objects.order_by("pk").values_list("changes", flat=True)
    numbers = [number for some in kept for number in some]
    times = ["phenomenonTime", "resultTime"]
    told = [["Observation", numbers, None], ["Datastream", [one.pk for one in streams], times]]
    assert at_once == told
    assert general == [["Observation", recorded, None], told[1]]


@pytest.mark.parametrize("many", [1, 2])
def test_nothing_is_kept_of_what_fails(here, key, many):
    """The numbers that come next are taken already."""
    stream = begun(here)
    before = list(Datastream.objects.values_list(*facts.NAMES))
    numbered_from(1)
    assert usual.kept([one(stream), one(stream, NOW + HOUR)][:many]) == [None, None][:many]
    assert list(Datastream.objects.values_list(*facts.NAMES)) == before
    assert Observation.objects.count() == 1
    numbered_from(100)
    assert usual.kept([one(stream), one(stream, NOW + HOUR)]) == [[100], [101]]
    is_exact(stream)


def numbered_from(first):
    """The only observation has the number 1, and the next ones these."""
    Observation.objects.update(id=1)
    Latest.objects.update(observation=1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('{tables.TABLE}', 'id')"
            cursor.execute(f"SELECT setval({sequence}, %s, false)", [first])
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s",
                           [first - 1, tables.TABLE])  # fmt: skip


def test_a_server_that_went_away_is_for_the_general_way(here, key):
    stream = begun(here)
    assert usual.kept([one(stream)]) != [None]
    if connection.vendor == "postgresql":  # SQLite has none
        with usual.LINE.taken() as library, connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [library.backend_pid])
            assert cursor.fetchone() == (True,)
        assert usual.kept([one(stream, NOW + HOUR)]) == [None]
    assert usual.kept([one(stream, NOW + HOUR)]) != [None]
    is_exact(stream)


@pytest.mark.parametrize("many", [1, 2])
def test_writers_of_the_same_measures_at_once_get_the_same_numbers(here, key, many):
    """What is not kept at once, for another writes there, is kept by the general way."""
    streams, gate = [begun(here) for _each in range(many)], Barrier(4)

    def written():
        numbers = []
        try:
            for turn in range(25):
                said = [one(stream, NOW + turn * HOUR, number=float(turn)) for stream in streams]
                gate.wait(60)
                found = usual.kept(said)
                numbers += [mine or ingest.record(each.measures)
                            for mine, each in zip(found, said, strict=True)]  # fmt: skip
        finally:
            connection.close()
        return numbers

    with ThreadPoolExecutor(4) as threads:
        told = [one.result(300) for one in [threads.submit(written) for _writer in range(4)]]
    assert told[1:] == told[:-1]
    for stream in streams:
        assert len(rows(stream)) == 26
        is_exact(stream)


HOURS = st.integers(0, 12)
SAID = st.tuples(
    st.integers(0, 1), HOURS, st.one_of(st.none(), HOURS), st.one_of(st.none(), HOURS), HOURS
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(SAID, min_size=1, max_size=3), max_size=12))
def test_both_ways_come_to_the_same(here, key, said):
    """Two datastreams of each way, told the same: at once where that is done, else as ever."""
    ways = [[begun(here), begun(here)] for _way in range(2)]
    for request in said:
        asked = [
            [Measure(streams[n].pk, None, NOW + start * HOUR,
                     None if lasts is None else NOW + (start + lasts) * HOUR,
                     None if result is None else NOW + result * HOUR, float(number))
             for n, start, lasts, result, number in request]
            for streams in ways
        ]  # fmt: skip
        if usual.kept([Sent(SECRET, asked[0])]) == [None]:
            ingest.record(asked[0])
        ingest.record(asked[1])
    for one_way, other_way in zip(*ways, strict=True):
        found, wanted = (
            [row._replace(id=0, datastream=0, feature=0) for row in rows(stream)]
            for stream in (one_way, other_way)
        )
        assert found == wanted
        is_exact(one_way)
