"""Three hundred trees, loaded once for a file: loading is a process, reading is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from parvis.lake import store
from tests.catalogue.rows.makers import COUNT, filled
from tests.lake.makers import trees


@pytest.fixture(scope="module")
def grove(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The data set `arbres`, taken back at the end of the file."""
    folder: Path = tmp_path_factory.mktemp("grove")
    places = {"PARVIS_LAKE": folder / "lake", "PARVIS_CACHE": folder / "cache"}
    with override_settings(**places), django_db_blocker.unblock(), transaction.atomic():
        yield filled("Arbres", trees(folder / "arbres.csv", COUNT), slug="arbres")
        store.reader().settled()
        store.reader().close()
        store.forget_readers()
        transaction.set_rollback(True)


@pytest.fixture
def arbres(grove: Any, db: None) -> Any:
    return grove
