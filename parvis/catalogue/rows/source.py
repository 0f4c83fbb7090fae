"""The rows of one version, open to all: what every page and file of rows asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from parvis.lake import rows as lake
from parvis.lake.models import Version
from parvis.lake.query import tree
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.schema import Column, Schema
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.query.tile import Grain, Tile
from parvis.lake.rows import Answer
from parvis.lake.store import store

MANIFESTS = 64  # kept by a process: they never change


class OpenRows:
    """Whoever makes one has seen that these rows may be given to everybody."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.rows = lake.opened(version)

    @property
    def schema(self) -> Schema:
        return self.rows.schema

    def answer(self, query: tree.Query, context: Context) -> Answer:
        return self.rows.answer(query, PUBLIC, context)

    def total(self, query: tree.Query, context: Context) -> int:
        return self.rows.total(query, PUBLIC, context)

    def stream(self, query: tree.Query, context: Context) -> Iterator[list[tuple[Any, ...]]]:
        return self.rows.stream(query, PUBLIC, context)

    def fields(self, query: tree.Query, context: Context) -> tuple[Field, ...]:
        return self.rows.fields(query, PUBLIC, context)

    def tile(
        self, query: tree.Query, context: Context, tile: Tile, layer: str, grain: Grain
    ) -> bytes:
        return self.rows.tile(query, PUBLIC, context, tile, layer, grain)

    def place(self) -> Column | None:
        return self.schema.place

    def profile(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest says of each column, by name: `lake.profile.ColumnProfile`, plain."""
        return {one["name"]: one for one in self.whole_profile()["columns"]}

    def whole_profile(self) -> Mapping[str, Any]:
        """Raises EngineProblem when the store is away or lost the manifest."""
        try:
            return profile_of(str(store().root), self.version.name)
        except (OSError, ValueError) as error:  # `parvis lake verify` says which
            raise EngineProblem("failed") from error


@lru_cache(maxsize=MANIFESTS)
def profile_of(_root: str, version: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = store().manifest(version)["profile"]
    return found
