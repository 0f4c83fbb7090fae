"""The rows of one version under the policy of who asks: what every page and file of rows asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from parvis.lake import rows as lake
from parvis.lake.models import Version
from parvis.lake.query import facets_together, tree
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import Policy
from parvis.lake.query.schema import Column, Schema
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.query.tile import Grain, Tile
from parvis.lake.rows import Answer
from parvis.lake.store import store

FEW = 1_000  # values, about, of a facet that is counted beside others
MANIFESTS = 64  # kept by a process: they never change


class GivenRows:
    """Whoever makes one has seen what may be given of these rows: `grants.asking.policy`."""

    def __init__(self, version: Version, policy: Policy) -> None:
        self.version = version
        self.policy = policy
        self.rows = lake.opened(version)

    @property
    def schema(self) -> Schema:
        """The columns that may be asked."""
        return self.policy.visible(self.rows.schema)

    @property
    def groupable(self) -> Schema:
        """The columns whose values may be counted."""
        grouped = self.policy.grouped_only
        return self.schema.only(self.policy.dimensions) if grouped else self.schema

    @property
    def told_apart(self) -> bool:
        """Whether a row may be named: its number says how many rows stand before it, the hidden
        ones too."""
        return not self.policy.hides_rows

    @cached_property
    def count(self) -> int:
        """Rows that may be read. Raises QueryProblem or EngineProblem."""
        if not self.policy.hides_rows:
            return self.rows.count
        return self.total(tree.Query(), Context(datetime.now(UTC), "UTC"))

    def answer(self, query: tree.Query, context: Context) -> Answer:
        return self.rows.answer(query, self.policy, context)

    def counted(self, queries: Sequence[tree.Query], context: Context) -> list[Answer]:
        """The answers of facets: of those that have few values in one pass over the rows."""
        few = [query for query in queries if self._few(query)]
        if len(few) < 2 or not facets_together.alike(few):
            return [self.answer(query, context) for query in queries]
        told = iter(self.rows.counted(few, self.policy, context))
        return [next(told) if one in few else self.answer(one, context) for one in queries]

    def _few(self, query: tree.Query) -> bool:
        """Whether a facet is known to have few values: nothing is where rows are hidden."""
        column = facets_together.column(query)
        found = column and self.schema.find(column.name)
        try:
            told = self.profile() if found else {}
        except EngineProblem:  # the store is away
            return False
        return bool(found and found.name in told and told[found.name]["distinct"] <= FEW)

    def total(self, query: tree.Query, context: Context) -> int:
        return self.rows.total(query, self.policy, context)

    def stream(self, query: tree.Query, context: Context) -> Iterator[list[tuple[Any, ...]]]:
        return self.rows.stream(query, self.policy, context)

    def fields(self, query: tree.Query, context: Context) -> tuple[Field, ...]:
        return self.rows.fields(query, self.policy, context)

    def tile(
        self, query: tree.Query, context: Context, tile: Tile, layer: str, grain: Grain
    ) -> bytes:
        return self.rows.tile(query, self.policy, context, tile, layer, grain)

    def place(self) -> Column | None:
        return self.schema.place

    def profile(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest says of each column, by name: `lake.profile.ColumnProfile`, plain.
        Nothing where some rows are hidden: it counts them all."""
        if self.policy.hides_rows:
            return {}
        visible = self.schema
        told = self._whole_profile()["columns"]
        return {one["name"]: one for one in told if visible.find(one["name"])}

    def extent(self) -> Sequence[float] | None:
        """West, south, east, north of all the rows; None where there is none, or it is hidden."""
        if self.policy.hides_rows or self.place() is None:
            return None
        found: Sequence[float] | None = self._whole_profile().get("extent")
        return found

    def complete(self) -> frozenset[str]:
        """The columns known to have a value in every row; some may not be known."""
        if self.policy.hides_rows:
            return frozenset()
        try:
            told = self._whole_profile()
        except EngineProblem:  # the store is away: answers come without what it would spare them
            return frozenset()
        full = [one["name"] for one in told["columns"] if not one["nulls"]]
        if (place := self.place()) and told.get("placeless") == 0:
            full.append(place.name)
        return frozenset(name for name in full if self.schema.find(name))

    def _whole_profile(self) -> Mapping[str, Any]:
        """Raises EngineProblem when the store is away or lost the manifest."""
        try:
            return profile_of(str(store().root), self.version.name)
        except (OSError, ValueError) as error:  # `parvis lake verify` says which
            raise EngineProblem("failed") from error


@lru_cache(maxsize=MANIFESTS)
def profile_of(_root: str, version: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = store().manifest(version)["profile"]
    return found
