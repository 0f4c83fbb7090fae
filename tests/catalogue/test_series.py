"""Series and lineage: harvested, edited, on pages, out in DCAT and back."""

import pytest

from parvis.catalogue import dcat, rdf
from parvis.catalogue.models import Dataset, DatasetSeries
from parvis.records import bulk, publishing
from parvis.records.kinds import Circle
from parvis.records.models import Published
from tests import makers
from tests.catalogue.test_harvest import HEAD, item, run
from tests.site import makers as made

pytestmark = pytest.mark.django_db

PORTAL = (
    HEAD
    + """
<https://portail.example/> a dcat:Catalog ; dct:title "Portail" ;
  dcat:dataset <https://portail.example/b2024> , <https://portail.example/b2025> ,
    <https://portail.example/budget> .
<https://portail.example/budget> a dcat:DatasetSeries , dcat:Dataset ; dct:identifier "budget" ;
  dct:title "Budget de la ville"@fr ; dct:description "Chaque année."@fr .
<https://portail.example/b2024> dcat:inSeries <https://portail.example/budget> .
<https://portail.example/b2025> dcat:inSeries <https://portail.example/budget> .
"""
)


def budget():
    return PORTAL + item("b2024") + item("b2025").rpartition("<https://portail.example/ville>")[0]


def test_a_series_of_a_portal_comes_in_with_the_sets_it_holds(tmp_path, client):
    path = tmp_path / "portail.ttl"
    report = run(path, budget())
    assert (report["created"], report["refused"]) == (3, [])
    series = DatasetSeries.objects.get()
    assert set(series.datasets.values_list("identifier", flat=True)) == {"b2024", "b2025"}
    page = client.get(f"/series/{series.slug}/").content.decode()
    assert "Jeu b2024" in page
    assert "Réunit" in page
    again = run(path)
    assert (again["unchanged"], again["updated"]) == (3, 0)
    assert client.get("/series/").status_code == 200


def test_a_series_that_vanished_is_archived(tmp_path):
    path = tmp_path / "portail.ttl"
    run(path, budget())
    report = run(path, budget().replace("a dcat:DatasetSeries , dcat:Dataset ;", "").replace(
        ",\n    <https://portail.example/budget> .", "."))  # fmt: skip
    assert report["archived"] == 1
    assert Published.objects.get(type="series").state == Published.State.ARCHIVED


def graph():
    return dcat.serialise(rdf.whole(), "ttl").decode()


def test_series_and_lineage_go_out_by_our_own_addresses(tmp_path):
    run(tmp_path / "portail.ttl", budget())
    series = DatasetSeries.objects.get()
    owner = makers.organisation()
    made.dataset(owner, [("derived_from", Dataset.objects.get(identifier="b2024"))], slug="resume",
                 title="Résumé", process="On additionne par chapitre.")  # fmt: skip
    out = graph()
    assert f"dcat:inSeries <{rdf.identifier('series', series.slug)}>" in out
    assert "dcat:DatasetSeries" in out
    assert "On additionne par chapitre." in out
    source = Dataset.objects.get(identifier="b2024")
    assert rdf.identifier("dataset", source.slug) in out.partition("/id/dataset/resume>")[2]


def test_a_series_or_an_origin_kept_for_agents_does_not_show(client):
    owner = makers.organisation()
    hidden = DatasetSeries(title="Zibeline", slug="zibeline", organisation=owner,
                           circle=Circle.AGENTS)  # fmt: skip
    bulk.save_many([hidden])
    secret = Dataset(title="Zib", slug="zib", organisation=owner, circle=Circle.AGENTS)
    bulk.save_many([secret])
    made.dataset(owner, [("derived_from", secret)], slug="vu", series=hidden)
    assert "zib" not in graph()
    for path in ("/donnees/vu/", "/id/dataset/vu.json", "/id/dataset/vu.ttl"):
        assert "zib" not in client.get(path).content.decode().lower(), path


def test_the_page_says_how_the_data_are_made(client):
    made.dataset(makers.organisation(), slug="resume", process="On additionne par chapitre.")
    page = client.get("/donnees/resume/").content.decode()
    assert "Comment ces données sont faites" in page
    assert "On additionne par chapitre." in page


def test_the_export_asks_one_more_question_a_batch_whatever_is_tied(django_assert_num_queries):
    owner = makers.organisation()
    series = DatasetSeries(title="S", slug="s", organisation=owner)
    bulk.save_many([series])
    rows = [Dataset(title=f"Jeu {n}", organisation=owner, series=series) for n in range(3)]
    bulk.save_many(rows[:1])
    with django_assert_num_queries(6):
        list(rdf.whole())
    bulk.save_many(rows[1:])
    with django_assert_num_queries(6):
        assert graph().count("dcat:inSeries") == 3
    publishing.withdraw_many([series])
    assert "dcat:inSeries" not in graph()
