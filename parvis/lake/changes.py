"""What changed between two versions, by key: counted and walked by the engine, not in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.lake import keys, quoting


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
        if keys.fault(link, path, key):
            raise AmbiguousKey(", ".join(key))
    names = keys.columns(link, after)
    shared = [n for n in keys.columns(link, before) if n in names and n not in key]
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
        f" FROM {keys.table(before)} b FULL JOIN {keys.table(after)} a ON {on}"
    ).fetchone()
    assert row is not None  # an aggregate always answers
    return Changes(*row)
