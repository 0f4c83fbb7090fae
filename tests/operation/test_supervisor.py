"""The supervisor: restarts what dies, gives up in time, leaves nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parvis.operation import supervisor
from parvis.operation.supervisor import Child

PARENT = textwrap.dedent(
    """
    import sys
    from parvis.operation.supervisor import Child, Supervisor
    body = "import os, subprocess, sys, time; " + sys.argv[1]
    children = [Child("web", [sys.executable, "-u", "-c", body])]
    sys.exit(Supervisor(children, lambda code, values: print(code, values, flush=True)).run())
    """
)
SLEEPER = "print('pid', os.getpid(), flush=True); time.sleep(600)"


@contextmanager
def running(body: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-c", PARENT, body]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def next_pid(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("pid"):
            return int(line.split()[1])
    pytest.fail("the child never spoke")


def gone(pid: int, within: float = 10) -> bool:
    """Whether a process ends (a zombie has ended) within so many seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        os.sched_yield()
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_clean_stop_ends_the_child_and_says_0(number):
    with running(SLEEPER) as parent:
        child = next_pid(parent)
        parent.send_signal(number)
        assert parent.wait(15) == 0
        assert gone(child)


def test_a_child_that_dies_is_started_again():
    with running(SLEEPER) as parent:
        first = next_pid(parent)
        os.kill(first, signal.SIGKILL)
        second = next_pid(parent)
        assert second != first
        parent.terminate()
        assert parent.wait(15) == 0
        assert gone(second)


def test_kill_9_of_the_supervisor_leaves_no_child():
    with running(SLEEPER) as parent:
        child = next_pid(parent)
        parent.kill()
        parent.wait(15)
        assert gone(child)


def test_what_a_child_started_goes_with_it():
    nested = (
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
        "print('pid', p.pid, flush=True); time.sleep(600)"
    )
    with running(nested) as parent:
        grandchild = next_pid(parent)
        parent.terminate()
        assert parent.wait(15) == 0
        assert gone(grandchild)


def test_it_gives_up_on_a_child_that_always_dies(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.01)
    said: list[tuple[str, dict[str, object]]] = []
    children = [Child("worker", [sys.executable, "-S", "-c", "raise SystemExit(3)"])]
    kept = supervisor.Supervisor(children, lambda code, values: said.append((code, values)))
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        assert kept.run() == 1
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)
    assert [code for code, _values in said].count("died") == supervisor.DEATHS - 1
    assert said[-1] == ("gave_up", {"name": "worker", "code": 3, "deaths": supervisor.DEATHS})


def test_pauses_grow_and_old_deaths_are_forgotten():
    child = Child("web", [])
    assert [child.died(float(n)) for n in range(4)] == [0.5, 1.0, 2.0, 4.0]
    assert child.died(1000.0) == 0.5
