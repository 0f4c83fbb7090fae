"""One browser and one portal for all the journeys of a test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsers import launched
from tests.journeys import portal as portals


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def demonstration(pytestconfig: pytest.Config) -> Path:
    """The folder of a portal with the demonstration in it, to copy."""
    return portals.prepared(pytestconfig.cache.mkdir("databases"))


@pytest.fixture(scope="package")
def portal(
    demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[portals.Portal]:
    folder = tmp_path_factory.mktemp("portal") / "data"
    with portals.copied(demonstration, folder), portals.serving(folder) as running:
        yield running
