"""Harvest and `/catalog.ttl` measured: `python bench/harvest.py [--records 10000] [--data FOLDER]`.

First the real export of a portal (the .rdf file of FOLDER), then a synthetic one of that many data
sets in one file, each brought in twice; then the whole catalogue asked of a running portal. Each in
a folder of its own, on SQLite, or on the empty database that `--database URL` names.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import catalogues, portals, report
from bench.portals import Cost, Portal

REAL = "data-rennesmetropole-fr-ods-export.rdf"
EXPORTED = 5_000
COUNT = "from parvis.records.models import HistoryEntry as H; print('entries', H.objects.count())"


def made(folder: Path, database: str = "") -> Portal:
    return Portal(folder, portals.free_port(), database).made()


def brought(portal: Portal, file: Path) -> tuple[dict[str, int], Cost]:
    cost = portal.run("harvest", str(file), "--json")
    return json.loads(cost.output), cost


def entries(portal: Portal) -> int:
    shown = portal.run("admin", "shell", "-v", "0", "-c", COUNT).output
    return int(shown.split("entries")[1])


def twice(portal: Portal, file: Path, what: str, start: float, rates: tuple[str, str]) -> None:
    """Bring a file in, then again; `start` is what a command takes to start at all."""
    for run, name, promised in zip(
        ("first", "again"), ("created", "unchanged"), rates, strict=True
    ):
        before = entries(portal)
        counts, cost = brought(portal, file)
        done = counts[name]
        per_second = done / (cost.clock - start)
        report.row(f"{what}, {run}", f"{done:,} {name}", f"refused: {len(counts['refused'])}")
        report.row("  without the start of the command", f"{per_second:.0f}/s", promised)
        report.row("  clock, processor", f"{cost.clock:.1f}, {cost.processor:.1f} s")
        report.row("  most memory", f"{cost.memory:.0f} MB", "≤ 600 MB for one file")
        report.row("  entries of history written", f"{entries(portal) - before:,}")


def exported(portal: Portal, records: int) -> None:
    """The whole catalogue, asked three times of a portal that keeps none of it."""
    with portal.serving(workers=1):
        for turn in range(3):
            connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=120)
            start = time.perf_counter()
            connection.request("GET", f"/catalog.ttl?turn={turn}")
            size = len(connection.getresponse().read())
            taken = time.perf_counter() - start
            connection.close()
            report.row(
                f"/catalog.ttl of {records:,}, {size / 1e6:.0f} MB", f"{taken:.2f} s", "≤ 2 s"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/dcat/real"))
    parser.add_argument("--database", default="", help="an empty database, for the synthetic run")
    options = parser.parse_args()
    report.load()
    with tempfile.TemporaryDirectory() as root:
        measure(Path(root), options)
    report.load()


def measure(root: Path, options: argparse.Namespace) -> None:
    real = options.data / REAL
    if real.exists() and not options.database:
        portal = made(root / "real")
        start = portal.run("audit", "verify").clock
        twice(portal, real, "real export", start, ("27 of 27", "27 unchanged, nothing written"))
    portal = made(root / "synthetic", options.database)
    start = portal.run("audit", "verify").clock
    report.row("start of a command", f"{start:.1f} s")
    catalogues.write(root / "large.ttl", options.records)
    twice(portal, root / "large.ttl", f"{options.records:,}", start, ("≥ 500/s", "≥ 2,000/s"))
    if not options.database:
        portal = made(root / "export")
        catalogues.write(root / "export.ttl", EXPORTED)
        brought(portal, root / "export.ttl")
        exported(portal, EXPORTED)


if __name__ == "__main__":
    main()
