"""The power cut: a run killed twenty times while it waits for an answer; the next ones finish."""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.operation.test_backup import Place

pytestmark = pytest.mark.prove
ROUNDS, HOSTS = 20, 60
POPULATE = """
import sys, django; django.setup()
from parvis.records import bulk
from tests import makers
from tests.catalogue.assessment.test_survey import dataset
port, hosts = map(int, sys.argv[1:])
urls = [f"http://127.0.0.{n + 2}:{port}/a" for n in range(hosts)]
bulk.save_many([dataset("arbres", makers.organisation(), urls)])
"""


@dataclass
class AllowedPlace(Place):
    allowed: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"PARVIS_ALLOW_PRIVATE": self.allowed}


@pytest.fixture
def holding():
    """A server that tells each request and answers the one that is `held` only once let go."""
    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    state = {"held": 0, "count": 0}
    go = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            state["count"] += 1
            mine = state["count"]
            told.put(self.headers["Host"])
            if mine == state["held"]:
                go.wait(60)
            try:
                self.send_response(200)
                self.end_headers()
            except OSError:
                self.close_connection = True  # who asked was killed

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1], state, told, go
    go.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_kill_9_loses_the_answer_waited_for_and_no_other(tmp_path, holding):
    port, state, told, go = holding
    hosts = ",".join(f"127.0.0.{n + 2}:{port}" for n in range(HOSTS))
    base = tmp_path / "parvis.sqlite3"
    place = AllowedPlace(tmp_path, f"sqlite:///{base}", hosts)
    place.done("migrate", "--verbosity", "0")
    subprocess.run(
        [sys.executable, "-c", POPULATE, str(port), str(HOSTS)], env=place.environment, check=True
    )
    chance = random.Random(3)
    asked: Counter[str] = Counter()
    kept = 0
    for _round in range(ROUNDS):
        several = chance.randint(1, 3)
        state["held"] = state["count"] + several
        run = subprocess.Popen([sys.executable, "-m", "parvis", "links"], env=place.environment)
        asked.update(told.get(timeout=60) for _n in range(several))
        os.kill(run.pid, signal.SIGKILL)
        run.wait(timeout=30)
        go.set()
        kept += several - 1
        assert answered(base) == kept
        go.clear()
    state["held"] = 0
    with closing(sqlite3.connect(base)) as database:  # a quarter of an hour later
        database.execute(
            "UPDATE catalogue_linkcheck SET due = '2020-01-01 00:00:00' WHERE asked IS NULL"
        )
        database.commit()
    counts = json.loads(place.done("links", "--json"))
    assert counts == {"answers": HOSTS - kept}
    assert answered(base) == HOSTS
    place.done("audit", "verify", "--json")


def answered(base) -> int:
    """Addresses with a whole answer: its outcome, its date, its one change in the history."""
    with closing(sqlite3.connect(base)) as database:
        rows = database.execute(
            "SELECT outcome, asked, since, history FROM catalogue_linkcheck WHERE outcome != ''"
        ).fetchall()
    for outcome, asked, since, history in rows:
        assert (outcome, asked) == ("answers", since)
        assert [one["outcome"] for one in json.loads(history)] == ["answers"]
    return len(rows)
