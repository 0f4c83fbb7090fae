"""What takes too long is stopped, again and again until it is over; what is over never is."""

from __future__ import annotations

import threading

import pytest

from parvis.lake.served import clock

pytestmark = pytest.mark.once
WAIT = 20.0  # seconds, far more than it takes


def test_what_is_late_is_stopped_until_it_is_over():
    stops, thrice = [], threading.Event()

    def stop():
        stops.append(threading.get_ident())
        if len(stops) == 3:
            thrice.set()

    watched = clock.watch(stop, 0.001)
    assert thrice.wait(WAIT)
    watched.end()
    count = len(stops)
    after = threading.Event()
    later = clock.watch(after.set, clock.AGAIN * 5)  # due after the next stop would have been
    assert after.wait(WAIT)
    later.end()
    assert len(stops) == count


def test_what_ends_in_time_is_not_stopped_and_a_sooner_one_does_not_wait_for_it():
    stopped, sooner = [], threading.Event()
    slow = clock.watch(lambda: stopped.append("slow"), 3600)
    ended = clock.watch(lambda: stopped.append("ended"), 0.05)
    ended.end()
    quick = clock.watch(sooner.set, 0.1)
    assert sooner.wait(WAIT)
    quick.end()
    slow.end()
    assert stopped == []


def test_what_is_left_to_go_on_is_not_stopped_again():
    stops = []

    def stop():
        stops.append(1)
        return True

    watched, after = clock.watch(stop, 0.001), threading.Event()
    later = clock.watch(after.set, clock.AGAIN * 5)
    assert after.wait(WAIT)
    for one in (watched, later):
        one.end()
    assert stops == [1]


def test_what_cannot_be_stopped_stops_no_other_clock(caplog):
    def stop():
        raise RuntimeError("closed already")

    failed, after = clock.watch(stop, 0.001), threading.Event()
    later = clock.watch(after.set, 0.05)
    assert after.wait(WAIT)
    for one in (failed, later):
        one.end()
    assert "could not be stopped" in caplog.text


def test_one_thread_watches_everything():
    for one in [clock.watch(lambda: None, 3600) for _ in range(50)]:
        one.end()
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("lake-clock") == 1
