"""Rows beside other servers of rows: python -m bench.peers [--rows 200000] [--peers VENV]

The same synthetic addresses are published by Parvis (`parvis serve`, one web process) and loaded
in Datasette, tipg and pygeoapi, each as its documentation advises; one client asks all of them the
same questions in turn on connections kept open, so that a busy machine slows them alike. A server
is asked only what it can answer, and answers are compared: the table tells when two differ. One
that takes seconds where the best takes milliseconds is asked a few questions of that kind only.

Values change with each question, so that no cache helps; then one question is asked again and
again. Each figure is the p50, in milliseconds, of what the client waits until the answer is read.
`ratio` is the best of the others divided by Parvis: 2.0 is twice as fast as the best of them.

The others are installed apart, in a folder of their own that nothing of ours depends on:

    python3 -m venv VENV
    VENV/bin/pip install datasette tipg uvicorn pygeoapi geoalchemy2 psycopg2-binary gunicorn
    apt-get install postgresql-15-postgis-3
    tools/postgresql .venv/bin/python -m bench.peers --peers VENV

(`make bench-peers` does it, the packages of Debian apart.) Without VENV, Parvis alone is measured;
without a PostgreSQL in DATABASE_URL, those that need none. With `--folder` the portal stays, and is
measured again without loading.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import addresses, catalogues, contestants, portals, questions, report
from bench.contestants import Contestant
from bench.portals import Portal
from bench.questions import Found, Values

TIMES = {"whole CSV": 3}  # other questions of a kind are asked `--times`
FEW, FAR = 3, 20  # who takes `FAR` times the best of `FEW` questions is asked no more
STARTED = 60  # seconds within which a server answers
OURS = "Parvis"
BEST = {"full text": 2.0, "two facets": 2.0, "group by": 2.0, "whole CSV": 2.0}  # else 1


class Client:
    """One connection kept open; a server that closes it gets another."""

    def __init__(self, contestant: Contestant) -> None:
        self.of = contestant
        self.link = http.client.HTTPConnection("127.0.0.1", contestant.port, timeout=600)

    def ask(self, kind: str, values: Values) -> tuple[float, Found]:
        """Milliseconds, and what was found. SystemExit for a refusal."""
        one = self.of.kinds[kind]
        address = one.address(values)
        try:
            waited, answer, body = self.get(address)
        except http.client.RemoteDisconnected:  # it waited too long while others were asked
            self.link.close()
            waited, answer, body = self.get(address)
        if answer.status not in (200, 204):  # 204: an empty tile
            raise SystemExit(f"{self.of.name}: {answer.status} for {address}: {body[:300]!r}")
        return waited, one.read(body)

    def get(self, address: str) -> tuple[float, http.client.HTTPResponse, bytes]:
        start = time.perf_counter()
        self.link.request("GET", address)
        answer = self.link.getresponse()
        body = answer.read()
        return (time.perf_counter() - start) * 1000, answer, body


@contextmanager
def started(contestant: Contestant, folder: Path) -> Iterator[Client]:
    """Its server, until the block ends; what it says goes to a file of the folder."""
    if not contestant.command:
        yield Client(contestant)
        return
    with (folder / f"{contestant.name}.log").open("wb") as log:
        process = subprocess.Popen(
            contestant.command, env=os.environ | contestant.environment, stdout=log, stderr=log
        )
    try:
        wait_for(contestant, process, Path(log.name))
        yield Client(contestant)
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(contestant: Contestant, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline and process.poll() is None:
        try:
            Client(contestant).link.request("GET", "/")
        except OSError:
            threading.Event().wait(0.2)
        else:
            return
    raise SystemExit(f"{contestant.name} did not start: {log.read_text()[-2000:]}")


def published(folder: Path, rows: int) -> tuple[Portal, str]:
    """A portal with one data set of that many rows, and the name of the set."""
    portal, new = portals.of(folder)
    (slug,) = [one.identifier for one in catalogues.datasets(1)]
    if new:
        catalogues.write(folder / "catalogue.ttl", 1)
        portal.run("harvest", str(folder / "catalogue.ttl"), "--json")
        addresses.write(folder / "adresses.csv", rows)
        told = portal.run(
            "load", str(folder / "adresses.csv"), "--dataset", slug, "--publish", "--json"
        )
        report.row("Parvis: loaded", f"{told.clock:.1f} s")
    return portal, slug


def others(folder: Path, programs: Path, rows: int) -> list[Contestant]:
    """Those that this machine can start, with their rows."""
    file, start = folder / "adresses.db", time.perf_counter()
    contestants.fill_sqlite(file, rows)
    inspected = file.with_suffix(".inspected.json")
    run(programs / "datasette", "inspect", file, "--inspect-file", inspected)
    report.row("Datasette: loaded", f"{time.perf_counter() - start:.1f} s")
    found = [contestants.datasette(programs, portals.free_port(), file)]
    database = os.environ.get("DATABASE_URL", "")
    if not database.startswith("postgres"):
        return found
    start = time.perf_counter()
    contestants.fill_postgis(database, rows)
    report.row("PostGIS: loaded", f"{time.perf_counter() - start:.1f} s")
    port, config = portals.free_port(), folder / "pygeoapi.json"
    config.write_text(json.dumps(contestants.configuration(database, port, rows)))
    run(programs / "pygeoapi", "openapi", "generate", config,
        "--output-file", folder / "pygeoapi-openapi.yml")  # fmt: skip
    return [
        *found,
        contestants.tipg(programs, portals.free_port(), database, rows),
        contestants.pygeoapi(programs, port, folder, rows),
    ]


def run(*words: Path | str) -> None:
    subprocess.run([*map(str, words)], check=True, stdout=subprocess.DEVNULL)


def measure(clients: Sequence[Client], kind: str, times: int) -> None:
    """A line of the table: every server that can, one question after the other."""
    asked = questions.several(kind.partition(",")[0], TIMES.get(kind, times))
    able = [client for client in clients if kind in client.of.kinds]
    first: dict[str, list[float]] = {client.of.name: [] for client in able}
    again: dict[str, list[float]] = {client.of.name: [] for client in able}
    differ = dict[str, tuple[Values, Found, Found]]()
    for values in asked:
        found = {}
        able = [client for client in able if not far(client.of.name, first)]
        for client in able:
            waited, found[client.of.name] = client.ask(kind, values)
            first[client.of.name].append(waited)
        one = found[able[0].of.name]
        differ |= {n: (values, one, other) for n, other in found.items() if not one.agrees(other)}
    for _ in asked:
        for client in able:
            again[client.of.name].append(client.ask(kind, asked[0])[0])
    told(kind, first, BEST.get(kind, 1.0))
    told(f"  {kind}, asked again", again)
    for name, (values, one, other) in differ.items():
        report.row("  ANOTHER ANSWER THAN THE FIRST", name, f"{values}: {one} {other}")


def far(name: str, waited: dict[str, list[float]]) -> bool:
    """Whether a server has taken so long, each time, that the table would never end."""
    least = min((min(times) for times in waited.values() if times), default=0.0)
    own = waited[name]
    return len(own) >= FEW and min(own) > max(FAR * least, 1_000)


def told(kind: str, waited: dict[str, list[float]], wanted: float = 0) -> None:
    p50 = {name: report.share(times, 50) for name, times in waited.items() if times}
    ours = min(time for name, time in p50.items() if name.startswith(OURS))
    theirs = [time for name, time in p50.items() if not name.startswith(OURS)]
    ratio = f"{min(theirs) / ours:.1f}" if theirs else ""
    each = "  ".join(f"{name} {time:.1f}" for name, time in p50.items())
    report.row(kind, ratio, f"{f'≥ {wanted:g}' if wanted and theirs else '':<6} {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--peers", type=Path, help="folder of the venv where they are installed")
    parser.add_argument("--times", type=int, default=40, help="questions of a kind")
    parser.add_argument("--folder", type=Path, help="where the portal stays")
    parser.add_argument("--only", default="", help="one kind of question")
    options = parser.parse_args()
    report.load()
    with tempfile.TemporaryDirectory() as place, ExitStack() as running:
        folder = Path(place)
        portal, slug = published(options.folder or folder, options.rows)
        facing = others(folder, options.peers / "bin", options.rows) if options.peers else []
        server = running.enter_context(portal.serving(workers=1))
        ours = contestants.parvis(portal.port, slug)
        clients = [running.enter_context(started(one, folder)) for one in (*ours, *facing)]
        warm(clients)
        report.row("ratio of", "best other / Parvis", "wanted  p50 in ms")
        for kind in contestants.every_kind(ours):
            if options.only in ("", kind):
                measure(clients, kind, options.times)
        for one in portals.family(server.pid):
            report.row(f"memory of {one.command[:36]}", f"{one.memory:.0f} MB")
    report.load()


def warm(clients: Sequence[Client]) -> None:
    """Every server has opened its files and compiled its code before the first measure."""
    rng = random.Random(0)
    for client in clients:
        for kind in client.of.kinds:
            if kind != "whole CSV":
                client.ask(kind, questions.QUESTIONS[kind.partition(",")[0]](rng))


if __name__ == "__main__":
    main()
