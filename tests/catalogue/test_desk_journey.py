"""A steward, in a real browser, goes from what is missing to the very field of the form."""

import pytest
from playwright.sync_api import expect

from parvis.catalogue.assessment.survey import survey
from parvis.records import bulk
from tests.catalogue.assessment.test_survey import dataset
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.test_journey import chromium, enter, faults, look  # noqa: F401

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MISSING = "/espace-agents/fiches/dataset/a-completer/"


def test_from_what_is_missing_to_the_field(town, enter):  # noqa: F811
    bulk.save_many([dataset("bancs", town.here, title="Bancs")])
    survey()
    page = enter(town.steward)
    page.goto("/espace-agents/fiches/dataset/")
    page.goto(MISSING)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
    page.get_by_role("link", name="Ajoutez quelques mots-clés.").click()
    page.get_by_role("heading", name="Ajoutez quelques mots-clés.").wait_for()
    page.wait_for_load_state("networkidle")
    look(page, "missing")
    assert faults(page) == []
    page.get_by_role("link", name="Bancs").click()
    field = page.locator("#id_keywords")
    field.wait_for(state="visible")  # its tab is not the first: it was opened for it
    assert page.get_by_role("tab", selected=True).inner_text().startswith("2.")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    assert page.complaints == []
