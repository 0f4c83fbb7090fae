"""A new portal is made by squashed migrations, one in service goes on by the old ones: both come to
the same place."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

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
    with mock.patch.object(MigrationRecorder, "applied_migrations", lambda _self: done):
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
