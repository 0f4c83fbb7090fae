"""`parvis serve`: what it starts, and what it refuses in words."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from parvis.operation import serve
from tests import databases
from tests.operation.test_supervisor import gone


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def static(tmp_path, monkeypatch):
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    return tmp_path


def test_a_port_in_use_is_said_in_words(capsys, static):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert serve.main(["--port", str(port)]) == 1
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().err


def test_an_impossible_port_is_refused(capsys, static):
    assert serve.main(["--port", "99999"]) == 1
    assert "--port" in capsys.readouterr().err


def test_missing_static_files_are_said_with_the_command_that_makes_them(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path))
    assert serve.main(["--port", str(free_port())]) == 1
    assert "collectstatic" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--port", "many"], ["--nothing"]])
def test_wrong_use_is_status_2(words):
    with pytest.raises(SystemExit) as stop:
        serve.main(words)
    assert stop.value.code == 2


def test_workers_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("PARVIS_WORKERS", "3")
    web = serve.children(serve.parser().parse_args([]))[0]
    assert web.command[web.command.index("--workers") + 1] == "3"


def descendants(pid: int) -> set[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


def answers(port: int) -> int:
    """The status of a page once the server answers at all (its socket queues us meanwhile)."""
    for _attempt in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except ConnectionError:
            threading.Event().wait(0.2)
        finally:
            connection.close()
    pytest.fail("the portal never answered")


COMMAND = [sys.executable, "-m", "parvis"]
OPENED = """
import gc, os, threading
from parvis.operation import web
from django.db import connection
import duckdb
settled = gc.get_freeze_count() > 100_000 and gc.get_threshold()[0] >= 10_000
print(threading.active_count(), connection.connection, settled, flush=True)
worker = os.fork()
if not worker:
    asked = duckdb.connect(config={"threads": 4})
    asked.execute("SET enable_progress_bar = false")  # it would be printed where two seconds pass
    ordered = "SELECT i FROM range(3_000_000) t(i) ORDER BY hash(i)"
    ask = f"SELECT sum(i) FROM ({ordered}) WHERE i % 2 = 0"
    print(asked.execute(ask).fetchone()[0], flush=True)
    os._exit(0)
os.waitpid(worker, 0)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory, pytestconfig):
    """A portal's folder with an empty database, brought up to date."""
    folder = tmp_path_factory.mktemp("portal")
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text("{}")
    found = {
        **os.environ,
        "PARVIS_DATA": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/parvis.sqlite3",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    databases.seed(pytestconfig.cache.mkdir("databases"), folder / "parvis.sqlite3")
    subprocess.run([*COMMAND, "migrate", "--verbosity", "0"], env=found, check=True, timeout=300)
    return found


def test_what_is_shared_out_to_the_workers_has_opened_nothing(environment):
    """A thread or a connection would not survive the fork; DuckDB's allocator, whose own thread
    starts with it, knows how to."""
    done = subprocess.run(
        [sys.executable, "-c", OPENED], env=environment, check=True, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    assert done.stdout.split() == ["1", "None", "True", str(sum(range(0, 3_000_000, 2)))]


def test_a_worker_that_died_is_back_and_no_address_of_a_person_is_logged(environment):
    port = free_port()
    web = subprocess.Popen(
        [sys.executable, "-m", "parvis.operation.web", "--port", str(port), "--workers", "1"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert answers(port) < 500
        (worker,) = descendants(web.pid) - {web.pid}
        os.kill(worker, signal.SIGKILL)
        assert gone(worker, within=20)
        assert answers(port) < 500
        (again,) = descendants(web.pid) - {web.pid}
        assert again != worker
        web.terminate()
        said, _nothing = web.communicate(timeout=40)
    finally:
        web.kill()
    assert "127.0.0.1" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_whole_portal_starts_answers_and_stops(environment, number):
    port = free_port()
    portal = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--workers", "1"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert answers(port) < 500
        family = descendants(portal.pid)
        assert len(family) >= 3  # what loaded the portal, its worker, ours
        portal.send_signal(number)
        status = portal.wait(40)
    finally:
        portal.kill()
    assert status == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    assert all(gone(pid, within=40) for pid in family)
