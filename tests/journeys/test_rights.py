"""Someone uses a right without an account and reads the answer; a letter leads to its calculation
and on to the street; an officer keeps a field of the register back and says why."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import OVERFLOW, axe
from tests.journeys.people import PHONE, someone
from tests.journeys.test_agent import at_the_desk, clean, send

pytestmark = pytest.mark.journey
COUNTING = "/traitements/comptage-des-passages/"
ASKED = "Le bac de ma cour est compté deux fois."
ANSWER = "Le bac n’est plus compté qu’une fois."


def test_a_right_is_used_without_an_account_and_its_answer_read(browser, portal):
    with someone(browser, portal, **PHONE) as person:
        person.goto("/")
        person.get_by_role("link", name="Mes données, mes droits").click()
        person.get_by_role("link", name="vos données en trois minutes").click()
        person.get_by_role("link", name="Voir tous les traitements").click()
        person.get_by_role("link", name="Tarif incitatif des déchets").click()
        expect(person.locator("#droits")).to_contain_text("Ceux qui ne s’appliquent pas ici")
        person.get_by_role("link", name="Les faire corriger").click()
        private = asks(person)
        with at_the_desk(browser, portal, "demo-dpd") as officer:
            answers(officer, person.locator("h1").inner_text())
        person.goto(private)
        expect(person.locator("main")).to_contain_text(ANSWER)
        expect(person.locator("#recours")).to_contain_text("CNIL")
        assert person.context.cookies() == []


def asks(person):
    """The form, first sent empty; the address of the private page."""
    person.get_by_role("button", name="Envoyer ma demande").click()
    summary = person.locator("[role=alert], .errors").first
    expect(summary).to_contain_text("Votre nom")
    person.get_by_label("Votre demande, avec vos mots").fill(ASKED)
    person.get_by_label("Votre nom").fill("Maël Essai (personne fictive)")
    person.get_by_label("je reviens lire ma page privée").check()
    person.get_by_role("button", name="Envoyer ma demande").click()
    expect(person.locator("main")).to_contain_text("Votre demande est arrivée")
    expect(person.locator("main")).to_contain_text("Nous vous devons une réponse")
    assert person.evaluate(OVERFLOW) <= 0
    return person.url


def answers(officer, heading):
    number = re.search(r"D\d{4}-\d{5}", heading).group()
    officer.goto("/espace-agents/demandes-de-droits/")
    officer.get_by_role("link", name=number).click()
    expect(officer.locator("main")).to_contain_text(ASKED)
    officer.get_by_role("link", name="Répondre", exact=True).click()
    officer.get_by_label("Nous faisons ce qui est demandé").check()
    officer.get_by_role("button", name="Écrire la réponse").click()
    officer.get_by_label("Réponse", exact=False).last.fill(ANSWER)
    officer.get_by_role("button", name="Envoyer la réponse").click()
    expect(officer.locator(".messages .success")).to_be_visible()


def test_a_letter_leads_to_its_calculation_and_on_to_a_device(browser, portal):
    with someone(browser, portal) as person:
        person.goto("/decisions/montant-du-stationnement/lettre/")
        letter = person.locator("main").inner_text()
        reference = re.search(r"Référence : (\S+)", letter).group(1)
        person.locator("main").get_by_role("link", name="/decisions/expliquer/").click()
        person.get_by_label("Référence de la décision").fill("RIEN-DU-TOUT")
        person.get_by_role("button", name="Voir l’explication").click()
        expect(person.locator("#role")).to_have_count(0)
        person.get_by_label("Référence de la décision").fill(reference.lower())
        person.get_by_role("button", name="Voir l’explication").click()
        assert reference not in person.url
        for item in ("#role", "#donnees", "#parametres", "#operations", "#recours"):
            expect(person.locator(item)).to_be_visible()
        assert axe(person) == []
        with person.expect_download() as paper:
            person.get_by_role("button", name="PDF à garder").first.click()
        assert paper.value.suggested_filename.endswith(".pdf")
        walk = {
            title: person.locator("#chemin h3", has_text=title).locator("+ ul a").first
            for title in ("Jeux de données", "Capteurs et caméras")
        }
        addresses = {title: link.get_attribute("href") for title, link in walk.items()}
        person.locator("#role a").first.click()
        expect(person.locator(".kind")).to_have_text("Algorithme")
        person.goto(addresses["Jeux de données"])
        expect(person.locator("#liens")).to_contain_text("Est traité par")
        person.goto(addresses["Capteurs et caméras"])
        expect(person.locator(".kind")).to_be_visible()
        expect(person.locator("#liens")).to_contain_text("Alimente")


def test_an_officer_keeps_a_field_back_and_says_why(browser, portal):
    with someone(browser, portal) as reader:
        reader.goto(f"{COUNTING}fiche/")
        protected = reader.locator("#securite dd").first.inner_text()
        with at_the_desk(browser, portal, "demo-dpd") as officer:
            keeps_back(officer)
            approves(officer, "Approuver et passer à la suite")
        with at_the_desk(browser, portal, "demo-referent") as referent:
            approves(referent, "Approuver et publier")
        reader.goto(f"{COUNTING}fiche/")
        expect(reader.locator("#securite")).to_have_count(0)
        expect(reader.locator("main")).not_to_contain_text(protected)
        reader.goto(COUNTING)
        expect(reader.locator("#non-publie")).to_contain_text("sécurité")
        reader.goto("/traitements/non-publie/")
        expect(reader.locator("main")).to_contain_text("Comment on les protège")
        expect(reader.locator("main")).to_contain_text("L.311-5")


def keeps_back(officer):
    officer.goto("/espace-agents/fiches/processing/")
    clean(officer, "Traitements")
    officer.get_by_role("link", name="Comptage des passages").first.click()
    clean(officer, "Comptage des passages")
    officer.get_by_role("tab", name="Qui voit quoi").click()
    officer.locator("[name=hidden_grounds-safeguards]").select_option("state")
    send(officer, "submit")


def approves(reader, button):
    """Four eyes: who wrote it passes it on as the only officer, another publishes it."""
    reader.goto("/espace-agents/")
    reader.get_by_role("link", name="Comptage des passages").first.click()
    clean(reader, "Comptage des passages")
    expect(reader.locator(".parvis-changes")).to_contain_text("Ce qui n’est pas publié")
    reader.get_by_role("button", name=button).click()
    expect(reader.locator("h1, h2").filter(has_text="Ce qui vous attend")).to_be_attached()
