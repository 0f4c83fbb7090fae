"""A steward, in a real browser: scans the application, keeps a table, opens its draft."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from parvis.catalogue.models import Dataset
from parvis.catalogue.scanned.models import ScannedColumn
from parvis.catalogue.scanned.run import scan
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.test_journey import chromium, enter, faults, look  # noqa: F401

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BASES = "/espace-agents/bases/"


def clean(page, name):
    page.wait_for_load_state("networkidle")
    look(page, f"scan-{name}")
    assert faults(page) == []


def test_from_a_database_to_a_draft(town, source, enter):  # noqa: F811
    page = enter(town.steward)
    page.goto("/espace-agents/")
    page.get_by_role("button", name="Catalogue", exact=True).click()
    page.get_by_role("link", name="Bases parcourues").click()
    expect(page).to_have_url(re.compile(f"{BASES}$"))
    clean(page, "list")
    page.get_by_role("link", name="Ajouter une base").click()
    clean(page, "form")
    page.goto(f"{BASES}{source.pk}/")
    clean(page, "not-yet")
    page.get_by_role("button", name="Parcourir maintenant").click()
    expect(page.locator(".messages .success")).to_contain_text("Le parcours commence")
    if not source.runs.exists():  # the worker's part, where tasks wait for it
        scan(source)
    page.reload()
    clean(page, "tables")
    page.locator("td a").filter(has_text=re.compile("^Pr")).click()
    clean(page, "table")
    page.get_by_label("nom_enfant").check()
    page.get_by_role("button", name="Confirmer : parle de personnes").click()
    expect(page.locator("tr").filter(has_text="nom_enfant")).to_contain_text("oui, confirmé")
    assert ScannedColumn.objects.get(name="nom_enfant").confirmed_by == town.steward
    page.get_by_role("button", name="Garder cette table").click()
    assert page.complaints == []
    page.get_by_role("link", name="Ouvrir la fiche").click()
    clean(page, "draft")
    record = Dataset.objects.get()
    expect(page.locator("#id_title")).to_have_value(record.title)
    assert not record.live
