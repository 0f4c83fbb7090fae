"""The lake's languages and readers meet no database of Django's."""

from pathlib import Path

import pytest

PURE = [Path(__file__).parent / name for name in ("query", "reading")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in PURE):
            item.add_marker("once")
