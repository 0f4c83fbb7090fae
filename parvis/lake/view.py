"""The rows of a version where they are open, as a policy lets a question see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from sqlglot import exp

from parvis.lake import store
from parvis.lake.query import policy as policies
from parvis.lake.query import tree
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.known import holding
from parvis.lake.query.policy import Policy
from parvis.lake.query.prepared import Frame, Prepared, prepared
from parvis.lake.query.schema import SPATIAL, Column, Schema
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.served import layout
from parvis.lake.served.lines import Lines, Page
from parvis.lake.served.reader import Place, bounded

MOST = 50_000  # rows of one answer
NUMBER = tree.Output(tree.RowNumber(), layout.SEQUENCE)

Columns = Sequence[tuple[Field, str]]
"""Fields of an answer, each with the name of its column in the version."""


@dataclass(frozen=True)
class Answer:
    """Instants are UTC without a zone, geometries WKB (WGS 84, longitude first). `total`: how many
    rows the query finds without its limit, where that came by the way."""

    fields: tuple[Field, ...]
    rows: Sequence[tuple[Any, ...]]  # a `lines.Page` where they are read by their lines
    total: int | None = None


@dataclass(frozen=True)
class View:
    """`version` is its name, `count` how many rows it has, `schema` its columns before the policy.

    Every method raises QueryProblem or EngineProblem.
    """

    version: str
    count: int
    schema: Schema
    policy: Policy
    context: Context
    place: Place

    def made(
        self, query: tree.Query, frame: Frame | None = None,
        framed: Mapping[str, Any] | None = None,
    ) -> Prepared:  # fmt: skip
        """What the engine runs, as `prepared` says."""
        relation = self.place.relation
        return prepared(
            query, self.known(), self.policy, self.context, relation, frame, framed or {}
        )

    def known(self) -> Schema:
        """The columns, with what is known of rows where nothing is hidden."""
        return self.place.schema(self.schema, self.policy)

    def ask(self, query: tree.Query) -> Answer:
        """All rows that a query finds, MOST at most: beyond, a refusal."""
        made = self.made(query)
        with _running(made) as cursor:
            rows = cursor.fetchmany(MOST + 1)
        if len(rows) > MOST:
            raise EngineProblem("memory")
        return Answer(made.fields, rows)

    def numbers(self, query: tree.Query) -> list[int]:
        """The numbers of the rows that a query finds, instead of what it selects."""
        narrow = replace(query, select=(NUMBER,))
        return [row[0] for row in self.ask(narrow).rows]

    def framed(
        self, query: tree.Query, frame: Frame, asked: Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows that a frame makes of those of a query; `asked`: the values that it asks."""
        with _running(self.made(query, frame, asked)) as cursor:
            return cursor.fetchall()

    def beside(self, *columns: Column) -> View:
        """With columns that a copy has and nobody's own question knows."""
        return replace(self, schema=replace(self.schema, columns=(*self.schema.columns, *columns)))

    def holding(self, where: tree.Node) -> int | None:
        """The rows that a condition finds, as `bits`, where what is known tells."""
        policies.check_until(self.policy, self.context)
        return holding(where, self.known())

    def lines(self) -> Lines | None:
        """Where nothing is hidden, and a copy has them."""
        return self.place.lines(self.policy)

    def columns(self, query: tree.Query) -> Columns | None:
        """The columns of an answer; None where it tells anything that no line does."""
        lines = self.lines()
        if lines is None:
            return None
        told = []
        plain = replace(query, where=None)
        for field in fields(plain, self.schema, self.policy, self.context):
            name = self._named(field.expression)
            if name is None or (field.type in SPATIAL and self.context.projection):
                return None
            told.append((field, name))
        return told if lines.hold([name for _field, name in told]) else None

    def _named(self, node: tree.Node | None) -> str | None:
        """The column that a field is."""
        if isinstance(node, tree.RowNumber):
            return layout.SEQUENCE
        known = self.schema.find(node.name) if isinstance(node, tree.Column) else None
        return known.name if known else None

    def page(self, numbers: Sequence[int], columns: Columns) -> Page | None:
        """These rows by their lines; None where no line tells them."""
        lines = self.lines()
        return lines.rows(numbers, [name for _field, name in columns]) if lines else None


def fields(
    query: tree.Query, schema: Schema, policy: Policy, context: Context
) -> tuple[Field, ...]:
    """The columns that a query gives, wherever the rows are."""
    return prepared(query, schema, policy, context, _NOWHERE).fields


@contextmanager
def _running(made: Prepared) -> Iterator[duckdb.DuckDBPyConnection]:
    """What it finds is read meanwhile, in the time of an answer."""
    cursor = store.reader().cursor()
    with bounded(cursor):
        cursor.execute(made.text, made.parameters)
        yield cursor


_NOWHERE = exp.to_table("nowhere")
