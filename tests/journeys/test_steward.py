"""A steward's morning: the database of a business application, from what was read in it to what
everyone may know of it. And the citizen, who finds the data listed, not open, with why."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import someone
from tests.journeys.test_agent import arrive, at_the_desk, clean

pytestmark = pytest.mark.journey
BASES = "/espace-agents/bases/"
APPLICATION = "Tableau de bord de la petite enfance et des cantines"
ATTENDANCE = "/donnees/frequentation-creches-cantines/"
STEWARD = "demo-referente-ville"


def test_a_scanned_application_is_looked_over_and_decided(browser, portal):
    with at_the_desk(browser, portal, STEWARD) as steward:
        arrive(steward, BASES, "Bases de données parcourues")
        steward.get_by_role("link", name=APPLICATION).click()
        clean(steward, APPLICATION)
        sees_tables_counted_and_described(steward)
        keeps_one_and_discards_another(steward)
        confirms_what_speaks_of_people(steward)
        exports_the_inventory(steward)


def sees_tables_counted_and_described(steward):
    row = steward.locator("tr").filter(has_text="frequentation")
    expect(row).to_contain_text("720")
    expect(row).to_contain_text("gardée")
    journal = steward.locator("tr").filter(has_text="journal_connexions")
    expect(journal).to_contain_text("Journal technique de l’application.")


def keeps_one_and_discards_another(steward):
    steward.get_by_label("(etablissement)").check()
    steward.get_by_role("button", name="Écarter").click()
    expect(steward.locator(".messages .success")).to_contain_text("1 table décidée")
    expect(steward.locator("tr").filter(has_text="etablissement")).to_contain_text("écartée")
    steward.get_by_label("(etablissement)").check()
    steward.get_by_role("button", name="Garder").click()
    expect(steward.locator("tr").filter(has_text="etablissement")).to_contain_text("gardée")


def confirms_what_speaks_of_people(steward):
    steward.locator("tr").filter(has_text="frequentation").get_by_role("link").click()
    clean(steward, "Frequentation")
    income = steward.locator("tr").filter(has_text="tranche_qf")
    expect(income).to_contain_text("INTEGER")
    expect(income).to_contain_text("ressources")
    expect(income).to_contain_text("peut-être")
    steward.get_by_label("tranche_qf").check()
    steward.get_by_role("button", name="Confirmer : parle de personnes").click()
    expect(income).to_contain_text("oui, confirmé")


def exports_the_inventory(steward):
    text = steward.request.get("/catalog.csv").text()
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert any("crèches" in " ".join(row.values()) for row in rows)


def test_everyone_finds_the_attendance_listed_not_open_with_why_and_how_to_ask(browser, portal):
    with someone(browser, portal) as reader:
        arrive(reader, "/recherche?q=crèche", "crèche")
        reader.locator(".results").get_by_role("link", name=re.compile("Fréquentation")).click()
        expect(reader).to_have_url(f"{portal.address}{ATTENDANCE}")
        clean(reader, "Fréquentation des crèches et des cantines")
        main = reader.locator("main")
        expect(main).to_contain_text("un nombre suffit parfois à deviner quel enfant était absent")
        expect(main).to_contain_text("L. 311-6")
        expect(main.get_by_role("link", name=re.compile("Demander")).first).to_be_visible()
