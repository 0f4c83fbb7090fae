"""The power cut: killed while a file is loaded or published, the lake is whole and goes on."""

from __future__ import annotations

import json
import os
import random
import select
import signal
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


KILLS = 50
HOST = """
import datetime as dt, io, json, os, sys, traceback, django
django.setup()
from django.core.management import call_command
from django.db import connections
from parvis.catalogue import models
from parvis.catalogue.management.commands import load
from parvis.lake import actions, rows, store
from parvis.lake.management.commands import lake
from parvis.lake.models import Version
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.sql import Context

def said(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, json=True, **options)
    return out.getvalue()

def loaded(path):
    return said("load", path, dataset="essai", publish=True)

def published(number):
    version = Version.objects.get(rows=100_000 + number)
    store.rows_cache().forget(version.name)  # it is made again, which takes most of the time
    actions.publish(version)
    return str(number)

def collected():
    return said("lake", "collect")

def verified():
    return said("lake", "verify")

def answered():
    found = actions.verify()
    assert not found.broken, found.broken
    record = models.Dataset.objects.get(slug="essai")
    version = rows.current(record.uuid)
    query = odsql.query(select="min(numero) as a, max(numero) as b, count(*) as n")
    context = Context(now=dt.datetime.now(dt.UTC))
    low, high, count = rows.opened(version).answer(query, PUBLIC, context).rows[0]
    assert low == high == count - 100_000 and count == version.rows, (low, high, count)
    return str(low)

for line in sys.stdin:
    task, *arguments = json.loads(line)
    connections.close_all()
    into, out = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.write(out, globals()[task](*arguments).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(out)
    print(child, flush=True)
    with open(into) as file:
        answer = file.read()
    print(json.dumps([os.waitpid(child, 0)[1], answer]), flush=True)
"""


class Host:
    """A portal whose every task is a process of its own, without waiting for Python to start."""

    def __init__(self, place):
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST], env=place.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip

    def begin(self, *task):
        """The process that is at it."""
        self.process.stdin.write(json.dumps(task).encode() + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self):
        """How it ended, as `os.waitpid` says, and its answer."""
        return json.loads(self.process.stdout.readline())

    def done(self, *task):
        self.begin(*task)
        status, said = self.end()
        assert status == 0, task
        return said

    def killed(self, *task, after):
        """Whether the task was still at work after `after` seconds, and so was killed."""
        child = self.begin(*task)
        ended, _, _ = select.select([self.process.stdout], [], [], after)
        if not ended:
            os.kill(child, signal.SIGKILL)
        status, _ = self.end()
        assert status in {0, signal.SIGKILL}, task
        return status == signal.SIGKILL


@pytest.fixture
def host(places, pytestconfig):
    place = places()
    if not databases.on_postgresql():
        kept = pytestconfig.cache.mkdir("databases")
        databases.seed(kept, place.folder / "parvis.sqlite3")
    place.done("migrate", "--verbosity", "0")
    host = Host(place)
    yield host, place.folder / "lake"
    host.process.communicate()


def lasts(host, *task):
    begun = time.monotonic()
    host.done(*task)
    return time.monotonic() - begun


@pytest.mark.prove
def test_fifty_power_cuts_leave_a_published_version_that_answers(host, tmp_path):
    host, root = host

    def file(number):
        """Every row says `number`, and so does how many they are: no two files are alike."""
        return str(lines(tmp_path / "file.csv", number, 100_000 + number))

    host.done("loaded", file(0))
    seconds = {
        "loaded": lasts(host, "loaded", file(1)), "published": lasts(host, "published", 0),
    }  # fmt: skip
    chance, at_work, before = random.Random(11), 0, 0
    for turn in range(KILLS):
        aim = turn // 2 % 2 if turn % 2 else turn + 2
        task = ("published", aim) if turn % 2 else ("loaded", file(aim))
        at_work += host.killed(*task, after=chance.uniform(0, 1) * seconds[task[0]])
        answer = int(host.done("answered"))
        assert answer in {before, aim}
        before = answer
        if turn % 10 == 9:
            host.done("collected")
    assert at_work > KILLS / 2
    assert json.loads(host.done("loaded", file(KILLS)))["rows"] == 100_000 + KILLS
    assert int(host.done("answered")) == KILLS
    host.done("collected")
    assert list((root / "aside").iterdir()) == []
    kept = len(list((root / "versions").iterdir()))
    assert json.loads(host.done("verified")) == {"ok": True, "checked": kept, "broken": []}
