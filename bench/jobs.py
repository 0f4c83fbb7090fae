"""The same jobs by DuckDB and, where `make spark` put it, by Spark: seconds and their ratio.

python -m bench.jobs [ROWS]
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench import report
from parvis.lake.engines import plans
from parvis.lake.engines.duckdb import DuckDB
from parvis.lake.engines.plans import Plan, Source
from parvis.lake.engines.spark import Spark
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.sql import Context

ZONE = "Europe/Paris"
COLUMNS = [
    {"name": name, "title": name, "type": kind, "read_as": read_as, "meaning": None}
    for name, kind, read_as in (
        ("id", "BIGINT", "integer"), ("commune", "VARCHAR", "text"), ("jour", "DATE", "date"),
        ("valeur", "DOUBLE", "number"), ("actif", "BOOLEAN", "boolean"),
    )
]  # fmt: skip
ROWS = """
COPY (SELECT i AS id, lpad((35000 + hash(i) % 400)::VARCHAR, 5, '0') AS commune,
  DATE '2015-01-01' + (i % 3000)::INTEGER AS jour,
  (hash(i + 1) % 1000000) / 100.0::DOUBLE AS valeur, i % 3 = 0 AS actif
  FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet)
"""


def main(rows: int) -> None:
    report.load()
    with TemporaryDirectory() as place:
        path = Path(place) / "rows.parquet"
        with duckdb.connect() as maker:
            maker.execute(ROWS.format(rows=rows, path=path))
        asked = jobs(Source("lignes", COLUMNS, path, PUBLIC))
        here = {name: seconds(DuckDB(ZONE), plan, place) for name, plan in asked.items()}
        there = by_spark(asked, place)
    for name, took in here.items():
        ratio = f", Spark {there[name]:.1f} s, {there[name] / took:.1f} times" if there else ""
        report.row(f"{rows:,} rows, {name}", f"DuckDB {took:.1f} s{ratio}")
    report.load()


def jobs(source: Source) -> dict[str, Plan]:
    context = Context(now=datetime.now(UTC), zone=ZONE)
    groups = odsql.query(
        select="count(*) as n, sum(valeur), max(jour)", where="actif = true", group_by="commune"
    )
    return {
        "aggregate": plans.aggregate(source, groups, context),
        "profile": plans.profile(source, context),
        "compact": plans.compact([source, source], ("id",), context),
    }


def by_spark(asked: Mapping[str, Plan], place: str) -> dict[str, float]:
    if importlib.util.find_spec("pyspark") is None:
        return {}
    engine = Spark("local[2]", ZONE, {"spark.driver.memory": "3g"})
    try:
        start = time.perf_counter()
        engine.session()
        report.row("Spark starts", f"{time.perf_counter() - start:.1f} s")
        return {name: seconds(engine, plan, place) for name, plan in asked.items()}
    finally:
        engine.close()


def seconds(engine: DuckDB | Spark, plan: Plan, place: str) -> float:
    with TemporaryDirectory(dir=place) as folder:
        start = time.perf_counter()
        engine.run(plan, Path(folder), "parquet")
        return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
