"""Marks: who sets them, what they must be, where they are read."""

import pytest
from django.core.exceptions import ValidationError

from parvis.catalogue import marks, rdf, vocabulary
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.dcat.plain import to_plain
from parvis.catalogue.harvest import fill
from parvis.catalogue.models import Dataset, Distribution
from parvis.records import bulk
from parvis.records.models import Published
from tests import makers

MOBILITY = marks.HVD_BASE + "c_b79e35eb"
BUSES = marks.HVD_BASE + "c_4b74ea13"  # a category below a top one
NETWORKS = marks.INSPIRE_BASE + "tn"


def test_inspire_has_its_34_themes():
    assert len(vocabulary.terms("inspire-theme")) == 34


def harvested(record, *categories, themes=()):
    said = tuple(Named(uri) for uri in themes)
    doc = DatasetDoc(uri="https://v.example/d", title={"fr": "Jeu"}, hvd_categories=categories,
                     original_themes=said)  # fmt: skip
    fill.resource(record, to_plain(doc), "d", {})
    return record.hvd_categories, record.inspire_themes


def test_marks_of_a_source_are_taken_until_a_steward_decides():
    record = Dataset()
    said = [NETWORKS, "https://v.example/theme/1"]
    assert harvested(record, BUSES, themes=said) == ([BUSES], [NETWORKS])
    assert harvested(record) == ([], [])
    record.hvd_categories = [MOBILITY]
    assert harvested(record, BUSES) == ([MOBILITY], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hvd_categories", ["Mobilité"]),
        ("hvd_categories", [MOBILITY + " x"]),
        ("hvd_categories", [3]),
        ("hvd_categories", {"a": 1}),
        ("inspire_themes", [MOBILITY]),
    ],
)
def test_what_is_of_no_register_is_refused_by_name(field, value):
    record = Dataset(title="Jeu", slug="jeu", organisation=makers.organisation())
    setattr(record, field, value)
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_only_a_set_that_can_be_had_is_declared_to_europe():
    marked = {"hvd_categories": [MOBILITY]}
    assert marks.hvd(marked) == []
    assert marks.hvd(marked | {"distributions": [{}]}) == [MOBILITY]


@pytest.mark.django_db
def test_a_marked_set_without_file_goes_out_undeclared():
    record = Dataset(title="Bus", organisation=makers.organisation(), hvd_categories=[MOBILITY])
    bulk.save_many([record])
    out = rdf.dataset_doc(Published.objects.get(pk=record.uuid), None)
    assert (out.hvd_categories, out.applicable_legislation) == ((), ())


@pytest.mark.django_db
def test_the_page_says_each_mark_with_its_category(client):
    record = Dataset(
        title="Bus", slug="bus", organisation=makers.organisation(), hvd_categories=[MOBILITY],
        inspire_themes=[NETWORKS], is_reference=True, territorial_interest=True,
    )  # fmt: skip
    record.distributions = [Distribution(access_url="https://v.example/b.csv", short="csv")]
    bulk.save_many([record])
    page = client.get("/donnees/bus/").content.decode()
    for text in ("de forte valeur (Europe) : Mobilité", "Réseaux de transport", "de référence",
                 "d’intérêt territorial"):  # fmt: skip
        assert text in page, text
    assert "Transport networks" in client.get("/en/donnees/bus/").content.decode()
