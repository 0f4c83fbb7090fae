"""The demonstration is loaded test after test: its files are read once."""

import pytest

from parvis.lake.reading import apart
from tests.lake.makers import once


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """Of the whole file: a territory is loaded before the first of its tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "read", once(apart.read))
        yield
