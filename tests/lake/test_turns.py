"""Heavy questions take turns: the lightest first, nobody for ever last, nobody keeps a place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from parvis.lake import rows, store
from parvis.lake.query import odsql, tree
from parvis.lake.query.facets import Facet, counts
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.served import reader, turns
from parvis.lake.served.turns import Turns
from tests.lake.makers import CONTEXT, COUNT, lake, loaded, read, version

__all__ = ["lake", "loaded", "read", "version"]
WAIT = 20.0  # seconds, far more than it takes
HEAVY = 10_000_000  # rows
LARGER = 2 * HEAVY


def until(told: Callable[[], bool]) -> None:
    late = time.monotonic() + WAIT
    while not told():
        assert time.monotonic() < late
        threading.Event().wait(0.001)


class Crowd:
    """Questions of threads of their own; in the order in which their turns came."""

    def __init__(self, line: Turns) -> None:
        self.line, self.order = line, []
        self.threads: list[threading.Thread] = []

    def ask(self, name: str, rows_: int) -> None:
        """Asks, and waits until it stands in the line."""
        before = len(self.line.waiting)

        def asked() -> None:
            with self.line.turn(name, rows_, WAIT):
                self.order.append(name)

        self.threads.append(threading.Thread(target=asked))
        self.threads[-1].start()
        until(lambda: len(self.line.waiting) > before)

    def end(self) -> list[str]:
        for thread in self.threads:
            thread.join(WAIT)
        return self.order


@pytest.fixture
def line() -> Turns:
    return Turns(1)


@pytest.fixture(autouse=True)
def long_held(monkeypatch):
    monkeypatch.setattr(turns, "HELD", WAIT)  # however slow the machine is


def test_the_lightest_goes_first_and_equals_as_they_came(line):
    crowd = Crowd(line)
    with line.turn("first", HEAVY, WAIT):
        for name, rows_ in (("a", LARGER), ("b", LARGER), ("c", HEAVY)):  # none is much lighter
            crowd.ask(name, rows_)
    assert crowd.end() == ["c", "a", "b"]
    assert not line.waiting


def test_who_has_waited_long_goes_before_the_lightest(line, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.0)
    crowd = Crowd(line)
    with line.turn("first", HEAVY, WAIT):
        for name, rows_ in (("a", LARGER), ("b", HEAVY)):
            crowd.ask(name, rows_)
    assert crowd.end() == ["a", "b"]


def test_light_ones_wait_for_nobody(line):
    with line.turn("first", HEAVY, WAIT), line.turn("light", 1_000, WAIT) as left:
        assert 0 < left <= WAIT


def test_one_that_takes_much_less_goes_beside(line):
    with line.turn("first", LARGER, WAIT), line.turn("second", HEAVY, WAIT) as left:
        assert left > 0
        third = line.turn("third", HEAVY, 0.01)
        with pytest.raises(EngineProblem), third:
            pytest.fail("two beside")
        lighter = line.turn("fourth", HEAVY // 2, 0.01)  # beside one only
        with pytest.raises(EngineProblem), lighter:
            pytest.fail("two beside")


def test_one_that_takes_much_less_waits_behind_no_heavy_one(line, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.0)  # so that the heavy one is the first
    crowd = Crowd(line)
    with line.turn("first", LARGER, WAIT):
        crowd.ask("a", LARGER)
        with line.turn("b", HEAVY, WAIT):
            assert crowd.order == []
    assert crowd.end() == ["a"]


def test_several_are_at_work_at_once():
    line = Turns(2)
    both = line.turn("a", HEAVY, WAIT), line.turn("b", HEAVY, WAIT)
    third = line.turn("c", HEAVY, 0.01)
    with both[0], both[1], pytest.raises(EngineProblem), third:
        pytest.fail("a third one")
    assert not line.waiting


def test_who_waits_longer_than_an_answer_may_take_is_refused_and_leaves_the_line(line):
    with line.turn("first", HEAVY, WAIT):
        with pytest.raises(EngineProblem) as refused, line.turn("late", HEAVY, 0.01):
            pytest.fail("two at once")
        assert refused.value.code == "stopped"
        assert not line.waiting
    with line.turn("late", HEAVY, 0.01):
        pass


def test_what_fails_gives_its_place_back(line):
    with pytest.raises(ZeroDivisionError), line.turn("first", HEAVY, WAIT):
        raise ZeroDivisionError
    with line.turn("next", HEAVY, 0.01) as left:
        assert left <= 0.01


def test_what_goes_on_for_long_keeps_no_place(line, monkeypatch):
    monkeypatch.setattr(turns, "HELD", 0.01)
    with line.turn("long", HEAVY, WAIT), line.turn("next", HEAVY, WAIT) as left:
        assert left > 0


def test_what_a_shape_took_is_known_of_the_next_one(line, monkeypatch):
    took = iter([0.0, 0.4, 0.0, 0.2])
    monkeypatch.setattr(turns.time, "thread_time", lambda: next(took))
    assert line.expected("a", HEAVY) == pytest.approx(0.1)
    for known in (0.4, 0.3):
        with line.turn("a", HEAVY, WAIT):
            pass
        assert line.expected("a", 0) == pytest.approx(known)


def test_only_the_shapes_asked_last_are_known(line, monkeypatch):
    monkeypatch.setattr(turns, "KNOWN", 2)
    for shape in "abca":
        with line.turn(shape, 0, WAIT):
            pass
    assert line.expected("b", HEAVY) == turns.EACH * HEAVY
    assert all(line.expected(shape, HEAVY) < turns.LIGHT for shape in "ac")


@pytest.fixture
def busy(monkeypatch):
    """Every question is heavy, and all places are taken meanwhile."""

    def made() -> ExitStack:
        held = ExitStack()
        line = store.reader().turns
        for number in range(line.at_once):
            held.enter_context(line.turn(f"held {number}", HEAVY, WAIT))
        held.enter_context(line.turn("beside", HEAVY // 2, WAIT))
        monkeypatch.setattr(turns, "LIGHT", 0.0)
        return held

    return made


@pytest.mark.django_db
def test_answers_counts_and_facets_wait_for_their_turn(version, busy, monkeypatch):
    opened = rows.opened(version)
    where = odsql.where("cle > 40")
    facets = [counts(opened.schema, Facet(name), where) for name in ("espece", "remarquable")]
    asked = {
        "answer": lambda: opened.answer(tree.Query(where=where), PUBLIC, CONTEXT),
        "hidden": lambda: opened.answer(tree.Query(limit=3), Policy(filter=where), CONTEXT),
        "total": lambda: opened.total(tree.Query(where=where), PUBLIC, CONTEXT),
        "facets": lambda: opened.counted(facets, PUBLIC, CONTEXT),
    }
    monkeypatch.setattr(reader, "SECONDS", 0.01)
    with busy():
        for ask in asked.values():
            with pytest.raises(EngineProblem) as refused:
                ask()
            assert refused.value.__cause__ is None  # the engine heard of nothing
        assert store.reader().turns.waiting == []


@pytest.mark.django_db
def test_slow_downloads_take_no_place(version, busy):
    opened = rows.opened(version)
    streams = [opened.stream(tree.Query(), PUBLIC, CONTEXT) for _turn in range(8)]
    assert all(next(stream) for stream in streams)
    query = tree.Query(where=odsql.where("cle >= 0"))
    assert opened.total(query, PUBLIC, CONTEXT) == COUNT
    with busy():
        assert next(opened.stream(tree.Query(), PUBLIC, CONTEXT))
    for stream in streams:
        stream.close()


@pytest.mark.django_db
@pytest.mark.parametrize(("processors", "workers", "places"), [(2, 2, 1), (8, 2, 4), (1, 3, 1)])
def test_processes_share_the_processors(lake, settings, monkeypatch, processors, workers, places):
    settings.PARVIS_WORKERS = workers
    monkeypatch.setattr(
        store, "os",
        SimpleNamespace(sched_getaffinity=lambda _own: range(processors), getpid=lambda: -workers),
    )  # fmt: skip
    store.forget_readers()
    assert store.reader().turns.at_once == places
    store.forget_readers()
