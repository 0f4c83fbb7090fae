"""Someone in the street, before a device they did not ask for."""

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import OVERFLOW, readings
from tests.journeys.people import PHONE, signed_in, someone

pytestmark = pytest.mark.journey
SCANNED = "/q/demtmp2"


def test_scans_a_sign_understands_walks_to_the_rows_asks_and_reads_the_answer(browser, portal):
    said = "Le thermomètre est-il à l’ombre toute la journée ?"
    answered = "Oui, sous un abri ventilé, comme ceux de la météo."
    with someone(browser, portal, **PHONE) as page:
        page.goto(SCANNED)
        assert page.evaluate(OVERFLOW) <= 0
        main = page.locator("main")
        expect(main).to_contain_text("non, rien ne dit qui est là", ignore_case=True)
        expect(main).to_contain_text("°C")
        page.get_by_role("link", name="Température de l’air mesurée dans la rue").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Température de l’air")
        expect(page.locator("#liens")).to_contain_text("Est alimenté par")
        page.locator("a[href*='/donnees/temperature-de-l-air/donnees/']").first.click()
        expect(page.locator("main table").first).to_be_visible()

        page.goto(SCANNED)
        page.get_by_role("link", name="Poser une question").click()
        page.get_by_label("Votre message").fill(said)
        page.get_by_role("button", name="Envoyer").click()
        receipt = page.url
        assert page.context.cookies() == []

        with signed_in(browser, portal, "demo-referent") as agent:
            agent.goto(f"/espace-agents/signalements/{receipt.rstrip('/').rpartition('/')[2]}/")
            agent.get_by_role("textbox").last.fill(answered)
            agent.locator("main form button[type=submit]").first.click()
            agent.wait_for_url("**/espace-agents/**")

        page.goto(receipt)
        expect(page.locator("main")).to_contain_text(answered)
        page.goto(SCANNED)
        page.get_by_role("link", name="Toute la fiche").click()
        expect(page.locator("#reponses")).to_contain_text(said)
        expect(page.locator("#reponses")).to_contain_text(answered)


def test_learns_in_easy_words_and_walks_back_to_the_device_from_its_data(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/q/demcam2")
        page.get_by_role("link", name="La même page, facile à lire").click()
        expect(page.locator("main")).to_contain_text("Vous ne pouvez pas dire non.")
        page.goto("/donnees/temperature-de-l-air/")
        page.locator("#liens").get_by_role("link", name="Thermomètre du parc des Érables").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thermomètre du parc des Érables")


def test_sees_what_is_around_and_sends_their_position_to_nobody(browser, portal):
    here = {"latitude": 48.11, "longitude": -1.6788}
    with someone(
        browser, portal, geolocation=here, permissions=["geolocation"], viewport=PHONE["viewport"]
    ) as page:
        asked = []
        page.on("request", lambda request: asked.append((request.url, request.post_data or "")))
        page.goto("/capteurs/autour-de-moi/")
        page.get_by_role("button", name="Utiliser ma position").click()
        found = page.locator("#autour ol li")
        expect(found.first).to_contain_text("place des Tilleuls")
        expect(page.locator("#autour ol")).not_to_contain_text("Colonne à verre du stade")
        expect(page.get_by_role("status")).to_contain_text("Les plus proches d’abord")
        assert asked
        assert not [one for one in asked if "48.11" in str(one) or "1.6788" in str(one)]
        assert page.evaluate(OVERFLOW) <= 0
        assert readings(page) == []


def test_who_keeps_their_position_to_themselves_is_told_what_else_to_do(browser, portal):
    with someone(browser, portal) as page:
        page.goto("/capteurs/autour-de-moi/")
        page.get_by_role("button", name="Utiliser ma position").click()
        expect(page.get_by_role("status")).to_contain_text("par le nom d’une rue")
        page.get_by_label("Une adresse ou une rue").fill("2 rue des ajoncs acigné")
        page.locator("main form button").first.click()
        expect(page.get_by_role("link", name="2 Rue des Ajoncs (fictive), Acigné")).to_be_visible()
        page.get_by_label("Une adresse ou une rue").fill("érables")
        page.locator("main form button").first.click()
        page.get_by_role("link", name="Les chercher dans les fiches").click()
        expect(page.locator(".results")).to_contain_text("Thermomètre du parc des Érables")
