"""Whether columns tell each row of a file from the others: looked at on all rows by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.lake import quoting

BESIDE = 3  # columns of an example, beside those of the key
CUT = 60  # characters of a value
ROWS = '"number of rows"'  # no column of a file has a space in its name


@dataclass(frozen=True)
class Fault:
    """How many rows have no value in a column of the key, how many have the same key as others."""

    empty: int
    shared: int


def fault(link: duckdb.DuckDBPyConnection, path: Path, key: Sequence[str]) -> Fault | None:
    """None where each row has a key of its own. A text without a letter is no value."""
    row = link.execute(
        f"SELECT coalesce(sum({ROWS}) FILTER (WHERE {_empty(key)}), 0)::BIGINT,"
        f" coalesce(sum({ROWS}) FILTER (WHERE {ROWS} > 1 AND NOT ({_empty(key)})), 0)::BIGINT"
        f" FROM (SELECT {_names(key)}, count(*) AS {ROWS} FROM {table(path)} GROUP BY ALL)"
    ).fetchone()
    assert row is not None  # an aggregate always answers
    return Fault(*row) if any(row) else None


def example(
    link: duckdb.DuckDBPyConnection, path: Path, key: Sequence[str], found: Fault
) -> dict[str, str | None]:
    """A row that has this fault, by its columns: those of the key, and a few others."""
    others = [name for name in columns(link, path) if name not in key][:BESIDE]
    shown = [*key, *others]
    told = ", ".join(f"left({quoting.name(n)}::VARCHAR, {CUT})" for n in shown)
    wrong = _empty(key)
    if not found.empty:
        twice = f"SELECT {_names(key)} FROM {table(path)} GROUP BY ALL HAVING count(*) > 1 LIMIT 1"
        wrong = f"({_names(key)}) IN ({twice})"
    row = link.execute(f"SELECT {told} FROM {table(path)} WHERE {wrong} LIMIT 1").fetchone()
    assert row is not None  # the fault is of such a row
    return dict(zip(shown, row, strict=True))


def table(path: Path) -> str:
    return f"read_parquet({quoting.text(str(path))})"


def columns(link: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    return [str(r[0]) for r in link.execute(f"DESCRIBE SELECT * FROM {table(path)}").fetchall()]


def _names(key: Sequence[str]) -> str:
    return ", ".join(quoting.name(each) for each in key)


def _empty(key: Sequence[str]) -> str:
    return " OR ".join(f"{name} IS NULL OR {name}::VARCHAR = ''" for name in map(quoting.name, key))
