"""The pictures of the README, taken of the running portal.

Each run leaves them in test-results/images; `make images` takes those of docs/images anew.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.people import someone

pytestmark = [pytest.mark.journey, pytest.mark.once]

FOLDER = Path(os.environ.get("PARVIS_IMAGES", "test-results/images"))
LARGEST = 300_000  # bytes: a README is read on a phone too
PICTURES = {
    "home": ("/", "light", "Que cherchez-vous"),
    "data-set": ("/donnees/temperature-de-l-air/", "dark", "Température"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_portal_as_it_is(browser, portal, name):
    path, scheme, words = PICTURES[name]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with someone(browser, portal, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(path)
        expect(page.locator("main")).to_contain_text(words)
        page.screenshot(path=FOLDER / f"{name}.png")
    assert 20_000 < (FOLDER / f"{name}.png").stat().st_size < LARGEST
