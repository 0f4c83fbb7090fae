"""Rows out: what every door asks of a published version. Only a policy leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from sqlglot import exp

from parvis.lake import counting, totals
from parvis.lake import store as places
from parvis.lake.models import Version
from parvis.lake.query import bits, mvt, paging, tree
from parvis.lake.query import policy as policies
from parvis.lake.query.failures import EngineProblem, problem
from parvis.lake.query.known import holding
from parvis.lake.query.policy import Policy
from parvis.lake.query.prepared import Frame, prepared
from parvis.lake.query.schema import SPATIAL, Column, Schema, Type
from parvis.lake.query.select import Field, aggregates
from parvis.lake.query.sql import Context
from parvis.lake.query.sql_projection import MAPPED
from parvis.lake.query.tile import EXTENT, NEAR, Features, Grain, Squares, Tile
from parvis.lake.served import layout
from parvis.lake.served.lines import Lines
from parvis.lake.served.reader import Place, bounded
from parvis.records.questions import Question

MOST = 50_000  # rows of one answer; more go through `stream`
BATCH = 1_000  # rows of a batch of a stream
FIRST = 1_000  # rows to the end of a page that is found sooner when it need not be counted
LINES = 1_000  # rows of a page that are read by their lines; beyond, columns are as soon read
WRITTEN = 500  # rows of a tile that we write; beyond, the engine is as quick

Columns = Sequence[tuple[Field, str]]
CURRENT = Question(lambda _shape, dataset: Version.objects.filter(pointers__dataset=dataset[0]))


@dataclass(frozen=True)
class Answer:
    """Instants are UTC without a zone, geometries WKB (WGS 84, longitude first). `total`: how many
    rows the query finds without its limit, where that came by the way."""

    fields: tuple[Field, ...]
    rows: Sequence[tuple[Any, ...]]  # a `lines.Page` where they are read by their lines
    total: int | None = None


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
        """One answer of at most MOST rows; beyond, or beyond its time or memory, a refusal."""
        with self._place() as place:
            query = place.sooner(query, self.schema, policy)
            numbers, total = self._sought(query, policy, context, place)
            if numbers is None:
                return self._asked(query, self.schema, policy, context, place)
            found = self._told(numbers, query, policy, context, place)
            if found is None:
                here = paging.within(query, numbers)
                found = self._asked(here, self.schema, policy, context, place)
        return replace(found, total=total)

    def _sought(
        self, query: tree.Query, policy: Policy, context: Context, place: Place
    ) -> tuple[Sequence[int] | None, int | None]:
        """The numbers of the rows of a page, and how many are found in all where that comes by the
        way; None where rows are not sought so. Those of a page of all rows in their own order are
        known: the thousandth page costs as the first."""
        paged = query.limit is not None and not query.group_by
        if not paged or policy.hides_rows or any(map(aggregates, query.select)):
            return None, None
        assert query.limit is not None
        read = place.lines(policy) if query.limit <= LINES else None
        if query.order_by:
            told = self._columns(query, policy, context, read)
            return (self._sorted(query, told, policy, context, place) if told else None), None
        if query.where is None:
            return range(query.offset, min(query.offset + query.limit, self.count)), None
        if read or paging.worded(query, place.schema(self.schema, policy)):
            return self._numbers(query, policy, context, place)
        return None, None

    def _sorted(
        self, query: tree.Query, columns: Columns, policy: Policy, context: Context, place: Place
    ) -> Sequence[int]:
        """The numbers of a sorted page: a label of the answer stands for its column."""
        known = {field.name: field.expression for field, _name in columns}
        orders = (
            replace(order, expression=known.get(order.expression.name) or order.expression)
            if isinstance(order.expression, tree.Column) else order
            for order in query.order_by
        )  # fmt: skip
        number = tree.Output(tree.Column(layout.SEQUENCE))
        narrow = replace(query, select=(number,), order_by=tuple(orders))
        rows = self._asked(narrow, self._numbered(), policy, context, place).rows
        return [row[0] for row in rows]

    def _columns(
        self, query: tree.Query, policy: Policy, context: Context, lines: Lines | None
    ) -> Columns | None:
        """The columns of an answer, with their names in the version; None where it tells anything
        that no line does."""
        told = []
        for field in self.fields(replace(query, where=None), policy, context) if lines else ():
            column = field.expression
            known = self.schema.find(column.name) if isinstance(column, tree.Column) else None
            if known is None or (field.type in SPATIAL and context.projection):
                return None
            told.append((field, known.name))
        return told if lines and lines.hold([name for _field, name in told]) else None

    def _told(
        self, numbers: Sequence[int], query: tree.Query, policy: Policy, context: Context,
        place: Place,
    ) -> Answer | None:  # fmt: skip
        """Rows by their lines; None where something is asked that no line tells."""
        lines = place.lines(policy) if len(numbers) <= LINES else None
        columns = self._columns(query, policy, context, lines)
        if lines is None or columns is None:
            return None
        rows = lines.rows(numbers, [name for _field, name in columns])
        return None if rows is None else Answer(tuple(field for field, _name in columns), rows)

    def _asked(
        self, query: tree.Query, schema: Schema, policy: Policy, context: Context, place: Place
    ) -> Answer:
        schema = place.schema(schema, policy)
        made = prepared(query, schema, policy, context, place.relation)
        cursor = places.reader().cursor()
        with bounded(cursor):
            cursor.execute(made.text, made.parameters)
            rows = cursor.fetchmany(MOST + 1)
        if len(rows) > MOST:
            raise EngineProblem("memory")
        return Answer(made.fields, rows)

    def _numbers(
        self, query: tree.Query, policy: Policy, context: Context, place: Place
    ) -> tuple[Sequence[int], int | None]:
        """A page of the rows that a condition finds, as their numbers, and unless it is far how
        many there are in all: found among the numbers alone, for the engine reads whole rows, then
        joins."""
        limit, offset = query.limit or 0, query.offset
        found = self._holding(query, policy, context, place)
        if found is not None:
            most = min(limit, MOST + 1)
            return bits.numbers(found, self.count, offset, most), found.bit_count()
        narrow = replace(query, select=(tree.Output(tree.Column(layout.SEQUENCE)),))
        key = totals.key(self.version.name, query.where, policy, context)
        known = totals.totals.get(key)
        if known is not None and known <= offset:
            return [], known
        first = known is not None and offset + limit <= FIRST
        if first or offset + limit > paging.REACH:
            rows = self._asked(narrow, self._numbered(), policy, context, place).rows
            return [row[0] for row in rows], known
        every = replace(narrow, limit=None, offset=0)
        told = paging.parameters(offset, limit)
        number, page = self._framed(every, policy, context, place, paging.Paged(), told)
        return page or [], totals.totals.keep(key, number)

    def _holding(
        self, query: tree.Query, policy: Policy, context: Context, place: Place
    ) -> int | None:
        """The rows that are found, as `bits`, where what is known tells."""
        policies.check_until(policy, context)
        assert query.where is not None
        return holding(query.where, place.schema(self.schema, policy))

    def total(self, query: tree.Query, policy: Policy, context: Context) -> int:
        """How many rows a query finds, exactly; grouped, how many are under its groups."""
        if query.where is None and policy.filter is None and not policy.grouped_only:
            policies.check_until(policy, context)
            return self.count
        if query.where is not None:
            with self._place() as place:
                known = self._holding(query, policy, context, place)
            if known is not None:
                return known.bit_count()
        policies.check_until(policy, context)
        key = totals.key(self.version.name, query.where, policy, context)
        kept = totals.totals.get(key)
        if kept is not None:
            return kept
        found = self.answer(policies.total(query), policy, context).rows
        return totals.totals.keep(key, int(found[0][0]))

    def counted(
        self, queries: Sequence[tree.Query], policy: Policy, context: Context
    ) -> list[Answer]:
        """Facets that are `facets_together.alike`, in one pass; not where a rule gives groups of
        rows alone."""
        fields = [self.fields(query, policy, context) for query in queries]  # or they are refused
        with self._place() as place:
            groups = counting.groups(queries, self.schema, policy, context, place)
        told = zip(fields, groups, queries, strict=True)
        return [Answer(each, own[: query.limit]) for each, own, query in told]

    def stream(
        self, query: tree.Query, policy: Policy, context: Context
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Batches of rows, in memory that does not grow; each batch has the time of an answer.

        A refusal comes before the first batch. Close the iterator when it is left early.
        """
        with self._place() as place:
            schema = place.schema(self.schema, policy)
            made = prepared(query, schema, policy, context, place.relation)
            cursor = places.reader().fresh()
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
        many for the grain counts of rows by square in `tiles.counts(layer)`. Who may see all rows
        gets the number that each has in the version.

        The query selects columns that are no place; the version has a place.
        """
        place = self.schema.place
        assert place is not None
        at = tree.Column(place.name)
        box = tree.Call("s_intersects", (at, tile.box()))
        here = tree.both(query.where, box)
        select = (*query.select, tree.Output(at))
        few = min(grain.most, WRITTEN)
        written = self._written(tree.Query(select, here), policy, context, tile, layer, few)
        if written is not None:
            return written
        if self._crowded(here, policy, context, tile, grain):
            return self._squares(at, here, policy, context, tile, layer, grain)
        if policy.public:
            select = (*select, tree.Output(tree.Column(layout.SEQUENCE)))
        rows = Features(layer, place.name, layout.SEQUENCE, grain.most)
        near = tree.both(query.where, self._near(box, policy, context))
        number, found = self._drawn(tree.Query(select, near), policy, context, tile, rows)
        if number > grain.most:
            return self._squares(at, here, policy, context, tile, layer, grain)
        return bytes(found)

    def _written(
        self, query: tree.Query, policy: Policy, context: Context, tile: Tile, layer: str, few: int
    ) -> bytes | None:
        """A tile of so few points at most, whose rows are known without the engine; else None."""
        with self._place() as place:
            lines = place.lines(policy)
            columns = self._columns(query, policy, context, lines)
            found = self._holding(query, policy, context, place) if columns else None
            if lines is None or columns is None or found is None or found.bit_count() > few:
                return None
            numbers = bits.numbers(found, self.count, 0, few)
            page = lines.rows(numbers, [name for _field, name in columns])
        if page is None:
            return None
        *told, _place = zip((field for field, _name in columns), page.cells, strict=True)
        properties = [mvt.Property(field.name, field.type, cells) for field, cells in told]
        points = tile.points(page.column(len(told)))
        return mvt.layer(layer, EXTENT, points, properties, numbers if policy.public else None)

    def _crowded(
        self, here: tree.Node | None, policy: Policy, context: Context, tile: Tile, grain: Grain
    ) -> bool:
        """Whether rows are to be counted, known sooner than by drawing them where they may be
        many."""
        if self.count <= grain.most or tile.zoom >= NEAR:
            return False
        return self.total(tree.Query(where=here), policy, context) > grain.most

    def _near(self, box: tree.Node, policy: Policy, context: Context) -> tree.Node:
        """The same rows, from the first to the last where they are known: the engine reads a few
        pieces of its columns, and not all of them."""
        with self._place() as place:
            found = self._holding(tree.Query(where=box), policy, context, place)
        if found is None:
            return box
        ends = map(tree.Number, bits.ends(found, self.count))
        return tree.Logic("and", (tree.Numbered(*ends), box))

    def _squares(
        self, at: tree.Column, here: tree.Node | None, policy: Policy, context: Context, tile: Tile,
        layer: str, grain: Grain,
    ) -> bytes:  # fmt: skip
        narrow, squares = tree.Query((tree.Output(at),), here), Squares(layer, grain.across)
        (found,) = self._drawn(narrow, policy, context, tile, squares)
        return bytes(found)

    def _drawn(
        self, query: tree.Query, policy: Policy, context: Context, tile: Tile, frame: Frame
    ) -> tuple[Any, ...]:
        context = replace(context, projection=MAPPED)  # by the box of the tile
        with self._place() as place:
            return self._framed(query, policy, context, place, frame, tile.parameters)

    def _framed(
        self, query: tree.Query, policy: Policy, context: Context, place: Place, frame: Frame,
        told: Mapping[str, Any],
    ) -> tuple[Any, ...]:  # fmt: skip
        """The one row of a frame that is an aggregate, whose columns are also the numbers of
        rows."""
        schema = place.schema(self._numbered(), policy)
        made = prepared(query, schema, policy, context, place.relation, frame, told)
        cursor = places.reader().cursor()
        with bounded(cursor):
            cursor.execute(made.text, made.parameters)
            found = cursor.fetchone()
        assert found is not None
        return tuple(found)

    def fields(self, query: tree.Query, policy: Policy, context: Context) -> tuple[Field, ...]:
        """The columns that `stream` gives for the same query."""
        return prepared(query, self.schema, policy, context, _NOWHERE).fields

    def _numbered(self) -> Schema:
        """The columns, and the number of each row in the version."""
        if self.schema.find(layout.SEQUENCE):
            return self.schema
        number = Column(layout.SEQUENCE, Type.INTEGER)
        return replace(self.schema, columns=(*self.schema.columns, number))

    @contextmanager
    def _place(self) -> Iterator[Place]:
        def parquet() -> Path:
            return places.store().rows_path(self.version.sha256)

        try:
            with places.reader().reading(self.version.name, self.version.columns, parquet) as place:
                try:
                    yield place
                except EngineProblem as refused:
                    late = refused.code == "stopped" and place.file is None
                    known = self.version.name, self.version.columns
                    if late and places.reader().awaits(*known, parquet()):
                        raise EngineProblem("preparing") from refused
                    raise
        except OSError as error:  # the store is away, or lost the file: `parvis lake verify` says
            raise EngineProblem("failed") from error
        except duckdb.Error as error:  # a Parquet file that can't be opened
            raise problem(error) from error


_NOWHERE = exp.to_table("nowhere")
