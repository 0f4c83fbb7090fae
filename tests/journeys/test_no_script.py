"""Someone whose browser runs no script: filters, sorting and pages are plain links."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, someone

pytestmark = [pytest.mark.journey, pytest.mark.once]


def test_a_filter_is_a_link_with_its_count_and_is_taken_away_by_a_link(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/donnees/")
        everything = page.locator(".results li").count()
        page.locator("summary", has_text="Thème").click()
        environment = page.locator(".facets a").filter(has_text="Environnement")
        count = int(environment.locator(".num").inner_text())
        assert 0 < count < everything
        environment.click()
        expect(page.locator(".results li")).to_have_count(count)
        assert "theme=" in page.url
        page.locator("main").get_by_role("link", name="Environnement").first.click()
        expect(page.locator(".results li")).to_have_count(everything)


def test_a_list_is_sorted_and_turned_page_by_page(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/organisations/")
        first = page.locator(".results a").all_inner_texts()
        assert len(first) == 20
        page.locator("a[rel=next]").first.click()
        assert set(page.locator(".results a").all_inner_texts()).isdisjoint(first)
        page.get_by_role("link", name="par titre").click()
        assert "sort=title" in page.url


def test_an_empty_answer_offers_the_nearest_thing(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/donnees/?q=zzzzqqq")
        expect(page.locator(".empty")).to_contain_text("Aucune fiche ne correspond")
        page.locator(".empty a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_history_reads_in_plain_words(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/donnees/arbres-urbains/")
        page.get_by_role("link", name="Ce qui a changé, et quand").click()
        expect(page.locator("main")).to_contain_text("Publiée")
