"""The catalogue as rows, so that ODSQL asks data sets as it asks any other table.

One table an audience, compressed in the memory of the process's engine: it holds what that audience
may see and nothing else. It follows the published history: what changed since it was last asked is
read again, no more. Nobody waits for thousands of data sets to be read: the worker reads them, and
keeps a file that each process takes (`prepared`, `table_kept`); meanwhile the table answers as it
was, without what left (`changes.first`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import finalize

import duckdb
from django.http import HttpRequest
from django.utils import translation
from sqlglot import exp

from parvis.catalogue import unchanged
from parvis.catalogue.explore import answers, asked, changes, table_kept, table_rows
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.table_rows import SCHEMA, SHAPE
from parvis.catalogue.unchanged import State, state
from parvis.lake import quoting
from parvis.lake import store as places
from parvis.lake.query import policy as policies
from parvis.lake.query import tree
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Schema
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.rows import Answer
from parvis.lake.served.reader import bounded
from parvis.records.audience import VISITOR, Audience, audience_of
from parvis.records.projection import View

BATCH, EVERY = 500, 2**31  # data sets of a batch; more than there are
MOST = 1_000  # data sets that are read while somebody waits
SOUGHT = (tree.Matches, tree.Like)  # conditions that read whole texts
NARROWED = (
    "CREATE OR REPLACE TEMP VIEW narrowed AS"
    " FROM {table} WHERE dataset_uid IN (FROM temp.main.found)"
)
TABLES = 4  # audiences kept by a process


class Ended(Exception):
    """The process stops before all data sets were read."""


class Table:
    """Asked like `lake.rows.Rows`, under the policy that gives everything: what is in it is
    already what the audience may see."""

    schema: Schema = SCHEMA

    def __init__(self, audience: Audience, name: str) -> None:
        self.audience, self.name = audience, name
        self.relation = exp.table_("rows", db="main", catalog=name)
        self.rows = f"{quoting.name(name)}.main.rows"
        self.reader = places.reader()
        self.link = self.reader.fresh()
        self.state: State | None = None  # all that changed up to there was read
        self.looked: State | None = None  # what could not wait was
        self.stamp: table_kept.Stamp | None = None  # of the file that was last looked at
        self.pointers: dict[UUID, int] = {}
        self.lock = Lock()
        self.link.execute(f"ATTACH ':memory:' AS {quoting.name(name)} (COMPRESS)")
        self.link.execute(table_rows.CREATED.format(table=self.rows))
        finalize(self, drop, self.link, name).atexit = False  # once nobody asks it any more

    def answer(self, query: tree.Query, context: Context) -> Answer:
        """Data sets come by their addresses unless another order is asked, paged or whole: those
        that changed stand last in the table."""
        if query.limit is None and not asked.aggregated(query):
            query = replace(query, limit=EVERY)
        made = policies.statement(query, SCHEMA, PUBLIC, context, self.relation)
        cursor = self.reader.cursor()
        with bounded(cursor):
            cursor.execute(made.text(), dict(made.parameters))
            return Answer(made.fields, cursor.fetchall())

    def counted(self, queries: Sequence[tree.Query], context: Context) -> list[Answer]:
        return [self.answer(query, context) for query in queries]

    def total(self, query: tree.Query, context: Context) -> int:
        return int(self.answer(policies.total(query), context).rows[0][0])

    def stream(self, query: tree.Query, context: Context) -> Iterator[list[tuple[Any, ...]]]:
        rows = self.answer(query, context).rows
        yield from (list(rows[n : n + BATCH]) for n in range(0, len(rows), BATCH))

    def fields(self, query: tree.Query, context: Context) -> tuple[Field, ...]:
        return policies.statement(query, SCHEMA, PUBLIC, context, self.relation).fields

    @contextmanager
    def narrowed(self, ask: Asked) -> Iterator[tuple[Table, Asked]]:
        """The data sets whose words `where` finds, looked for once for all that an answer asks of
        them: in 100,000 texts this takes longer than all the rest."""
        where = ask.query.where
        if where is None or not any(isinstance(node, SOUGHT) for node, _ in tree.walk(where)):
            yield self, ask
            return
        cursor, within = self.reader.cursor(), copy(self)
        found = tree.Query((tree.Output(tree.Column("dataset_uid")),), where)
        within.relation = exp.table_("narrowed", db="main", catalog="temp")
        try:
            made = policies.statement(found, SCHEMA, PUBLIC, ask.context, self.relation)
        except QueryProblem as problem:
            raise answers.located(found, problem) from problem
        with bounded(cursor):
            cursor.execute(
                f"CREATE OR REPLACE TEMP TABLE found AS {made.text()}", dict(made.parameters)
            )
            cursor.execute(NARROWED.format(table=self.rows))
        try:
            yield within, replace(ask, query=replace(ask.query, where=None))
        finally:
            cursor.execute("DROP VIEW temp.main.narrowed; DROP TABLE temp.main.found")

    def follow(self, now: State, ended: Callable[[], bool] | None = None) -> bool:
        """Bring the table to this state; whether it is there. Its labels are French whoever asks.

        `ended`: however much there is to read, until the process ends (Ended). Without it the
        table may stay behind, then without what left; ExploreProblem when there is none yet.
        """
        with self.lock, translation.override("fr"):
            if self.state == now:
                return True
            if self.looked == now and self.stamp == table_kept.stamp(table_kept.file(SHAPE)):
                return False
            try:
                return self.moved(now, ended)
            except table_kept.Damaged:
                return self.moved(now, ended)  # without it

    def moved(self, now: State, ended: Callable[[], bool] | None) -> bool:
        """Who asks meanwhile sees all that is done here, or nothing."""
        before = self.state, self.looked, self.stamp, self.pointers
        self.link.begin()
        try:
            current = self.brought(now, ended)
            self.link.commit()
        except BaseException:
            self.link.rollback()
            self.state, self.looked, self.stamp, self.pointers = before
            raise
        if self.stamp != before[2]:  # a file was taken: what stood uncompressed is let go
            self.link.execute(f"CHECKPOINT {quoting.name(self.name)}")
        return current

    def brought(self, now: State, ended: Callable[[], bool] | None) -> bool:
        if self.state is None or not changes.continues(self.state):
            self.begin()
        moves = self.state is None or self.state.pointers != now.pointers
        pointers = changes.pointed() if moves else self.pointers
        most = None if ended else MOST
        wanted = self.wanted(pointers, most)
        if wanted is None and self.take():
            wanted = self.wanted(pointers, most)
        if wanted is None:
            self.stay(now, pointers)
            return False
        self.write(wanted, wanted, ended)
        self.state, self.looked, self.pointers = now, None, pointers
        return True

    def begin(self) -> None:
        """From what the worker kept, else from nothing."""
        self.state, self.looked, self.stamp, self.pointers = None, None, None, {}
        if not self.take():
            self.link.execute(f"DELETE FROM {self.rows}")  # noqa: S608 - our own name

    def take(self) -> bool:
        """What the worker kept of what visitors see, where it goes further than the table."""
        path = table_kept.file(SHAPE)
        stamp = table_kept.stamp(path)
        if stamp in (None, self.stamp):
            return False
        self.stamp = stamp
        told = table_kept.followed(self.reader.cursor(), path)
        known = self.state.sequence if self.state else -1
        if told is None or told.sequence <= known or not changes.continues(told.state):
            return False
        read = table_kept.restored(self.link, self.rows, path)
        self.state, self.looked, self.pointers = read.state, None, read.pointers
        if self.audience != VISITOR:
            beside = changes.beside(self.audience)  # however many: nobody prepares them
            self.write(beside, beside)
        return True

    def wanted(self, pointers: dict[UUID, int], most: int | None) -> Collection[UUID] | None:
        """Data sets to read; None for more than `most`."""
        if self.state is None:
            found = set(changes.every(self.audience, most))
        else:
            found = set(changes.since(self.state.sequence, most))
            found |= {uuid for uuid, _version in pointers.items() ^ self.pointers.items()}
        return found if most is None or len(found) <= most else None

    def stay(self, now: State, pointers: dict[UUID, int]) -> None:
        """Behind, but for what may not wait. Raises ExploreProblem when that is too much too."""
        if self.state is None:
            raise ExploreProblem("preparing")
        if self.looked == now:
            return
        left, read = changes.first(self.audience, (self.looked or self.state).sequence, MOST)
        read |= {uuid for uuid, _version in pointers.items() ^ self.pointers.items()}
        if len(read) > MOST:
            raise ExploreProblem("preparing")
        self.write(left | read, read)
        self.looked = now

    def write(
        self, gone: Collection[UUID], read: Collection[UUID],
        ended: Callable[[], bool] | None = None,
    ) -> None:  # fmt: skip
        """Takes data sets away, and puts those of them that are seen in again."""
        table_rows.delete(self.link, self.rows, gone)
        table_rows.insert(self.link, self.rows, until(ended, changes.views(self.audience, read)))
        table_rows.identify(self.link, self.rows)

    def keep(self) -> bool:
        """For the processes of this machine; whether it could be."""
        assert self.state is not None
        told = table_kept.Followed(self.state.sequence, self.state.digest, self.pointers)
        return table_kept.keep(self.link, self.rows, table_kept.file(SHAPE), told)


def until(ended: Callable[[], bool] | None, views: Iterator[list[View]]) -> Iterator[list[View]]:
    for batch in views:
        if ended and ended():
            raise Ended
        yield batch


def drop(link: duckdb.DuckDBPyConnection, name: str) -> None:
    with suppress(duckdb.ConnectionException):  # the engine is closed, and its tables with it
        link.execute(f"DETACH {quoting.name(name)}")
        link.close()


class Tables:
    """Those of the last audiences that asked."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Audience, Table] = OrderedDict()
        self.lock, self.made = Lock(), 0

    def asked(self, request: HttpRequest) -> Table:
        """The table of who asks. An answer of one that is behind is not one of this state."""
        table, current = self.brought(audience_of(request))
        if not current:
            unchanged.behind(request)
        return table

    def of(self, audience: Audience) -> Table:
        return self.brought(audience)[0]

    def brought(self, audience: Audience) -> tuple[Table, bool]:
        with self.lock:
            known = self.kept.get(audience)
            if known is None or known.reader is not places.reader():
                self.made += 1
                self.kept[audience] = Table(audience, f"catalogue_{self.made}")
            self.kept.move_to_end(audience)
            table = self.kept[audience]
            while len(self.kept) > TABLES:
                self.kept.popitem(last=False)  # whoever asks it still has it
        return table, table.follow(state())


tables = Tables()
