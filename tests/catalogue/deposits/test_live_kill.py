"""The power cut: killed while rows are pushed or shown, nothing acknowledged is lost, and readers
always get whole pushes."""

from __future__ import annotations

import json
import random

import pytest

from tests.lake.hosts import host, place, places
from tests.lake.test_kill import lasts

__all__ = ["host", "place", "places"]
KILLS = 20  # of each
A_PUSH = 10  # rows


@pytest.mark.prove
def test_twenty_power_cuts_of_each_lose_no_row_that_was_acknowledged(place, host):
    host.done("fed")
    kept = {0}
    host.done("pushed", 0)
    host.done("reloaded")
    seconds = {"pushed": lasts(host, "pushed", 0), "reloaded": 0.0}
    host.done("pushed", 1)
    kept.add(1)
    seconds["reloaded"] = lasts(host, "reloaded")
    chance, at_work, before = random.Random(7), 0, {0, 1}
    for turn in range(2, KILLS + 2):
        for task in (("pushed", turn), ("reloaded",)):
            late = chance.uniform(0, 1) * seconds[task[0]]
            killed = host.killed(*task, after=late)
            at_work += killed
            if task[0] == "pushed" and not killed:
                kept.add(turn)
        shown = {int(n): rows for n, rows in json.loads(host.done("shown")).items()}
        assert set(shown.values()) == {A_PUSH}, "part of a push"
        assert before <= set(shown), "rows that readers had went away"
        before = set(shown)
    assert at_work > KILLS
    host.done("pushed", KILLS + 2)
    host.done("reloaded")
    shown = {int(n): rows for n, rows in json.loads(host.done("shown")).items()}
    assert set(shown.values()) == {A_PUSH}
    assert kept | {KILLS + 2} <= set(shown)
    host.done("collected")
    assert json.loads(host.done("verified"))["ok"]
    assert list((place.folder / "lake" / "aside").iterdir()) == []
