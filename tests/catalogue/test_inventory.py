"""`/catalog.csv` in the national schema: columns, what must be filled, what is not open."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue import inventory
from parvis.catalogue.models import Application, Dataset, Distribution
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests import makers

# Etalab's schema-catalogue-donnees 0.3.0: its columns in order, those it requires, its dates
SCHEMA = [
    "titre*", "description*", "mots_cles*", "nom_orga*", "siret_orga", "id_alt_orga", "service*",
    "si", "contact_service", "contact_personne*", "date_pub", "date_maj", "freq_maj", "couv_geo*",
    "url", "format*", "licence",
]  # fmt: skip


def table(client):
    answer = client.get("/catalog.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def valid(rows):
    for row in rows:
        assert list(row) == [name.rstrip("*") for name in SCHEMA]
        assert [n for n in SCHEMA if n.endswith("*") and not row[n[:-1]].strip()] == []
        for name in ("date_pub", "date_maj"):
            assert not row[name] or dt.date.fromisoformat(row[name])
        for name in ("contact_service", "contact_personne"):
            assert not row[name] or "@" in row[name]
        assert not row["siret_orga"] or len(row["siret_orga"]) == 14
    return rows


@pytest.mark.django_db
def test_a_whole_row(client):
    town = makers.organisation(title="Métropole d’essai", identifier="73282932000074")
    service = makers.organisation(title="Jardins", parent=town, contact="vert@ville.example")
    made_by = Application(title="Arbora", organisation=service)
    bulk.save_many([made_by])
    record = Dataset(
        title="Arbres",
        slug="arbres",
        summary="<p>Tous les arbres.</p>",
        organisation=service,
        application=made_by,
        keywords=["arbre", "nature, ville"],
        issued="2019",
        modified="2024-05-03T10:00:00+02:00",
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        licence="http://publications.europa.eu/resource/authority/licence/ODC_BL",
        spatial=[{"name": {"fr": "Rennes"}}],
    )
    csv_file = "http://publications.europa.eu/resource/authority/file-type/CSV"
    record.distributions = [
        Distribution(access_url="https://v.example/a.csv", format=csv_file, short="csv")
    ]
    bulk.save_many([record])
    (row,) = valid(table(client))
    assert row == {
        "titre": "Arbres",
        "description": "Tous les arbres.",
        "mots_cles": "arbre,nature  ville",
        "nom_orga": "Métropole d’essai",
        "siret_orga": "73282932000074",
        "id_alt_orga": "",
        "service": "Jardins",
        "si": "Arbora",
        "contact_service": "vert@ville.example",
        "contact_personne": "vert@ville.example",
        "date_pub": "",
        "date_maj": "2024-05-03",
        "freq_maj": "annuel",
        "couv_geo": "Rennes",
        "url": "http://127.0.0.1:8000/id/dataset/arbres",
        "format": "CSV",
        "licence": "Licence de base de données ouverte (ODbL) 1.0",
    }


@pytest.mark.django_db
def test_what_is_listed_and_not_open_is_there_with_why(client):
    organisation = makers.organisation()
    why = "Ces données portent sur des enfants."
    listed = Dataset(title="Présences", organisation=organisation, why_not_open=why)
    hidden = Dataset(title="Interne", organisation=organisation, circle=Circle.AGENTS)
    bulk.save_many([listed, hidden])
    (row,) = valid(table(client))
    assert (row["titre"], row["format"]) == ("Présences", "aucun fichier publié")
    assert why in row["description"]


@pytest.mark.django_db
def test_no_cell_runs_as_a_formula(client):
    bulk.save_many([Dataset(title="=1+1", organisation=makers.organisation())])
    assert table(client)[0]["titre"] == "'=1+1"


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    organisation = makers.organisation()
    bulk.save_many([Dataset(title="Un", organisation=organisation)])
    with django_assert_num_queries(5):
        table(client)
    bulk.save_many([Dataset(title=f"Jeu {n}", organisation=organisation) for n in range(20)])
    with django_assert_num_queries(5):
        assert len(table(client)) == 21


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("732829320", False),
        ("35600000049837", True),  # La Poste
        ("", False),
    ],
)
def test_only_a_true_siret_is_one(text, kept):
    assert inventory.siret({"identifier": text}) == (text if kept else "")


@given(st.text(max_size=20))
def test_whatever_a_source_calls_a_date_or_an_address(text):
    assert not inventory.date(text) or len(inventory.date(text)) == 10
    assert not inventory.address(text) or "@" in inventory.address(text)


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-02-30", "20240503", "hier"])
def test_what_is_no_whole_date_is_left_empty(text):
    assert inventory.date(text) == ""
