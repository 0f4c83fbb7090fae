"""Someone who was filmed, on a phone, without an account: asks, follows, writes, erases."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import OVERFLOW, readings
from tests.journeys.people import PHONE, someone

pytestmark = pytest.mark.journey
CAMERA = "/droits/demande/?equipement=camera-de-la-place-des-tilleuls"


def test_uses_a_right_without_an_account_and_follows_it_to_the_end(browser, portal):
    yesterday = (dt.date.today() - dt.timedelta(days=1)).isoformat()
    with someone(browser, portal, **PHONE) as page:
        page.goto(CAMERA)
        page.get_by_role("link", name="Voir des images de vidéoprotection").click()
        expect(page.locator("main")).to_contain_text("Dès l’envoi")
        page.get_by_label("Quel jour avez-vous été filmé").fill(yesterday)
        page.get_by_label("Entre quelles heures").fill("18 h à 18 h 20")
        page.get_by_label("Votre nom").fill("Camille Exemple")
        page.get_by_label("Ni l’un ni l’autre").check()
        page.get_by_role("button", name="Envoyer ma demande").click()
        expect(page.locator("main")).to_contain_text("Il reste quelque chose à corriger")
        expect(page.get_by_label("Votre nom")).to_have_value("Camille Exemple")
        page.get_by_label("Votre demande, avec vos mots").fill("On m’a pris mon vélo.")
        page.get_by_role("button", name="Envoyer ma demande").click()
        expect(page.locator("main")).to_contain_text("Votre demande est arrivée")
        expect(page.locator("#images")).to_contain_text("qu’on les garde")
        assert page.evaluate(OVERFLOW) <= 0
        assert readings(page) == []
        assert page.context.cookies() == []
        page.get_by_label("Votre message").fill("C’est un vélo vert.")
        page.get_by_role("button", name="Envoyer", exact=True).click()
        expect(page.locator("#suite")).to_contain_text("C’est un vélo vert.")
        private = page.url
        page.get_by_text("Tout effacer, sans retour").click()
        page.get_by_role("button", name="Oui, tout effacer").click()
        expect(page.locator("main")).to_contain_text("Ce dossier est effacé")
        page.goto(private)
        expect(page.locator("main")).not_to_contain_text("vélo")
