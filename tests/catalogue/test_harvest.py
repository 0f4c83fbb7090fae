"""Harvest of a DCAT catalogue: what comes in, what a second run does, what is refused."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from parvis.catalogue import dcat, rdf
from parvis.catalogue.models import Dataset, Distribution, HarvestItem
from parvis.records.audience import VISITOR
from parvis.records.models import HistoryEntry, Published
from parvis.records.projection import public_view

pytestmark = pytest.mark.django_db

HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""


def portal(*items: str) -> str:
    listed = " , ".join(f"<https://portail.example/{name}>" for name in items)
    head = (
        f'<https://portail.example/> a dcat:Catalog ; dct:title "Portail" ; dcat:dataset {listed} .'
    )
    return HEAD + head + "".join(item(name) for name in items)


def item(name: str, title: str = "") -> str:
    return f"""
<https://portail.example/{name}> a dcat:Dataset ; dct:identifier "{name}" ;
  dct:title "{title or "Jeu " + name}"@fr ; dct:description "Ce que dit {name}."@fr ;
  dct:publisher <https://portail.example/ville> ; dcat:keyword "essai"@fr ;
  dcat:distribution <https://portail.example/{name}.csv> .
<https://portail.example/{name}.csv> a dcat:Distribution ; dct:title "{name}.csv" ;
  dcat:accessURL <https://portail.example/{name}.csv> .
<https://portail.example/ville> a foaf:Agent ; foaf:name "Ville d’Essai"@fr .
"""


def run(path, text: str | None = None, **options):
    if text is not None:
        path.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("harvest", str(path), json=True, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def source(tmp_path):
    return tmp_path / "portail.ttl"


def counts(report):
    return [report[name] for name in ("created", "updated", "unchanged", "archived")]


def test_items_come_in_published_with_publisher_and_distributions(source):
    assert counts(run(source, portal("arbres", "bus"))) == [2, 0, 0, 0]
    view = public_view("dataset/arbres", VISITOR)
    assert view.title == "Jeu arbres"
    assert view.organisation.title == "Ville d’Essai"
    assert {n.key for n in view.neighbours} == {
        "organisation/ville-dessai",
        "catalogue/portail-portailexample",
    }
    (shown,) = view.content["distributions"]
    assert shown["format"].endswith("/CSV")
    assert shown["short"] == "csv"


def test_the_same_again_writes_nothing(source):
    run(source, portal("arbres", "bus"))
    before = HistoryEntry.objects.count()
    revision = Dataset.objects.get(slug="arbres").latest_revision_id
    assert counts(run(source)) == [0, 0, 2, 0]
    assert HistoryEntry.objects.count() == before
    assert Dataset.objects.get(slug="arbres").latest_revision_id == revision


def test_an_edited_title_is_one_update_with_one_revision_and_a_public_difference(source):
    run(source, portal("arbres", "bus"))
    distribution = Distribution.objects.get(dataset__slug="arbres")
    edited = portal("arbres", "bus").replace("Jeu arbres", "Arbres de la ville")
    assert counts(run(source, edited)) == [0, 1, 1, 0]
    record = Dataset.objects.get(slug="arbres")
    assert record.title == "Arbres de la ville"
    assert record.revisions.count() == 2
    assert HistoryEntry.objects.filter(record=record.uuid).count() == 2
    assert record.distributions.get().pk == distribution.pk


def test_what_vanishes_is_archived_and_its_page_stays(source):
    run(source, portal("arbres", "bus"))
    assert counts(run(source, portal("bus"))) == [0, 0, 1, 1]
    view = public_view("dataset/arbres", VISITOR)
    assert view.archived
    assert not Published.objects.live().filter(slug="arbres").exists()
    assert counts(run(source)) == [0, 0, 1, 0]


def test_what_comes_back_is_live_again_under_the_same_address(source):
    run(source, portal("arbres", "bus"))
    uuid = Dataset.objects.get(slug="arbres").uuid
    run(source, portal("bus"))
    assert counts(run(source, portal("arbres", "bus"))) == [0, 1, 1, 0]
    assert Published.objects.live().get(slug="arbres").uuid == uuid


def test_a_source_that_loses_most_of_its_items_is_refused(source):
    names = [f"jeu{n}" for n in range(12)]
    run(source, portal(*names))
    with pytest.raises(CommandError, match="--allow-mass-archive") as refused:
        run(source, portal(*names[:4]))
    assert refused.value.returncode == 1
    assert not HarvestItem.objects.filter(gone__isnull=False).exists()
    assert counts(run(source, portal(*names[:4]), allow_mass_archive=True)) == [0, 0, 4, 8]


def test_a_dry_run_says_all_and_writes_nothing(source):
    assert counts(run(source, portal("arbres", "bus"), dry_run=True)) == [2, 0, 0, 0]
    assert not HistoryEntry.objects.exists()
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "vide"),
        ("<!doctype html><html><body>Portail</body></html>", "page web"),
        (portal("arbres")[:-40], "valable"),
        (HEAD, "ne contient"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(source, content, word):
    with pytest.raises(CommandError, match=word) as refused:
        run(source, content)
    assert refused.value.returncode == 1
    assert not HistoryEntry.objects.exists()


def test_an_item_without_title_is_refused_and_the_others_come_in(source):
    text = portal("arbres", "bus").replace('dct:title "Jeu bus"@fr ;', "")
    report = run(source, text)
    assert counts(report) == [1, 0, 0, 0]
    assert [refused["item"] for refused in report["refused"]]


@pytest.mark.django_db(transaction=True)  # a flush that is rolled back leaves caches of lost rows
def test_our_own_export_brought_into_an_empty_portal_gives_the_same_export(source):
    run(source, portal("arbres", "bus"))
    first = dcat.serialise(rdf.whole(), "ttl")
    call_command("flush", interactive=False, verbosity=0)
    source.write_bytes(first)
    assert counts(run(source)) == [2, 0, 0, 0]
    assert dcat.serialise(rdf.whole(), "ttl") == first
