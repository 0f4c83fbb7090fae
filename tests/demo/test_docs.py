"""The page about the demonstration names its accounts and keeps its word in both languages."""

from pathlib import Path

import pytest

from parvis.demo import source

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_account_is_documented(language):
    page = (DOCS / language / "demo.md").read_text(encoding="utf-8")
    assert all(f"`{row['username']}`" in page for row in source.rows("person"))
    assert "PARVIS_DEMO" in page
