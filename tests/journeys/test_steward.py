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
TABLE = "Menu"  # the export’s name, « repas », as the lexicon reads it
LIST = "/espace-agents/fiches/dataset/"
SURVEY = "from parvis.catalogue.assessment.survey import survey; survey()"
EXPORT = (
    "Établissement;Jour;Courriel du parent\n"
    "Lilas;05/01/2026;lea@ville.example\nMarelle;06/01/2026;\n"
)


def test_a_scanned_application_is_looked_over_and_decided(browser, portal):
    with at_the_desk(browser, portal, STEWARD) as steward:
        arrive(steward, BASES, "Bases de données parcourues")
        steward.get_by_role("link", name=APPLICATION).click()
        clean(steward, APPLICATION)
        sees_tables_counted_and_described(steward)
        keeps_one_and_discards_another(steward)
        confirms_what_speaks_of_people(steward)
        says_which_fields_are_public(steward)


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


def says_which_fields_are_public(steward):
    arrive(steward, BASES, "Bases de données parcourues")
    steward.get_by_role("link", name=APPLICATION).click()
    steward.locator("tr").filter(has_text="etablissement").get_by_role("link").click()
    steward.get_by_role("link", name="Ouvrir la fiche, et choisir les champs publics").click()
    steward.get_by_role("tab", name=re.compile("Qui voit quoi")).click()
    switch = steward.get_by_role("checkbox", name="Contacts")
    switch.check()
    steward.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(steward.locator(".messages .success")).to_be_visible()
    steward.get_by_role("tab", name=re.compile("Qui voit quoi")).click()
    expect(switch).to_be_checked()
    clean(steward, "Établissement")


def test_software_that_no_scan_reaches_is_described_by_an_export_and_tied(browser, portal):
    with at_the_desk(browser, portal, STEWARD) as steward:
        arrive(steward, BASES, "Bases de données parcourues")
        steward.get_by_role("link", name="Décrire un logiciel par un export").click()
        clean(steward, "Décrire un logiciel par un export")
        steward.get_by_label("application métier").select_option(label=APPLICATION)
        steward.get_by_label("organisation responsable").select_option(
            label="Direction de l’enfance et de l’éducation"
        )
        brings(steward, "Établissement;Jour;Courriel du parent\nLilas;05/01/2026\n")
        expect(steward.locator("main")).to_contain_text("Ligne 2, 3 colonnes sont attendues")
        clean(steward, "Décrire un logiciel par un export")
        brings(steward, EXPORT)
        expect(steward.locator(".messages .success")).to_contain_text("L’export est décrit.")
        clean(steward, APPLICATION)
        steward.locator("td a").first.click()
        clean(steward, TABLE)
        row = steward.locator("tr").filter(has_text="Courriel du parent")
        expect(row).to_contain_text("Vide à 50 % sur 2 lignes lues.")
        expect(row).to_contain_text("peut-être")
        ties_it(steward)
        brings_another(steward)


def brings(steward, text):
    file = {"name": "repas_2026-01-05.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    steward.get_by_label("Un export en CSV").set_input_files(file)
    steward.get_by_role("button", name="Décrire cet export").click()


def ties_it(steward):
    steward.get_by_text("Relier à un jeu de données qui existe déjà").click()
    named = steward.get_by_label("Jeu de données qui existe déjà")
    named.press_sequentially("fréquentation")
    offered = steward.locator("datalist option").first
    expect(offered).to_have_attribute("value", re.compile("^Fréquentation des crèches"))
    named.fill(offered.get_attribute("value"))
    clean(steward, TABLE)
    steward.get_by_role("button", name="Relier cette table").click()
    expect(steward.locator(".messages .success")).to_contain_text("Fréquentation des crèches")
    steward.get_by_role("link", name=re.compile("^Ouvrir la fiche")).click()
    expect(steward.locator("input[name=title]")).to_have_value(re.compile("^Fréquentation"))
    names = steward.locator("[name^='dictionary-'][name$='-name']")
    written = names.evaluate_all("fields => fields.map(field => field.value)")
    assert {"etab_code", "nb_presents", "Courriel du parent"} <= set(written)


def brings_another(steward):
    arrive(steward, BASES, "Bases de données parcourues")
    steward.locator("li").filter(has_text="Direction").get_by_role(
        "link", name=APPLICATION
    ).last.click()
    steward.get_by_role("link", name="Apporter un autre export").click()
    steward.get_by_label("Nom de la table").fill("repas")
    brings(steward, EXPORT.replace("Établissement", "Crèche"))
    expect(steward.locator("main")).to_contain_text("La colonne « Établissement » a été retirée")
    clean(steward, APPLICATION)


def test_what_is_missing_leads_to_the_field_and_many_records_change_together(browser, portal):
    portal.run("admin", "shell", "-c", SURVEY)
    with at_the_desk(browser, portal, STEWARD) as steward:
        arrive(steward, f"{LIST}a-completer/", "Descriptions à compléter")
        steward.locator("nav .parvis-todo a, .parvis-todo a").first.click()
        steward.locator(".parvis-todo").first.get_by_role("link").first.click()
        expect(steward).to_have_url(re.compile("/dataset/edit/.*contentpath="))
        expect(steward.get_by_role("tab", selected=True)).to_be_visible()
        changes_many_together(steward)
        exports_the_inventory(steward)


def changes_many_together(steward):
    arrive(steward, LIST, "Données")
    for title in ("Arbres de la ville", "Emplacement des caméras de la ville"):
        row = steward.locator("tbody tr").filter(has_text=title)
        row.get_by_role("checkbox").check()
    steward.get_by_role("link", name="Modifier ensemble").click()
    clean(steward, "Modifier 2 fiches ensemble")
    steward.get_by_role("radio", name="À relire avant le").check()
    steward.locator("input[type=date]").fill("2027-05-04")
    steward.get_by_role("button", name="Changer toutes ces fiches").click()
    expect(steward.locator(".messages .success")).to_contain_text("2 fiches modifiées")
    expect(steward.locator("time[datetime='2027-05-04']")).to_have_count(2)


def exports_the_inventory(steward):
    """In the national schema, the attendance among what is not open."""
    text = steward.request.get("/catalog.csv").text()
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert any("crèches" in " ".join(filter(None, row.values())) for row in rows)


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
