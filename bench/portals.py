"""A portal of the bench's own: its folder, its commands, its server, and what they cost."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PARVIS = [sys.executable, "-m", "parvis"]
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock and of the processor, most memory in MB."""

    clock: float
    processor: float
    memory: float
    output: str


@dataclass(frozen=True)
class Portal:
    """A folder and the database that goes with it (SQLite in the folder when `database` is "")."""

    folder: Path
    port: int
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PARVIS_")
            and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        own = {
            "PARVIS_DATA": str(self.folder),
            "PARVIS_BASE_URL": f"http://127.0.0.1:{self.port}",
        }
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {})

    def made(self) -> Portal:
        """Itself, without a record, ready to be served."""
        self.folder.mkdir(parents=True)
        self.run("migrate", "--verbosity", "0")
        self.run("admin", "collectstatic", "--noinput", "--verbosity", "0")
        return self

    def run(self, *words: str) -> Cost:
        """Run `parvis …` to its end; SystemExit with its last words when it fails."""
        start = time.perf_counter()
        process = subprocess.Popen(
            [*PARVIS, *words], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        output = process.stdout.read()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        if process.returncode:
            raise SystemExit(f"parvis {' '.join(words)} failed: {output[-500:]}")
        clock = time.perf_counter() - start
        return Cost(clock, spent(used), used.ru_maxrss / 1000, output)

    @contextmanager
    def serving(self, workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
        """`parvis serve`, until the block ends; ready once search has read the whole history."""
        command = [*PARVIS, "serve", "--port", str(self.port), "--workers", str(workers)]
        process = subprocess.Popen(command, env=self.environment)
        try:
            self.wait_until_found(process)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)

    def wait_until_found(self, process: subprocess.Popen[bytes], within: float = 180) -> None:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise SystemExit("parvis serve stopped; its message is above")
            if self.lag() == 0:
                return
            threading.Event().wait(0.2)
        raise SystemExit(f"search did not read the whole history within {within:.0f} s")

    def lag(self) -> int | None:
        """Changes that search has not read yet; None while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            answer = json.loads(connection.getresponse().read())
        except OSError:
            return None
        finally:
            connection.close()
        return int(answer["lag"]) if answer["search"] == "up" else None


def spent(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def of(folder: Path) -> tuple[Portal, bool]:
    """The portal that an earlier run left in this folder, or one without a record; whether it is
    new."""
    portal = Portal(folder / "data", free_port())
    if portal.folder.exists():
        return portal, False
    return portal.made(), True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True)
class Running:
    """One process as the kernel counts it: seconds of processor so far, resident MB now.

    Resident memory counts what several processes share once for each of them; `share` divides it
    by how many they are, so that the shares of all processes are what they take together.
    """

    pid: int
    command: str
    processor: float
    memory: float
    share: float


def family(pid: int) -> list[Running]:
    """A process and all that it started."""
    parents: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(place.parent.name)] = int(place.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    found, grown = {pid}, {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return [one for child in sorted(found) if (one := running(child))]


def running(pid: int) -> Running | None:
    place = Path(f"/proc/{pid}")
    try:
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        pages = int((place / "statm").read_text().split()[1])
        mapped = (place / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    ticks = int(fields[11]) + int(fields[12])
    share = sum(map(int, re.findall(r"^Pss: +(\d+) kB", mapped, re.MULTILINE))) * 1024 / 1e6
    return Running(pid, command, ticks / TICK, pages * resource.getpagesize() / 1e6, share)


def waited(
    link: http.client.HTTPConnection, address: str, headers: Mapping[str, str] | None = None
) -> float:
    """Milliseconds until an answer is read. SystemExit unless it is 200."""
    start = time.perf_counter()
    link.request("GET", address, headers=headers or {})
    answer = link.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{answer.status} at {address}")
    return 1000 * (time.perf_counter() - start)
