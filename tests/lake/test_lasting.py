"""Few questions last at once: a place is taken by whom it lasts for, and given back."""

from __future__ import annotations

import threading

import pytest

from parvis.lake.served import lasting

pytestmark = pytest.mark.once
WAIT = 20.0  # seconds, far more than it takes


class Places(lasting.Places):
    """One place; `asked` is set once somebody has looked for it."""

    def __init__(self):
        super().__init__(threads=2)
        self.asked = threading.Event()

    def take(self):
        found = super().take()
        self.asked.set()
        return found


@pytest.fixture
def places(monkeypatch):
    made = Places()
    monkeypatch.setattr(lasting, "places", made)
    monkeypatch.setattr(lasting, "LONG", 0.001)
    return made


def test_the_first_lasts_and_the_second_is_stopped(places):
    stopped = threading.Event()
    first = lasting.Question(lambda: pytest.fail("it may last"), 3600)
    assert places.asked.wait(WAIT)
    second = lasting.Question(stopped.set, 3600)
    assert stopped.wait(WAIT)
    second.end()
    assert (first.crowded, second.crowded) == (False, True)
    first.end()
    assert places.take()


def test_what_lasts_too_long_is_stopped_all_the_same(places):
    stopped = threading.Event()
    one = lasting.Question(stopped.set, 0.05)
    assert stopped.wait(WAIT)
    one.end()
    assert not one.crowded
    assert places.take()


def test_what_is_short_takes_no_place(monkeypatch, places):
    monkeypatch.setattr(lasting, "LONG", 3600.0)
    lasting.Question(lambda: pytest.fail("it is short"), 7200).end()
    assert not places.asked.is_set()


@pytest.mark.parametrize(("threads", "several"), [(1, 1), (2, 1), (4, 1), (8, 3), (16, 7)])
def test_most_threads_of_a_process_are_left_to_what_is_short(threads, several):
    places = lasting.Places(threads)
    assert [places.take() for _ in range(several + 1)] == [True] * several + [False]
