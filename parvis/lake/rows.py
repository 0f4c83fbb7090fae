"""Rows out: what every door asks of a published version. Only a policy leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

from parvis.lake import counting, drawing, finding, store
from parvis.lake.models import Version
from parvis.lake.query import policy as policies
from parvis.lake.query import tree
from parvis.lake.query.failures import EngineProblem, problem
from parvis.lake.query.policy import Policy
from parvis.lake.query.schema import Schema
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.query.tile import Grain, Tile
from parvis.lake.served.reader import bounded
from parvis.lake.view import NUMBER, Answer, View, fields
from parvis.records.questions import Question

__all__ = ["NUMBER", "Answer", "Rows", "current", "opened"]
BATCH = 1_000  # rows of a batch of a stream

CURRENT = Question(lambda _shape, dataset: Version.objects.filter(pointers__dataset=dataset[0]))


def current(dataset: UUID) -> Version | None:
    """The published version of a data set's rows."""
    found: list[Version] = CURRENT([dataset])
    return found[0] if found else None


def opened(version: Version) -> Rows:
    """Costs nothing until it is asked; what it opens is kept for the process, then closed."""
    return Rows(version)


class Rows:
    """The rows of one version, whatever is published meanwhile.

    Every method raises QueryProblem or EngineProblem, whose sentences may be shown to a reader.
    """

    def __init__(self, version: Version) -> None:
        self.version = version
        self.count: int = version.rows
        self.schema: Schema = version.schema

    @cached_property
    def titles(self) -> Mapping[str, str]:
        return {each["name"]: each["title"] for each in self.version.columns}

    def answer(self, query: tree.Query, policy: Policy, context: Context) -> Answer:
        """One answer of at most `view.MOST` rows; beyond, or beyond its time or memory, a
        refusal."""
        with self._view(policy, context) as view:
            return finding.answer(view, query)

    def total(self, query: tree.Query, policy: Policy, context: Context) -> int:
        """How many rows a query finds, exactly; grouped, how many are under its groups."""
        if query.where is None and not policy.hides_rows:
            policies.check_until(policy, context)
            return self.count
        with self._view(policy, context) as view:
            return finding.total(view, query)

    def counted(
        self, queries: Sequence[tree.Query], policy: Policy, context: Context
    ) -> list[Answer]:
        """Facets that are `facets_together.alike`, in one pass; not where a rule gives groups of
        rows alone."""
        told = [self.fields(query, policy, context) for query in queries]  # or they are refused
        with self._view(policy, context) as view:
            groups = counting.groups(view, queries)
        found = zip(told, groups, queries, strict=True)
        return [Answer(each, own[: query.limit]) for each, own, query in found]

    def stream(
        self, query: tree.Query, policy: Policy, context: Context
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Batches of rows, in memory that does not grow; each batch has the time of an answer.

        A refusal comes before the first batch. Close the iterator when it is left early.
        """
        with self._view(policy, context) as view:
            made = view.made(query)
            cursor = store.reader().fresh()
            try:
                with bounded(cursor):
                    cursor.execute(made.text, made.parameters)
                    rows = cursor.fetchmany(BATCH)
                while rows:
                    yield rows
                    with bounded(cursor):
                        rows = cursor.fetchmany(BATCH)
            finally:
                cursor.close()

    def tile(
        self, query: tree.Query, policy: Policy, context: Context, tile: Tile, layer: str,
        grain: Grain,
    ) -> bytes:  # fmt: skip
        """A vector tile of what a query finds there: its rows in `layer`, or where they are too
        many for the grain counts of rows by square in `tile.counts(layer)`. Who may see all rows
        gets the number that each has in the version.

        The query selects columns that are no place; the version has a place.
        """
        with self._view(policy, context) as view:
            return drawing.drawn(view, query, tile, layer, grain)

    def fields(self, query: tree.Query, policy: Policy, context: Context) -> tuple[Field, ...]:
        """The columns that `stream` gives for the same query."""
        return fields(query, self.schema, policy, context)

    @contextmanager
    def _view(self, policy: Policy, context: Context) -> Iterator[View]:
        def parquet() -> Path:
            return store.store().rows_path(self.version.sha256)

        known = self.version.name, self.version.columns
        try:
            with store.reader().reading(*known, parquet) as place:
                try:
                    yield View(self.version.name, self.count, self.schema, policy, context, place)
                except EngineProblem as refused:
                    late = refused.code == "stopped" and place.file is None
                    if late and store.reader().awaits(*known, parquet()):
                        raise EngineProblem("preparing") from refused
                    raise
        except OSError as error:  # the store is away, or lost the file: `parvis lake verify` says
            raise EngineProblem("failed") from error
        except duckdb.Error as error:  # a Parquet file that can't be opened
            raise problem(error) from error
