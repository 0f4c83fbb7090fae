"""Someone who has just typed `make run` and opens the portal."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.people import someone

pytestmark = [pytest.mark.journey, pytest.mark.once]


def test_the_home_says_what_one_can_do_here(browser, portal):
    with someone(browser, portal) as page:
        page.goto("/")
        for door in ("Trouver une donnée", "Qu’est-ce qui m’entoure ?", "Mes données, mes droits",
                     "Donner mon avis"):  # fmt: skip
            page.goto("/")
            page.get_by_role("link", name=door).click()
            expect(page.locator(".results li").first).to_be_visible()


def test_the_ten_promises_are_on_the_home_each_with_its_state(browser, portal):
    with someone(browser, portal) as page:
        page.goto("/")
        promises = page.locator(".stones a[href^='/engagements/']")
        expect(promises).to_have_count(10)
        promises.last.click()
        expect(page.get_by_role("heading", name="Où nous en sommes")).to_be_visible()


def test_the_demonstration_says_that_it_is_one(browser, portal):
    with someone(browser, portal) as page:
        page.goto("/")
        expect(page.locator("main")).to_contain_text("les fiches sont inventées")
        page.goto("/donnees/arbres-urbains/")
        expect(page.locator("main")).to_contain_text("Fiche fictive")


def test_every_page_leads_to_itself_in_english_and_back(browser, portal):
    with someone(browser, portal) as page:
        page.goto("/donnees/arbres-urbains/")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("link", name="Français").click()
        expect(page).to_have_url(f"{portal.address}/donnees/arbres-urbains/")


def test_no_link_of_the_first_pages_is_broken(browser, portal):
    with someone(browser, portal) as page:
        found = set()
        for path in ("/", "/donnees/", "/donnees/temperature-de-l-air/", "/plan-du-site/",
                     "/engagements/rendre-des-comptes/", "/en/"):  # fmt: skip
            page.goto(path)
            hrefs = page.evaluate("[...document.links].map(link => link.href.split('#')[0])")
            found |= {href for href in hrefs if href.startswith(portal.address)}
    with httpx.Client(timeout=60, follow_redirects=True) as client:
        broken = {href for href in found if client.get(href).status_code != 200}
    assert broken == set()
