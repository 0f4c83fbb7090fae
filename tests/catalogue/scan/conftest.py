"""A fresh database of each system; servers start once a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.catalogue.scan.servers import Database, file_database, served, server_database

NUMBERS = count(1)


def fresh_name() -> str:
    """The name of a database that no other process of this run creates on the same server."""
    return f"scanned_{os.getpid()}_{next(NUMBERS)}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with served("postgresql") as address:
        yield address


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[str]:
    with served("mysql") as address:
        yield address


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    return file_database(tmp_path)


@pytest.fixture
def postgresql(postgresql_server: str) -> Database:
    return server_database("postgresql", postgresql_server, fresh_name())


@pytest.fixture
def mysql(mysql_server: str) -> Database:
    return server_database("mysql", mysql_server, fresh_name())


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> Database:
    return request.getfixturevalue(request.param)
