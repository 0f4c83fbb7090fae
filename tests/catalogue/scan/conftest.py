"""A fresh database of each system; servers start once a run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.catalogue.scan.servers import Database, file_database, served, server_database

NUMBERS = count(1)


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
    return server_database("postgresql", postgresql_server, f"scanned_{next(NUMBERS)}")


@pytest.fixture
def mysql(mysql_server: str) -> Database:
    return server_database("mysql", mysql_server, f"scanned_{next(NUMBERS)}")


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> Database:
    return request.getfixturevalue(request.param)
