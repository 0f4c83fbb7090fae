"""The gallery as people meet it: on a phone, in the dark, with a keyboard, on paper."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.browsers import violations
from tests.design import gallery

pytestmark = [pytest.mark.journey, pytest.mark.once]
ADDRESS = "http://galerie.test/"
PAGES = {"": gallery.TEMPLATE, "home": gallery.HOME}
READERS = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "reduced_motion": "reduce"},
    "contrast": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
# WCAG 2.2 §1.4.12: what a reader may set without losing anything.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""


def answer(route: Route) -> None:
    """The gallery and its style sheets, straight from their files."""
    path = route.request.url.removeprefix(ADDRESS)
    if path in PAGES:
        body = gallery.page(PAGES[path])
        route.fulfill(body=body, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(path=Path(str(finders.find(path.removeprefix("static/")))))


def opened(browser: Browser, reader: str, path: str = "") -> Page:
    settings: dict[str, Any] = READERS[reader]
    page = browser.new_context(locale="fr-FR", **settings).new_page()
    page.route("**/*", answer)
    page.goto(ADDRESS + path)
    return page


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("reader", READERS)
def test_no_accessibility_fault(browser, reader, path):
    page = opened(browser, reader, path)
    # With forced colours the pairs are the reader's own, which axe does not see.
    rules = {"color-contrast": {"enabled": reader != "contrast"}}
    found = violations(page, rules=rules)
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("reader", READERS)
def test_the_page_never_scrolls_sideways(browser, reader, path):
    page = opened(browser, reader, path)
    assert overflow(page) <= 0
    page.add_style_tag(content=SPACING)
    assert overflow(page) <= 0


def test_the_first_key_reaches_the_content(browser):
    page = opened(browser, "desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    # it slides in
    page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_focus_is_seen_everywhere(browser):
    page = opened(browser, "desk")
    for _ in range(40):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px"


def test_on_paper_only_the_content_remains(browser):
    page = opened(browser, "desk")
    page.emulate_media(media="print")
    assert not page.locator(".nav").is_visible()
    assert not page.locator(".pages").is_visible()
    assert page.locator("h1").is_visible()


def test_nothing_is_asked_from_elsewhere(browser):
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/*", answer)
    page.goto(ADDRESS)
    assert all(address.startswith(ADDRESS) for address in asked)
    assert len(asked) <= 4
