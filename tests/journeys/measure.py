"""What a page costs and whether everyone can use it, measured in one real browser.

One cold visit gives weight, requests and elements; the same page is then read at night, on a phone,
with the reader's own spacing, by keyboard, and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Request, ViewportSize

from tests.browsers import RULES, violations
from tests.journeys import ecoindex

# What a change of colours alone can break.
COLOURS = ["color-contrast", "link-in-text-block"]
DESK: ViewportSize = {"width": 1920, "height": 1080}  # the window the EcoIndex is defined for
PHONE: ViewportSize = {"width": 320, "height": 640}
# The svg element counts, what it draws does not.
ELEMENTS = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
# Two frames on: what a scroll asks for is asked, and drawn as far as it came.
DRAWN = """() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""
# Words and controls of which a part is beyond a side of the window, which hides it.
CUT = """() => [...document.querySelectorAll(
    'main :is(input, select, textarea, button, a, label, p, h2, h3, legend)')]
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .filter(e => !e.closest('[role=region], .w-sr-only, .w-breadcrumbs, .w-minimap, .form-side'))
  .filter(e => { const box = e.getBoundingClientRect();
    return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1); })
  .map(e => e.name || e.innerText.slice(0, 60))"""
MAIN_TEXT = "document.querySelector('main').innerText"
# Whether a page has anything that a browser without JavaScript treats otherwise: a script that runs
# (data in one does not), a frame, a word for those without, a style for them.
SCRIPTED = """() => document.querySelector(
    'script:not([type="application/ld+json"]), noscript, iframe, object, embed') !== null
  || [...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(
    name => name.startsWith('on')))
  || [...document.styleSheets].some(sheet => [...sheet.cssRules].some(
    rule => rule.cssText.includes('(scripting')))"""
# The icon of the window, which a browser with a window asks and one without does not.
ICON = "document.querySelector('link[rel~=icon]')?.href"
ASK_ICON = """address => new Promise(done => {
  const icon = new Image();
  icon.onload = icon.onerror = done;
  icon.src = address;
})"""
# WCAG 2.2 §1.4.12: what a reader may set without losing anything.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
FORGET = "sessionStorage.clear(), localStorage.clear()"
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
# The browser stops at the day, the month, the year and the calendar of one field.
WITHIN_A_DATE = 3
# Each stop of the keyboard, noted as it happens: its number in order of first visit, and whether a
# sighted person sees it.
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
FOLLOW_FOCUS = """() => {
  const order = new Map(), stops = [];
  addEventListener('focusin', ({target: e}) => {
    if (!order.has(e)) order.set(e, order.size);
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const marked = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
    stops.push([order.get(e), marked && box.width > 0, e.outerHTML.slice(0, 120)]);
  });
  window.stops = stops;
  document.activeElement.blur(); scrollTo(0, 0);
}"""


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


class Eyes:
    """One browser tab with JavaScript and one without, used for page after page, each time as a
    person who never came: a new tab takes more than a third of the time of a page."""

    def __init__(self, browser: Browser) -> None:
        self.full = browser.new_context(viewport=DESK, locale="fr-FR")
        self.full.add_init_script(AXE_SCRIPT)  # half a megabyte, handed over once
        self.page = self.full.new_page()
        self.plain = browser.new_context(viewport=DESK, locale="fr-FR", java_script_enabled=False)
        self.without_script = self.plain.new_page()

    def close(self) -> None:
        self.full.close()
        self.plain.close()

    def plain_text(self, address: str) -> str:
        """What a page says without JavaScript."""
        self.without_script.goto(address, wait_until="domcontentloaded")
        return self.without_script.locator("main").inner_text()

    def measure(self, address: str, *, words_only: bool = False) -> Measure:
        """Open a page and look at it in every way; faults are said in words.

        `words_only` leaves out what another language of the same page cannot change: the order of
        the keyboard and the colours of the night.
        """
        page = self.page
        self.full.clear_cookies()
        page.set_viewport_size(DESK)
        found = cold_visit(page, address)
        found.faults += [f"cookie set: {cookie['name']}" for cookie in self.full.cookies()]
        text, scripted = page.evaluate(MAIN_TEXT), page.evaluate(SCRIPTED)
        found.faults += worded(page) if words_only else readings(page)
        if scripted and self.other_without_script(address, text):
            found.faults.append("other content without JavaScript")
        page.evaluate(FORGET)
        return found

    def other_without_script(self, address: str, text: str) -> bool:
        """Whether a page that said `text` says something else without JavaScript."""
        if self.plain_text(address) == text:
            return False
        self.page.goto(address)  # the living portal may have changed in between
        return self.plain_text(address) != self.page.evaluate(MAIN_TEXT)


def cold_visit(page: Page, address: str) -> Measure:
    asked: list[str] = []
    carried: list[float] = []
    awaited: set[str] = set()

    def note(request: Request) -> None:
        asked.append(request.url)

    def came(event: dict[str, Any]) -> None:
        awaited.discard(event["requestId"])
        carried.append(event.get("encodedDataLength", 0))

    page.on("request", note)
    wire = page.context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", lambda event: awaited.add(event["requestId"]))
    wire.on("Network.loadingFinished", came)
    wire.on("Network.loadingFailed", came)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    response = page.goto(address)
    page.mouse.wheel(0, 100_000)
    page.evaluate(DRAWN)  # what comes with the scroll is asked by then
    icon = page.evaluate(ICON)
    if icon and icon not in asked:
        page.evaluate(ASK_ICON, icon)
    while awaited:
        page.evaluate(DRAWN)
    page.remove_listener("request", note)
    wire.detach()
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
    faults += [f"axe, night: {fault}" for fault in axe(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    faults += [f"axe, phone: {fault}" for fault in axe(page)]
    return faults + small(page)


def worded(page: Page) -> list[str]:
    """What is wrong with the words of a page, by day and on a phone; the page ends there."""
    faults = [f"axe, day: {fault}" for fault in axe(page)]
    page.set_viewport_size(PHONE)
    return faults + small(page)


def axe(page: Page, only: Sequence[str] = RULES) -> list[str]:
    """What axe finds: rule and first place."""
    return [f"{one['id']} at {one['nodes'][0]['target']}" for one in violations(page, only)]


def keyboard(page: Page) -> list[str]:
    """Tab goes once round everything one can act on, from the top, and each stop is seen."""
    expected = page.evaluate(REACHABLE)
    page.evaluate(FROM_THE_TOP)
    page.evaluate(FOLLOW_FOCUS)
    dates = page.locator("input[type=date]").count()
    for _ in range(expected + dates * WITHIN_A_DATE):  # held down, it goes on from stop to stop
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    stops = page.evaluate("stops")
    faults = [f"focus unseen: {markup}" for _number, visible, markup in stops if not visible]
    reached = len({number for number, _visible, _markup in stops})
    if reached < expected:
        faults.append(f"keyboard reaches {reached} of {expected}")
    return faults


def small(page: Page) -> list[str]:
    """What leaves the screen of a phone, the reader's own spacing too."""
    faults = overflow(page, "320 px")
    page.evaluate(RESTYLE, SPACING)
    return faults + overflow(page, "320 px and wider spacing")


def overflow(page: Page, when: str) -> list[str]:
    beyond = page.evaluate(OVERFLOW)
    return [f"{beyond} px beyond the screen, {when}"] if beyond > 0 else []
