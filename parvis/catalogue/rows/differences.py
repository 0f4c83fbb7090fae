"""What an edition changes of the one before, by a key that is found in both."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from parvis.lake import store as places
from parvis.lake.changes import AmbiguousKey, changes
from parvis.lake.models import Version
from parvis.lake.query.failures import EngineProblem
from parvis.lake.served.reader import bounded

logger = logging.getLogger(__name__)
SECONDS = 20.0  # for each key that is tried
TRIED = 6
LEADING = 4  # columns of which two may make a key together
NEARLY = 0.9  # distinct values are estimated in large files
NEVER = ("DOUBLE", "GEOMETRY")  # measures are no keys


def between(before: Version, after: Version) -> dict[str, Any]:
    """`Edition.changes`; empty when no key tells the rows apart within the time that is given."""
    cursor = places.reader().fresh()
    try:
        paths = [places.store().rows_path(one.sha256) for one in (before, after)]
        for key in keys(before, after):
            try:
                with bounded(cursor, SECONDS):
                    found = changes(cursor, paths[0], paths[1], key)
            except AmbiguousKey:
                continue
            return {"key": list(key), "added": found.added, "removed": found.removed,
                    "changed": found.changed}  # fmt: skip
    except EngineProblem as problem:  # too long, or two types that do not compare
        logger.warning("Two versions were not compared: %s", problem.code)
    except OSError as error:  # the store is away, or lost a file: `parvis lake verify` says
        logger.warning("Two versions were not compared: %s", type(error).__name__)
    finally:
        cursor.close()
    return {}


def keys(before: Version, after: Version) -> Iterator[tuple[str, ...]]:
    """Columns that alone, then by two, may tell rows apart, in the order of the file."""
    told = [profile(version) for version in (before, after)]
    common = [
        column["name"]
        for column in after.columns
        if column["type"] not in NEVER and all(full(one.get(column["name"])) for one in told)
    ]
    alone = [
        (name,)
        for name in common
        if all(
            one[name]["distinct"] >= NEARLY * version.rows
            for one, version in zip(told, (before, after), strict=True)
        )
    ]
    together = combinations(common[:LEADING], 2)
    yield from [*alone, *together][:TRIED]


def full(column: Mapping[str, Any] | None) -> bool:
    return column is not None and not column["nulls"]


def profile(version: Version) -> dict[str, Mapping[str, Any]]:
    manifest = places.store().manifest(version.name)
    return {one["name"]: one for one in manifest["profile"]["columns"]}
