"""In a real browser: the officer opens a campaign, a référent confirms the list."""

import datetime as dt

import pytest
from django.utils import timezone

from parvis.catalogue.models import CampaignPart
from parvis.records import bulk
from tests.catalogue.assessment.test_survey import dataset
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.test_journey import chromium, cut_on_a_phone, enter, faults, look  # noqa: F401

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LIST = "/espace-agents/fiches/dataset/"


def test_a_campaign_from_its_opening_to_a_complete_list(town, enter):  # noqa: F811
    rows = [dataset(f"fiche-{n}", town.here, title=f"Fiche {n}") for n in range(60)]
    bulk.save_many([dataset("bancs", town.here, title="Bancs"), *rows])
    page = enter(town.chief)
    page.goto(f"{LIST}campagnes/ouvrir/")
    assert cut_on_a_phone(page) == []
    page.get_by_label("Pour").select_option(label="Métropole d’essai")
    page.get_by_label("Nom de la campagne").fill("Inventaire 2026")
    day = timezone.localdate() + dt.timedelta(days=20)
    page.get_by_label("Dernier jour").fill(day.isoformat())
    page.wait_for_load_state("networkidle")
    look(page, "campaign-open")
    assert faults(page) == []
    page.get_by_role("button", name="Ouvrir et prévenir les référents").click()
    page.get_by_role("heading", level=2, name="Inventaire 2026").wait_for()
    page.wait_for_load_state("networkidle")
    look(page, "campaign")
    assert faults(page) + cut_on_a_phone(page) == []
    page.get_by_role("link", name="Direction des jardins").click()
    page.get_by_label("Choisir Bancs").check()
    page.get_by_role("button", name="Les fiches choisies : exacte").click()
    page.get_by_text("Il reste 60 fiches").wait_for()
    page.wait_for_load_state("networkidle")
    look(page, "campaign-part")
    assert faults(page) + cut_on_a_phone(page) == []
    page.get_by_role("button", name="Les 49 fiches sans réponse de cette page").click()
    page.get_by_text("Il reste 11 fiches").wait_for()
    page.get_by_role("link", name="Les 11 fiches sans réponse sont toutes exactes").click()
    page.wait_for_load_state("networkidle")
    look(page, "campaign-all")
    assert faults(page) + cut_on_a_phone(page) == []
    page.get_by_role("button", name="Oui, les 11 sont exactes").click()
    page.get_by_text("Il reste 0 fiche").wait_for()
    page.get_by_role("button", name="Ma liste est complète").click()
    page.get_by_text("Liste dite complète").wait_for()
    assert CampaignPart.objects.get(organisation=town.here).complete
    page.goto(f"{LIST}campagnes/")
    page.wait_for_load_state("networkidle")
    look(page, "campaigns")
    assert faults(page) + cut_on_a_phone(page) == []
    assert page.complaints == []
