"""What visitors were given before is given again as long as nothing changes, and no longer."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from parvis.catalogue import unchanged
from parvis.catalogue.unchanged import Remembered, State, once, seen
from parvis.records import bulk
from tests.catalogue.rows.conftest import arbres, grove
from tests.makers import member

__all__ = ["arbres", "grove"]
PATH = "/api/explore/v2.1/catalog/datasets/arbres/records?limit=1"
ONE, OTHER = State(1), State(2)


def test_it_is_made_once_a_state_and_forgotten_with_it() -> None:
    made: list[int] = []
    kept = Remembered(most=2)

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [kept.get(ONE, "a", make) for _ in range(3)] == [0, 0, 0]
    assert kept.get(ONE, "b", make) == 1
    assert kept.get(ONE, "a", make) == 0
    assert kept.get(ONE, "c", make) == 2  # `b` was asked longest ago
    assert kept.get(ONE, "b", make) == 3
    assert kept.get(OTHER, "a", make) == 4
    assert len(kept.found) == 1


def test_a_failure_is_no_answer() -> None:
    kept = Remembered()
    with pytest.raises(ZeroDivisionError):
        kept.get(ONE, "a", lambda: 1 // 0)
    assert kept.get(ONE, "a", lambda: 3) == 3


def test_what_was_made_in_a_state_that_passed_is_not_kept() -> None:
    kept = Remembered()

    def late() -> str:
        kept.get(OTHER, "x", lambda: "x")  # meanwhile another request met a change
        return "late"

    assert kept.get(ONE, "a", late) == "late"
    assert kept.get(OTHER, "a", lambda: "fresh") == "fresh"


def test_threads_agree() -> None:
    kept, together, found = Remembered(), Barrier(8), []

    def work() -> None:
        together.wait()
        for n in range(200):
            found.append(kept.get(State(n // 100), n % 5, lambda n=n: n % 5) == n % 5)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found)
    assert len(found) == 1600


def test_only_requests_of_visitors_share() -> None:
    request = RequestFactory().get("/")
    assert [once(request, "test", lambda n=n: n) for n in (1, 2)] == [1, 2]
    seen(request, ONE)
    assert [once(request, "test", lambda n=n: n) for n in (3, 4)] == [3, 3]


@pytest.mark.django_db
def test_the_state_of_an_empty_portal(db):
    assert unchanged.state() == State()


@pytest.mark.django_db
def test_a_question_asked_again_puts_one_to_the_database(client, arbres):
    client.get(PATH)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{PATH}&offset=3").status_code == 200
    assert len(asked) == 1, [one["sql"] for one in asked]


@pytest.mark.django_db
def test_a_change_is_seen_by_the_next_question(client, arbres):
    assert json.loads(client.get(PATH).content)["total_count"] == 300
    before = unchanged.state()
    arbres.access_level = "secret"
    bulk.save_many([arbres])
    assert unchanged.state() != before
    assert client.get(PATH).status_code == 403
    arbres.access_level = "open"
    bulk.save_many([arbres])
    assert client.get(PATH).status_code == 200


@pytest.mark.django_db
def test_a_session_is_answered_anew(client, arbres):
    client.force_login(
        member(arbres.organisation, "steward"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(PATH)
        assert len(asked) > 1
