"""The browser of the tests, and what axe finds wrong in its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium-headless-shell", "chromium")
# WCAG 2.2 AA and what axe holds for good practice
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What axe says of nodes that pass, with their place, nobody reads.
RUN_AXE = """options => axe.run(document, {resultTypes: ['violations'], ...options})
  .then(found => found.violations)"""


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser of PARVIS_CHROMIUM, else Debian's: the one without windows, which draws and runs
    pages as the other does for a quarter less processor; a clear failure where there is none.

    Playwright keeps an event loop in this thread, in which Django refuses its database: give it up
    as soon as the tests that browse are over.
    """
    found = (os.environ.get("PARVIS_CHROMIUM"), *map(shutil.which, NAMES))
    path = next(filter(None, found), None)
    if not path:
        pytest.fail(
            "These tests need a browser. Type: sudo apt-get install -y chromium-headless-shell"
            " fonts-dejavu-core (or name yours: PARVIS_CHROMIUM=/path/to/chromium)",
            pytrace=False,
        )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path)
        yield browser
        browser.close()


def violations(page: Page, only: Sequence[str] = RULES, **options: Any) -> list[dict[str, Any]]:
    """Rules of axe that a page breaks: `id`, and `nodes` with their `target` and `html`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, {"runOnly": [*only], **options})
    return found
