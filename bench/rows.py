"""Many rows and many clients: python -m bench.rows [--rows 1000000] [--clients 8] [--seconds 60]

A file of 19 columns, a place among them, is loaded by `parvis load --publish` and served by two web
processes; clients that each keep a connection open ask pages, facets, groups, counts in a box and
sorted pages in turn, with other values each time. p50 and p95 are what they wait, each kind's own.
Then pages of the OGC API are asked one at a time, the first ones and those near the end.

With `--folder` the portal stays, and is measured again without loading.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import catalogues, loading, portals, report
from bench.portals import Portal

WORKERS = 2
PROMISED = {"page": 80, "two facets": 300, "group by": 600, "count in a box": 120,
            "sorted page": 2000}  # fmt: skip
MEMORY = 1_000  # MB of a process
WEST, SOUTH = -1.9, 48.0  # where `loading.ROWS` has its places
DEEP = 20  # pages of the OGC API, at each end

Kind = Callable[[random.Random], Mapping[str, object]]


def page(rng: random.Random) -> Mapping[str, object]:
    return {"limit": 100, "offset": rng.randrange(9_900)}


def group(rng: random.Random) -> Mapping[str, object]:
    least = rng.uniform(0, 0.1)
    return {"select": "count(*) as n, avg(surface) as mean", "group_by": "h",
            "where": f"b >= {least}"}  # fmt: skip


def box(rng: random.Random) -> Mapping[str, object]:
    west, south = WEST + rng.random() * 0.48, SOUTH + rng.random() * 0.32
    where = f"in_bbox(shape, {south}, {west}, {south + 0.01}, {west + 0.015})"
    return {"select": "count(*) as n", "where": where}


def ordered(rng: random.Random) -> Mapping[str, object]:
    return {"limit": 100, "order_by": "surface desc", "where": f"a = {rng.randrange(100)}"}


RECORDS: Mapping[str, Kind] = {
    "page": page, "group by": group, "count in a box": box, "sorted page": ordered,
}  # fmt: skip


def address(slug: str, kind: str, rng: random.Random) -> str:
    own = f"/api/explore/v2.1/catalog/datasets/{slug}"
    if kind == "two facets":
        asked = [("facet", "c"), ("facet", "h"), ("where", f"b >= {rng.uniform(0, 0.1)}")]
        return f"{own}/facets?{urlencode(asked)}"
    return f"{own}/records?{urlencode(RECORDS[kind](rng))}"


class Client:
    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def wait(self, where: str) -> float:
        """Milliseconds until the answer is read; SystemExit for a refusal."""
        start = time.perf_counter()
        self.link.request("GET", where)
        answer = self.link.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{answer.status} for {where}: {body[:300]!r}")
        return (time.perf_counter() - start) * 1000


def visit(port: int, slug: str, number: int, until: float) -> dict[str, list[float]]:
    """One client: kinds in turn, each client from another one on."""
    client, rng, waited = Client(port), random.Random(number), defaultdict[str, list[float]](list)
    kinds = list(PROMISED)
    for turn in range(number, 10**9):
        if time.perf_counter() > until:
            break
        kind = kinds[turn % len(kinds)]
        waited[kind].append(client.wait(address(slug, kind, rng)))
    return waited


def crowd(port: int, slug: str, clients: int, seconds: float) -> dict[str, list[float]]:
    until = time.perf_counter() + seconds
    every = defaultdict[str, list[float]](list)
    with ThreadPoolExecutor(clients) as pool:
        visits = [pool.submit(visit, port, slug, number, until) for number in range(clients)]
        for one in visits:
            for kind, waited in one.result().items():
                every[kind] += waited
    return every


def deep(port: int, slug: str, rows: int) -> None:
    """The first pages of the OGC API beside those of nine rows in ten further."""
    client, p50 = Client(port), []
    for start in (0, rows * 9 // 10):
        where = f"/ogc/collections/{slug}/items?f=json&limit=100&offset="
        waited = [client.wait(f"{where}{start + 100 * turn}") for turn in range(DEEP)]
        p50.append(report.share(waited, 50))
        report.row(f"OGC, a page from row {start:,}", f"{p50[-1]:.1f} ms")
    report.row("  further / first", f"{p50[1] / p50[0]:.2f}", "about 1")


def loaded(folder: Path, portal: Portal, rows: int) -> None:
    catalogues.write(folder / "catalogue.ttl", 1)
    portal.run("harvest", str(folder / "catalogue.ttl"), "--json")
    with duckdb.connect() as maker:
        maker.execute(loading.ROWS.format(rows=rows, path=folder / "rows.csv"))
    (slug,) = [one.identifier for one in catalogues.datasets(1)]
    told = portal.run("load", str(folder / "rows.csv"), "--dataset", slug, "--publish", "--json")
    (folder / "rows.csv").unlink()
    assert json.loads(told.output)["rows"] == rows
    report.row(f"{rows:,} rows loaded, copied for readers", f"{told.clock:.1f} s")
    report.row("  processor, with all it started", f"{told.processor:.1f} s")
    report.row("  most memory of a process", f"{told.memory:.0f} MB", "≤ 2,048 MB")


def measure(portal: Portal, rows: int, clients: int, seconds: float) -> None:
    (slug,) = [one.identifier for one in catalogues.datasets(1)]
    with portal.serving(workers=WORKERS) as server:
        for _ in range(WORKERS * 2):
            crowd(portal.port, slug, 2, 1)  # every process has opened its files
        before = {one.pid: one.processor for one in portals.family(server.pid)}
        waited = crowd(portal.port, slug, clients, seconds)
        used = sum(one.processor - before.get(one.pid, 0) for one in portals.family(server.pid))
        for kind, promised in PROMISED.items():
            p50, p95 = (report.share(waited[kind], of) for of in (50, 95))
            report.row(f"{kind} ({len(waited[kind])})", f"p95 {p95:.0f} ms",
                       f"≤ {promised}  p50 {p50:.0f}")  # fmt: skip
        asked = sum(map(len, waited.values()))
        report.row("processor of a question", f"{used / asked * 1000:.1f} ms", f"{asked} asked")
        deep(portal.port, slug, rows)
        for one in portals.family(server.pid):
            report.row(f"memory of {one.command[:36]}", f"{one.memory:.0f} MB", f"≤ {MEMORY:,} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", type=Path, help="where the portal stays")
    options = parser.parse_args()
    report.load()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        portal, new = portals.of(folder)
        if new:
            loaded(folder, portal, options.rows)
        measure(portal, options.rows, options.clients, options.seconds)
    report.load()


if __name__ == "__main__":
    main()
