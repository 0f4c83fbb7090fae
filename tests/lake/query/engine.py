"""DuckDB as the lake will use it: spatial loaded from its wheel, in a folder of ours."""

from __future__ import annotations

import importlib.resources
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
from sqlglot import exp

from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC, Policy, Statement, statement
from parvis.lake.query.schema import Schema
from parvis.lake.query.sql import Context
from parvis.lake.query.tree import Query

CONTEXT = Context(now=datetime(2026, 3, 31, 10, 0, tzinfo=UTC), zone="Europe/Paris", lang="fr")
UTC_CONTEXT = Context(now=CONTEXT.now, zone="UTC")


@cache
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={"extension_directory": mkdtemp(prefix="parvis-"), "threads": "1"}
    )
    package = importlib.resources.files("duckdb_extension_spatial")
    spatial = next(Path(str(package)).rglob("spatial.duckdb_extension"))
    connection.execute(f"LOAD '{spatial}'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def run(made: Statement) -> list[tuple[Any, ...]]:
    return engine().execute(made.text(), dict(made.parameters)).fetchall()


def ask(
    query: Query,
    schema: Schema,
    table: str,
    policy: Policy = PUBLIC,
    context: Context = CONTEXT,
) -> list[tuple[Any, ...]]:
    return run(statement(query, schema, policy, context, exp.to_table(table)))


def odsql_rows(schema: Schema, table: str, context: Context = CONTEXT, **clauses: Any) -> Any:
    return ask(odsql.query(**clauses), schema, table, context=context)
