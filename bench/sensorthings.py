"""Observations taken by HTTP beside another server of SensorThings (django-ogc-sensorthings).

    python -m bench.sensorthings [--peer VENV]
    FSYNC=on tools/postgresql python -m bench.sensorthings [--peer VENV]

Both keep the same observations, of the hours before now, of the same ten datastreams, on SQLite or
on the PostgreSQL that DATABASE_URL names, one web process each, as its documentation says; they are
sent to each in turn on connections kept open, so that a busy machine slows them alike, by a sender
who does nothing else while the clock runs. What is
answered 201 is kept for good by both: SQLite in the same mode (WAL, synchronous FULL; the peer's
own, a journal that is deleted, waits for the disk more often), PostgreSQL with fsync. Singles from
one sender, from eight at once, then arrays of 100 and of 5,000 (`CreateObservations`).

`ratio` is observations a second of Parvis divided by those of the peer, by the clock; `processor`
is the same of the processor's time of both servers, which tells more on a machine at work.

The peer is installed apart: `make bench-sensorthings` does it. Without it, Parvis alone
is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import portals, report
from bench.portals import Portal

STREAMS, STARTED, ROUNDS = 10, 60, 4
KINDS = {
    "one by one": (1, 300, 1), "one by one, 8 senders": (1, 800, 8), "arrays of 100": (100, 8, 1),
    "arrays of 5,000": (5_000, 1, 1),
}  # fmt: skip
"""Observations of a request, requests of a round, and how many send them."""
PROMISED = {"one by one": 5.0, "one by one, 8 senders": 5.0, "arrays of 5,000": 4.0}
BEGUN = int(time.time())
AGO = 30 * 3600  # seconds before the run, of the first observation
KEY = "une-cle-pour-la-mesure"
FURNISH = f"""
from parvis.observations import keys
from parvis.observations.models import Key
from parvis.organisations.models import Organisation
one = Organisation.objects.create(title="Ville", slug="ville")
Key.objects.create(name="Mesure", organisation=one, everything=True, secret=keys.digest({KEY!r}),
                   username="mesure", password_line="")
"""
PEER = """
from pathlib import Path
from uuid import UUID
SECRET_KEY, DEBUG, USE_TZ, ALLOWED_HOSTS = "mesure", False, True, ["*"]
ROOT_URLCONF = "peer_urls"
INSTALLED_APPS = [
    "sensorthings.versions.v1_1", "sensorthings.versions.v1_1.backends.django",
    "sensorthings.versions.v1_1.extensions.dataarray",
]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).parent / "peer.sqlite3",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SENSORTHINGS_V1_1_SERVICE_URL = "http://127.0.0.1/sensorthings"
SENSORTHINGS_V1_1_BACKEND_ADAPTER = (
    "sensorthings.versions.v1_1.backends.django.adapter.DjangoBackendAdapter"
)
SENSORTHINGS_V1_1_ID_TYPE, SENSORTHINGS_V1_1_ID_DELIMITER = UUID, "'"
"""
URLS = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer_settings")
from django.core.asgi import get_asgi_application
application = get_asgi_application()
from django.urls import include, path
urlpatterns = [path("sensorthings/", include("sensorthings.versions.v1_1.urls"))]
"""
POINT = {"type": "Point", "coordinates": [-1.68, 48.11]}
NAMED = {"name": "Mât", "description": "Un mât"}
PLACED = NAMED | {"encodingType": "application/geo+json"}
UNIT = {"name": "degré Celsius", "symbol": "°C", "definition": "ucum:Cel"}
TYPE = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


# A pool: its threads would each keep a connection, and the server has sixty
POSTGRESQL = """
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": %r, "HOST": %r,
                         "PORT": %r, "USER": %r, "OPTIONS": {"pool": True}}}
"""


