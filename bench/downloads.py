"""What pages take while eight people download everything slowly, beside what they take without.

python -m bench.downloads [--rows N] [--seconds S] [--folder F]: a portal of its own through the
real server, the export of a whole version, as readers on a poor line take it. The same pages are
asked with and without them, in turns, in one run: only the ratio counts.
"""

from __future__ import annotations

import argparse
import itertools
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import duckdb

from bench import portals, report
from bench.loading import ROWS
from bench.pages import visit
from bench.portals import Portal

READERS = 8
PIECE, PAUSE = 8_192, 0.25  # octets at once, seconds between two: 32 kB/s each
PATIENCE, REFUSED = 30, 10  # seconds to wait for a first octet; after a refusal
RATE = 10  # pages a second
TURNS = 3
DATASET = "arbres-urbains"
EXPORT = f"/api/explore/v2.1/catalog/datasets/{DATASET}/exports/csv"
PAGES = ("/", "/donnees/", "/donnees/communes/", "/recherche", f"/donnees/{DATASET}/donnees/")


def prepared(folder: Path, rows: int) -> Portal:
    """The demonstration, one of its data sets large; that of an earlier run, if there is."""
    portal, new = portals.of(folder)
    if not new:
        return portal
    portal.run("demo")
    file = folder / "rows.csv"
    with duckdb.connect() as maker:
        maker.execute(ROWS.format(rows=rows, path=file))
    portal.run("load", str(file), "--dataset", DATASET, "--publish", "--drop", "adresse", "--json")
    file.unlink()
    return portal


def slow(port: int, path: str, stop: threading.Event, seen: Counter[str]) -> None:
    """One reader, again and again until the end; who is refused waits as it was told."""
    question = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    while not stop.is_set():
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)
            line.settimeout(PATIENCE)
            line.connect(("127.0.0.1", port))
            line.sendall(question)
            try:
                status = line.recv(PIECE).split(b" ", 2)[1].decode()
            except TimeoutError:
                seen["no answer"] += 1
                continue
            seen[status] += 1
            while not stop.wait(PAUSE) and (piece := line.recv(PIECE)):
                seen["octets"] += len(piece)
        if status == "503":
            stop.wait(REFUSED)


def answered(seen: Counter[str]) -> int:
    return sum(count for name, count in list(seen.items()) if name != "octets")


@contextmanager
def readers(port: int, path: str, count: int) -> Iterator[Counter[str]]:
    stop, seen = threading.Event(), Counter[str]()
    lines = [threading.Thread(target=slow, args=(port, path, stop, seen)) for _ in range(count)]
    for line in lines:
        line.start()
    try:
        begun = time.monotonic()
        while answered(seen) < count and time.monotonic() < begun + 2 * PATIENCE:
            stop.wait(0.2)
        yield seen
    finally:
        stop.set()
        for line in lines:
            line.join()


def asked(numbers: Iterator[int], count: int) -> list[str]:
    """Pages that were never asked before."""
    return [f"{PAGES[n % len(PAGES)]}?n={n}" for n in itertools.islice(numbers, count)]


def measure(portal: Portal, seconds: float, path: str) -> None:
    numbers = itertools.count()
    times: dict[str, list[float]] = {"alone": [], "beside": []}
    statuses: Counter[str] = Counter()
    for _turn in range(TURNS):
        for name, count in (("alone", 0), ("beside", READERS)):
            with readers(portal.port, path, count) as seen:
                told = visit(portal, asked(numbers, int(seconds * RATE) + 1), seconds, RATE)
            times[name] += told["milliseconds"]
            statuses.update(told["statuses"])
            if count:
                said = {one: seen[one] for one in seen if one != "octets"}
                report.row(
                    "  readers: answers, kB/s", f"{said} {seen['octets'] / seconds / 1000:.0f}"
                )
    for percent in (50, 95):
        alone, beside = (report.share(times[name], percent) for name in ("alone", "beside"))
        report.row(
            f"p{percent} alone, beside, ratio",
            f"{alone:.0f}, {beside:.0f} ms, {beside / alone:.2f}",
        )
    report.row("  answers", str(dict(statuses)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--folder", type=Path, help="keep the portal here for the next run")
    options = parser.parse_args()
    report.load()
    with tempfile.TemporaryDirectory() as folder:
        portal = prepared(options.folder or Path(folder), options.rows)
        with portal.serving():
            start = time.perf_counter()
            with urlopen(f"http://127.0.0.1:{portal.port}{EXPORT}") as answer:
                size = len(answer.read())
            made = time.perf_counter() - start
            report.row("the export made, and taken", f"{made:.1f} s", f"{size / 1e6:.0f} MB")
            for name, path in (("kept file", EXPORT), ("streamed", f"{EXPORT}?where=id >= 0")):
                print(f"{READERS} slow readers, {name}")
                measure(portal, options.seconds, path.replace(" ", "%20").replace(">", "%3E"))
    report.load()


if __name__ == "__main__":
    main()
