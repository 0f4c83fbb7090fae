"""A real portal, as a town runs it: `parvis migrate`, `demo`, `serve`, in a folder of its own, on
the kind of database that the run is about."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests import databases

PARVIS = [sys.executable, "-m", "parvis"]
PLAIN = ssl.create_default_context()  # made once: it reads all certificates, 30 ms of processor
PASSWORD_LINE = 2  # words before the rest: address, password


@dataclass(frozen=True)
class Portal:
    """Where it answers, its folder, and the accounts the console showed."""

    address: str
    folder: Path
    passwords: Mapping[str, str]

    def run(self, *words: str) -> str:
        """Run `parvis …` beside the portal; its standard output."""
        return parvis(self.folder, self.address, *words)


def environment(folder: Path, address: str) -> dict[str, str]:
    """Of this process, without what tests set for themselves."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PARVIS_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    own = {"PARVIS_DATA": str(folder), "PARVIS_DEMO": "1", "PARVIS_BASE_URL": address,
           "PARVIS_SKIP_LINKS": "1", "PARVIS_FORM_SECONDS": "0"}  # fmt: skip
    if (folder / "database").exists():
        own["DATABASE_URL"] = (folder / "database").read_text(encoding="utf-8")
    return kept | own | {"PYTHONWARNINGS": "default", "COVERAGE_PROCESS_START": ""}


def parvis(folder: Path, address: str, *words: str) -> str:
    done = subprocess.run(
        [*PARVIS, *words], env=environment(folder, address), capture_output=True, text=True
    )
    assert done.returncode == 0, f"parvis {' '.join(words)}:\n{done.stderr[-3000:]}"
    return done.stdout


def prepared(seeds: Path) -> Path:
    """The folder of a portal with the demonstration in it, made once for all test processes."""
    shared = Path(os.environ["TESTS_SHARED"])
    folder, lock = shared / "portal", shared / "portal.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "accounts").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            if databases.on_postgresql():
                model = databases.name_of(databases.migrated())
                (folder / "database").write_text(databases.created(model), encoding="utf-8")
            else:
                databases.seed(seeds, folder / "parvis.sqlite3")
            address = "http://127.0.0.1"
            parvis(folder, address, "migrate", "--verbosity", "0")
            parvis(folder, address, "admin", "collectstatic", "--noinput", "--verbosity", "0")
            shown = parvis(folder, address, "demo")
            (folder / "accounts").write_text(shown, encoding="utf-8")
    return folder


@contextmanager
def copied(model: Path, folder: Path) -> Iterator[Path]:
    """`folder` is a copy of the portal `model`, its database too, until the block ends."""
    shutil.copytree(model, folder)
    database = folder / "database"
    if not database.exists():
        yield folder
        return
    name = databases.name_of(database.read_text(encoding="utf-8"))
    database.write_text(databases.created(name), encoding="utf-8")
    try:
        yield folder
    finally:
        databases.dropped(database.read_text(encoding="utf-8"))


def accounts(shown: str) -> dict[str, str]:
    """Address → password, as `parvis demo` shows them."""
    lines = [line.split() for line in shown.splitlines()]
    return {words[0]: words[1] for words in lines if len(words) > PASSWORD_LINE and "-" in words[1]}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(folder: Path, workers: int = 1) -> Iterator[Portal]:
    """`parvis serve` on a free port, until the block ends."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = (folder / "serve.log").open("w")
    process = subprocess.Popen(
        [*PARVIS, "serve", "--port", str(port), "--workers", str(workers)],
        env=environment(folder, address), stdout=log, stderr=log,
    )  # fmt: skip
    try:
        wait_until_found(address, process)
        shown = (folder / "accounts").read_text(encoding="utf-8")
        yield Portal(address, folder, accounts(shown))
    finally:
        process.terminate()
        process.wait(timeout=40)
        log.close()


def wait_until_found(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until it answers and search has read the whole history."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if lag(address) == 0:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.1)
            raise AssertionError("parvis serve stopped; see serve.log in its folder")
    raise AssertionError("search did not catch up with history within a minute")


def lag(address: str) -> int | None:
    """Changes that search has not read yet; None while nobody answers."""
    try:
        answer = httpx.get(f"{address}/healthz", verify=PLAIN).json()
    except httpx.TransportError:
        return None
    return answer["lag"] if answer["search"] == "up" else None
