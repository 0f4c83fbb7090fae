"""A steward, in a real browser, adds a portal, tries it, harvests it and reads what was refused."""

import pytest
from playwright.sync_api import expect

from parvis.catalogue.jobs import carry_out_harvest
from parvis.catalogue.models import Dataset, HarvestRun
from tests.catalogue.test_harvest import portal
from tests.catalogue.test_harvest_address import TURTLE, site  # noqa: F401
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.test_journey import chromium, cut_on_a_phone, enter, faults, look  # noqa: F401

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def clean(page, name):
    page.wait_for_load_state("networkidle")
    look(page, name)
    assert faults(page) == []
    assert cut_on_a_phone(page) == [], name


def worked(page):
    """The worker does what was asked; the person asks for the page again."""
    waiting = HarvestRun.objects.get(state="waiting")
    carry_out_harvest.call(waiting.pk)
    page.get_by_role("link", name="Actualiser").click()
    page.get_by_text("Ce travail n’est pas fini").wait_for(state="detached")


def test_a_portal_comes_in_and_its_report_is_read(town, enter, site):  # noqa: F811
    text = portal("arbres", "bus").replace('dct:title "Jeu bus"@fr ;', "")
    site.body("/catalog.ttl", text.encode(), **TURTLE)
    page = enter(town.steward)
    page.goto("/espace-agents/")
    page.get_by_role("button", name="Catalogue", exact=True).click()
    page.get_by_role("link", name="Sources", exact=True).click()
    page.get_by_text("Aucune source").wait_for()
    clean(page, "sources-none")
    page.get_by_role("link", name="Ajouter une source").click()
    page.get_by_label("Adresse").fill("portail.example")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("alert").wait_for()
    clean(page, "source-refused")
    page.get_by_label("Adresse").fill(f"{site.root}/catalog.ttl")
    page.get_by_label("À quel rythme").select_option(label="tous les jours")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("La source est enregistrée").wait_for()
    clean(page, "source")
    page.get_by_role("button", name="Essayer sans rien écrire").click()
    worked(page)
    expect(page.locator("main")).to_contain_text("1 créée,")
    assert not Dataset.objects.exists()
    page.go_back()
    page.goto("/espace-agents/sources/")
    page.get_by_role("link", name="catalog.ttl").click()
    page.get_by_role("button", name="Moissonner maintenant").click()
    worked(page)
    page.get_by_role("link", name="1 fiche refusée").click()
    expect(page.get_by_role("row").filter(has_text="bus")).to_contain_text("refusée")
    clean(page, "source-report")
    page.locator("main").get_by_role("link", name="Portail (portail.example)").click()
    clean(page, "source-history")
    page.goto("/espace-agents/sources/")
    clean(page, "sources")
    page.get_by_role("link", name="Portail (portail.example)").click()
    page.get_by_role("link", name="Retirer la source").click()
    clean(page, "source-remove")
    assert page.complaints == []
