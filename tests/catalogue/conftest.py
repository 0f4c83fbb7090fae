"""What is run once, with the suite on SQLite: tests that ask nothing of a database (pytest-django
lets them ask nothing), and those whose subject stands in the lake: of the database they ask a few
records by name, which the other tests of their rooms do on PostgreSQL too."""

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


DATABASES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and (item.path in ONCE or not asks(item)):
            item.add_marker("once")


def asks(item: pytest.Item) -> bool:
    """Whether a test may ask the database."""
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASES)
