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

from parvis.lake.reading import apart
from parvis.lake.versions import Store
from tests import databases
from tests.operation.test_backup import places

__all__ = ["places"]

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


def lines(path, number, count):
    path.write_text("numero;texte\n" + f"{number};a\n" * count, encoding="utf-8")
    return path


@pytest.mark.once
def test_the_process_that_reads_ends_with_the_one_that_was_killed(tmp_path):
    store, path = Store(tmp_path / "lake"), lines(tmp_path / "a.csv", 1, 300_000)
    for _round in range(2):
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(store.root), str(path)], stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(apart.ROOT)},
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


KILLS = 20
CHECK = """
import datetime as dt, django; django.setup()
from parvis.catalogue.models import Dataset
from parvis.lake import actions, rows
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.sql import Context
found = actions.verify()
assert not found.broken, found.broken
record = Dataset.objects.filter(slug="essai").first()
version = rows.current(record.uuid) if record else None
if version:
    query = odsql.query(select="min(numero) as a, max(numero) as b, count(*) as n")
    context = Context(now=dt.datetime.now(dt.UTC))
    low, high, count = rows.opened(version).answer(query, PUBLIC, context).rows[0]
    assert low == high == count - 100_000 and count == version.rows, (low, high, count)
    print(low)
"""


@pytest.mark.prove
def test_twenty_power_cuts_leave_a_published_version_that_answers(places, tmp_path, pytestconfig):
    place = places()
    if not databases.on_postgresql():
        kept = pytestconfig.cache.mkdir("databases")
        databases.seed(kept, place.folder / "parvis.sqlite3")
    place.done("migrate", "--verbosity", "0")
    files = [lines(tmp_path / f"v{n}.csv", n, 100_000 + n) for n in range(3)]
    begun = time.monotonic()
    assert finished(loader(place, files[0]))["rows"] == 100_000
    lasts = time.monotonic() - begun
    chance, at_work = random.Random(11), 0
    for turn in range(KILLS):
        process = loader(place, files[turn % 3])
        try:
            process.wait(timeout=chance.uniform(0.3, 1) * lasts)
        except subprocess.TimeoutExpired:
            at_work += 1
        process.kill()
        process.communicate()
        assert answering(place) in {"0", "1", "2"}
        if turn % 5 == 4:
            place.done("lake", "collect")
    assert at_work > KILLS / 2
    for number, path in enumerate(files):
        assert finished(loader(place, path))["rows"] == 100_000 + number
        assert answering(place) == str(number)
    place.done("lake", "collect")
    root = place.folder / "lake"
    assert len(list((root / "versions").iterdir())) == 3
    assert list((root / "aside").iterdir()) == []
    assert json.loads(place.done("lake", "verify", "--json")) == {
        "ok": True, "checked": 3, "broken": [],
    }  # fmt: skip


def answering(place):
    """The number that every row of the published version says."""
    said = subprocess.run(
        [sys.executable, "-c", CHECK], env=place.environment, check=True, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    return said.stdout.strip()


def loader(place, path):
    command = [sys.executable, "-m", "parvis", "load", str(path), "--dataset", "essai"]
    return subprocess.Popen(
        [*command, "--publish", "--json"], env=place.environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(process):
    said, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return json.loads(said)
