"""One browser and one portal for all the journeys of a test process."""

import shutil
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
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[portals.Portal]:
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "popen-gw" in own.name else own
    folder = tmp_path_factory.mktemp("portal") / "data"
    shutil.copytree(portals.prepared(Path(shared)), folder)
    with portals.serving(folder) as running:
        yield running
