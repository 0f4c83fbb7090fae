"""Signs in the street: printed, read by a telephone, answered by people who pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.measure import OVERFLOW, readings
from tests.journeys.people import PHONE, signed_in, someone
from tests.journeys.portal import Portal
from tests.public_space.readers import decoded
from tests.records.test_photo import taken

pytestmark = pytest.mark.journey
SEEN = "/capteurs/signaler/"


def test_an_agent_prints_a_sign_and_its_code_opens_the_street_page(
    browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    with signed_in(browser, portal, "demo-referent") as agent:
        agent.goto("/espace-agents/fiches/sign/")
        agent.get_by_role("link", name="Ajouter").first.click()
        agent.get_by_label("Pour quel équipement").select_option(
            label="Thermomètre de la place des Tilleuls"
        )
        agent.get_by_label("A6").check()
        agent.get_by_role("button", name="Faire le panneau").click()
        expect(agent.locator("main")).to_contain_text("Fait, pas encore posé")
        sheet = agent.get_by_role("link", name="PDF").get_attribute("href")
        printed = agent.request.get(f"{portal.address}{sheet}")
        assert printed.ok
        url = decoded(printed.body(), tmp_path)
        agent.get_by_label("Il est posé").check()
        agent.get_by_role("button", name="Enregistrer").click()
        expect(agent.locator("main")).to_contain_text("Posé")
    with someone(browser, portal, **PHONE) as page:
        page.goto(url[url.index("/q/") :])
        expect(page.get_by_role("heading", level=1)).to_contain_text("place des Tilleuls")
        page.get_by_role("link", name="Toute la fiche").click()
        page.locator("#liens").get_by_role("link", name="Panneau A6").click()
        expect(page.locator("main")).to_contain_text("Posé")
        assert page.evaluate(OVERFLOW) <= 0


def test_someone_signals_what_they_saw_and_reads_the_answer(
    browser: Browser, portal: Portal
) -> None:
    told, answered = "Une boîte grise qui clignote.", "C’est un relais des compteurs d’eau."
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": taken(size=(900, 600))}
    with someone(browser, portal, **PHONE) as page:
        page.goto(SEEN)
        assert page.evaluate(OVERFLOW) <= 0
        page.get_by_label("Où est-il ?").fill("rue des Essais, sur le mât 7")
        page.get_by_label("Qu’avez-vous vu ?").fill(told)
        page.get_by_label("Une photographie").set_input_files(photo)
        page.get_by_role("button", name="Envoyer").click()
        expect(page.locator("main")).to_contain_text("attend d’être lu")
        receipt = page.url
        assert page.context.cookies() == []

        with signed_in(browser, portal, "demo-referent") as agent:
            agent.get_by_role("link", name="Un équipement inconnu est signalé").click()
            expect(agent.get_by_role("img", name="La photographie envoyée")).to_be_visible()
            agent.get_by_label("Réponse").fill(answered)
            agent.get_by_label("Publier la photographie").check()
            agent.get_by_role("button", name="Répondre en public").click()
            agent.wait_for_url("**/equipements-signales/")

        page.goto(receipt)
        expect(page.locator("main")).to_contain_text(answered)
        page.goto(f"{SEEN}reponses/")
        expect(page.locator("main")).to_contain_text(told)
        picture = page.get_by_role("img", name="Photographie envoyée")
        assert picture.evaluate("image => image.naturalWidth") == 900
        assert page.evaluate(OVERFLOW) <= 0


def test_one_tap_is_counted_and_leaves_no_trace(browser: Browser, portal: Portal) -> None:
    with someone(browser, portal, **PHONE) as page:
        page.goto("/q/demtmp3")
        page.locator("#avis").get_by_role("button", name="En partie").first.click()
        expect(page.locator("main")).to_contain_text("votre réponse est comptée")
        row = page.get_by_role("row").filter(has_text="En partie").first
        expect(row).to_contain_text("1")
        assert page.context.cookies() == []
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("path", [SEEN, f"{SEEN}reponses/", "/q/demtmp3/avis"])
def test_everyone_can_use_these_pages(browser: Browser, portal: Portal, path: str) -> None:
    def read(page: Page) -> list[str]:
        page.goto(path)
        return readings(page)

    with someone(browser, portal) as page:
        assert read(page) == []
