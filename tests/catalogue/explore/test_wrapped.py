"""The Explore API v2.0, under both its addresses: what public code reads of it is there."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from parvis.catalogue.explore import definition
from parvis.catalogue.explore.older.wrapped_definition import SCHEMAS
from tests.catalogue.explore.makers import dataset
from tests.catalogue.explore.test_older import arbres
from tests.catalogue.explore.test_records import lake
from tests.site.test_openapi import check

__all__ = ["arbres", "lake"]
pytestmark = pytest.mark.django_db
BOTH = ("/api/explore/v2.0", "/api/v2")
KNOWN = {**definition.SCHEMAS, **SCHEMAS}


def ask(client, path, status=200, root=BOTH[0], **parameters):
    response = client.get(f"{root}/catalog/{path}", parameters)
    assert response.status_code == status, response.getvalue()
    return json.loads(response.getvalue())


def newer(client, path, **parameters):
    return json.loads(client.get(f"/api/explore/v2.1/catalog/{path}", parameters).content)


@pytest.mark.parametrize("root", BOTH)
def test_a_row_is_wrapped_with_its_identifier_and_its_links(client, arbres, root):
    asked = {"where": "hauteur > 5", "order_by": "hauteur desc", "limit": 3}
    found = ask(client, "datasets/arbres/records", root=root, **asked)
    flat = newer(client, "datasets/arbres/records", include_app_metas=True, **asked)
    assert list(found) == ["total_count", "links", "records"]
    assert found["total_count"] == flat["total_count"] > 3
    assert {one["rel"] for one in found["links"]} == {"self", "first", "last", "next"}
    for one, plain in zip(found["records"], flat["results"], strict=True):
        record = one["record"]
        assert record["id"] == plain.pop("_id")
        assert record["timestamp"] == plain.pop("_timestamp")
        assert record["fields"] == plain
        assert record["size"] > 10
        own = next(link["href"] for link in one["links"] if link["rel"] == "self")
        alone = json.loads(client.get(own).content)
        assert alone == one


def test_the_words_of_its_first_years_are_read(client, arbres):
    page = ask(client, "datasets/arbres/records", rows=2, start=4, sort="-cle")
    assert [one["record"]["fields"]["cle"] for one in page["records"]] == [55, 54]
    words = ask(client, "datasets/arbres/records", search="tilleul", rows=1)
    plain = newer(client, "datasets/arbres/records", where='"tilleul"')
    assert words["total_count"] == plain["total_count"] < 60
    quotes = ask(client, "datasets/arbres/records", search='" or cle = 1 or "')
    assert quotes["total_count"] == 0
    assert ask(client, "datasets/arbres/records", search=" ")["total_count"] == 60
    assert ask(client, "datasets", search="arbres")["total_count"] == 1
    near = "distance(shape, GEOM'POINT(-1.65 48.15)', 20km)"
    assert ask(client, "datasets/arbres/records", where=near)["total_count"] == 60


def test_groups_are_records_and_aggregations(client, arbres):
    asked = {"select": "count(*) as n", "group_by": "espece"}
    plain = newer(client, "datasets/arbres/records", limit=-1, **asked)["results"]
    records = ask(client, "datasets/arbres/records", limit=-1, **asked)["records"]
    assert [one["record"]["fields"] for one in records] == plain
    assert ask(client, "datasets/arbres/aggregates", **asked) == {"aggregations": plain}
    all_trees = ask(client, "datasets/arbres/aggregates", select="count(*) as n")
    assert all_trees == {"aggregations": [{"n": 60}]}
    many = ask(client, "datasets/arbres/aggregates", select="count(*)", group_by="cle")
    assert len(many["aggregations"]) == 60
    sets = ask(client, "aggregates", select="count(*) as n", group_by="license")
    assert sum(one["n"] for one in sets["aggregations"]) == 1
    refused = ask(client, "datasets/arbres/aggregates", 400, select="espece")
    assert "count(*)" in refused["message"]


def test_a_data_set_is_wrapped(client, arbres):
    dataset("Bancs", slug="bancs")
    found = ask(client, "datasets", order_by="dataset_id", limit=1)
    assert (found["total_count"], len(found["datasets"])) == (2, 1)
    (one,) = found["datasets"]
    alone = ask(client, f"datasets/{one['dataset']['dataset_id']}")
    assert alone == one
    assert one["dataset"]["metas"]["default"]["title"] == "Arbres"
    for link in one["links"]:
        assert client.get(link["href"]).status_code == 200
    named = ask(client, "datasets/bancs", select="title")
    assert (named["dataset"], bool(named["links"])) == ({"title": "Bancs"}, True)


def test_files_are_flat_and_begin_with_no_mark(client, arbres):
    rows = ask(client, "datasets/arbres/exports/json", rows=2, sort="cle")
    assert [one["cle"] for one in rows] == [0, 1]
    path = "/api/v2/catalog/datasets/arbres/exports"
    table = client.get(f"{path}/csv", {"delimiter": ","}).getvalue()
    assert table.startswith(b"cle,")
    marked = client.get(f"{path}/csv", {"with_bom": "true"}).getvalue()
    assert marked.startswith(b"\xef\xbb\xbfcle;")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{path}/xls").getvalue()))
    assert sheet.active.max_row == 61
    assert client.get(f"{path}/nothing").status_code == 400
    listed = client.get("/api/v2/catalog/exports/csv").getvalue()
    assert listed.startswith(b"dataset_id;")


@pytest.mark.parametrize("path", ["datasets/arbres/facets", "facets", "datasets/arbres/exports",
                                  "datasets/arbres/attachments", "exports"])  # fmt: skip
def test_what_did_not_change_is_the_same(client, arbres, path):
    found, flat = ask(client, path), newer(client, path)
    assert json.dumps(found).replace("v2.0", "v2.1") == json.dumps(flat)


def test_every_answer_is_as_described(client, arbres):
    row = ask(client, "datasets/arbres/records", limit=1)["records"][0]["record"]["id"]
    for path, schema in (
        ("datasets", "WrappedDatasets"), ("datasets/arbres", "WrappedDataset"),
        ("datasets/arbres/records", "WrappedRows"),
        (f"datasets/arbres/records/{row}", "WrappedRow"),
    ):  # fmt: skip
        check(ask(client, path), KNOWN[schema], path, KNOWN)
    refused = ask(client, "datasets/arbres/records", 400, where="rien = 1")
    assert refused["clause"] == "where"
    assert ask(client, "datasets/nothing/records", 404)["error_code"] == "NotFoundError"
    assert ask(client, "nothing", 404)["error_code"] == "NotFoundError"


def test_a_language_is_read_in_capitals(client, arbres):
    sentences = {
        lang: newer(client, "datasets/arbres/records", where="rien = 1", lang=lang)["message"]
        for lang in ("fr", "FR", "en", "EN")
    }
    assert sentences["FR"] == sentences["fr"] != sentences["EN"] == sentences["en"]
    older = client.get("/api/records/1.0/search/?dataset=arbres&lang=FR")
    assert older.status_code == 200
