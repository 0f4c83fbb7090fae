"""Someone who looks for a number in the data: reads, filters, draws, shares, takes away."""

import csv

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import OVERFLOW
from tests.journeys.people import PHONE, someone

pytestmark = [pytest.mark.journey, pytest.mark.once]


def test_finds_filters_draws_shares_and_takes_away(browser, portal, tmp_path):
    with someone(browser, portal, **PHONE, accept_downloads=True) as page:
        page.goto("/")
        page.locator("main input[name=q]").fill("arbres")
        page.locator("main form button").click()
        page.locator(".results").get_by_role("link", name="Arbres de la ville", exact=True).click()
        expect(page.locator("#lignes table")).to_contain_text("Merisier")
        assert page.evaluate(OVERFLOW) <= 0
        page.get_by_role("link", name="à chercher et filtrer").click()
        expect(page.locator("main")).to_contain_text("80 lignes")

        page.locator("#filters summary").first.click()
        page.locator("#filters li a").first.click()
        page.locator("summary", has_text="Entre deux valeurs").click()
        field = page.locator("input[name='min.hauteur_m']")
        field.fill("7,5")
        field.press("Enter")
        active = page.locator(".active li")
        expect(active.first).to_be_visible()
        assert active.count() >= 2
        shown = int(page.locator("main p strong").first.inner_text().split()[0])
        assert 0 < shown < 80
        assert page.evaluate(OVERFLOW) <= 0
        shared = page.url

        page.get_by_role("link", name="Graphique", exact=True).click()
        page.get_by_label("Grouper par").select_option("nom_courant")
        page.get_by_label("Montrer", exact=True).select_option("avg")
        page.get_by_label("De la colonne").select_option("hauteur_m")
        page.get_by_role("button", name="Dessiner").click()
        expect(page.locator("svg.drawing title")).to_have_count(1)
        expect(page.locator("main .lead")).to_contain_text("Le plus grand")
        assert page.evaluate(OVERFLOW) <= 0
        assert "calc=avg" in page.url
        assert "min.hauteur_m=7%2C5" in page.url

        page.get_by_role("link", name="Carte", exact=True).click()
        expect(page.locator("svg.drawing rect")).to_have_count(shown)
        assert page.context.cookies() == []

    with someone(browser, portal, accept_downloads=True) as friend:
        friend.goto(shared)
        expect(friend.locator("main p strong").first).to_contain_text(f"{shown} ligne")
        with friend.expect_download() as waiting:
            friend.get_by_role("link", name="CSV", exact=True).click()
        waiting.value.save_as(tmp_path / "arbres.csv")
        text = (tmp_path / "arbres.csv").read_text("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        assert len(rows) == shown
        assert all(float(row["hauteur_m"]) >= 7.5 for row in rows)


def test_cites_a_version_that_stays(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/donnees/arbres-urbains/donnees/versions/")
        page.locator(".timeline a").first.click()
        expect(page.locator("main")).to_contain_text("Une version qui ne change pas")
        expect(page.locator("main")).to_contain_text("80 lignes")
        page.get_by_role("link", name="Colonnes", exact=True).click()
        expect(page.locator("main table")).to_contain_text("Hauteur")
        assert "/versions/" in page.url
        assert page.evaluate(OVERFLOW) <= 0
