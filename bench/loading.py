"""From a CSV of 19 columns to rows that answer: seconds and peak memory, as publishing does it.

Rows are published once they are kept: they answer from that, and their copy is made meanwhile.

python -m bench.loading [ROWS]
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench import report
from parvis.lake.reading import apart
from parvis.lake.served.cache import Cache
from parvis.lake.versions import Store

ROWS = """
COPY (SELECT i AS id, lpad((35000 + i % 400)::VARCHAR, 5, '0') AS code_insee,
  'Rue ' || hash(i) % 9000 AS adresse, '35' || lpad((i % 900)::VARCHAR, 3, '0') AS code_postal,
  strftime(DATE '2015-01-01' + (i % 3000)::INTEGER, '%d/%m/%Y') AS date_depot,
  replace(round(random() * 1000, 2)::VARCHAR, '.', ',') AS surface,
  -1.9 + random() / 2 AS longitude, 48 + random() / 3 AS latitude,
  CASE WHEN i % 3 = 0 THEN 'oui' ELSE 'non' END AS actif, hash(i + 1) % 100 AS a,
  random() AS b, 'mot' || i % 50 AS c, uuid() AS d, i % 7 AS e, '08:30' AS f,
  TIMESTAMP '2024-01-01 00:00:00' + to_seconds(i) AS g, 'secteur ' || i % 12 AS h,
  hash(i + 2) % 100000 AS j, CASE WHEN i % 20 = 0 THEN 'NA' ELSE (i % 90)::VARCHAR END AS k
  FROM range({rows}) t(i)) TO '{path}' (DELIMITER ';')
"""


def main(rows: int) -> None:
    report.load()
    with TemporaryDirectory() as place:
        path, store = Path(place) / "input.csv", Store(Path(place) / "store")
        cache = Cache(Path(place) / "cache", 2**40, "Europe/Paris")
        maker = duckdb.connect()
        maker.execute(ROWS.format(rows=rows, path=path))
        maker.close()
        start = time.perf_counter()
        with store.aside() as folder:
            read = apart.read(path, folder / "rows.parquet")
            version = store.keep(read, folder / "rows.parquet", "bench")
        kept = time.perf_counter()
        worked = processor(resource.RUSAGE_CHILDREN)
        before = processor(resource.RUSAGE_SELF)
        cache.build(version, store.manifest(version)["columns"], store.rows(version))
        end, copied = time.perf_counter(), processor(resource.RUSAGE_SELF) - before
        size = path.stat().st_size >> 20
        report.row(
            f"{rows:,} rows, {size} MB: read and kept", f"{kept - start:.1f} s", "≤ 15 s a million"
        )
        report.row("  copied for readers", f"{end - kept:.1f} s")
        report.row("  from the file to rows copied", f"{end - start:.1f} s")
        report.row("  processor of reading", f"{worked:.1f} s")
        report.row("  processor of copying", f"{copied:.1f} s")
        report.row("  most memory of reading", f"{peak(resource.RUSAGE_CHILDREN)} MB", "≤ 2,048 MB")
        report.row("  of the portal's own process", f"{peak(resource.RUSAGE_SELF)} MB")
    report.load()


def processor(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def peak(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss >> 10


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
