"""The desk in a real browser: one writes, a colleague publishes; no fault of accessibility; the
content security policy stops nothing that is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from parvis.records.models import Published
from tests.browsers import launched, violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PARVIS_PICTURES")
BASE = "/espace-agents/fiches/organisation/"


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, launched() as browser:
        # Playwright's own loop makes Django think that we are asynchronous
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture
def enter(chromium, live_server):
    """A page signed in as someone, which remembers what the browser complained of."""
    contexts = []

    def page_of(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(base_url=live_server.url, locale="fr-FR")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
        context.add_cookies([cookie])
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield page_of
    for context in contexts:
        context.close()


def look(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def faults(page):
    return [(v["id"], [node["html"][:300] for node in v["nodes"]]) for v in violations(page)]


def test_a_draft_goes_from_one_agent_to_the_other_in_the_browser(town, enter):
    writer, steward = enter(town.writer), enter(town.steward)
    writer.goto(f"{BASE}edit/{town.here.pk}/")
    writer.locator("input[name=title]").fill("Direction des vergers")
    writer.locator("footer [data-w-dropdown-target=toggle]").click()
    writer.locator("button[name=action-submit]").click()
    writer.wait_for_load_state()
    steward.goto("/espace-agents/")
    steward.get_by_role("link", name="Direction des vergers").click()
    steward.get_by_role("heading", name="Ce qui change pour le public").wait_for()
    look(steward, "review")
    assert faults(steward) == []
    steward.get_by_role("button", name="Approuver et publier").click()
    steward.get_by_role("heading", name="Ce qui vous attend").wait_for()
    assert Published.objects.get(pk=town.here.uuid).title == "Direction des vergers"
    assert [text for text in writer.complaints + steward.complaints if "favicon" not in text] == []


PAGES = {
    "home": "/espace-agents/",
    "list": BASE,
    "create": f"{BASE}add/",
    "edit": f"{BASE}edit/{{pk}}/",
    "history": f"{BASE}history/{{pk}}/",
    "compare": f"{BASE}history/{{pk}}/revisions/compare/live...latest/",
    "bulk": f"{BASE}ensemble/?id={{pk}}",
    "import": f"{BASE}import/",
    "search": "/espace-agents/recherche/?q=direction",
    "refused": f"{BASE}delete/{{pk}}/",
    "dataset": "/espace-agents/fiches/dataset/add/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_desk_has_no_fault(town, enter, signed, name):
    from tests.records.desk.forms import EDIT, filled

    browser = signed(town.administrator)
    form = browser.get(f"{EDIT}{town.here.pk}/")
    browser.post(f"{EDIT}{town.here.pk}/", filled(form, summary="Un brouillon\nplus long."))
    page = enter(town.administrator)
    page.goto(PAGES[name].format(pk=town.here.pk))
    page.wait_for_load_state("networkidle")
    look(page, name)
    expected = [t for t in page.complaints if "403" not in t]
    assert expected == []
    assert faults(page) == []


BEYOND = """[...document.querySelectorAll('.parvis *')]
  .filter(e => e.checkVisibility() && !e.closest('.parvis-scroll, .w-sr-only'))
  .filter(e => e.getBoundingClientRect().right > innerWidth)
  .map(e => e.tagName + ' ' + e.innerText.slice(0, 40))"""


def cut_on_a_phone(page):
    """What of a screen of ours is beyond the edge of a narrow one, where nobody reads it; the page
    is asked for again, as its menu stays open when it only narrows."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(page.url)
    page.wait_for_load_state("networkidle")
    found = page.evaluate(BEYOND)
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


CUT = """[...document.querySelectorAll('.menuitem-label, header nav li:not([hidden])')]
  .filter(e => e.checkVisibility())
  .filter(e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right >
    e.closest('header > div > div, .sidebar').getBoundingClientRect().right)
  .map(e => e.innerText)"""


@pytest.mark.parametrize("width", [1100, 1400])
def test_no_name_of_the_menu_nor_title_is_cut(town, enter, width):
    page = enter(town.administrator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/espace-agents/fiches/dataset/")
    page.locator(".menuitem-label").first.wait_for()
    assert page.evaluate(CUT) == []
