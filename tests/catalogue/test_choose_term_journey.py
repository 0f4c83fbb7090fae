"""A steward names a word of the glossary in a column, by keyboard, in a browser that runs scripts
and in one that runs none."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from parvis.catalogue.models import Dataset, GlossaryTerm, TableColumn
from parvis.records import bulk
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.test_journey import chromium, enter, faults, look  # noqa: F401

pytestmark = [
    pytest.mark.journey, pytest.mark.once, pytest.mark.django_db(transaction=True)
]  # fmt: skip
NAME = "Quotient familial (quotient-familial)"


@pytest.fixture
def record(town):  # noqa: F811
    bulk.save_many(
        [
            GlossaryTerm(
                title="Quotient familial", slug="quotient-familial", organisation=town.here
            ),
            GlossaryTerm(title="Repas", slug="repas", organisation=town.here),
        ]
    )
    record = Dataset(title="Repas", slug="repas", organisation=town.here, live=False)
    record.dictionary = [TableColumn(name="qf", position=0)]
    record.save()
    record.save_revision()
    return record


def words(record):
    draft = Dataset.objects.get(pk=record.pk).get_latest_revision_as_object()
    return [column.term and column.term.slug for column in draft.dictionary.get_object_list()]


def address(record):
    return f"/espace-agents/fiches/dataset/edit/{record.pk}/"


def test_a_word_is_suggested_as_one_types_in_old_and_new_columns(town, record, enter):  # noqa: F811
    page = enter(town.steward)
    page.goto(address(record))
    page.get_by_role("tab", name=re.compile("^2")).click()
    page.get_by_role("button", name=re.compile("Ajouter.*colonne", re.I)).click()
    page.locator("[name='dictionary-1-name']").fill("prix")
    for row in (0, 1):
        field = page.locator(f"[name='dictionary-{row}-term']")
        field.focus()
        page.keyboard.type("quotie")
        offered = page.locator(f"#id_dictionary-{row}-term-noms option")
        expect(offered).to_have_attribute("value", NAME)
        page.keyboard.type("nt familial")  # the browser's own list has no window in these tests
        expect(offered).to_have_attribute("value", NAME)
    page.wait_for_load_state("networkidle")
    look(page, "choose-term")
    assert faults(page) == []
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert page.complaints == []
    assert words(record) == ["quotient-familial", "quotient-familial"]


def test_without_javascript_the_names_are_one_link_away(town, record, enter, chromium, live_server):  # noqa: F811
    """The columns there are take a word; the button that adds one is Wagtail's script."""
    signed_in = enter(town.steward).context.storage_state()
    context = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", storage_state=signed_in, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(address(record))
    link = page.locator("a[href='/espace-agents/choisir/term/']").first
    expect(link).to_have_text("Voir tous les noms (nouvelle fenêtre)")
    page.goto(link.get_attribute("href"))
    name = page.get_by_text(NAME).inner_text()
    page.goto(address(record))
    page.locator("[name='dictionary-0-term']").fill(name)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator(".messages .success")).to_have_count(1)
    context.close()
    assert words(record) == ["quotient-familial"]


def test_the_list_of_names_is_searched_and_clean(town, record, enter):  # noqa: F811
    page = enter(town.steward)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/espace-agents/choisir/term/")
    page.get_by_label("Chercher un nom").fill("QUOTIENT")
    page.keyboard.press("Enter")
    expect(page.get_by_text(NAME)).to_be_visible()
    expect(page.get_by_text("repas", exact=True)).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints == []
