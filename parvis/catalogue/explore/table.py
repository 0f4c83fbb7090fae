"""The catalogue as rows, so that ODSQL asks data sets as it asks any other table.

One table an audience, in the memory of the process's engine: it holds what that audience may see
and nothing else. It follows the published history: what changed since it was last asked is read
again, no more.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import finalize

import duckdb
from django.utils import translation
from sqlglot import exp

from parvis.catalogue import access
from parvis.catalogue.explore import described, table_kept
from parvis.catalogue.explore.described import Described
from parvis.catalogue.unchanged import State, state
from parvis.lake import quoting
from parvis.lake import store as places
from parvis.lake.models import Pointer
from parvis.lake.query import policy as policies
from parvis.lake.query import tree
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.query.sql_search import folded
from parvis.lake.rows import Answer
from parvis.lake.served.reader import bounded
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import HistoryEntry, Published
from parvis.records.projection import public_views

BATCH = 500
TABLES = 4  # audiences kept by a process
NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@~-]{0,199}")  # identifiers that an address may hold
PREFIXES = ("metas.default.", "default.")
COLUMNS = (
    Column("dataset_id", Type.TEXT),
    Column("dataset_uid", Type.TEXT),
    Column("has_records", Type.BOOLEAN),
    Column("data_visible", Type.BOOLEAN),
    Column("features", Type.TEXT, many=True),
    Column("title", Type.TEXT),
    Column("description", Type.TEXT),
    Column("theme", Type.TEXT, many=True),
    Column("keyword", Type.TEXT, many=True),
    Column("publisher", Type.TEXT),
    Column("license", Type.TEXT),
    Column("license_url", Type.TEXT),
    Column("language", Type.TEXT),
    Column("references", Type.TEXT),
    Column("territory", Type.TEXT, many=True),
    Column("update_frequency", Type.TEXT),
    Column("modified", Type.DATETIME),
    Column("metadata_processed", Type.DATETIME),
    Column("data_processed", Type.DATETIME),
    Column("records_count", Type.INTEGER),
    Column("federated", Type.BOOLEAN),
)
# parts of a data set's document, not values: they are named in `select` alone
PARTS = ("metas", "fields", "attachments", "alternative_exports")
OWN = ("slug", "identifier", "words")  # columns of the table that no query names
STORED = {
    Type.TEXT: "VARCHAR", Type.BOOLEAN: "BOOLEAN", Type.INTEGER: "BIGINT",
    Type.DATETIME: "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip


class CatalogueSchema(Schema):
    """A field is also known by its path in the document: `metas.default.title`."""

    def find(self, name: str) -> Column | None:
        for prefix in PREFIXES:
            name = name.removeprefix(prefix)
        return Schema.find(self, name)


SCHEMA = CatalogueSchema(
    (*COLUMNS, *(Column(name, Type.TEXT) for name in PARTS)), sequence="slug", everything="words"
)


def pointed() -> dict[UUID, int]:
    return dict(Pointer.objects.values_list("dataset", "version_id"))


class Table:
    """Asked like `lake.rows.Rows`, under the policy that gives everything: what is in it is
    already what the audience may see."""

    schema: Schema = SCHEMA

    def __init__(self, audience: Audience, name: str) -> None:
        self.audience, self.name = audience, name
        self.relation = exp.to_table(name)
        self.reader = places.reader()
        self.link = self.reader.fresh()
        self.state: State | None = None
        self.pointers: dict[UUID, int] = {}
        self.lock = Lock()
        columns = ", ".join(f"{quoting.name(n)} {kind}" for n, kind in stored())
        self.link.execute(f"CREATE TABLE {quoting.name(name)} ({columns})")
        finalize(self, drop, self.link, name).atexit = False  # once nobody asks it any more

    def answer(self, query: tree.Query, context: Context) -> Answer:
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

    def follow(self, now: State) -> None:
        """Bring the table to this state. Its labels are French whoever asks."""
        with self.lock, translation.override("fr"):
            if self.state == now:
                return
            if self.state is None:
                self.restore()
            moves = self.state is None or self.state.pointers != now.pointers
            pointers = pointed() if moves else self.pointers
            changed = self.changed(pointers.items() ^ self.pointers.items())
            rows = Published.objects.visible(self.audience).filter(type="dataset").order_by("slug")
            if changed is not None:
                rows = rows.filter(pk__in=changed)
            self.write(rows.iterator(BATCH), changed)
            known = self.state.sequence if self.state and changed is not None else None
            told = changed != [] and known != now.sequence
            moved = self.pointers != pointers
            self.state, self.pointers = now, pointers
            if self.audience == VISITOR and (told or moved):
                self.keep(now, at_once=told)

    def restore(self) -> None:
        """What another process of this machine kept of what visitors see."""
        if self.audience != VISITOR:
            return
        known = table_kept.restored(self.link, self.name, table_kept.file(SHAPE))
        if known:
            self.state, self.pointers = State(known.sequence, known.digest), known.pointers

    def keep(self, now: State, at_once: bool) -> None:
        """For processes to come; at once where a text changed: nothing that went stays in a file.
        Rows of live data move every few seconds."""
        path = table_kept.file(SHAPE)
        if at_once or table_kept.due(path):
            told = table_kept.Followed(now.sequence, now.digest, self.pointers)
            table_kept.keep(self.link, self.name, path, told)

    def changed(self, moved: Iterable[tuple[UUID, int]]) -> list[UUID] | None:
        """Data sets to read again; None for all: at first, or when a name they bear changed."""
        known = self.state
        if known is None or not continues(known):
            return None
        rows = Published.objects.filter(sequence__gt=known.sequence)
        found = list(rows.values_list("pk", "type")[: BATCH * 4])
        if len(found) == BATCH * 4 or any(kind == "organisation" for _pk, kind in found):
            return None
        return [*(pk for pk, kind in found if kind == "dataset"), *{uuid for uuid, _ in moved}]

    def write(self, rows: Iterable[Published], changed: list[UUID] | None) -> None:
        table, left = quoting.name(self.name), iter(rows)
        where, gone = ("", []) if changed is None else (
            " WHERE list_contains(?, dataset_uid)", [[uuid.hex for uuid in changed]]
        )  # fmt: skip
        self.link.begin()
        try:
            self.link.execute(f"DELETE FROM {table}{where}", gone)  # noqa: S608 - our own name
            while batch := list(islice(left, BATCH)):
                self.insert(described.described(public_views(batch, self.audience)))
            self.link.execute(IDENTIFIED.format(table=table))
        except BaseException:
            self.link.rollback()
            raise
        self.link.commit()

    def insert(self, batch: Sequence[Described]) -> None:
        text = json.dumps([row(one) for one in batch], ensure_ascii=False)
        self.link.execute(INSERTED.format(table=quoting.name(self.name)), [text, SHAPE])


def drop(link: duckdb.DuckDBPyConnection, name: str) -> None:
    with suppress(duckdb.ConnectionException):  # the engine is closed, and its tables with it
        link.execute(f"DROP TABLE {quoting.name(name)}")
        link.close()


def stored() -> list[tuple[str, str]]:
    kinds = [(c.name, STORED[c.type] + ("[]" if c.many else "")) for c in SCHEMA.columns]
    return [*kinds, *((name, "VARCHAR") for name in OWN)]


SHAPE = json.dumps([{n: [k[:-2]] if k.endswith("[]") else k for n, k in stored()}])
FOLDED = folded(exp.column("words")).sql("duckdb")  # ten times as fast as words.fold
INSERTED = (
    f"INSERT INTO {{table}} SELECT * REPLACE ({FOLDED} AS words)"  # noqa: S608 - our own names
    " FROM (SELECT unnest(from_json(?, ?), max_depth := 2))"
)
# the identifier of the portal it comes from, where no other data set bears that name
IDENTIFIED = """
    UPDATE {table} SET dataset_id = CASE
        WHEN identifier IN (SELECT identifier FROM {table} GROUP BY ALL HAVING count(*) = 1)
         AND identifier NOT IN (SELECT slug FROM {table}) THEN identifier
        ELSE slug END
