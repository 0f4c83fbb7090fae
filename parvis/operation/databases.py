"""The database as one file and back: SQLite's own online copy, or PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from django.db import connection

from parvis.records.problems import Problem, gettext_noop

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


class DatabaseProblem(Problem):
    sentences: ClassVar[Mapping[str, str]] = {
        "program": gettext_noop(
            "Le programme « %(program)s » manque. Tapez : apt-get install postgresql-client"
        ),
        "failed": gettext_noop("« %(program)s » a échoué : %(why)s"),
    }


def dump(target: Path) -> None:
    """Write a consistent copy of the whole database while others read and write."""
    if connection.vendor == "sqlite":
        dump_sqlite(target)
    else:
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def dump_sqlite(target: Path) -> None:
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)  # all pages in one step: writers go on in the WAL meanwhile
        copy.execute("PRAGMA journal_mode=DELETE")


def load(source: Path) -> None:
    """Replace the whole database by the copy."""
    if connection.vendor == "sqlite":
        connection.close()
        with (
            closing(sqlite3.connect(source)) as copy,
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as live,
        ):
            copy.backup(live)
            live.execute("PRAGMA journal_mode=WAL")
        return
    drop_tables()
    connection.close()
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(source))


def drop_tables() -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, never the line."""
    found = shutil.which(program)
    if found is None:
        raise DatabaseProblem("program", program=program)
    done = subprocess.run(  # noqa: S603 (a program of the system, arguments of ours)
        [found, "--no-password", *arguments],
        env={**os.environ, **environment(connection.settings_dict)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DatabaseProblem("failed", program=program, why=done.stderr.strip()[-2000:])


def environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """libpq's variables for Django's connection settings."""
    options = settings.get("OPTIONS", {})
    wanted = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
    }
    return {name: str(value) for name, value in wanted.items() if value}
