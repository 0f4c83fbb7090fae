"""The demonstration is loaded test after test: its files are read once."""

import pytest

from parvis.lake.reading import apart
from tests.lake.makers import once


@pytest.fixture(autouse=True)
def read_once(monkeypatch):
    monkeypatch.setattr(apart, "read", once(apart.read))