@dataclass
class Server:
    """One of the two, and what it took so far."""

    name: str
    root: str
    port: int
    pid: int
    streams: list[Any] = field(default_factory=list)
    feature: Any = None
    sent: int = 0

    def __post_init__(self) -> None:
        self.link = HTTPConnection("127.0.0.1", self.port, timeout=600)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer. SystemExit for a refusal."""
        return json.loads(self.answered(method, path, body)[1])

    def made(self, path: str, body: Any) -> dict[str, Any]:
        """What is made: a number of ours, a text of the peer's."""
        answer, _text = self.answered("POST", path, body)
        found = answer.headers["Location"].rpartition("(")[2].strip("')")
        return {"@iot.id": int(found) if found.isdigit() else found}

    def answered(self, method: str, path: str, body: Any) -> tuple[HTTPResponse, bytes]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
        sent = None if body is None else json.dumps(body)
        self.link.request(method, f"{self.root}/{path}", sent, headers)
        answer = self.link.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{self.name}: {answer.status} for {path}: {text[:500]!r}")
        return answer, text

    def furnish(self) -> None:
        place = self.made("Locations", PLACED | {"location": POINT})
        thing = self.made("Things", NAMED | {"Locations": [place]})
        told = {"encodingType": "text/html", "metadata": "https://ville.example/sonde"}
        sensor = self.made("Sensors", NAMED | told)
        what = self.made("ObservedProperties", NAMED | {"definition": "https://ville.example/t"})
        self.feature = self.made("FeaturesOfInterest", PLACED | {"feature": POINT})
        linked = {"Thing": thing, "Sensor": sensor, "ObservedProperty": what}
        self.streams = [
            self.made("Datastreams", NAMED | linked | {
                "name": f"Température {n}", "unitOfMeasurement": UNIT, "observationType": TYPE,
            })
            for n in range(STREAMS)
        ]  # fmt: skip

    def round(self, size: int, requests: int, senders: int = 1) -> tuple[float, float]:
        """Seconds by the clock, and of the server's processor; on new connections, since a server
        closes those that wait for their next round."""
        written = [self.written(*self.body(size)) for _each in range(requests)]
        links = [
            socket.create_connection(("127.0.0.1", self.port), 600) for _each in range(senders)
        ]

        def send(sender: int) -> None:
            with links[sender] as link, link.makefile("rb") as answers:
                for request in written[sender::senders]:
                    link.sendall(request)
                    created(answers, self.name)

        with ThreadPoolExecutor(senders) as threads:
            busy, begun = self.processor(), time.perf_counter()
            list(threads.map(send, range(senders)))
            return time.perf_counter() - begun, self.processor() - busy

    def written(self, path: str, body: Any) -> bytes:
        """A request as it goes on the wire: what this program itself costs is in neither's time."""
        sent = json.dumps(body).encode()
        head = (
            f"POST {self.root}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/json\r\nAuthorization: Bearer {KEY}\r\n"
            f"Content-Length: {len(sent)}\r\n\r\n"
        )
        return head.encode() + sent

    def body(self, size: int) -> tuple[str, Any]:
        stream = self.streams[self.sent // size % STREAMS]
        times = [moment(self.sent + n) for n in range(size)]
        self.sent += size
        if size == 1:
            return "Observations", {
                "Datastream": stream, "FeatureOfInterest": self.feature, "result": 1.5,
                "phenomenonTime": times[0], "resultTime": times[0],
            }  # fmt: skip
        rows = [[time, time, n / 2, self.feature["@iot.id"]] for n, time in enumerate(times)]
        names = ["phenomenonTime", "resultTime", "result", "FeatureOfInterest/id"]
        return "CreateObservations", [
            {"Datastream": stream, "components": names, "dataArray": rows}
        ]

    def processor(self) -> float:
        return sum(one.processor for one in portals.family(self.pid))

    def kept(self) -> int:
        self.link.close()  # the server closed it meanwhile
        return int(self.ask("GET", "Observations?$count=true&$top=1")["@iot.count"])


def created(answers: BinaryIO, name: str) -> None:
    """One answer read whole. SystemExit unless it is 201."""
    head = []
    while (line := answers.readline()) not in (b"\r\n", b""):
        head.append(line.lower())
    sizes = [int(line[15:]) for line in head if line.startswith(b"content-length:")]
    if any(line.startswith(b"transfer-encoding: chunked") for line in head):
        text = b"".join(chunks(answers))
    else:
        text = answers.read(*sizes)
    if not head or head[0].split()[1] != b"201":
        raise SystemExit(f"{name}: {head[:1]} {text[:500]!r}")


def chunks(answers: BinaryIO) -> Iterator[bytes]:
    """The parts of an answer whose length is not said beforehand."""
    while size := int(answers.readline(), 16):
        yield answers.read(size)
        answers.readline()
    answers.readline()


def moment(number: int) -> str:
    """Seconds of the hours before this run, each once."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGUN - AGO + number))


@contextmanager
def parvis(folder: Path) -> Iterator[Server]:
    portal = Portal(folder / "data", portals.free_port(), os.environ.get("DATABASE_URL", "")).made()
    portal.run("admin", "shell", "--verbosity", "0", "-c", FURNISH)
    with portal.serving(workers=1) as process:
        yield Server("Parvis", "/sta/v1.1", portal.port, process.pid)


@contextmanager
def peer(folder: Path, programs: Path) -> Iterator[Server]:
    folder.mkdir()
    (folder / "peer_settings.py").write_text(PEER + peer_database())
    (folder / "peer_urls.py").write_text(URLS)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "peer_settings"}
    environment["PYTHONPATH"] = str(folder)
    migrate = [programs / "python", "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True)
    port = portals.free_port()
    command = [
        programs / "uvicorn",
        "peer_urls:application",
        "--port",
        str(port),
        "--no-access-log",
    ]
    process = subprocess.Popen(command, env=environment, cwd=folder)
    try:
        server = Server("django-ogc-sensorthings", "/sensorthings/v1.1", port, process.pid)
        wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def peer_database() -> str:
    """Its own, on the PostgreSQL that DATABASE_URL names, where there is one."""
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        return ""
    import psycopg

    with psycopg.connect(address, autocommit=True) as link:
        link.execute("CREATE DATABASE peer")
        for name in ("fsync", "synchronous_commit"):
            [(mode,)] = link.execute(f"SHOW {name}").fetchall()
            print(f"PostgreSQL: {name} {mode}")
    parts = urlsplit(address)
    return POSTGRESQL % ("peer", parts.hostname, parts.port, parts.username)


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.ask("GET", "Things")
        except OSError:
            server.link.close()
            threading.Event().wait(0.2)
        else:
            return
    raise SystemExit(f"{server.name} did not start")


def measure(servers: Sequence[Server], kind: str) -> None:
    size, requests, senders = KINDS[kind]
    clock, busy = [0.0] * len(servers), [0.0] * len(servers)
    for _round in range(ROUNDS):
        for number, one in enumerate(servers):
            waited, worked = one.round(size, requests, senders)
            clock[number] += waited
            busy[number] += worked
    rates = [size * requests * ROUNDS / spent for spent in clock]
    each = "  ".join(f"{one.name} {rate:,.0f}/s" for one, rate in zip(servers, rates, strict=True))
    wanted = f"≥ {PROMISED[kind]:g}" if kind in PROMISED else ""
    compared = len(servers) > 1
    report.row(kind, f"{rates[0] / rates[1]:.1f}" if compared else "", f"{wanted:<6} {each}")
    spent = "  ".join(
        f"{one.name} {each / requests / ROUNDS * 1_000:.2f} ms a request"
        for one, each in zip(servers, busy, strict=True)
    )
    report.row("  processor", f"{busy[1] / busy[0]:.1f}" if compared else "", f"{'':<6} {spent}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path, help="venv where the peer is installed")
    options = parser.parse_args()
    report.load()
    with tempfile.TemporaryDirectory() as place, ExitStack() as running:
        servers = [running.enter_context(parvis(Path(place) / "parvis"))]
        if options.peer:
            programs = options.peer.absolute() / "bin"
            servers.append(running.enter_context(peer(Path(place) / "peer", programs)))
        for one in servers:
            one.furnish()
            one.round(1, 5)
        report.row("ratio of", "Parvis / peer", "wanted")
        for kind in KINDS:
            measure(servers, kind)
        for one in servers:
            if one.kept() != one.sent:
                raise SystemExit(f"{one.name} kept {one.kept()} of {one.sent}")
    report.load()


if __name__ == "__main__":
    main()
