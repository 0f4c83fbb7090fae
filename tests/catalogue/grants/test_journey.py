"""A steward, in a real browser, gives a part of restricted rows to a commune and groups of them to
everyone; a citizen sees who reads, and the groups."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.catalogue.deposits.test_journey import clean
from tests.catalogue.grants.conftest import HERE
from tests.records.desk.test_journey import chromium, enter

__all__ = ["chromium", "enter"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_a_rule_to_a_citizen(town, places, enter):
    page = enter(town.steward)
    page.goto(f"/espace-agents/depots/jeu/{places.pk}/")
    page.get_by_role("link", name="Dire qui peut lire ces lignes").click()
    clean(page, "grants")
    page.get_by_label("À qui").select_option(label="Ville voisine")
    page.get_by_label("Pour quoi faire").fill("Étude des besoins avec la ville voisine")
    page.get_by_role("group", name="Colonnes données").get_by_label("commune").check()
    page.get_by_role("group", name="Colonnes données").get_by_label("places").check()
    page.get_by_label("Lignes données").fill("commune =")
    page.get_by_role("button", name="Donner cet accès").click()
    expect(page.get_by_text("L’expression n’est pas terminée")).to_be_visible()
    clean(page, "grants-refused")
    page.get_by_label("Lignes données").fill(f"commune = '{HERE}'")
    page.get_by_role("button", name="Donner cet accès").click()
    expect(page.get_by_text("La clé, montrée cette seule fois")).to_be_visible()
    clean(page, "grants-key")
    page.get_by_label("Pour quoi faire").fill("Que chacun voie combien de places il y a")
    page.get_by_label("Plus petit groupe").fill("11")
    page.get_by_role("group", name="Colonnes qui font les groupes").get_by_label("quartier").check()
    page.get_by_role("button", name="Donner cet accès").click()
    expect(page.locator(".messages .success")).to_contain_text("Cet accès est donné")
    page.get_by_role("link", name="Lectures").click()
    clean(page, "uses")

    page.goto("/donnees/creches/")
    expect(page.get_by_role("heading", name="Qui peut lire ces données")).to_be_visible()
    expect(page.get_by_text("des groupes d’au moins 11 lignes")).to_be_visible()
    clean(page, "grants-record")
    page.get_by_role("link", name="Voir ce qui est donné à tout le monde").click()
    expect(page.locator("table").first).to_contain_text("Nord")
    expect(page.locator("main")).not_to_contain_text("Petit")
    expect(page.get_by_text("les groupes plus petits ne sont comptés nulle part")).to_be_visible()
    clean(page, "grants-chart")
