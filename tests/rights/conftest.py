"""Keys of requests in a folder of their own for each test; pages made afresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import follow, fresh_pages

__all__ = ["follow", "fresh_pages"]


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    settings.PARVIS_REQUEST_KEYS = tmp_path / "keys"
    settings.PARVIS_REQUEST_KEY_COPIES = tmp_path / "copies"
