"""Real databases to scan: SQLite files, and servers of our own that end with the tests."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest

from parvis.catalogue.scan.address import Account, parse
from parvis.catalogue.scan.connect import Session, connected
from parvis.catalogue.scan.inventory import inventory
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.model import Inventory, Table

ROOT = Path(__file__).resolve().parents[3]
TOOLS = {
    "postgresql": ("tools/postgresql", "DATABASE_URL"),
    "mysql": ("tools/mariadb", "PARVIS_TEST_MARIADB"),
}


@contextmanager
def served(system: str) -> Iterator[str]:
    """The address of a server, the one of the environment or one that the tool starts."""
    tool, variable = TOOLS[system]
    command = [str(ROOT / tool), "sh", "-c", f'echo "${variable}"; exec cat']
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        address = process.stdout.readline().strip()
        if not address:
            why = process.stderr.read().strip()
            if os.environ.get("CI"):
                pytest.fail(f"{tool}: {why}")
            pytest.skip(f"NOT TESTED on this machine, {tool} says: {why}")
        yield address
        process.stdin.close()
        process.wait(timeout=60)


@dataclass(frozen=True)
class Database:
    """One empty database; `run` writes to it as its owner, `session` scans it."""

    system: str
    address: str
    account: Account
    allowed: frozenset[str]

    def connection(self) -> Any:
        parts = urlsplit(self.address)
        if self.system == "sqlite":
            return sqlite3.connect(parts.path, isolation_level=None)
        names = {"host": parts.hostname, "port": parts.port, "user": self.account.user}
        name = parts.path.strip("/")
        if self.system == "postgresql":
            return psycopg.connect(dbname=name, autocommit=True, **names)
        return pymysql.connect(database=name, autocommit=True, **names)

    def run(self, *statements: str) -> None:
        connection = self.connection()
        try:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
        finally:
            connection.close()

    def quote(self, name: str) -> str:
        mark = "`" if self.system == "mysql" else '"'
        return mark + name.replace(mark, mark * 2) + mark

    def session(self, **limits: Any) -> AbstractContextManager[Session]:
        return connected(
            parse(self.address), self.account, allowed=self.allowed, limits=Limits(**limits)
        )

    def inventory(self, **limits: Any) -> Inventory:
        with self.session(**limits) as session:
            return inventory(session)

    def table(self, name: str) -> Table:
        return next(table for table in self.inventory().tables if table.name == name)

    def as_(self, account: Account) -> Database:
        return replace(self, account=account)


def server_database(system: str, address: str, name: str) -> Database:
    parts = urlsplit(address)
    assert parts.hostname
    account = Account(parts.username or "", parts.password or "")
    place = f"{parts.hostname}:{parts.port}"
    admin = "postgres" if system == "postgresql" else "mysql"
    whole = Database(system, f"{system}://{place}/{admin}", account, frozenset({place}))
    whole.run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    return replace(whole, address=f"{system}://{place}/{name}")


def file_database(folder: Path) -> Database:
    path = folder / "application.sqlite"
    sqlite3.connect(path).close()
    return Database("sqlite", f"sqlite://{path}", Account(), frozenset({str(folder)}))
