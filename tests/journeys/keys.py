"""A person without a mouse: Tab, Enter, Space, arrows, letters. Each stop must be seen and come
after the one before."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

MOST = 160  # stops to a place: beyond, nobody would get there
# Where the keyboard is: at the place (or at the group of radio buttons it belongs to), seen by a
# sighted person, after the stop before, and what it is.
HERE = """place => {
  const e = document.activeElement;
  const marks = [e, e.parentElement, e.nextElementSibling].filter(Boolean);
  const marked = marks.map(one => getComputedStyle(one)).some(style => style.boxShadow !== 'none'
    || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2));
  const before = window.stop;
  window.stop = e;
  const within = before === e && e.type === 'date';  // day, month, year, calendar: marked inside
  const after = !before || !before.isConnected || within || Boolean(
    before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  const group = e.type === 'radio' && e.type === place.type && e.name === place.name;
  const seen = (marked || within) && e.getBoundingClientRect().width > 0 && e.checkVisibility();
  return [e === place || group, seen, after, e.outerHTML.slice(0, 160)];
}"""


def reach(page: Page, place: Locator) -> None:
    """Tab from where the keyboard is until it is at this place, if it is not there yet."""
    target = place.element_handle()
    page.evaluate("window.stop = null")
    if page.evaluate(HERE, target)[0]:
        return
    for _ in range(MOST):
        page.keyboard.press("Tab")
        there, seen, after, markup = page.evaluate(HERE, target)
        assert seen, f"focus unseen: {markup}"
        assert after, f"the keyboard goes back, to {markup}"
        if there:
            return
    raise AssertionError(f"{MOST} stops, and not yet at {place}")


def press(page: Page, place: Locator) -> None:
    """Reach a link or a button, and use it."""
    reach(page, place)
    page.keyboard.press("Enter")


def main(page: Page) -> None:
    """Past the menu, by the link that every page of the desk begins with."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def choose(page: Page, radio: Locator) -> None:
    """One of a group of radio buttons, by Space and arrows."""
    reach(page, radio)
    page.keyboard.press("Space")
    while not radio.is_checked():
        page.keyboard.press("ArrowDown")


def write(page: Page, field: Locator, text: str) -> None:
    reach(page, field)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)
