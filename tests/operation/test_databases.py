"""The database's own programs: what is said when one is missing or refuses."""

import shutil

import pytest

from parvis.operation import databases
from parvis.operation.databases import DatabaseProblem


def test_a_missing_program_is_said_with_the_package_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(DatabaseProblem) as problem:
        databases.run("pg_dump")
    assert "apt-get install postgresql-client" in problem.value.sentence()


def test_the_message_of_a_program_that_fails_is_kept():
    with pytest.raises(DatabaseProblem) as problem:
        databases.run("sort")
    assert "--no-password" in problem.value.sentence()


def test_the_password_goes_by_the_environment():
    settings = {"HOST": "db", "PORT": 5432, "USER": "u", "PASSWORD": "p", "NAME": "parvis"}
    assert databases.environment(settings | {"OPTIONS": {"sslmode": "require"}}) == {
        "PGHOST": "db",
        "PGPORT": "5432",
        "PGUSER": "u",
        "PGPASSWORD": "p",
        "PGDATABASE": "parvis",
        "PGSSLMODE": "require",
    }
