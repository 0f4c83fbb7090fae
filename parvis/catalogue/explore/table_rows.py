"""What a row of the catalogue's table holds, and how rows are put in and taken away."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import duckdb
import sqlglot

from parvis.catalogue import access
from parvis.catalogue.explore import described
from parvis.catalogue.explore.described import Described
from parvis.lake import quoting
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.sql_search import folded, joined
from parvis.records.projection import View

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
AT_ONCE = 1_000  # rows: the engine takes some time for each statement
PARTS = ("metas", "fields", "attachments", "alternative_exports")
# columns of the table that no query names, beside `words`
OWN = (Column("slug", Type.TEXT), Column("identifier", Type.TEXT))
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


def stored() -> list[tuple[str, str]]:
    columns = (*SCHEMA.columns, *OWN, Column("words", Type.TEXT))
    return [(c.name, STORED[c.type] + ("[]" if c.many else "")) for c in columns]


SHAPE = json.dumps({n: [k[:-2]] if k.endswith("[]") else k for n, k in stored()})
SAID = "concat_ws(' ', {}, words)".format(
    ", ".join(joined(one).sql("duckdb") for one in (*COLUMNS, *OWN) if one.type is Type.TEXT)
)
FOLDED = folded(sqlglot.parse_one(SAID, dialect="duckdb")).sql("duckdb")  # ten times words.fold
# `followed` is what a kept file says of itself (`table_kept`)
CREATED = "CREATE TABLE {{table}} ({columns}, followed VARCHAR)".format(
    columns=", ".join(f"{quoting.name(n)} {kind}" for n, kind in stored())
)
# a text a row: a list of structures takes the engine six times as long to take apart
INSERTED = (
    f"INSERT INTO {{table}} BY NAME SELECT * REPLACE ({FOLDED} AS words)"  # noqa: S608 - our own names
    " FROM (SELECT unnest(from_json(line, ?)) FROM (SELECT unnest(?::VARCHAR[]) AS line)) AS rows"
)
DELETED = "DELETE FROM {table} WHERE dataset_uid IN (SELECT unnest(?::VARCHAR[]))"
# the identifier of the portal it comes from, where no other data set bears that name
NAME = """
    CASE WHEN identifier IN (SELECT identifier FROM {table} GROUP BY ALL HAVING count(*) = 1)
         AND identifier NOT IN (SELECT slug FROM {table}) THEN identifier
    ELSE slug END
"""
IDENTIFIED = f"UPDATE {{table}} SET dataset_id = {NAME} WHERE dataset_id IS DISTINCT FROM {NAME}"  # noqa: S608


def delete(link: duckdb.DuckDBPyConnection, table: str, uuids: Collection[UUID]) -> None:
    link.execute(DELETED.format(table=table), [[uuid.hex for uuid in uuids]])


def insert(link: duckdb.DuckDBPyConnection, table: str, views: Iterable[Sequence[View]]) -> None:
    """Without their names, which `identify` gives."""
    told = (row(one) for batch in views for one in described.described(batch))
    lines = (json.dumps(one, ensure_ascii=False) for one in told)
    while some := list(islice(lines, AT_ONCE)):
        link.execute(INSERTED.format(table=table), [SHAPE, some])


def identify(link: duckdb.DuckDBPyConnection, table: str) -> None:
    """The name of each data set here, which depends on all of them."""
    link.execute(IDENTIFIED.format(table=table))


def row(one: Described) -> dict[str, Any]:
    """A data set as the table holds it, its words in its own language and in others."""
    content, default = one.view.content, described.values(one)
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
    """What a search without a field looks at beside the texts of the columns."""
    yield from filter(None, (found[name] for name in described.DATES))
    for texts in (one.view.content.get("translations") or {}).values():
        yield from map(str, texts.values())
    for field in described.fields(one):
        yield from (field["name"], field["label"])
