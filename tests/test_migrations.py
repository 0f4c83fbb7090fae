"""A new portal is made by squashed migrations, one in service goes on by the old ones: both come to
the same place."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tests import databases

Key = tuple[str, str]


class Stepwise(MigrationLoader):
    """Migrations as they were before any of ours was squashed."""

    def load_disk(self) -> None:
        super().load_disk()
        for key in [key for key, one in self.disk_migrations.items() if squashed(one)]:
            del self.disk_migrations[key]

    def steps(self) -> list[Migration]:
        plan = [key for leaf in self.graph.leaf_nodes() for key in self.graph.forwards_plan(leaf)]
        return [self.graph.nodes[key] for key in dict.fromkeys(plan)]


def ours(migration: Migration) -> bool:
    return type(migration).__module__.startswith("parvis.")


def squashed(migration: Migration) -> bool:
    return ours(migration) and bool(migration.replaces)


def key(migration: Migration) -> Key:
    return migration.app_label, migration.name


def models(steps: list[Migration]) -> ProjectState:
    state = ProjectState()
    for migration in steps:
        migration.mutate_state(state, preserve=False)
    return state


def differences(one: ProjectState, other: ProjectState) -> list[Key]:
    return [
        name for name in {**one.models, **other.models}
        if one.models.get(name) != other.models.get(name)
    ]  # fmt: skip


@pytest.mark.once
def test_a_new_portal_has_the_models_of_one_that_went_through_every_step() -> None:
    new = MigrationLoader(None)
    assert [one for one in new.graph.nodes.values() if squashed(one)]
    assert differences(models(Stepwise(None).steps()), new.project_state()) == []


def in_service(steps: list[Migration]) -> Iterator[list[Migration]]:
    """Every state a portal in service can be in: all packages up to date, ours up to some step."""
    for index, last in enumerate(steps):
        if ours(last):
            yield [one for at, one in enumerate(steps) if at <= index or not ours(one)]


def left_to_do(applied: list[Migration]) -> list[Migration]:
    """What `migrate` would do after `applied`; it refuses a history that cannot be."""
    done = {name: one for one in applied for name in (key(one), *one.replaces)}
    with mock.patch.object(MigrationRecorder, "applied_migrations", return_value=done):
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan]


@pytest.mark.once
@pytest.mark.django_db
def test_from_every_step_a_portal_in_service_comes_to_the_same_models() -> None:
    whole = MigrationLoader(None).project_state()
    for applied in in_service(Stepwise(None).steps()):
        left = left_to_do(applied)
        assert not {one for step in left for one in step.replaces} & set(map(key, applied))
        assert differences(models([*applied, *left]), whole) == [], key(applied[-1])


# A portal as the old migrations made it.
GONE_THROUGH = """
import django; django.setup()
from django.core.management import call_command
from django.db.migrations import executor
from tests.test_migrations import Stepwise
executor.MigrationLoader = Stepwise
call_command("migrate", verbosity=0)
"""
SCHEMA = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length,
                                     is_nullable, column_default, is_identity)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'""",
}
# numbers, moments and random names of rows are each portal's own
OWN = re.compile(r"\d{4}-\d\d-\d\d .*|[0-9a-f]{32}")


def asked(address: str, question: str) -> list[tuple[Any, ...]]:
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as database:
            return database.execute(question).fetchall()
    import psycopg

    with psycopg.connect(address) as database:
        return database.execute(question).fetchall()


def schema(address: str) -> set[tuple[str, ...]]:
    """What stands in the database; the order of columns counts for nothing."""
    rows = asked(address, SCHEMA[connection.vendor])
    return {(name, *sorted(re.split(r", |[()]", said))) for name, said in rows}


def first_rows(address: str) -> dict[str, list[list[str]]]:
    """The words of every row of a new portal, table by table. Django never names a permission
    anew: its code counts."""
    tables = set(connection.introspection.table_names()) - {"django_migrations"}
    columns = {"auth_permission": "codename"}
    return {
        table: sorted(
            [word for word in row if isinstance(word, str) and not OWN.fullmatch(word)]
            for row in asked(address, f'SELECT {columns.get(table, "*")} FROM "{table}"')
        )
        for table in tables
    }


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Any]:
    """Addresses of new databases, of the kind that the run is about."""
    made: list[str] = []

    def make() -> str:
        beside = f"sqlite:///{tmp_path}/{len(made)}.sqlite3"
        made.append(databases.created() if databases.on_postgresql() else beside)
        return made[-1]

    yield make
    for address in made:
        if databases.on_postgresql():
            databases.dropped(address)


@pytest.mark.prove
@pytest.mark.django_db
def test_a_portal_in_service_has_the_schema_and_the_first_rows_of_a_new_one(place: Any) -> None:
    new, old = place(), place()
    databases.bring_up_to_date(new)
    environment = {
        **os.environ, "DATABASE_URL": old, "DJANGO_SETTINGS_MODULE": "parvis.settings",
        "PYTHONPATH": str(databases.ROOT),
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", GONE_THROUGH], env=environment, check=True)
    databases.bring_up_to_date(old)
    assert schema(old) == schema(new)
    assert first_rows(old) == first_rows(new)
