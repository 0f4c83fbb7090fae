"""A producer, in a real browser: gives a file, corrects a type, is stopped by the gate; the officer
decides; the rows are published and a citizen reads them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from parvis.catalogue.deposits import reading
from parvis.catalogue.deposits.models import Deposit
from parvis.records.models import Published
from tests.catalogue.deposits.conftest import FAMILIES
from tests.records.desk.test_journey import chromium, enter, faults, look

__all__ = ["chromium", "enter"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def clean(page, name):
    page.wait_for_load_state("networkidle")
    look(page, f"deposit-{name}")
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name}: {wide} pixels too wide at 320"
    look(page, f"deposit-{name}-320")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_a_file_to_a_citizen(town, works, enter, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text(FAMILIES, encoding="utf-8")
    page = enter(town.steward)
    page.goto("/espace-agents/fiches/dataset/")
    page.goto(f"/espace-agents/depots/jeu/{works.pk}/")
    clean(page, "give")
    page.get_by_label("Un fichier", exact=True).set_input_files(path)
    page.get_by_role("button", name="Lire ces données").click()
    expect(page.get_by_text("Des colonnes attendent une décision.")).to_be_visible()
    clean(page, "held")
    expect(page.get_by_role("button", name="Publier ces lignes")).to_have_count(0)
    page.get_by_label("Type de places").select_option("text")
    page.get_by_role("button", name="Relire avec ces choix").click()
    expect(page.get_by_label("Type de places")).to_have_value("text")
    deposit = Deposit.objects.get()

    officer = enter(town.privacy)
    officer.goto("/espace-agents/")
    officer.get_by_role("link", name="Décider des données de personnes").click()
    clean(officer, "decide")
    birth = officer.get_by_role("group", name="naissance")
    birth.get_by_label("la rendre moins précise").check()
    birth.get_by_label("Précision gardée").select_option("year")
    birth.get_by_label("Pourquoi").fill("L’année suffit à prévoir les places.")
    address = officer.get_by_role("group", name="e-mail")
    address.get_by_label("la retirer", exact=True).check()
    address.get_by_label("Pourquoi").fill("Inutile à la statistique.")
    officer.get_by_role("button", name="Garder ces décisions").click()
    expect(officer.locator(".messages .success")).to_contain_text("Vos décisions sont gardées")
    clean(officer, "decided")
    officer.goto("/espace-agents/depots/")
    clean(officer, "decisions")

    reading.read(deposit.pk)  # the worker's part, where another file was being read
    page.goto(f"/espace-agents/depots/{deposit.key}/")
    clean(page, "ready")
    key = page.get_by_role("group", name="Colonnes qui désignent une ligne")
    page.get_by_label("reconnaître une ligne aux colonnes cochées").check()
    expect(key.get_by_label("places")).to_be_checked()  # as proposed
    key.get_by_label("places").uncheck()
    key.get_by_label("commune").check()
    page.get_by_role("button", name="Garder ce choix").click()
    expect(key.get_by_role("alert")).to_contain_text("Lignes qui ont la même qu’une autre")
    clean(page, "key-refused")
    key.get_by_label("places").check()
    page.get_by_role("button", name="Garder ce choix").click()
    expect(page.locator(".messages .success")).to_contain_text("C’est enregistré")
    clean(page, "key")
    page.get_by_role("button", name="Publier ces lignes").click()
    expect(page.locator(".messages .success")).to_contain_text("Les lignes sont publiées")
    clean(page, "published")
    page.get_by_role("link", name="Faire arriver ces données seules").click()
    clean(page, "feed")
    page.get_by_label("Comment elles arrivent").select_option("push")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Votre clé, montrée cette seule fois")).to_be_visible()
    clean(page, "feed-key")
    slug = Published.objects.get(type="dataset").slug
    page.goto(f"/donnees/{slug}/donnees/")
    expect(page.locator("table").first).to_contain_text("2021")
    assert "famille.example" not in page.content()
    page.goto(f"/donnees/{slug}/donnees/colonnes/")
    expect(page.locator("main")).to_contain_text("Clé : « commune » ; « places ».")
