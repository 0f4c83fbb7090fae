"""Someone of a department writes how a school meal is priced, from an empty page, and never sees
JSON: what is asked, what the council set, the steps, an example tried, then published. An engineer
takes rules as a file, changes it, deposits it, and goes on in the form."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, someone
from tests.journeys.test_agent import at_the_desk, clean

pytestmark = pytest.mark.journey
ALGORITHM = "Repérage de dépôts sauvages sur les images"
HEADING = "Écrire les règles"
DEPOSIT = "Déposer les règles en fichier"
INPUTS = [
    ("revenus annuels du foyer", "un nombre", "€"),
    ("nombre de parts du foyer", "un nombre", ""),
    ("le foyer habite la commune", "oui ou non", ""),
]
TABLE = "0 ; 0,85\n340 ; 1,40\n680 ; 3,15"
STEPS = [
    ("quotient exact", "divide", ["Revenus annuels du foyer (€)", "Nombre de parts du foyer"]),
    ("quotient du mois", "divide", ["Quotient exact (€)", 12]),
    ("quotient familial", "round", ["Quotient du mois (€)"]),
    ("tarif selon le quotient", "lookup", ["Quotient familial (€)"]),
    ("tarif d’un repas", "if",
     ["Le foyer habite la commune", "Tarif selon le quotient (€)",
      "Tarif des autres communes (€)"]),
]  # fmt: skip


def test_rules_of_a_school_meal_from_an_empty_page(browser, portal, tmp_path):
    with at_the_desk(browser, portal, "demo-referente-ville") as agent:
        opens_the_form(agent)
        agent.get_by_label("Le titre de ces règles").fill("Tarif d’un repas à la cantine")
        asks(agent)
        says_what_is_set(agent)
        writes_the_steps(agent)
        tries_an_example(agent)
        mends_a_step_that_goes_round_in_circles(agent)
        publishes(agent)
        takes_the_rules_as_a_file_and_deposits_them_changed(agent, tmp_path)
    with someone(browser, portal, **PHONE) as reader:
        reader.goto("/algorithmes/reperage-de-depots-sur-images/regles/")
        expect(reader.locator("#etapes")).to_contain_text(
            "Quotient exact = revenus annuels du foyer ÷ nombre de parts du foyer"
        )
        expect(reader.locator("#exemples")).to_contain_text("3,15")


def opens_the_form(agent):
    agent.goto("/espace-agents/fiches/algorithm/")
    agent.get_by_role("link", name=ALGORITHM).first.click()
    agent.get_by_role("button", name="Actions").first.click()
    agent.get_by_role("link", name="Règles de calcul").first.click()
    clean(agent, "Les règles de calcul")
    agent.get_by_role("link", name="Écrire les règles", exact=True).click()
    clean(agent, HEADING)


def press(agent, button):
    agent.get_by_role("button", name=button, exact=True).click()
    expect(agent.locator("h2").filter(has_text=HEADING)).to_be_visible()


def row(agent, part, place):
    return agent.locator(f"#{part}-{place}")


def asks(agent):
    for place, (words, kind, unit) in enumerate(INPUTS):
        press(agent, "Ajouter une donnée")
        asked = row(agent, "inputs", place)
        asked.get_by_label("Les mots que tout le monde lira").fill(words)
        asked.get_by_label("C’est").select_option(label=kind)
        asked.get_by_label("Unité").fill(unit)


def says_what_is_set(agent):
    press(agent, "Ajouter une valeur fixée")
    scale = row(agent, "parameters", 0)
    scale.get_by_label("Les mots que tout le monde lira").fill("grille des tarifs")
    scale.get_by_label("C’est").select_option(label="une table de seuils")
    scale.get_by_label("Unité").fill("€")
    press(agent, "Ajouter une valeur fixée")
    scale.get_by_label("À partir du").fill("2026-09-01")
    scale.get_by_label("La table", exact=True).fill(TABLE)
    price = row(agent, "parameters", 1)
    price.get_by_label("Les mots que tout le monde lira").fill("tarif des autres communes")
    price.get_by_label("Unité").fill("€")
    price.get_by_label("À partir du").fill("2026-09-01")
    price.get_by_label("La valeur", exact=True).fill("6,30")


def writes_the_steps(agent):
    for place, (words, operation, operands) in enumerate(STEPS):
        agent.get_by_label("Que fait l’étape suivante ?").select_option(operation)
        press(agent, "Ajouter cette étape")
        step = row(agent, "steps", place)
        step.get_by_label("Les mots que tout le monde lira").fill(words)
        step.get_by_label("Unité du résultat").fill("€")
        for nth, operand in enumerate(operands):
            if isinstance(operand, int):
                step.locator(f"#id_steps-{place}-of{nth}_number").fill(str(operand))
            else:
                step.locator(f"#id_steps-{place}-of{nth}").select_option(label=operand)
        if operation == "round":
            step.get_by_label("Comment arrondir").select_option(label="vers le bas")
        if operation == "lookup":
            step.get_by_label("La table", exact=True).select_option(label="Grille des tarifs (€)")
    press(agent, "Ajouter un exemple")
    expect(row(agent, "steps", 0)).to_contain_text(
        "Ce que le public lira : Quotient exact = revenus annuels du foyer ÷ nombre de parts"
    )


def tries_an_example(agent):
    example = row(agent, "tests", 0)
    example.get_by_label("Qui est-ce ?").fill("Couple, deux enfants")
    example.get_by_label("Jour de la décision").fill("2026-10-01")
    example.get_by_label("Revenus annuels du foyer (€)").fill("27 600")
    example.get_by_label("Nombre de parts du foyer").fill("3")
    example.get_by_label("Le foyer habite la commune").select_option("oui")
    press(agent, "Essayer avec cet exemple : Exemple 1")
    expect(row(agent, "steps", 2)).to_contain_text("Avec cet exemple : 766")
    expect(example).to_contain_text("Rien n’est annoncé : les règles donnent 3,15")
    example.get_by_label("Ce que les règles doivent donner").fill("3,15")
    clean(agent, HEADING)


def mends_a_step_that_goes_round_in_circles(agent):
    press(agent, "Descendre : Étape 1")
    press(agent, "Vérifier")
    said = agent.locator(".parvis-errors")
    expect(said).to_contain_text("« Ce qu’on divise » nomme « quotient exact »")
    expect(said).to_contain_text("Montez-le au-dessus")
    clean(agent, HEADING)
    press(agent, "Monter : Étape 2")


def publishes(agent):
    press(agent, "Vérifier")
    expect(agent.locator("main")).to_contain_text("Ces règles tiennent, et leurs exemples passent")
    clean(agent, HEADING)
    agent.set_viewport_size({"width": 320, "height": 800})
    assert agent.evaluate("document.documentElement.scrollWidth") <= 320
    clean(agent, HEADING)
    agent.set_viewport_size({"width": 1280, "height": 900})
    agent.get_by_label("S’appliquent à partir du").fill("2026-09-01")
    agent.get_by_role("button", name="Publier cette version").click()
    expect(agent.locator("main")).to_contain_text("à partir du 1er septembre 2026")


def takes_the_rules_as_a_file_and_deposits_them_changed(agent, folder):
    with agent.expect_download() as taken:
        agent.get_by_role("link", name="prendre la dernière version en fichier").click()
    rules = json.loads(taken.value.path().read_text(encoding="utf-8"))
    agent.get_by_role("link", name="déposer les règles en fichier").click()
    clean(agent, DEPOSIT)
    deposits(agent, folder, rules | {"tests": [], "title": {}})
    said = agent.locator(".parvis-errors")
    expect(said).to_contain_text("2 choses sont à corriger dans ce fichier")
    clean(agent, DEPOSIT)
    deposits(agent, folder, rules | {"title": {"fr": "Tarif de la cantine, revu"}})
    expect(agent.locator("main")).to_contain_text("Ces règles tiennent, et leurs exemples")
    expect(agent.get_by_role("heading", name="Ce que le public lira")).to_be_visible()
    agent.set_viewport_size({"width": 320, "height": 800})
    assert agent.evaluate("document.documentElement.scrollWidth") <= 320
    clean(agent, DEPOSIT)
    agent.set_viewport_size({"width": 1280, "height": 900})
    agent.get_by_role("button", name="Ouvrir ces règles dans le formulaire").click()
    expect(agent.get_by_label("Le titre de ces règles")).to_have_value("Tarif de la cantine, revu")


def deposits(agent, folder, rules):
    file = folder / "regles.json"
    file.write_text(json.dumps(rules), encoding="utf-8")
    agent.get_by_label("Le fichier des règles (JSON)").set_input_files(file)
    agent.get_by_role("button", name="Vérifier ce fichier").click()
    expect(agent.locator("h2").filter(has_text=DEPOSIT)).to_be_visible()
