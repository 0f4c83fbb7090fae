"""The power cut: killed while a file is loaded or published, the lake is whole and goes on."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parvis.lake.child import ROOT
from parvis.lake.versions import Store
from tests.lake.hosts import file, host, lines, place, places

__all__ = ["host", "place", "places"]

KEEPING = """
import sys
from pathlib import Path
from parvis.lake.reading import apart
from parvis.lake.versions import Store
store = Store(Path(sys.argv[1]))
with store.aside() as folder:
    print("begun", flush=True)
    read = apart.read(Path(sys.argv[2]), folder / "rows.parquet")
    store.keep(read, folder / "rows.parquet", "essai")
"""


@pytest.mark.once
def test_the_process_that_reads_ends_with_the_one_that_was_killed(tmp_path):
    store, path = Store(tmp_path / "lake"), lines(tmp_path / "a.csv", 1, 300_000)
    for _round in range(2):
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(store.root), str(path)], stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert keeper.stdout.readline() == b"begun\n"
        child = child_of(keeper.pid)
        keeper.kill()
        keeper.communicate()
        gone(child)
        assert list(store.verify()) == []
        assert store.collect(list) == 1
        assert list(store.root.glob("*/*")) == []


def child_of(parent):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if found := Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            return int(found[0])
    raise AssertionError("it started no process")


def gone(child):
    """Ended, were it left a zombie for want of a parent that asks."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
    raise AssertionError("the process that reads goes on")


KILLS = 50


def lasts(host, *task):
    begun = time.monotonic()
    host.done(*task)
    return time.monotonic() - begun


@pytest.mark.prove
def test_fifty_power_cuts_leave_a_published_version_that_answers(place, host, tmp_path):
    root = place.folder / "lake"
    host.done("loaded", file(tmp_path, 0))
    seconds = {"loaded": lasts(host, "loaded", file(tmp_path, 1))}
    seconds["published"] = lasts(host, "published", 0)
    chance, at_work, before = random.Random(11), 0, 0
    for turn in range(KILLS):
        aim = turn // 2 % 2 if turn % 2 else turn + 2
        task = ("published", aim) if turn % 2 else ("loaded", file(tmp_path, aim))
        at_work += host.killed(*task, after=chance.uniform(0, 1) * seconds[task[0]])
        answer = int(host.done("answered"))
        assert answer in {before, aim}
        before = answer
        if turn % 10 == 9:
            host.done("collected")
    assert at_work > KILLS / 2
    assert json.loads(host.done("loaded", file(tmp_path, KILLS)))["rows"] == 100_000 + KILLS
    assert int(host.done("answered")) == KILLS
    host.done("collected")
    assert list((root / "aside").iterdir()) == []
    kept = len(list((root / "versions").iterdir()))
    assert json.loads(host.done("verified")) == {"ok": True, "checked": kept, "broken": []}
