"""A business application scanned: `python bench/scan.py [--tables 300] [--rows 1000]`.

Builds it on a PostgreSQL of its own (or of DATABASE_URL), reads its schema, then profiles it, and
prints what was measured beside what is promised and what is reported of a well-known scanner
(which read 1,000 rows a table: so do we once, though 200 is what a scan reads unless told).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from parvis.catalogue.scan.connect import Session
from parvis.catalogue.scan.describe import describe
from parvis.catalogue.scan.inventory import inventory
from parvis.catalogue.scan.profile import profiled
from tests.catalogue.scan.application import statements
from tests.catalogue.scan.servers import Database, server_database

ROOT = Path(__file__).resolve().parent.parent
PEER = "DataHub CLI 1.7, 300 x 13, as reported: {}"


def schema(session: Session) -> None:
    describe("bench", inventory(session))


def everything(session: Session) -> None:
    describe("bench", profiled(session, inventory(session)))


def seconds(database: Database, scan: Callable[[Session], None], times: int, sample: int) -> float:
    """Median, connection and description included."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        with database.session(sample=sample) as session:
            scan(session)
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def row(what: str, measured: float, promised: str, peer: str) -> None:
    print(f"{what:<34} {measured:>7.2f} s   {promised:<8} {PEER.format(peer)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=300)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--samples", type=int, nargs="+", default=[200, 1000])
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    address = os.environ.get("DATABASE_URL", "")
    if urlsplit(address).scheme not in {"postgres", "postgresql"}:
        again = [str(ROOT / "tools" / "postgresql"), sys.executable, *sys.argv]
        sys.exit(subprocess.run(again, check=False).returncode)
    database = server_database("postgresql", address, "parvis_bench_scan")
    database.run(*statements("postgresql", options.tables, options.rows))
    print(
        f"{options.tables} tables x 13 columns x {options.rows} rows, "
        f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"
    )
    row("schema", seconds(database, schema, options.times, 0), "<= 4 s", "8.1 s")
    for sample in options.samples:
        spent = seconds(database, everything, options.times, sample)
        row(f"and profile, {sample} rows a table", spent, "<= 12 s", "37.4 s (1,000 rows)")
    server_database("postgresql", address, "parvis_bench_scan")


if __name__ == "__main__":
    main()
