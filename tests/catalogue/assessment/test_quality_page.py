"""`/donnees/qualite/`: what is missing most in the public catalogue, and what to do."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.assessment.words import late_today, national
from parvis.catalogue.models import CatalogueQuality, Dataset, LinkCheck
from parvis.records import bulk
from tests import makers
from tests.catalogue.assessment.test_survey import TEXTS, URL, dataset

pytestmark = pytest.mark.django_db


def read(client, path="/donnees/qualite/"):
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_before_the_first_look_the_page_says_so(client):
    assert "Rien n’a encore été mesuré" in read(client)
    assert client.get("/donnees/qualite/criteres.csv").status_code == 404


def test_it_says_what_is_missing_most_first_and_what_to_do(client):
    town = makers.organisation()
    bulk.save_many(
        [dataset(f"d{n}", town) for n in range(3)]
        + [dataset("full", town, [URL], **{**TEXTS, "keywords": []})]
    )
    survey()
    LinkCheck.objects.update(outcome="gone")
    survey()
    text = read(client)
    assert "4 jeux de données publics" in text
    words, themes = text.index("Ajoutez quelques mots-clés."), text.index("Choisissez un thème.")
    assert words < themes  # four lack the first, three the second
    assert "ne répondent pas" in text
    assert 'href="/donnees/?quality=bad"' in text
    english = read(client, "/en/donnees/qualite/")
    assert "Add a few keywords." in english or "keywords" in english
    assert 'href="/en/donnees/?quality=bad"' in english


def test_late_sets_are_taken_from_those_in_time_on_the_day_it_is_read(client):
    bulk.save_many([dataset("full", makers.organisation(), **TEXTS)])  # in time to 11 January 2026
    row = survey()
    assert late_today(dt.date(2026, 1, 11)) == 0
    assert late_today(dt.date(2026, 1, 12)) == 1
    assert national(row, 0)["update_fulfilled_in_time"] == 1
    assert national(row, 1)["update_fulfilled_in_time"] == 0
    assert national(row, 1)["license"] == 1
    assert "Mettez les données à jour" in read(client)  # today is later than that


def test_the_csv_has_a_row_a_criterion_of_both_grids(client):
    bulk.save_many([dataset("full", makers.organisation(), [URL], **TEXTS)])
    survey()
    response = client.get("/donnees/qualite/criteres.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 23 + 9
    told = {row["critere"]: row for row in rows}
    assert (told["keyword"]["respecte"], told["keyword"]["sur"]) == ("1", "1")
    assert told["access_url_answers"]["points"] == ""  # nobody asked yet
    assert told["license"]["grille"] == "data.gouv.fr"


def queries(client):
    with CaptureQueriesContext(connection) as caught:
        read(client)
    return len(caught)


def test_the_page_costs_the_same_whatever_the_catalogue_and_nothing_when_unchanged(client):
    town = makers.organisation()
    bulk.save_many([dataset("d", town)])
    survey()
    few = queries(client)
    assert few <= 4
    assert queries(client) == 1
    bulk.save_many([dataset(f"d{n}", town, [f"{URL}/{n}"]) for n in range(40)])
    survey()
    assert queries(client) == few


def test_a_new_look_renews_the_page(client):
    town = makers.organisation()
    bulk.save_many([dataset("d", town)])
    survey()
    first = client.get("/donnees/qualite/")
    same = client.get("/donnees/qualite/", headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304
    CatalogueQuality.objects.update(made=timezone.now() + dt.timedelta(hours=1))
    renewed = client.get("/donnees/qualite/", headers={"If-None-Match": first["ETag"]})
    assert renewed.status_code == 200


def test_no_data_set_takes_the_address_of_the_page():
    town = makers.organisation()
    with pytest.raises(ValidationError):
        Dataset(title="Qualité", slug="qualite", organisation=town).full_clean()
    free = Dataset(title="Qualité", organisation=town)
    free.full_clean()
    assert free.slug == "qualite-2"
