"""What every test shares."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from tests.browsers import launched
from tests.databases import dropped, quick_migrations

# How fast an example runs says nothing of the code where machines are shared.
settings.register_profile("parvis", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parvis")

# What lasts longest comes first: at the end one test process would wait for the other. The walks of
# every page meet a portal before other journeys fill it; who makes it is not waited for.
FIRST = (
    "tests/journeys/test_pages_in_french.py", "tests/operation/test_backup.py",
    "tests/journeys/test_pages_in_english.py",
    "tests/journeys/", "tests/operation/", "tests/demo/",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """A folder for what all test processes of a run share."""
    if not hasattr(config, "workerinput"):
        os.environ["TESTS_SHARED"] = tempfile.mkdtemp(prefix="parvis-tests-shared-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shared = Path(os.environ["TESTS_SHARED"])
        for database in shared.glob("*/database"):
            dropped(database.read_text(encoding="utf-8"))
        shutil.rmtree(shared)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        begins = (item.nodeid.startswith(one) for one in FIRST)
        return next((index for index, found in enumerate(begins) if found), len(FIRST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it after every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_language_is_left() -> None:
    """A request in English leaves its language to its thread, where the next test would find it."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    pytestconfig: pytest.Config, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """pytest-django's hook before the test database is made."""
    with quick_migrations(pytestconfig.cache.mkdir("databases")):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's; then PostgreSQL ends what a live server's threads still hold open (we keep
    connections for ten minutes), or it would not let the test database go."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What every public page costs, when this run measured it."""
    for table in sorted(Path("test-results").glob("pages-*.txt")):
        if table.stat().st_mtime > terminalreporter._session_start.time:
            terminalreporter.section(f"Public pages: {table}")
            terminalreporter.write(table.read_text(encoding="utf-8"))
