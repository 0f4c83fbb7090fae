"""Jobs beyond one machine, by Spark: each machine reads the same folders as this one.

Spark's own answers are parts in the job's folder, which DuckDB here makes one file of. Its Java and
its Python come with `make spark`; nothing else of Parvis needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from sqlglot import exp

from parvis.lake import engine, quoting
from parvis.lake.engines.duckdb import LIMITS, written
from parvis.lake.engines.plans import Plan, Source
from parvis.lake.engines.spark_sql import spark
from parvis.lake.query.failures import EngineProblem, problem
from parvis.lake.query.schema import SPATIAL
from parvis.lake.query.select import Field
from parvis.lake.served import layout

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OPTIONS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.timeType.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@dataclass
class Spark:
    """`master` as Spark names it (`local[*]`, `spark://…`); `options` are Spark's own, by name."""

    master: str
    zone: str  # of instants that name none
    options: dict[str, str] = field(default_factory=dict)
    _session: SparkSession | None = None

    def run(self, plan: Plan, folder: Path, form: str) -> Path:
        """The result as one file of `folder`, `parquet` or `csv`. Raises EngineProblem, and
        QueryProblem for what Spark does not compute."""
        sql = spark(plan.sql)  # refused before anything starts
        parts = folder / "parts"
        self._parts(plan, sql, parts)
        link = engine.workshop(folder, LIMITS)
        try:
            names = ", ".join(_restored(f"c{n}", one) for n, one in enumerate(plan.fields))
            files = quoting.text(str(parts / "*.parquet"))
            gathered = f"SELECT {names} FROM read_parquet({files})"  # noqa: S608 - names of ours
            return written(link, gathered, {}, plan.fields, folder / f"rows.{form}")
        except duckdb.Error as error:
            raise problem(error) from error
        finally:
            link.close()

    def _parts(self, plan: Plan, sql: str, parts: Path) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        session = self.session()
        try:
            for source in plan.sources:
                read = session.read.parquet(source.parquet.as_uri())
                number = read.metadataColumn("_metadata").row_index.alias(layout.SEQUENCE)
                read.select("*", number).createOrReplaceTempView(f"{source.name}_file")
                session.sql(_laid(source, self.zone)).createOrReplaceTempView(source.name)
            made = session.sql(sql, args=dict(plan.parameters))
            made.write.mode("overwrite").parquet(parts.as_uri())
        except (PySparkException, Py4JError) as error:
            raise EngineProblem("failed") from error

    def session(self) -> SparkSession:
        """Started once; ten to twenty seconds."""
        if self._session is None:
            from pyspark.sql import SparkSession

            made = SparkSession.builder.master(self.master).appName("parvis")
            here = HERE if self.master.startswith("local") else {}
            for name, value in (OPTIONS | here | self.options).items():
                made = made.config(name, value)
            self._session = made.getOrCreate()
            self._session.sparkContext.setLogLevel("ERROR")
        return self._session

    def close(self) -> None:
        """Ends Spark and its Java."""
        if self._session is not None:
            gateway: Any = self._session.sparkContext._gateway
            self._session.stop()
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait()
            self._session = None


def _laid(source: Source, zone: str) -> str:
    """The rows as `served.layout` lays them for DuckDB; a geometry is its bytes."""
    cells: list[exp.Expr] = []
    for column in source.columns:
        name = str(column["name"])
        here = exp.Column(this=exp.to_identifier(name, quoted=True))
        cells.append(exp.alias_(_value(column["type"], here, zone), name, quoted=True))
        if column["type"] == "GEOMETRY":  # read beside spatial functions only, which are refused
            empty = exp.cast(exp.Null(), "DOUBLE")
            cells += [exp.alias_(empty.copy(), one, quoted=True) for one in layout.BOUNDS]
    cells.append(exp.Column(this=exp.to_identifier(layout.SEQUENCE, quoted=True)))
    laid = exp.select(*cells).from_(exp.to_table(f"{source.name}_file"))
    return laid.sql(dialect="spark", identify=True)


def _value(kind: str, column: exp.Expr, zone: str) -> exp.Expr:
    if kind == "TIMESTAMP":
        clock = [exp.cast(column, exp.DataType.build("TIMESTAMP_LTZ", dialect="spark"))]
        return exp.Anonymous(
            this="to_utc_timestamp", expressions=[*clock, exp.Literal.string(zone)]
        )
    if kind == "TIME":
        return exp.cast(column, exp.DataType.build("STRING", dialect="spark"))
    return column


def _restored(name: str, field: Field) -> str:
    column = quoting.name(name)
    return f"st_geomfromwkb({column}) AS {column}" if field.type in SPATIAL else column
