"""An officer's week: a letter comes, a service answers, the person reads; another request gets more
time, a third is refused with its reason and remedies. No complaint of the browser."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import someone
from tests.journeys.test_agent import at_the_desk, clean

pytestmark = pytest.mark.journey
DESK = "/espace-agents/demandes-de-droits/"
NAME = "Yann Essai (personne fictive)"
ASKED = "Quels arbres de mon jardin figurent dans vos fichiers ?"
QUESTION = "Que savez-vous des arbres du 12, allée des Essais ?"
FOUND = "Un chêne, mesuré en 2024 ; rien d’autre."


def test_a_letter_is_answered_with_what_a_service_found(browser, portal):
    with (
        at_the_desk(browser, portal, "demo-dpd") as officer,
        at_the_desk(browser, portal, "demo-contributrice") as agent,
    ):
        follow = registers(officer)
        asks_the_gardens(officer)
        answers_the_officer(agent)
        answers_the_person(officer)
    with someone(browser, portal) as person:
        person.goto(follow)
        expect(person.locator("main")).to_contain_text("Le chêne est le seul arbre connu.")
        expect(person.locator("main")).to_contain_text("arbres.csv")
        expect(person.locator("main")).not_to_contain_text(QUESTION)


def registers(officer):
    """The letter came five days ago: the clock says so."""
    officer.goto(f"{DESK}enregistrer/")
    clean(officer, "Enregistrer une demande reçue autrement")
    day = dt.date.today() - dt.timedelta(days=5)
    officer.get_by_label("Reçue le").fill(day.isoformat())
    officer.get_by_label("Arrivée par").select_option("post")
    officer.get_by_label("Organisation qui répond").select_option(label="Rennes Métropole")
    officer.locator("main").get_by_label("Droit").first.select_option("acces")
    officer.get_by_label("Nom", exact=True).fill(NAME)
    officer.get_by_label("Adresse postale").fill("12, allée des Essais\n35000 Rennes")
    officer.get_by_label("Lui répondre").select_option("post")
    officer.get_by_label("Ce qui est demandé").fill(ASKED)
    officer.get_by_role("button", name="Enregistrer", exact=True).click()
    clean(officer, "est enregistrée")
    address = officer.locator("code").inner_text()
    officer.get_by_role("link", name="Ouvrir la demande").click()
    clean(officer, re.compile(r"D\d{4}-\d{5}"))
    return address[address.index("/droits/") :]


def asks_the_gardens(officer):
    officer.get_by_role("link", name="Interroger un service ou un sous-traitant").click()
    clean(officer, "Interroger un service")
    gardens = "Direction des jardins et de la biodiversité"
    officer.get_by_label("Service ou sous-traitant").select_option(label=gardens)
    officer.get_by_label("Question").fill(QUESTION)
    officer.locator("main form button[type=submit]").click()
    expect(officer.locator("main")).to_contain_text("attend une réponse")


def answers_the_officer(agent):
    agent.goto(f"{DESK}questions/")
    clean(agent, "Questions sur des demandes de droits")
    agent.locator(".parvis-todo a").last.click()
    clean(agent, "Une question sur la demande")
    expect(agent.locator("main")).to_contain_text(QUESTION)
    expect(agent.locator("main")).not_to_contain_text(NAME)
    agent.get_by_label("Voici ce que nous avons").check()
    agent.get_by_label("Explication").fill(FOUND)
    agent.get_by_role("button", name="Envoyer au délégué").click()
    expect(agent.locator(".messages .success")).to_be_visible()


def answers_the_person(officer):
    officer.reload()
    expect(officer.locator("main")).to_contain_text(FOUND)
    officer.get_by_role("link", name="Répondre", exact=True).click()
    officer.get_by_label("Nous faisons ce qui est demandé").check()
    officer.get_by_role("button", name="Écrire la réponse").click()
    clean(officer, "Répondre à la demande")
    officer.get_by_label("Réponse", exact=False).last.fill("Le chêne est le seul arbre connu.")
    trees = {"name": "arbres.csv", "mimeType": "text/csv", "buffer": b"arbre;annee\nchene;2024\n"}
    officer.get_by_label("Fichiers joints").set_input_files(trees)
    officer.get_by_role("button", name="Envoyer la réponse").click()
    expect(officer.locator(".messages .success")).to_be_visible()
    with officer.expect_download() as letter:
        officer.get_by_role("link", name="Lettre à poster (ODT)").click()
    assert letter.value.suggested_filename.endswith(".odt")


def test_an_officer_extends_one_request_and_refuses_another(browser, portal):
    with at_the_desk(browser, portal, "demo-dpd") as officer:
        opens(officer, "?etat=open&echeance=", "Prolonger de deux mois")
        officer.get_by_role("link", name="Prolonger de deux mois").click()
        clean(officer, "Prolonger de deux mois")
        officer.get_by_label("La demande est complexe").check()
        officer.get_by_label("En quoi, pour cette demande").fill("Douze services à interroger.")
        officer.locator("main form button[type=submit]").click()
        expect(officer.locator("main")).to_contain_text("Prolongée le")

        opens(officer, "?etat=open&echeance=late", "Répondre")
        officer.get_by_role("link", name="Répondre", exact=True).click()
        officer.get_by_label("Nous refusons").check()
        officer.get_by_role("button", name="Écrire la réponse").click()
        expect(officer.locator(".parvis-errors").first).to_contain_text("Choisissez la raison")
        officer.get_by_label("Raison de ce qui est refusé").select_option(index=1)
        officer.get_by_role("button", name="Écrire la réponse").click()
        officer.get_by_role("button", name="Envoyer la réponse").click()
        expect(officer.locator(".parvis-errors").first).to_contain_text("contient encore")
        officer.get_by_label("Réponse", exact=False).last.fill("Nous avons cherché, et expliquons.")
        officer.get_by_role("button", name="Envoyer la réponse").click()
        expect(officer.locator("main")).to_contain_text("refusée")
        officer.goto(f"{DESK}bilan/")
        clean(officer, "Droits des personnes")


def opens(officer, asked, offered):
    """The last of a list that offers this."""
    officer.goto(f"{DESK}{asked}")
    for href in [row.get_attribute("href") for row in officer.locator("tbody th a").all()]:
        officer.goto(href)
        if officer.get_by_role("link", name=offered, exact=True).count():
            return
    raise AssertionError(f"no request of {asked} offers “{offered}”")
