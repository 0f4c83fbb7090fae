"""From a CSV of 19 columns to a kept version: seconds and peak memory.

python -m bench.loading [ROWS]
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from parvis.lake.reading.understand import understanding
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
    with TemporaryDirectory() as place:
        path = Path(place) / "input.csv"
        maker = duckdb.connect()
        maker.execute(ROWS.format(rows=rows, path=path))
        maker.close()
        start = time.perf_counter()
        with understanding(path) as found:
            read = time.perf_counter()
            version = Store(Path(place) / "store").keep(found, "bench")
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{rows} rows, {path.stat().st_size >> 20} MB: read {read - start:.1f} s,")
        print(f"kept {end - read:.1f} s, all {end - start:.1f} s, peak {peak} MB, {version[:12]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