"""


def row(one: Described) -> dict[str, Any]:
    """A data set as the table holds it, its words in its own language and in others."""
    content, default = one.view.content, described.metas(one)
    identifier = content.get("identifier") or ""
    found = {column.name: default.get(column.name) for column in COLUMNS}
    found |= {
        "dataset_uid": one.view.uuid.hex,
        "has_records": one.pointer is not None,
        "data_visible": access.open_to_all(content),
        "features": described.features(one),
        "slug": one.view.slug,
        "identifier": identifier if NAMED.fullmatch(identifier) else None,
    }
    return found | {"words": " ".join(said(one, found))}


def said(one: Described, found: dict[str, Any]) -> Iterator[str]:
    """Every text that a search without a field looks at."""
    for value in found.values():
        yield from (value if isinstance(value, list) else [value] if isinstance(value, str) else ())
    for texts in (one.view.content.get("translations") or {}).values():
        yield from map(str, texts.values())
    for field in described.fields(one):
        yield from (field["name"], field["label"])


def continues(known: State) -> bool:
    """Whether history still holds what was known: a restored backup tells another one."""
    if not known.sequence:
        return False
    found = HistoryEntry.objects.filter(sequence=known.sequence).values_list("digest", flat=True)
    return [bytes(digest) for digest in found] == [known.digest]


class Tables:
    """Those of the last audiences that asked."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Audience, Table] = OrderedDict()
        self.lock, self.made = Lock(), 0

    def of(self, audience: Audience) -> Table:
        with self.lock:
            known = self.kept.get(audience)
            if known is None or known.reader is not places.reader():
                self.made += 1
                self.kept[audience] = Table(audience, f"catalogue_{self.made}")
            self.kept.move_to_end(audience)
            table = self.kept[audience]
            while len(self.kept) > TABLES:
                self.kept.popitem(last=False)  # whoever asks it still has it
        table.follow(state())
        return table


tables = Tables()
