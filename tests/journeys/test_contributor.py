"""Someone who makes something with the data, someone who misses some, and the agent who reads them
both. No account, no script for them; no fault of accessibility at the desk."""

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import axe, readings
from tests.journeys.people import PHONE, signed_in, someone

pytestmark = pytest.mark.journey
DATASET = "/donnees/comptage-velo/"
AT_REST = "Promise.all(document.getAnimations().map(moving => moving.finished)).then(() => null)"
FORMS = ("/reutilisations/nouvelle/", "/demandes/nouvelle/")


def clean(page, words):
    """The page that one expects, without a fault of accessibility."""
    expect(page.locator("main, #main").first).to_contain_text(words)
    page.evaluate(AT_REST)
    assert axe(page) == []


def read_and_publish(page, sentence):
    """From the first screen of the desk to the public page."""
    page.goto("/espace-agents/")
    page.get_by_role("link", name=sentence).first.click()
    clean(page, "Lire avant de publier")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()
    clean(page, "Reçues, à lire")


def test_a_reuse_is_declared_read_published_and_its_author_can_be_warned(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto(DATASET)
        page.get_by_role("link", name="Déclarer une réutilisation").click()
        page.get_by_label("Titre de votre réutilisation").fill("Où garer son vélo")
        page.get_by_role("button", name="Envoyer").click()
        expect(page.get_by_role("alert")).to_contain_text("Remplissez ce champ")
        expect(page.get_by_label("Titre de votre réutilisation")).to_have_value("Où garer son vélo")
        page.get_by_label("Son adresse", exact=True).fill("https://garer.exemple/")
        page.get_by_label("Ce qu’elle fait").fill("Elle dit où il reste une place.")
        page.get_by_role("button", name="Envoyer").click()
        expect(page.locator("main")).to_contain_text("attend d’être lu")
        receipt = page.url
    with signed_in(browser, portal, "demo-referent") as page:
        read_and_publish(page, "Une réutilisation est déclarée")
    with someone(browser, portal, **PHONE) as page:
        page.goto(receipt)
        page.locator("main").get_by_role("link", name="Où garer son vélo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Où garer son vélo")
        page.goto(DATASET)
        expect(page.locator("#utilisateurs")).to_contain_text("Où garer son vélo")
    with signed_in(browser, portal, "demo-referent") as page:
        page.goto("/espace-agents/fiches/dataset/?q=compteurs")
        page.get_by_role("link", name="Passages de vélos aux compteurs").first.click()
        page.wait_for_url("**/edit/**")
        page.locator(".w-slim-header [data-w-dropdown-target=toggle]").first.click()
        page.get_by_role("link", name="Prévenir les réutilisateurs").click()
        clean(page, "Prévenir les réutilisateurs")
        page.get_by_role("textbox", name="Ce qui va changer").fill("Un compteur de plus.")
        page.get_by_role("button", name="Envoyer l’avis").click()
        expect(page.locator(".messages .success")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Un compteur de plus.")


def test_data_that_nobody_finds_is_asked_for_and_answered_with_reasons(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/recherche?q=zzzzqqq")
        page.get_by_role("link", name="Demander des données").click()
        page.get_by_label("Quelles données cherchez-vous").fill("Les bancs à l’ombre")
        page.get_by_label("Pour quoi faire").fill("Pour que les anciens sortent l’été.")
        page.get_by_role("button", name="Envoyer").click()
        expect(page.locator("main")).to_contain_text("attend d’être lu")
    with signed_in(browser, portal, "demo-referent") as page:
        read_and_publish(page, "Une demande de données est arrivée")
        page.goto("/espace-agents/")
        page.get_by_role("link", name="Réponse due : Les bancs à l’ombre").click()
        clean(page, "Réponse motivée")
        page.get_by_role("radio", name="acceptée").check()
        page.get_by_role("textbox", name="Réponse motivée").fill("Ils viennent en mars.")
        page.get_by_role("button", name="Publier la réponse").click()
        expect(page.locator(".messages .success")).to_be_visible()
        clean(page, "Ils viennent en mars.")
    with someone(browser, portal, **PHONE) as page:
        page.goto("/demandes/les-bancs-a-lombre/")
        expect(page.locator("main")).to_contain_text("Ils viennent en mars.")
        expect(page.locator("main")).to_contain_text("Acceptée")


@pytest.mark.parametrize("path", FORMS)
def test_what_is_sent_wrong_is_told_to_everyone(browser, portal, path):
    with someone(browser, portal) as page:
        page.goto(path)
        page.get_by_role("button", name="Envoyer").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert readings(page) == []


def test_who_is_signed_in_follows_and_stops(browser, portal):
    with signed_in(browser, portal, "demo-contributrice") as page:
        page.goto(DATASET)
        page.get_by_role("link", name="par courriel").click()
        clean(page, "Suivre par courriel")
        page.get_by_role("button", name="Suivre").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mes suivis")
        expect(page.locator("main")).to_contain_text("Passages de vélos")
        clean(page, "Mes suivis")
        page.get_by_role("button", name="Arrêter : Passages de vélos aux compteurs").click()
        expect(page.locator("main")).to_contain_text("Vous ne suivez rien")
        assert readings(page) == []
