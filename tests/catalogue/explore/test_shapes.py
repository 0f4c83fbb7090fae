"""Each path answers in the shape that Opendatasoft's description gives it."""

import pytest

from tests.catalogue.explore import shapes
from tests.catalogue.explore.makers import ask, dataset
from tests.catalogue.explore.test_records import filled, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
ONE = "/catalog/datasets/{dataset_id}"

# path of the description: (path asked, parameters)
ASKED = [
    ("/catalog/datasets", "datasets", {}),
    ("/catalog/facets", "facets", {"refine": "modified:2024", "exclude": "keyword:bus"}),
    ("/catalog/exports", "exports", {}),
    (ONE, "datasets/arbres", {}),
    (f"{ONE}/attachments", "datasets/arbres/attachments", {}),
    (f"{ONE}/records", "datasets/arbres/records", {"include_app_metas": "true"}),
    (f"{ONE}/records", "datasets/arbres/records", {"group_by": "espece"}),
    (f"{ONE}/facets", "datasets/arbres/facets", {"exclude": "espece:if"}),
    (f"{ONE}/exports", "datasets/arbres/exports", {}),
]


@pytest.fixture
def city(lake, tmp_path):
    dataset("Lignes de bus", slug="bus", keywords=["bus"], modified="2024-05")
    return filled("Arbres", trees(tmp_path / "arbres.csv", 40), slug="arbres", modified="2024")


def test_answers_have_the_described_shape(client, city):
    document = shapes.described()
    named = document["components"]["schemas"]["links"]["properties"]["rel"]["enum"]
    for path, address, parameters in ASKED:
        answer = ask(client, address, **parameters)
        schema = shapes.schema_of(document, path)
        found = shapes.faults(document, schema, answer)
        # a list of formats names each by `rel`, which the description's short list does not hold
        told = [one for one in found if "/rel: " not in one]
        assert told == [], path
        assert answer.keys() <= {*schema_keys(document, schema), "_links"} or path == ONE, path
        assert "self" in named
    paths = {path for path in document["paths"] if "exports/{format}" not in path}
    assert {path for path, _address, _parameters in ASKED} <= paths


def schema_keys(document, schema):
    return shapes.resolved(document, schema).get("properties", {})


def test_refusals_have_the_described_shape(client, city):
    document = shapes.described()
    for address in ("datasets?where=", "datasets/arbres/records?where=", "facets?where="):
        path, _mark, _rest = address.partition("?")
        answer = ask(client, path, status=400, where="rien()")
        schema = shapes.schema_of(document, "/catalog/datasets", "400")
        assert shapes.faults(document, schema, answer) == []


def test_every_described_parameter_is_read(client, city):
    document = shapes.described()
    wrong = {
        "select": "(", "where": "(", "group_by": "(", "order_by": "(", "limit": "x", "offset": "x",
        "refine": "x", "exclude": "x", "lang": "x", "timezone": "x", "include_links": "x",
        "include_app_metas": "x", "facet": "(", "use_labels": "x", "compressed": "x", "epsg": "x",
        "delimiter": "x", "list_separator": "x" * 99, "quote_all": "x", "with_bom": "x",
        "parquet_compression": "x",
    }  # fmt: skip
    named = set(document["components"]["parameters"])
    assert {"select", "where", "limit", "epsg", "facet"} <= named
    for name, value in wrong.items():
        export = "datasets/arbres/exports/" + ("parquet" if "parquet" in name else "csv")
        refused = ask(client, export, status=400, **{name: value})
        assert name in refused["message"], refused
