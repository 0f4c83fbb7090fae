"""What a person or a file may write in a record breaks no page, no catalogue, and leads nowhere."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from parvis.catalogue.models import DataService, Dataset, Distribution
from parvis.records import publishing
from parvis.records.desk import sheet
from parvis.records.exchange import Row
from tests import makers

pytestmark = pytest.mark.django_db

ADDRESSES = ("http://a b/c", "http://exa<mple>/", "not a url", "http://[::1", "C:\\x", "//evil")
FIELDS = ("licence", "access_rights", "frequency", "landing_page", "themes")


def publish(record):
    publishing.publish_many([record])
    return record


def dataset(**values):
    n = next(makers.numbers)
    owner = makers.organisation()
    return Dataset.objects.create(
        title=f"Jeu {n}", slug=f"jeu-{n}", organisation=owner, live=True, **values
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_nobody_can_follow_breaks_no_door(address):
    published = []
    for name in FIELDS:
        published.append(publish(dataset(**{name: [address] if name == "themes" else address})))
    for name in ("access_url", "download_url", "licence", "format", "media_type"):
        own = dataset()
        Distribution.objects.create(
            dataset=own, short="a", **{"access_url": "https://a.example/", name: address}
        )
        published.append(publish(Dataset.objects.get(pk=own.pk)))
    owner = makers.organisation()
    publish(DataService.objects.create(
        title="Service", slug="service", organisation=owner, live=True, endpoint_url=address
    ))  # fmt: skip
    visitor = Client()
    assert visitor.get("/catalog").status_code == 200
    assert visitor.get("/catalog.rdf").status_code == 200
    for record in published:
        assert visitor.get(f"/donnees/{record.slug}/").status_code == 200
        assert visitor.get(f"/id/dataset/{record.slug}?format=ttl").status_code == 200


def test_an_address_with_a_space_is_still_given():
    publish(dataset(landing_page="http://a.example/jeu de données"))
    assert b"jeu%20de%20donn" in Client().get("/catalog.ttl").getvalue()


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JavaScript:x", "data:text/html,x"])
def test_no_page_leads_to_a_script(address):
    own = dataset()
    Distribution.objects.create(dataset=own, short="a", access_url=address, title="Fichier")
    publish(Dataset.objects.get(pk=own.pk))
    page = Client().get(f"/donnees/{own.slug}/").getvalue().decode()
    assert "Fichier" in page
    assert 'href="' + address not in page
    with pytest.raises(ValidationError) as refused:
        Dataset.objects.get(pk=own.pk).full_clean()
    assert "distributions" in refused.value.message_dict


SHAPES = {
    "translations": ['{"en": "x"}', "[1]", '{"en": {"title": [1]}}', '{"x y": {"title": "a"}}'],
    "hidden_fields": ["[[1]]", "3", '{"a": 1}'],
    "keywords": ["[1]", '{"a": 1}', '["\\ud800"]', '["\\u0000"]', "[NaN]", "[" * 5000],
    "spatial": ['["x"]', '[{"name": "x"}]', '{"a": 1}', '[{"box": [1, 2]}]'],
    "contacts": ['["x"]', '"x"'],
    "themes": ['[{"a": 1}]', '{"a": 1}'],
    "original_themes": ['["x"]'],
    "temporal": ['[{"start": 3}]'],
    "languages": ["[1]", '"fr"'],
    "more": ["[1]", '{"pages": 5}', '{"record": []}', '{"spatial_resolution": "x"}'],
}


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, found in SHAPES.items() for t in found])
def test_a_file_brings_in_nothing_that_pages_cannot_read(name, text):
    owner = makers.organisation()
    texts = {"slug": "jeu", "title": "Jeu", "organisation": owner.slug, name: text}
    with override("fr"):
        plan = sheet.Sheet(Dataset).plan([Row(2, texts)], makers.person(is_superuser=True))
    assert [line.outcome for line in plan.lines] == ["refused"]
    assert all(sentence for _label, sentence in plan.lines[0].errors)


def test_a_file_that_was_exported_comes_back():
    own = dataset(
        keywords=["arbre"], spatial=[{"name": {"fr": "Ville"}}], temporal=[{"start": "2024"}],
        contacts=[{"name": {"fr": "Service"}, "email": "s@a.example"}], languages=["fr"],
        original_themes=[{"uri": "https://a.example/t", "labels": {"fr": "Thème"}}],
        more={"pages": ["https://a.example/"], "spatial_resolution": "10.5"},
        translations={"en": {"title": "Trees"}}, hidden_fields=["summary"],
    )  # fmt: skip
    Distribution.objects.create(dataset=own, short="csv", access_url="https://a.example/f.csv")
    Dataset.objects.get(pk=own.pk).full_clean()


def test_a_hidden_field_is_not_said_again_by_what_the_source_said():
    own = publish(dataset(
        landing_page="https://a.example/", hidden_fields=["landing_page", "keywords"],
        keywords=["arbre"],
        more={"landing_pages": ["https://cache.example/"], "keywords": {"en": ["secret"]},
              "version": "2"},
    ))  # fmt: skip
    visitor = Client()
    for form in ("json", "ttl"):
        said = visitor.get(f"/id/dataset/{own.slug}?format={form}").getvalue()
        assert b"cache.example" not in said
        assert b"secret" not in said
    assert b'"version": "2"' in visitor.get(f"/id/dataset/{own.slug}?format=json").getvalue()
