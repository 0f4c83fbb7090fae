"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from tests.browsers import launched
from tests.databases import quick_migrations

# How fast an example runs says nothing of the code where machines are shared.
settings.register_profile("parvis", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parvis")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    pytestconfig: pytest.Config, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """pytest-django's hook before the test database is made."""
    with quick_migrations(pytestconfig.cache.mkdir("databases")):
        yield


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
