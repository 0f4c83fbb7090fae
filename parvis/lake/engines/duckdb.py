"""Jobs on this machine, by DuckDB; and the file that any engine's result becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from parvis.lake import engine, quoting
from parvis.lake.engines.plans import Plan
from parvis.lake.query.failures import problem
from parvis.lake.query.schema import SPATIAL
from parvis.lake.query.select import Field
from parvis.lake.reading.limits import Limits
from parvis.lake.served import layout

LIMITS = Limits(threads=2, memory="2GB")  # the rest goes to the folder


@dataclass(frozen=True)
class DuckDB:
    zone: str  # of instants that name none

    def run(self, plan: Plan, folder: Path, form: str) -> Path:
        """The result as one file of `folder`, `parquet` or `csv`. Raises EngineProblem."""
        allowed = tuple({source.parquet.parent for source in plan.sources})
        link = engine.workshop(folder, LIMITS, allowed)
        try:
            for source in plan.sources:
                select = layout.select(source.columns, source.parquet, self.zone)
                link.execute(f"CREATE OR REPLACE VIEW {quoting.name(source.name)} AS {select}")
            sql = plan.sql.sql(dialect="duckdb", identify=True)
            return written(link, sql, plan.parameters, plan.fields, folder / f"rows.{form}")
        except duckdb.Error as error:
            raise problem(error) from error
        finally:
            link.close()

    def close(self) -> None:
        """Nothing is kept from one job to the next."""


def written(
    link: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any],
    fields: tuple[Field, ...], out: Path,
) -> Path:  # fmt: skip
    """The rows of `sql` under their own names; geometries are GeoParquet, or WKT in a CSV file."""
    form = out.suffix.removeprefix(".")
    outputs = [_output(f"c{n}", field, form) for n, field in enumerate(fields)]
    whole = f"SELECT {', '.join(outputs)} FROM ({sql})"
    how = "FORMAT csv, HEADER" if form == "csv" else "FORMAT parquet, COMPRESSION zstd"
    link.execute(f"COPY ({whole}) TO {quoting.text(str(out))} ({how})", dict(parameters))
    return out


def _output(name: str, field: Field, form: str) -> str:
    column: exp.Expr = exp.column(exp.to_identifier(name, quoted=True))
    if field.type in SPATIAL and form == "csv":
        column = exp.Anonymous(this="st_astext", expressions=[column])
    return f"{column.sql(dialect='duckdb')} AS {quoting.name(field.name)}"
