"""What tests of the public face share: an index of their own, records of every kind."""

import pytest

from parvis.records import finding
from parvis.records.search import Follower
from parvis.site import caching, parts, results


@pytest.fixture(autouse=True)
def fresh_pages():
    """No page of another test is kept."""
    caching.kept.pages.clear()
    caching.kept.size = 0
    parts.parts.clear()
    results.kept.clear()


@pytest.fixture
def follow(settings, tmp_path):
    """Call it to bring an index of this test alone up to date."""
    settings.PARVIS_SEARCH = tmp_path / "search"
    finding.index.cache_clear()
    follower = Follower(settings.PARVIS_SEARCH, finding.HistorySource())
    yield follower.run_once
    finding.index.cache_clear()
