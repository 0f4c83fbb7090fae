"""Several who write at one moment are kept together, and answered each for its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from parvis.observations import usual
from parvis.observations.models import Datastream, Key, Observation
from parvis.observations.sta import together
from parvis.organisations.models import Organisation
from tests.observations.sta.conftest import HOUR, NOON, ROOT, SECRET, City

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("key")]
WRITERS = 5
TODAY = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said here is of this month."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


@pytest.fixture
def mine(city: City, rennes: Organisation) -> City:
    city.mairie.organisation = rennes
    city.mairie.save()
    return city


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests each transaction kept, or tried to; of those that come as most do, how many
    it kept."""
    found: list[int] = []
    kept, at_once = together.kept, usual.kept

    def told(wishes: Any) -> Any:
        found.append(len(wishes))
        return kept(wishes)

    def told_at_once(sent: Any) -> Any:
        numbers = at_once(sent)
        found.append(sum(one is not None for one in numbers))
        return numbers

    monkeypatch.setattr(together, "kept", told)
    monkeypatch.setattr(usual, "kept", told_at_once)
    return found


def post(path: str, body: Any) -> tuple[int, Any]:
    """What one who writes is answered, on a connection of its own."""
    try:
        answer = Client().post(
            f"{ROOT}/{path}", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {SECRET}"},
        )  # fmt: skip
        return answer.status_code, answer.json()
    finally:
        connection.close()


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[tuple[int, Any]]]]:
    """They all wait for one that is being kept."""
    with ThreadPoolExecutor(WRITERS) as threads:

        def ask(*calls: tuple[str, Any]) -> list[tuple[int, Any]]:
            with together.TOGETHER.turn:
                asked: list[Future[tuple[int, Any]]] = [
                    threads.submit(post, *call) for call in calls
                ]
                while len(together.TOGETHER.waits) < len(calls):
                    assert not any(one.done() for one in asked), [one.result() for one in asked]
            return [one.result(60) for one in asked]

        yield ask


def said(stream: Datastream | int, hour: int, result: float = 1.5) -> tuple[str, Any]:
    number = stream if isinstance(stream, int) else stream.pk
    body = {"phenomenonTime": f"2026-11-30T{hour:02}:00:00Z", "result": result}
    return "Observations", body | {"Datastream": {"@iot.id": number}}


def test_those_who_come_at_once_are_kept_in_one_transaction(
    mine: City, sizes: list[int], at_once: Any
) -> None:
    before = Observation.objects.count()
    answers = at_once(*(said(mine.air, hour, float(hour)) for hour in range(WRITERS)))
    assert [status for status, _body in answers] == [201] * WRITERS
    assert sizes == [WRITERS]
    assert Observation.objects.count() == before + WRITERS
    for hour, (_status, body) in enumerate(answers):
        assert Observation.objects.get(pk=body["@iot.id"]).number == hour


def test_what_is_refused_is_refused_alone(mine: City, sizes: list[int], at_once: Any) -> None:
    answers = at_once(said(mine.air, 1), said(mine.noise, 1), said(10**9, 1), said(mine.air, 2))
    assert [status for status, _body in answers] == [201, 403, 400, 201]
    assert sizes[0] == 2
    assert sizes[-1] == 1
    assert Observation.objects.filter(datastream=mine.air, start__gt=NOON + 10 * HOUR).count() == 2
    assert f"Things({mine.parc.pk})" in answers[1][1]["message"]


def test_the_same_observation_said_twice_at_once_is_one(mine: City, at_once: Any) -> None:
    (_made, one), (_again, other) = at_once(said(mine.air, 3), said(mine.air, 3))
    assert one["@iot.id"] == other["@iot.id"]


def test_arrays_and_singles_go_together(mine: City, sizes: list[int], at_once: Any) -> None:
    times = [f"2026-11-30T05:00:{second:02}Z" for second in range(30)]
    arrays = "CreateObservations", [{
        "Datastream": {"@iot.id": mine.air.pk}, "components": ["phenomenonTime", "result"],
        "dataArray": [[time, 2.5] for time in times],
    }]  # fmt: skip
    (status, found), (other, _body) = at_once(arrays, said(mine.air, 6))
    assert (status, other, len(found)) == (201, 201, 30)
    assert sizes == [2]


def test_a_batch_keeps_its_own_and_waits_for_nobody(mine: City) -> None:
    path, body = said(mine.air, 7)
    one = {"id": "1", "atomicityGroup": "g", "method": "POST", "url": path, "body": body}
    with together.TOGETHER.turn, ThreadPoolExecutor(1) as threads:
        status, found = threads.submit(post, "$batch", {"requests": [one]}).result(60)
    assert (status, found["responses"][0]["status"]) == (200, 201)


def test_one_that_waits_for_a_lock_keeps_nobody_waiting(mine: City, rennes: Organisation) -> None:
    mine.parc.organisation = rennes
    mine.parc.save()
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            list(Datastream.objects.select_for_update(no_key=True).filter(pk=mine.air.pk))
            locked = threads.submit(post, *said(mine.air, 9))
            others = [threads.submit(post, *said(mine.noise, hour)) for hour in range(4)]
            if connection.vendor == "postgresql":  # SQLite has one writer, whatever it writes
                assert [one.result(60)[0] for one in others] == [201] * 4
                assert not locked.done()
        assert [one.result(60)[0] for one in (locked, *others)] == [201] * 5


def test_what_the_database_refuses_to_keep_at_once_is_kept_by_itself(
    mine: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_sent: Any) -> Any:
        raise OperationalError("the server went away")

    monkeypatch.setattr(usual, "KEPT", dict.fromkeys(usual.KEPT, broken))
    assert post(*said(mine.air, 9))[0] == 201
    assert "the server went away" in caplog.text


def test_a_key_that_was_taken_back_writes_nothing(mine: City, key: Key) -> None:
    key.delete()
    assert post(*said(mine.air, 8))[0] == 401
