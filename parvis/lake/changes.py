"""What changed between two versions, by key: counted and walked by the engine, not in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.lake import quoting


@dataclass(frozen=True)
class Changes:
    added: int
    removed: int
    changed: int


class AmbiguousKey(ValueError):
    """The key is empty or stands twice in a version: rows can't be told apart by it."""


def changes(
    link: duckdb.DuckDBPyConnection, before: Path, after: Path, key: tuple[str, ...]
) -> Changes:
    """Columns present in both versions are compared; AmbiguousKey."""
    for path in (before, after):
        _distinct(link, path, key)
    shared = [n for n in _names(link, before) if n in _names(link, after) and n not in key]
    same = " AND ".join(
        f"b.{quoting.name(n)} IS NOT DISTINCT FROM a.{quoting.name(n)}" for n in shared
    )
    on = " AND ".join(f"b.{quoting.name(k)} = a.{quoting.name(k)}" for k in key)
    first = quoting.name(key[0])
    row = link.execute(
        f"SELECT count(*) FILTER (WHERE b.{first} IS NULL),"
        f" count(*) FILTER (WHERE a.{first} IS NULL),"
        f" count(*) FILTER (WHERE b.{first} IS NOT NULL AND a.{first} IS NOT NULL"
        f" AND NOT ({same or 'true'}))"
        f" FROM {_table(before)} b FULL JOIN {_table(after)} a ON {on}"
    ).fetchone()
    assert row is not None  # an aggregate always answers
    return Changes(*row)


def _table(path: Path) -> str:
    return f"read_parquet({quoting.text(str(path))})"


def _names(link: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    return [str(r[0]) for r in link.execute(f"DESCRIBE SELECT * FROM {_table(path)}").fetchall()]


def _distinct(link: duckdb.DuckDBPyConnection, path: Path, key: tuple[str, ...]) -> None:
    columns = ", ".join(quoting.name(each) for each in key)
    empty = " OR ".join(f"{quoting.name(each)} IS NULL" for each in key)
    twice = link.execute(
        f"SELECT 1 FROM {_table(path)} GROUP BY {columns} HAVING count(*) > 1 OR {empty} LIMIT 1"
    ).fetchone()
    if twice:
        raise AmbiguousKey(", ".join(key))
