"""Pages are made one at a time in a process, unless one takes long."""

import threading
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import pytest

from parvis.site import turn


@pytest.fixture(autouse=True)
def free(monkeypatch):
    """One place, whatever the database; given back in the end."""
    place = SimpleQueue()
    place.put(None)
    monkeypatch.setattr(turn, "free", place)
    yield
    assert place.qsize() == 1


def test_pages_are_made_one_after_the_other(monkeypatch):
    monkeypatch.setattr(turn, "PATIENCE", 60)
    inside, most = set(), []

    def make(number):
        with turn.turn():
            inside.add(number)
            most.append(len(inside))
            inside.discard(number)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(make, range(200)))
    assert most == [1] * 200


def test_a_page_that_lasts_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(turn, "PATIENCE", 0.01)
    started, over = threading.Event(), threading.Event()

    def last():
        with turn.turn():
            started.set()
            return over.wait(60)

    with ThreadPoolExecutor(1) as threads:
        long = threads.submit(last)
        assert started.wait(60)
        with turn.turn():
            over.set()  # reached while the other still lasts
        assert long.result()


def test_a_page_that_fails_gives_its_turn_back():
    with pytest.raises(ValueError, match="no page"), turn.turn():
        raise ValueError("no page")
