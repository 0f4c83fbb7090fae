"""What an edition changes of the one before, by the key that its producer chose, or else
one that is found in both."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from parvis.catalogue.rows import keys
from parvis.lake import store
from parvis.lake.changes import AmbiguousKey, changes
from parvis.lake.models import Version
from parvis.lake.query.failures import EngineProblem
from parvis.lake.served.reader import bounded

logger = logging.getLogger(__name__)
SECONDS = 20.0  # for each key that is tried


def between(before: Version, after: Version, chosen: Sequence[str] | None = None) -> dict[str, Any]:
    """`Edition.changes`; empty when no key tells the rows apart within the time that is given, or
    their producer said that nothing does. `chosen`: titles, as `keys.chosen` gives them."""
    if chosen is not None and not chosen:
        return {}
    cursor = store.reader().fresh()
    try:
        paths = [store.store().rows_path(one.sha256) for one in (before, after)]
        if found := by_choice(cursor, paths, (before, after), chosen or ()):
            return found
        told = [(profile(version), version.rows) for version in (before, after)]
        instead = {"instead_of": list(chosen)} if chosen else {}
        for key in keys.guesses(after.columns, told):
            if found := compared(cursor, paths, key):
                return found | instead
        return instead
    except EngineProblem as problem:  # too long, or two types that do not compare
        logger.warning("Two versions were not compared: %s", problem.code)
    except OSError as error:  # the store is away, or lost a file: `parvis lake verify` says
        logger.warning("Two versions were not compared: %s", type(error).__name__)
    finally:
        cursor.close()
    return {}


def by_choice(
    cursor: duckdb.DuckDBPyConnection, paths: Sequence[Path], versions: Sequence[Version],
    chosen: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """By the key that was chosen; nothing where it does not hold, or is not the same columns."""
    try:
        before, after = (keys.named(chosen, version.columns) for version in versions)
    except keys.KeyProblem:
        return {}
    return compared(cursor, paths, after) if chosen and before == after else {}


def compared(
    cursor: duckdb.DuckDBPyConnection, paths: Sequence[Path], key: tuple[str, ...]
) -> dict[str, Any]:
    """Nothing where the key is ambiguous."""
    try:
        with bounded(cursor, SECONDS):
            found = changes(cursor, paths[0], paths[1], key)
    except AmbiguousKey:
        return {}
    return {"key": list(key), "added": found.added, "removed": found.removed,
            "changed": found.changed}  # fmt: skip


def profile(version: Version) -> dict[str, Mapping[str, Any]]:
    manifest = store.store().manifest(version.name)
    return {one["name"]: one for one in manifest["profile"]["columns"]}
