"""The steps of a copy's doubles, chosen from a sample of the rows; beside the values stand whole
numbers in their order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.query.steps import MOST, Steps, between, ordinals
from parvis.lake.served import layout

TABLE = "steps"
SAMPLED = 20_000  # rows
USUAL = "[0.01, 0.99]"  # values between these quantiles have a part each, what lies beyond one


def chosen(
    link: duckdb.DuckDBPyConnection, columns: layout.Columns, parquet: Path
) -> Sequence[Steps]:
    names = [each["name"] for each in columns if each["type"] == "DOUBLE"]
    if not names:
        return []
    quoted = list(map(quoting.name, names))
    ends = [f"quantile_disc({c}, {USUAL}) FILTER (WHERE isfinite({c}))" for c in quoted]
    rows = f"SELECT {', '.join(quoted)} FROM read_parquet({quoting.text(str(parquet))})"
    sample = f"SELECT * FROM ({rows}) USING SAMPLE reservoir({SAMPLED} ROWS)"
    found = link.execute(f"SELECT {', '.join(ends)} FROM ({sample})").fetchone()
    assert found is not None  # an aggregate always answers
    pairs = zip(names, found, strict=True)
    made = [between(name, *ends) for name, ends in pairs if ends and all(map(math.isfinite, ends))]
    return [steps for steps in made if steps]


def beside(select: str, steps: Sequence[Steps]) -> str:
    """The same rows, with whole numbers in the order of each column that has steps."""
    if not steps:
        return select
    outputs = [f"{ordinals(each.column)} AS {quoting.name(each.name)}" for each in steps]
    return f"SELECT *, {', '.join(outputs)} FROM ({select})"


def kept(link: duckdb.DuckDBPyConnection, table: str, select: str, steps: Sequence[Steps]) -> int:
    """Writes the rows of a select as a table; how many there are. Columns that have steps and their
    whole numbers are not compressed: nearly every value differs, and to read them takes half the
    time."""
    plain = {name for each in steps for name in (each.column, each.name)}
    columns = link.execute(f"DESCRIBE {select}").fetchall()
    declared = ", ".join(
        f"{quoting.name(name)} {kind}{' USING COMPRESSION uncompressed' if name in plain else ''}"
        for name, kind, *_rest in columns
    )
    link.execute(f"CREATE TABLE {quoting.name(table)} ({declared})")
    told = link.execute(f"INSERT INTO {quoting.name(table)} {select}").fetchone()
    return int(told[0]) if told else 0


def write(link: duckdb.DuckDBPyConnection, rows: str, steps: Sequence[Steps]) -> None:
    """What the steps of the table `rows` are, and how many rows have each."""
    table = quoting.name(TABLE)
    link.execute(f"CREATE TABLE {table} (name VARCHAR, low DOUBLE, part DOUBLE, rows BIGINT[])")
    for each in steps:
        counted = f"SELECT {each.sql()}, count(*) FROM {quoting.name(rows)} GROUP BY ALL"
        found = dict(link.execute(counted).fetchall())
        numbers = [found.get(step, 0) for step in range(MOST + 1)]
        link.execute(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?)", [each.column, each.low, each.part, numbers]
        )


def read(link: duckdb.DuckDBPyConnection, database: str) -> Mapping[str, Steps]:
    """Of the copy attached under this name, by column."""
    table = f"{quoting.name(database)}.main.{quoting.name(TABLE)}"
    found = link.execute(f"SELECT name, low, part, rows FROM {table}").fetchall()
    return {name: Steps(name, low, part, tuple(rows)) for name, low, part, rows in found}
