"""What a page costs and whether everyone can use it, measured in one real browser.

One cold visit gives weight, requests and elements; the same page is then read at night, on a phone,
with the reader's own spacing, by keyboard, and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import ecoindex

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"width": 1920, "height": 1080}  # the window the EcoIndex is defined for
PHONE = {"width": 320, "height": 640}
# The svg element counts, what it draws does not.
RUN_AXE = "options => axe.run(document, options).then(found => found.violations)"
ELEMENTS = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
MAIN_TEXT = "document.querySelector('main').innerText"
# WCAG 2.2 §1.4.12: what a reader may set without losing anything.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
# As a reader's own style sheet does, past the page's content security policy.
RESTYLE = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet] }"""
# What a keyboard must reach: shown, not disabled, not taken out of the order. Of a group of radio
# buttons it reaches one.
REACHABLE = """[...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0)
  .filter(e => e.type !== 'radio' || e === document.querySelector(
    `input[type=radio][name="${e.name}"]:checked`) || (e === document.querySelector(
    `input[type=radio][name="${e.name}"]`) && !document.querySelector(
    `input[type=radio][name="${e.name}"]:checked`)))
  .length"""
# The element that has the focus: one number for each, and whether a sighted person sees it.
FOCUSED = """(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.seen ??= new Map();
  if (!seen.has(e)) seen.set(e, seen.size);
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const marked = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return {number: seen.get(e), visible: marked && inside, markup: e.outerHTML.slice(0, 120)};
})()"""
MOST_KEYS = 400


@dataclass
class Measure:
    """What one page cost: elements, requests, bytes as carried, compressed, headers included."""

    address: str
    status: int
    elements: int
    requests: int
    bytes: int
    faults: list[str] = field(default_factory=list)

    @property
    def ecoindex(self) -> float:
        return ecoindex.score(self.elements, self.requests, self.bytes / 1000)

    def row(self) -> str:
        grade = ecoindex.grade(self.ecoindex)
        return (
            f"{self.ecoindex:5.1f} {grade}  {self.elements:5} {self.requests:3} "
            f"{self.bytes / 1000:7.1f}  {self.status}  {self.address}"
        )


HEAD = "EcoIndex  elem. req.     kB  code  address"


@contextmanager
def visitor(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A person who never came: empty cache, no cookie."""
    settings = {"viewport": DESK, "locale": "fr-FR", "reduced_motion": "reduce"} | options
    context = browser.new_context(**settings)
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        context.close()


def measure(browser: Browser, address: str) -> Measure:
    """Open a page as a first visitor and look at it in every way; faults are said in words."""
    with visitor(browser) as context:
        page = context.new_page()
        found = cold_visit(page, address)
        found.faults += cookies(context)
        text = page.evaluate(MAIN_TEXT)
        found.faults += readings(page)
    found.faults += without_script(browser, address, text)
    return found


def cold_visit(page: Page, address: str) -> Measure:
    asked: list[str] = []
    carried: list[float] = []
    page.on("request", lambda request: asked.append(request.url))
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: carried.append(event["encodedDataLength"]))
    response = page.goto(address, wait_until="networkidle")
    page.mouse.wheel(0, 100_000)
    assert response is not None
    found = Measure(
        address, response.status, page.evaluate(ELEMENTS), len(asked), round(sum(carried))
    )
    here = urlsplit(address).netloc
    found.faults += [
        f"asked elsewhere: {url}"
        for url in asked
        if urlsplit(url).scheme != "data" and urlsplit(url).netloc != here
    ]
    return found


def readings(page: Page) -> list[str]:
    """What is wrong for someone by day, by keyboard, at night, on a phone; the page ends there."""
    faults = [f"axe, day: {fault}" for fault in axe(page)]
    faults += keyboard(page)
    page.emulate_media(color_scheme="dark")
    faults += [f"axe, night: {fault}" for fault in axe(page)]
    page.emulate_media(color_scheme="light")
    return faults + phone(page)


def cookies(context: BrowserContext) -> list[str]:
    return [f"cookie set: {cookie['name']}" for cookie in context.cookies()]


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA and best practices: rule and first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults = page.evaluate(RUN_AXE, {"runOnly": RULES, "resultTypes": ["violations"]})
    return [f"{fault['id']} at {fault['nodes'][0]['target']}" for fault in faults]


def keyboard(page: Page) -> list[str]:
    """Tab goes once round everything one can act on, and each stop is seen."""
    expected = page.evaluate(REACHABLE)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    faults, last = [], -1
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["number"] < last:
            break
        last = focused["number"]
        if not focused["visible"]:
            faults.append(f"focus unseen: {focused['markup']}")
    if last + 1 < expected:
        faults.append(f"keyboard reaches {last + 1} of {expected}")
    return faults


def phone(page: Page) -> list[str]:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    faults = [f"axe, phone: {fault}" for fault in axe(page)]
    faults += overflow(page, "320 px")
    page.evaluate(RESTYLE, SPACING)
    return faults + overflow(page, "320 px and wider spacing")


def overflow(page: Page, when: str) -> list[str]:
    beyond = page.evaluate(OVERFLOW)
    return [f"{beyond} px beyond the screen, {when}"] if beyond > 0 else []


def without_script(browser: Browser, address: str, expected: str) -> list[str]:
    with visitor(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        text = page.locator("main").inner_text()
    return [] if text == expected else ["other content without JavaScript"]
