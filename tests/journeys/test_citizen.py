"""Someone with a question, in a hurry, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import OVERFLOW, readings
from tests.journeys.people import PHONE, signed_in, someone

pytestmark = pytest.mark.journey
TREES = "/donnees/arbres-urbains/"
BOTH = pytest.mark.parametrize("language", ["fr", "en"])


def root(language):
    return "/" if language == "fr" else f"/{language}/"


@BOTH
def test_finds_a_record_by_everyday_words_with_a_typo(browser, portal, language):
    with someone(browser, portal, **PHONE) as page:
        page.goto(root(language))
        page.locator("main input[name=q]").fill("cylcable")
        page.locator("main form button").click()
        page.locator("main a[href*='q=cyclable']").click()
        page.locator(".results a").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.url.startswith(f"{portal.address}{root(language)}donnees/")
        expect(page.locator(".lead")).not_to_be_empty()


@BOTH
def test_reads_plain_words_and_sees_who_answers(browser, portal, language):
    titles = {"fr": "Arbres de la ville", "en": "Trees of the city"}
    leads = {"fr": "Où est chaque arbre de la ville", "en": "Where each tree of the city stands"}
    with someone(browser, portal, **PHONE) as page:
        page.goto(f"{root(language)}donnees/arbres-urbains/")
        expect(page.get_by_role("heading", level=1)).to_have_text(titles[language])
        expect(page.locator(".lead")).to_contain_text(leads[language])
        page.locator(".facts a[href*='/organisations/']").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Direction des jardins")


def test_walks_a_link_forward_and_back(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto(TREES)
        tie = page.locator("#liens li").filter(has_text="Lieux où se rafraîchir")
        expect(tie).to_contain_text("Sert à faire")
        tie.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lieux où se rafraîchir")
        back = page.locator("#liens li").filter(has_text="Arbres de la ville")
        expect(back).not_to_contain_text("Sert à faire")
        back.get_by_role("link").click()
        expect(page).to_have_url(f"{portal.address}{TREES}")


def test_signals_an_error_and_later_sees_the_public_answer(browser, portal):
    said = "Le platane du square a été coupé cet été."
    answered = "Merci, la ligne de ce platane est corrigée."
    with someone(browser, portal, **PHONE) as page:
        page.goto(TREES)
        page.get_by_role("link", name="Signaler une erreur").click()
        assert page.evaluate(OVERFLOW) <= 0
        expect(page.get_by_label("signaler une erreur")).to_be_checked()
        page.get_by_label("Votre message").fill(said)
        page.get_by_role("button", name="Envoyer").click()
        receipt = page.url
        expect(page.locator("main")).to_contain_text("Merci")
        assert page.context.cookies() == []

        with signed_in(browser, portal, "demo-contributrice") as agent:
            agent.goto(f"/espace-agents/signalements/{receipt.rstrip('/').rpartition('/')[2]}/")
            expect(agent.locator("main")).to_contain_text(said)
            agent.get_by_role("textbox").last.fill(answered)
            agent.locator("main form button[type=submit]").first.click()
            agent.wait_for_url("**/espace-agents/**")

        page.goto(receipt)
        expect(page.locator("main")).to_contain_text(answered)
        page.goto(TREES)
        expect(page.locator("#reponses")).to_contain_text(said)
        expect(page.locator("#reponses")).to_contain_text(answered)


def test_a_mistake_in_the_form_loses_nothing(browser, portal):
    with someone(browser, portal) as page:
        page.goto(f"{TREES}signaler/")
        page.get_by_label("Votre message").fill("Deux fois le même arbre, rue de Brest.")
        page.get_by_role("button", name="Envoyer").click()
        expect(page.get_by_role("alert")).to_contain_text("choisissez une des réponses")
        expect(page.get_by_label("Votre message")).to_have_value(
            "Deux fois le même arbre, rue de Brest."
        )
        assert readings(page) == []
        page.get_by_role("alert").get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.closest('fieldset')?.id") == "id_kind"


def test_the_page_that_keeps_a_message_is_for_everyone(browser, portal):
    with someone(browser, portal) as page:
        page.goto(f"{TREES}signaler/?nature=question")
        page.get_by_label("Votre message").fill("Qui arrose les jeunes arbres en été ?")
        page.get_by_role("button", name="Envoyer").click()
        expect(page.locator("main")).to_contain_text("Merci")
        assert readings(page) == []


def test_goes_from_the_home_to_a_record_by_keyboard_alone(browser, portal):
    with someone(browser, portal) as page:
        page.goto("/")
        tab_until(page, "document.activeElement.name === 'q'")
        page.keyboard.type("arbre")
        page.keyboard.press("Enter")
        page.wait_for_url("**/recherche?q=arbre")
        tab_until(page, "document.activeElement.closest('.results') !== null")
        page.keyboard.press("Enter")
        page.wait_for_url("**/donnees/**")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Arbres")


def tab_until(page, condition, most=60):
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"{most} keys and never: {condition}")
