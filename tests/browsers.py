"""The browser of the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser of PARVIS_CHROMIUM, else Debian's; a clear failure where there is none.

    Playwright keeps an event loop in this thread, in which Django refuses its database: give it up
    as soon as the tests that browse are over.
    """
    path = os.environ.get("PARVIS_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail(
            "These tests need a browser. Type: sudo apt-get install -y chromium fonts-dejavu-core"
            " (or name yours: PARVIS_CHROMIUM=/path/to/chromium)",
            pytrace=False,
        )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path)
        yield browser
        browser.close()
