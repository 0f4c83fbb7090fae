"""A migrated SQLite database made once and copied, so that a test run starts in a second; and
databases made and removed on the PostgreSQL that a run is about.

Every migration of ours and of the packages we build on counts in the copy's name, and so does what
writes rows after them: change one and the copy is made anew by the real migrations. PostgreSQL is
migrated once a run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.core import management
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
EMPTY = "template1"  # what PostgreSQL copies when it is told nothing
# the migrations, and what writes rows once they are done
MADE_BY = (
    "parvis/*/migrations/*.py",
    "parvis/records/creation.py",
    "parvis/*/apps.py",
    "parvis/*/desk.py",
    "parvis/records/desk/workflow.py",
)


def template(folder: Path) -> Path:
    """Where the copy for today's migrations lies, or will."""
    facts = hashlib.sha256()
    for pattern in MADE_BY:
        for path in sorted(ROOT.glob(pattern)):
            facts.update(path.read_bytes())
    facts.update((ROOT / "requirements" / "dev.txt").read_bytes())
    facts.update((ROOT / "parvis" / "settings.py").read_bytes())
    return folder / f"migrated-{facts.hexdigest()[:16]}.sqlite3"


@contextmanager
def quick_migrations(folder: Path) -> Iterator[None]:
    """Within it, `migrate` on SQLite copies the kept database; the test database of PostgreSQL
    begins as a copy of `migrated`."""
    call = management.call_command

    def call_command(name: Any, *arguments: Any, **options: Any) -> Any:
        if name != "migrate" or connection.vendor != "sqlite":
            return call(name, *arguments, **options)
        return restore(kept(folder))

    if on_postgresql():
        connection.settings_dict["TEST"]["TEMPLATE"] = name_of(migrated())
    with mock.patch.object(management, "call_command", call_command):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One test process at a time makes the copy; the others wait for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def kept(folder: Path) -> Path:
    """An SQLite database that is up to date, to copy."""
    place = template(folder)
    with alone(folder):
        if not place.exists():
            aside = place.with_suffix(f".{os.getpid()}")
            bring_up_to_date(f"sqlite:///{aside}")
            aside.replace(place)
    return place


def migrated() -> str:
    """The address of a PostgreSQL database that is up to date, made once a run, to copy."""
    shared = Path(os.environ["TESTS_SHARED"]) / "migrated"
    with alone(shared):
        kept = shared / "database"
        if not kept.exists():
            address = created()
            bring_up_to_date(address)
            kept.write_text(address, encoding="utf-8")
        return kept.read_text(encoding="utf-8")


def bring_up_to_date(address: str) -> None:
    """By the real migrations."""
    subprocess.run(
        [sys.executable, "-m", "parvis", "admin", "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": address}, check=True,
    )  # fmt: skip


def seed(folder: Path, place: Path) -> None:
    """Begin the SQLite database of a portal at `place` with the kept copy: its own `parvis migrate`
    then has nothing left to do but its first pages."""
    shutil.copyfile(kept(folder), place)


def on_postgresql() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("postgresql"))


def created(model: str = EMPTY) -> str:
    """The address of a new PostgreSQL database beside the run's own, a copy of `model`."""
    engine, name = settings.DATABASES["default"], f"parvis_{secrets.token_hex(6)}"
    server(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
    account = f"{engine['USER']}:{engine['PASSWORD']}@{engine['HOST']}:{engine['PORT']}"
    return f"postgresql://{account}/{name}"


def dropped(address: str) -> None:
    server(f'DROP DATABASE IF EXISTS "{name_of(address)}" WITH (FORCE)')


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def server(statement: str) -> None:
    import psycopg

    engine = settings.DATABASES["default"]
    with psycopg.connect(
        host=engine["HOST"], port=engine["PORT"], user=engine["USER"], password=engine["PASSWORD"],
        dbname="postgres", autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute(statement)


def restore(kept: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(kept) as source:
        source.backup(connection.connection)
