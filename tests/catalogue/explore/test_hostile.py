"""Whatever an address holds, the Explore API answers or refuses in a sentence: never a 500."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parvis.catalogue.explore import door as explore_door
from parvis.catalogue.ogc import door as ogc_door
from tests.catalogue.explore.makers import ROOT, dataset
from tests.catalogue.explore.test_records import filled, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
PATHS = (
    "datasets", "facets", "exports", "exports/csv", "exports/json", "exports/ttl",
    "datasets/arbres",
    "datasets/arbres/attachments", "datasets/arbres/records", "datasets/arbres/records/{any}",
    "datasets/arbres/facets", "datasets/arbres/exports", "datasets/arbres/exports/csv",
    "datasets/arbres/exports/json", "datasets/arbres/exports/geojson",
    "datasets/arbres/exports/parquet", "datasets/arbres/exports/kml",
    "datasets/arbres/exports/gpx", "datasets/arbres/exports/shp", "datasets/{any}",
    "datasets/{any}/records",
    "exports/{any}", "datasets/arbres/exports/{any}", "{any}",
)  # fmt: skip
NAMES = (
    "select", "where", "group_by", "order_by", "limit", "offset", "refine", "exclude", "facet",
    "lang", "timezone", "include_links", "include_app_metas", "use_labels", "compressed", "epsg",
    "delimiter", "list_separator", "quote_all", "with_bom", "parquet_compression", "apikey",
)  # fmt: skip
OF_2_0 = ("rows", "start", "sort", "search")
WORDS = (
    "*", "title", "default.title", "metas.default.modified", "fields", "metas", "espece", "hauteur",
    "shape", "vu_a", "dataset_id", "count(*)", "sum(hauteur) as s", "count(distinct title)", "(",
    ")",
    "and", "or", "not", "in", "=", ":", "<", ",", "'a'", '"', "date'2024'", "now()", "[1..2]", "-1",
    "1e308", "99999999999999999999", "100", "true", "en", "UTC", "Europe/Paris", "desc", "as x",
    "range(hauteur, 3)", "range(vu_a, 1 day)", "year(modified)", "random(1)", "include(t*)",
    "exclude(*)", "exclude(metas)", "espece:if", "vu_a:2024/07", "vu_a:2024/99", "title:",
    "modified:0000", "dataset_uid:a", "features:geo", 'facet(name="espece", limit=1)',
    "geom'POINT(1 1)'", "distance(shape, geom'POINT(1 1)', 1km)", "geo_cluster(shape, 3)",
    "row number",
    " uid", "slug", "words", "identifier", "é", "\x00", "\u202e", "\ud83d", "%", "`", "``", "../..",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.text(max_size=30),
)


@pytest.fixture
def city(lake, tmp_path):
    dataset("Lignes de bus", slug="bus", modified="2024-05", keywords=["bus"])
    filled("Arbres", trees(tmp_path / "arbres.csv", 60), slug="arbres")


def asked(path: str, name: str, parameters: list[tuple[str, str]], root: str = ROOT) -> str:
    told = path.replace("{any}", quote(name.encode("utf-8", "surrogatepass"), safe=""))
    pairs = [(n, v.encode("utf-8", "surrogatepass")) for n, v in parameters]
    return f"{root}{told}?{urlencode(pairs)}"


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(PATHS),
    texts,
    st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=4),
)
@example("datasets", "", [("select", "exclude(*)")])
@example("datasets", "", [("select", "include(t*)"), ("group_by", "title")])
@example("datasets", "", [("select", "count(*), title")])
@example("exports/csv", "", [("select", "metas, fields")])
@example("exports/csv", "", [("select", "*, length(title)"), ("order_by", "random(1)")])
@example("datasets/arbres/records", "", [("select", "exclude(*)"), ("include_app_metas", "1")])
@example("datasets/arbres/exports/parquet", "", [("group_by", "geo_cluster(shape, 3)")])
@example("datasets/arbres/exports/csv", "", [("group_by", "range(vu_a, 1 day)")])
@example("datasets/arbres/records", "", [("select", "hauteur"), ("order_by", "cle"),
                                         ("include_links", "true")])  # fmt: skip
@example("datasets/{any}", "\x00", [])
@example("datasets/{any}", "a/b", [])
@example("exports/{any}", "\n\r", [])
def test_no_question_breaks_the_door(client, city, path, name, parameters):
    holds(client.get(asked(path, name, parameters)), path)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from((*PATHS, "aggregates", "datasets/arbres/aggregates")),
    texts,
    st.lists(st.tuples(st.sampled_from((*NAMES, *OF_2_0)), texts), max_size=4),
)
@example("datasets/arbres/records", "", [("search", "\\"), ("sort", "-")])
@example("datasets/arbres/aggregates", "", [("select", "count(*)"), ("group_by", "row number")])
@example("datasets", "", [("group_by", "title"), ("rows", "-1"), ("start", "20001")])
def test_no_question_breaks_the_door_of_2_0(client, city, path, name, parameters):
    holds(client.get(asked(path, name, parameters, "/api/v2/catalog/")), path)


def holds(response, path):
    """It answers, or refuses in a sentence."""
    body = response.getvalue()
    assert response.status_code in {200, 400, 403, 404}, body
    if response.status_code >= 400:
        refused = json.loads(body)
        assert refused["error_code"]
        assert refused["message"]
    elif "json" in response["Content-Type"] and "jsonl" not in path:
        json.loads(body)


def test_each_refusal_is_a_new_one():
    """The same exception raised again would keep what each question held."""
    for one in (explore_door.door, ogc_door.door):
        assert one.method() is not one.method()


def test_a_version_that_no_address_can_hold_is_absent(city, client):
    for name in ("\x00" * 12, "é" * 12, "%" * 12, "0" * 12):
        address = f"/api/versions/arbres/{quote(name, safe='')}/csv"
        assert client.get(address).status_code == 404
