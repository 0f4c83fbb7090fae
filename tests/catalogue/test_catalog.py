"""`/catalog`: forms, pages, circles, refusals."""

import pytest

from parvis.catalogue import dcat
from parvis.catalogue.models import Dataset, Distribution
from parvis.records import bulk
from parvis.records.kinds import Circle
from parvis.records.models import Published
from tests import makers

pytestmark = pytest.mark.django_db


def dataset(title, **values):
    record = Dataset(title=title, organisation=makers.organisation(), **values)
    record.distributions = [Distribution(access_url="https://ville.example/f.csv", short="csv")]
    bulk.save_many([record])
    return record


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/catalog", "*/*", "text/turtle"),
        ("/catalog", "application/rdf+xml", "application/rdf+xml"),
        ("/catalog", "application/ld+json", "application/ld+json"),
        ("/catalog.ttl", "*/*", "text/turtle"),
        ("/catalog.rdf", "*/*", "application/rdf+xml"),
        ("/catalog.jsonld", "*/*", "application/ld+json"),
    ],
)
def test_each_form_says_the_same(client, address, accept, media_type):
    dataset("Arbres de la ville", slug="arbres")
    response = client.get(address, headers={"accept": accept})
    assert response["Content-Type"].startswith(media_type)
    reading = dcat.from_rdf(response.getvalue(), media_type)
    (doc,) = reading.catalogue.datasets
    assert doc.title == {"fr": "Arbres de la ville"}
    assert doc.uri.endswith("/id/dataset/arbres")
    assert reading.problems == ()


def test_pages_are_tied_to_one_another_and_hold_each_set_once(client, monkeypatch):
    monkeypatch.setattr("parvis.catalogue.api.PAGE", 2)
    for n in range(5):
        dataset(f"Jeu {n}")
    seen, address = [], "/catalog?page=1"
    while address:
        reading = dcat.from_rdf(client.get(address).getvalue(), "text/turtle")
        seen += [doc.uri for doc in reading.catalogue.datasets]
        assert reading.catalogue.view.total == 5
        address = reading.catalogue.next_page.replace("http://127.0.0.1:8000", "")
    assert len(seen) == len(set(seen)) == 5


def test_a_set_for_agents_is_not_in_the_public_catalogue(client):
    dataset("Réservé aux agents", circle=Circle.AGENTS)
    assert b"agents" not in client.get("/catalog.ttl").getvalue()


def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    dataset("Un")
    with django_assert_num_queries(6):
        client.get("/catalog.ttl").getvalue()
    for n in range(20):
        dataset(f"Jeu {n}")
    with django_assert_num_queries(6):
        client.get("/catalog.ttl").getvalue()


@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog.rdf", "/catalog.jsonld",
                                  "/api/explore/v2.1/catalog/exports/ttl"])  # fmt: skip
def test_it_begins_before_its_data_sets_are_read_and_is_read_by_parts(client, monkeypatch, path):
    monkeypatch.setattr("parvis.catalogue.rdf.BATCH", 2)
    monkeypatch.setattr("parvis.catalogue.dcat.write.BATCH", 5)
    for n in range(5):
        dataset(f"Jeu {n}")
    response = client.get(path)
    pieces = iter(response.streaming_content)
    first = next(pieces)
    assert b"Jeu 0" not in first
    Published.objects.filter(title="Jeu 4").update(state="withdrawn")
    rest = list(pieces)
    assert len(rest) > 5
    assert max(map(len, rest)) < 3_000
    reading = dcat.from_rdf(first + b"".join(rest), response["Content-Type"])
    assert [doc.title["fr"] for doc in reading.catalogue.datasets] == [f"Jeu {n}" for n in range(4)]


def test_nothing_changed_is_not_sent_again(client):
    dataset("Arbres")
    first = client.get("/catalog.ttl")
    again = client.get("/catalog.ttl", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    dataset("Bus")
    assert client.get("/catalog.ttl", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e9", "9" * 40, "%00", ""])
def test_a_wrong_page_is_refused_in_a_sentence(client, value):
    response = client.get(f"/catalog?page={value}", headers={"accept": "application/json"})
    assert response.status_code == 400
    assert "page" in response.json()["detail"]


def test_a_page_beyond_the_last_is_not_found(client):
    assert client.get("/catalog?page=2").status_code == 404
