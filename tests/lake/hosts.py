"""A portal of its own for tests that kill it or ask it from several processes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys

import pytest

from tests import databases
from tests.operation.test_backup import places

__all__ = ["places"]


def lines(path, number, count):
    path.write_text("numero;texte\n" + f"{number};a\n" * count, encoding="utf-8")
    return path


def file(folder, number):
    """Every row says `number`, and so does how many they are: no two files are alike."""
    return str(lines(folder / "file.csv", number, 100_000 + number))


# A program without a file passes for a person at a keyboard: DuckDB draws bars on its output, as
# soon as the opening of an engine lasts, on a machine with much to do.
NAMED = "__file__ = 'host'\n"
TASKS = """
import datetime as dt, io, json, os, django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from parvis.catalogue import models
from parvis.catalogue.live import actions as live, reload
from parvis.catalogue.live.models import Feed
from parvis.catalogue.management.commands import load
from parvis.catalogue.rows import actions as keying
from parvis.lake import actions, rows, store
from parvis.lake.management.commands import lake
from parvis.lake.models import Version
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.sql import Context
from parvis.organisations.models import Organisation
from parvis.records import bulk

SUMMARY = odsql.query(select="min(numero) as a, max(numero) as b, count(*) as n")
PAGE = odsql.query(select="numero", limit=100, offset=99_900)
EVERY = odsql.query(select="numero")

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

def whole(number=0):  # what every row of the published version says, asked in one of three ways
    version = rows.current(models.Dataset.objects.get(slug="essai").uuid)
    opened, context = rows.opened(version), Context(now=dt.datetime.now(dt.UTC))
    said = version.rows - 100_000
    if number % 3 == 0:
        assert opened.answer(SUMMARY, PUBLIC, context).rows == [(said, said, version.rows)]
    elif number % 3 == 1:
        assert opened.answer(PAGE, PUBLIC, context).rows == [(said,)] * 100
    else:
        first = next(opened.stream(EVERY, PUBLIC, context))
        assert first == [(said,)] * len(first) and first
    assert opened.total(EVERY, PUBLIC, context) == version.rows
    return str(said)

def answered():
    found = actions.verify()
    assert not found.broken, found.broken
    return whole()

def fed():  # a data set whose rows are pushed: ten of them at each push, which say its number
    town = Organisation(title="Ville")
    bulk.save_many([town])
    record = models.Dataset(title="Flux", slug="flux", organisation=town)
    bulk.save_many([record])
    feed = Feed(dataset=models.Dataset.objects.get(slug="flux"), kind=Feed.Kind.PUSH)
    keying.choose(None, feed.dataset, ["cle"])
    feed.next_at = timezone.now()
    feed.save()
    return "fed"

def pushed(number):
    rows_ = [{"cle": f"{number}-{n}", "numero": number} for n in range(10)]
    return str(live.push(Feed.objects.get(), rows_))

def reloaded():
    Feed.objects.update(next_at=timezone.now() - dt.timedelta(seconds=1))
    reload.reload_due()
    feed = Feed.objects.get()
    assert feed.problem is None, feed.problem
    return str(feed.shown)

def shown():  # how many rows readers get of each push
    version = rows.current(models.Dataset.objects.get(slug="flux").uuid)
    if version is None:
        return "{}"
    context = Context(now=dt.datetime.now(dt.UTC))
    counted = odsql.query(select="count(*) as n", group_by="numero")
    return json.dumps(dict(rows.opened(version).answer(counted, PUBLIC, context).rows))

def reading(reads, over):
    done, parent = 0, os.getppid()
    while os.getppid() == parent and (done < reads or not os.path.exists(over)):
        whole(done)
        done += 1

def read(processes, reads, over):
    children = [alone(reading, reads, over) for _ in range(processes)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * processes
    return "whole"
"""
LOOP = """
import json, os, sys, traceback
from django.db import connections

def alone(work, *arguments):
    child = os.fork()
    if not child:
        status = 1
        try:
            work(*arguments)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return child

for line in sys.stdin:
    task, *arguments = json.loads(line)
    connections.close_all()
    into, out = os.pipe()
    child = alone(lambda: os.write(out, globals()[task](*arguments).encode()))
    os.close(out)
    print(child, flush=True)
    with open(into) as file:
        answer = file.read()
    print(json.dumps([os.waitpid(child, 0)[1], answer]), flush=True)
"""


def kill(child):
    """-9, unless it has just ended: its host has then reaped it, and says how it ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


class Host:
    """A portal whose every task is a process of its own, without waiting for Python to start.

    `tasks`: a text of Python that sets Django up and has a function for each.
    """

    def __init__(self, place, tasks=TASKS):
        program = NAMED + tasks + LOOP
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], env=place.environment, stdin=subprocess.PIPE,
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
        if not self.over(after):
            kill(child)
        status, _ = self.end()
        assert status in {0, signal.SIGKILL}, task
        return status == signal.SIGKILL

    def over(self, within=0.0):
        """Whether the task begun has ended."""
        return bool(select.select([self.process.stdout], [], [], within)[0])


@pytest.fixture
def place(places, pytestconfig):
    """A portal without a record."""
    place = places()
    if not databases.on_postgresql():
        kept = pytestconfig.cache.mkdir("databases")
        databases.seed(kept, place.folder / "parvis.sqlite3")
    place.done("migrate", "--verbosity", "0")
    return place


@pytest.fixture
def host(place):
    host = Host(place)
    yield host
    host.process.communicate()
