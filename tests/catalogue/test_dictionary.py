"""What the columns of a data set mean: from a source, from a steward, on the page, for machines."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.catalogue import dictionary
from parvis.catalogue.dcat.model import ColumnDoc, DatasetDoc
from parvis.catalogue.dcat.plain import to_plain
from parvis.catalogue.harvest import fill
from parvis.catalogue.models import Dataset, Distribution, GlossaryTerm, TableColumn
from parvis.records import bulk, publishing
from parvis.records.kinds import Circle
from tests import makers

SPECIES = ColumnDoc(name="esp", label="Espèce", type="text", description="Le nom de l’arbre.")
HEIGHT = ColumnDoc(name="haut", label="Hauteur", type="double", unit="m")


def merged(docs, known):
    return dictionary.merged(map(to_plain, docs), known)


def titles(rows):
    return [(row.name, row.title) for row in rows]


def test_columns_of_a_source_come_in_its_order_each_once():
    rows = merged([SPECIES, HEIGHT, SPECIES, ColumnDoc(name="")], [])
    assert titles(rows) == [("esp", "Espèce"), ("haut", "Hauteur")]
    assert (rows[1].type, rows[1].unit) == ("double", "m")


def test_what_a_steward_wrote_of_a_column_outlives_the_harvest_the_rest_follows():
    (row,) = merged([SPECIES], [])
    row.title = "Espèce d’arbre"
    row.personal_data = False
    again = ColumnDoc(name="esp", label="ESP", type="string", description="Le genre.")
    (row,) = merged([again], [row])
    assert (row.title, row.type, row.meaning) == ("Espèce d’arbre", "string", "Le genre.")
    assert row.personal_data is False


def test_a_column_that_the_source_drops_goes_unless_a_person_wrote_of_it():
    rows = merged([SPECIES, HEIGHT], [])
    rows[0].nomenclature = "TAXREF"
    assert titles(merged([], rows)) == [("esp", "Espèce")]


def test_a_source_with_too_many_columns_is_cut():
    docs = (ColumnDoc(name=f"c{n}") for n in range(dictionary.MOST + 5))
    assert len(merged(docs, [])) == dictionary.MOST


@pytest.mark.django_db
def test_a_second_harvest_keeps_the_rows_themselves():
    doc = DatasetDoc(uri="https://v.example/d", title={"fr": "Jeu"}, columns=(SPECIES, HEIGHT))
    record = Dataset(organisation=makers.organisation())
    fill.resource(record, to_plain(doc), "d", {})
    bulk.save_many([record])
    before = list(TableColumn.objects.values_list("pk", flat=True))
    record = Dataset.objects.get()
    fill.resource(record, to_plain(doc), "d", {}, list(TableColumn.objects.all()))
    bulk.save_many([record])
    assert list(TableColumn.objects.values_list("pk", flat=True)) == before


def described(personal=None, circle=Circle.PUBLIC):
    """A published set of two columns, one of which uses a word of the glossary."""
    owner = makers.organisation()
    word = GlossaryTerm(title="Taxon", slug="taxon", organisation=owner, circle=circle)
    bulk.save_many([word])
    record = Dataset(title="Arbres", slug="arbres", organisation=owner)
    record.personal_data = personal
    record.dictionary = [
        TableColumn(name="esp", title="Espèce", meaning="Le nom.", type="text", term=word),
        TableColumn(name="jardinier", personal_data=True),
    ]
    csv = "http://publications.europa.eu/resource/authority/file-type/CSV"
    record.distributions = [
        Distribution(access_url="https://v.example/a.csv", short="csv", format=csv)
    ]
    bulk.save_many([record])
    return record


@pytest.mark.django_db
def test_the_page_explains_each_column_and_leads_to_the_word(client):
    described()
    page = client.get("/donnees/arbres/").content.decode()
    for text in ("Ce que dit chaque colonne", "Espèce : Le nom.", "/glossaire/taxon/"):
        assert text in page, text
    word = client.get("/glossaire/taxon/").content.decode()
    assert "/donnees/arbres/" in word
    assert client.get("/glossaire/").status_code == 200


@pytest.mark.django_db
def test_a_word_kept_for_agents_is_no_link_for_a_visitor(client):
    described(circle=Circle.AGENTS)
    page = client.get("/donnees/arbres/").content.decode()
    assert "Espèce" in page
    assert "axon" not in page


@pytest.mark.django_db
def test_machines_read_the_columns_in_json_and_as_csv_on_the_web(client):
    described()
    json = client.get("/id/dataset/arbres.json").json()
    assert [one["name"] for one in json["dictionary"]] == ["esp", "jardinier"]
    turtle = client.get("/id/dataset/arbres.ttl").content.decode()
    for text in ("csvw#tableSchema", "csvw#column", "csvw#Column", "Espèce"):
        assert text in turtle, text


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["esp", "jardinier"])
def test_what_contradicts_itself_is_refused_by_name(column):
    record = described(personal=False)
    field = "personal_data"
    if column == "esp":
        record.personal_data, field = True, "dictionary"
        record.dictionary = [TableColumn(name="esp"), TableColumn(name="esp")]
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert list(refused.value.message_dict) == [field]
    assert column in str(refused.value)


@pytest.mark.django_db
def test_the_number_of_queries_of_the_page_does_not_grow(client, django_assert_num_queries):
    record = described()
    client.get("/donnees/arbres/")
    with CaptureQueriesContext(connection) as few:
        client.get("/donnees/arbres/", headers={"Cookie": "sessionid=x"})
    record.dictionary = [*record.dictionary.all(), *(TableColumn(name=f"c{n}") for n in range(40))]
    publishing.publish_many([record])
    with django_assert_num_queries(len(few)):
        page = client.get("/donnees/arbres/", headers={"Cookie": "sessionid=x"}).content.decode()
    assert "42 colonnes en tout" in page
