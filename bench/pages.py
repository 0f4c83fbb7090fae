"""Public pages measured through HTTP: `python bench/pages.py [--records 10000] [--seconds 8]`.

A portal of the bench's own with that many synthetic data sets, served by `parvis serve` with two
web workers; eight visitors beside it on the same machine. Each kind of page is asked with
addresses that no one asked before, so that every page is made: by eight visitors as fast as they
are answered (the most that the portal gives), then at the promised rate, whatever the answers take
(what a visitor waits at that rate); last with twenty addresses asked again and again, as a real
audience does. Prints what was measured beside what the product promises.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count, islice, product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import catalogues, portals, report, synthetic
from bench.portals import Portal, Running

VISITORS = 8
CONNECTIONS = 64  # at a fixed rate: enough that visitors wait for the portal, not for these
RATE = 250  # requests/s promised
KEPT = 20
ENOUGH = 40_000  # addresses of a kind; two runs share them
PROMISED = "≥ 250/s, p95 ≤ 40 ms"


def addresses(records: list[str]) -> dict[str, list[str]]:
    """Addresses by kind of page, in no order, none twice: ENOUGH of each for any portal."""
    rng = random.Random(3)
    slugs = rng.sample(records, len(records))
    found = {
        "list": [
            f"{root}/donnees/?page={n}&sort={sort}"
            for root, n, sort in product(("", "/en"), range(1, 500), sorts())
        ],
        "list, filtered": [f"/donnees/?{urlencode(pairs)}" for pairs in filters()],
        "search": [f"/recherche?q={word}" for word in questions(rng)],
        "record": [f"/donnees/{slug}/" for slug in slugs],
        "home": ["/"],
        "JSON, search": [f"/api/records?q={word}" for word in questions(rng)],
        "JSON, record": [f"/id/dataset/{slug}.json" for slug in slugs],
    }
    for asked in found.values():
        rng.shuffle(asked)
        asked += islice(numbered(asked[:]), max(0, ENOUGH - len(asked)))
    return found


def numbered(asked: list[str]) -> Iterator[str]:
    """The same addresses again with a number that no page reads: each is made anew."""
    for number in count(1):
        for address in asked:
            yield f"{address}{'&' if '?' in address else '?'}n={number}"


def sorts() -> tuple[str, ...]:
    return "updated", "title", "relevance"


def filters() -> Iterator[list[tuple[str, str]]]:
    """A theme, a rhythm and up to two words, as people narrow a list down."""
    words = ["", *dict.fromkeys(word for thing in synthetic.THINGS for word in thing.split())]
    for theme, rhythm, word in product(catalogues.THEMES, catalogues.RHYTHMS, words):
        yield [
            ("q", word),
            ("theme", f"{catalogues.EU}data-theme/{theme}"),
            ("frequency", f"{catalogues.EU}frequency/{rhythm}"),
        ]


def questions(rng: random.Random) -> list[str]:
    """Two words each, as people type."""
    words = {word for thing in synthetic.THINGS for word in thing.split() if len(word) > 3}
    pairs = list(product(sorted(words), synthetic.PLACES))
    rng.shuffle(pairs)
    return [urlencode({"": f"{one} {two}"})[1:] for one, two in pairs]


def visit(portal: Portal, asked: list[str], seconds: float, rate: int = 0) -> dict[str, Any]:
    """What the visitors saw, as clients.py prints it."""
    command = [sys.executable, str(Path(__file__).with_name("clients.py")), str(portal.port)]
    done = subprocess.run(
        [*command, str(CONNECTIONS if rate else VISITORS), str(seconds), str(rate)],
        input="\n".join(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def measure(portal: Portal, server: int, name: str, asked: list[str], seconds: float) -> None:
    before = processor(server)
    seen = visit(portal, asked, seconds)
    used = processor(server) - before
    made = len(seen["milliseconds"])
    p50, p95 = (report.share(seen["milliseconds"], percent) for percent in (50, 95))
    figure = f"{made / seen['seconds']:.0f}/s"
    report.row(name, figure, PROMISED)
    report.row("  p50, p95", f"{p50:.1f}, {p95:.1f} ms")
    each, beside = used / made * 1000, seen["processor"] / made * 1000
    report.row("  processor a page: portal, visitors", f"{each:.2f}, {beside:.2f} ms")
    report.row("  size", f"{seen['bytes'] / made / 1000:.1f} kB")
    if other := {status: n for status, n in seen["statuses"].items() if status != "200"}:
        report.row("  OTHER ANSWERS", str(other))
    if seen["again"] and "kept" not in name:
        report.row("  SOME ADDRESSES TWICE", f"{made} > {len(asked)}")


def at_rate(portal: Portal, name: str, asked: list[str], seconds: float) -> None:
    """What visitors wait when RATE of them come each second."""
    seen = visit(portal, asked, seconds, RATE)
    p50, p95 = (report.share(seen["milliseconds"], percent) for percent in (50, 95))
    rate = len(seen["milliseconds"]) / seen["seconds"]
    report.row(f"{name}, {RATE}/s come", f"{rate:.0f}/s", f"p95 {p95:.1f} ms (≤ 40)")
    report.row("  p50, p95", f"{p50:.1f}, {p95:.1f} ms")
    if other := {status: n for status, n in seen["statuses"].items() if status != "200"}:
        report.row("  OTHER ANSWERS", str(other))


def processor(server: int) -> float:
    return sum(one.processor for one in portals.family(server))


def web_workers(server: int) -> list[Running]:
    """The web workers: the children of the process that loaded the portal."""
    web = [one for one in portals.family(server) if "parvis.operation.web" in one.command]
    return [one for one in portals.family(web[0].pid) if one.pid != web[0].pid]


def memory(worker: Running) -> str:
    return f"{worker.memory:.0f} MB, its share {worker.share:.0f}"


def every_record(portal: Portal) -> list[str]:
    """Slugs of the data sets, from the sitemap."""
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
    found: list[str] = []
    for number in range(10_000):
        connection.request("GET", f"/sitemap-{number}.xml")
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            break
        found += re.findall("<loc>[^<]*/donnees/([^/<]+)/</loc>", text)
    connection.close()
    return found


def prepared(folder: Path, records: int) -> Portal:
    """A portal with that many data sets; the one of an earlier run in this folder, if there is."""
    portal, new = portals.of(folder)
    if not new:
        return portal
    clock = 0.0
    for file in catalogues.write_parts(folder, records):
        clock += portal.run("harvest", str(file), "--json").clock
        file.unlink()
    report.row("loaded", f"{records:,} records", f"in {clock:.0f} s")
    return portal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", default="", help="one kind of page")
    parser.add_argument("--folder", type=Path, help="keep the portal here for the next run")
    options = parser.parse_args()
    report.load()
    with tempfile.TemporaryDirectory() as folder:
        portal = prepared(options.folder or Path(folder), options.records)
        with portal.serving() as server:
            for worker in web_workers(server.pid):
                report.row(f"memory of web worker {worker.pid}, at first", memory(worker))
            for name, asked in addresses(every_record(portal)).items():
                if options.only in ("", name):
                    measure(portal, server.pid, name, asked[::2], options.seconds)
                    at_rate(portal, name, asked[1::2], options.seconds)
                    measure(portal, server.pid, f"{name}, kept", asked[:KEPT], options.seconds / 2)
            for worker in web_workers(server.pid):
                report.row(f"memory of web worker {worker.pid}", memory(worker), "≤ 250 MB")
    report.load()


if __name__ == "__main__":
    main()
