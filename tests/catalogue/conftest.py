"""What these prove stands in the lake: of the database they ask a few records by name, which the
other tests of their rooms do on PostgreSQL too."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
LAKE = {
    "deposits": ("test_addresses",),
    "explore": ("test_documented", "test_files", "test_hostile", "test_kept", "test_rdf",
                "test_shapes"),
    "ogc": ("test_crs", "test_documented", "test_hostile", "test_tiles"),
    "rows": ("test_chart_and_map", "test_hostile"),
}  # fmt: skip
ONCE = {HERE / folder / f"{name}.py" for folder, names in LAKE.items() for name in names}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path in ONCE:
            item.add_marker("once")
