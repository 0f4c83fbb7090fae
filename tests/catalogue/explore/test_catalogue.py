"""`/api/explore/v2.1/catalog/…`: data sets asked as a re-user of the old portal asks them."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from parvis.catalogue.explore import table
from parvis.catalogue.explore.table import tables
from parvis.lake.query import tree
from parvis.lake.query.sql import Context
from parvis.records import publishing
from parvis.records.audience import Audience
from parvis.records.kinds import Circle
from tests import makers
from tests.catalogue.explore.makers import ROOT, ask, dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    green = makers.organisation(title="Direction des jardins")
    dataset("Arbres de la ville", slug="arbres", organisation=green, modified="2024-05-03",
            keywords=["arbre", "parc"], summary="Chaque arbre planté.",
            licence="https://www.etalab.gouv.fr/licence-ouverte-open-licence")  # fmt: skip
    dataset("Bancs publics", slug="bancs", organisation=green, modified="2023",
            keywords=["parc"])  # fmt: skip
    dataset("Lignes de bus", slug="bus", identifier="tco-bus-lignes", modified="2025-01-10")


def test_data_sets_are_listed_with_their_metadata(client, city):
    found = ask(client, "datasets")
    assert found["total_count"] == 3
    trees = found["results"][0]
    assert trees["dataset_id"] == "arbres"
    assert trees["metas"]["default"]["title"] == "Arbres de la ville"
    assert trees["metas"]["default"]["publisher"] == "Direction des jardins"
    assert trees["metas"]["default"]["modified"] == "2024-05-02T22:00:00+00:00"
    assert trees["has_records"] is False


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"where": '"arbre"'}, ["arbres"]),
        ({"where": "publisher = 'Direction des jardins'"}, ["arbres", "bancs"]),
        ({"where": "modified >= date'2024'", "order_by": "modified desc"}, ["tco-bus-lignes",
                                                                            "arbres"]),
        ({"where": 'metas.default.title like "bancs"'}, ["bancs"]),
        ({"where": 'search(default.title, "ligne")'}, ["tco-bus-lignes"]),
        ({"refine": "keyword:parc"}, ["arbres", "bancs"]),
        ({"refine": ["keyword:parc", "modified:2024"]}, ["arbres"]),
        ({"exclude": "keyword:parc"}, ["tco-bus-lignes"]),
        ({"order_by": "title desc", "limit": 1}, ["tco-bus-lignes"]),
        ({"order_by": "title", "limit": 1, "offset": 1}, ["bancs"]),
        ({"limit": 0}, []),
        ({"limit": -1}, ["arbres", "bancs", "tco-bus-lignes"]),
    ],
)  # fmt: skip
def test_data_sets_are_found(client, city, parameters, names):
    found = ask(client, "datasets", **parameters)
    assert [one["dataset_id"] for one in found["results"]] == names


@pytest.mark.parametrize(
    ("select", "first"),
    [
        ("dataset_id, title", {"dataset_id": "arbres", "title": "Arbres de la ville"}),
        (
            "dataset_id,metas.default.title",
            {"dataset_id": "arbres", "metas": {"default": {"title": "Arbres de la ville"}}},
        ),
        ("length(title) as long", {"long": 18}),
        ("dataset_id, fields", {"dataset_id": "arbres", "fields": []}),
        ("title as nom", {"nom": "Arbres de la ville"}),
    ],
)
def test_select_takes_parts_and_values(client, city, select, first):
    found = ask(client, "datasets", select=select, order_by="title")
    assert found["results"][0] == first
    assert found["total_count"] == 3


def test_exclude_leaves_a_part_out_of_documents(client, city):
    found = ask(client, "datasets", select="exclude(attachments),exclude(alternative_exports)")
    first = found["results"][0]
    assert "attachments" not in first
    assert first["metas"]["default"]["title"] == "Arbres de la ville"


def test_groups_have_no_total(client, city):
    found = ask(client, "datasets", select="count(*) as n", group_by="publisher", order_by="n desc")
    assert found["results"][0] == {"publisher": "Direction des jardins", "n": 2}
    assert "total_count" not in found


def test_slug_and_old_identifier_both_answer(client, city):
    for name in ("bus", "tco-bus-lignes"):
        found = ask(client, f"datasets/{name}")
        assert found["dataset_id"] == "tco-bus-lignes"
        assert found["metas"]["default"]["title"] == "Lignes de bus"


def test_a_hidden_identifier_names_nothing(client):
    dataset("Lignes", slug="lignes", identifier="secret-7", hidden_fields=["identifier"])
    ask(client, "datasets/secret-7", status=404)
    assert ask(client, "datasets")["results"][0]["dataset_id"] == "lignes"


def test_an_identifier_that_two_portals_give_is_no_name(client, city):
    dataset("Autres lignes", slug="autres", identifier="tco-bus-lignes")
    names = [one["dataset_id"] for one in ask(client, "datasets")["results"]]
    assert sorted(names) == ["arbres", "autres", "bancs", "bus"]


def test_facets_count_what_is_found(client, city):
    found = ask(client, "facets", where="modified < date'2025'", facet=["keyword", "publisher"])
    told = {one["name"]: one["facets"] for one in found["facets"]}
    assert told["keyword"][0] == {
        "name": "parc", "count": 2, "state": "displayed", "value": "parc"
    }  # fmt: skip
    assert told["publisher"][0]["count"] == 2
    refined = ask(client, "facets", facet="modified", refine="modified:2024")["facets"]
    assert refined == [
        {"name": "modified", "facets": [
            {"name": "05", "count": 1, "state": "displayed", "value": "2024/05"}]}
    ]  # fmt: skip
    put_aside = ask(client, "facets", facet="keyword", exclude="keyword:arbre")["facets"]
    assert put_aside[0]["facets"][-1] == {"name": "arbre", "state": "excluded", "value": "arbre"}


def test_links_lead_to_the_pages(client, city):
    found = ask(client, "datasets", include_links="true", limit=1, offset=1)
    told = {one["rel"]: one["href"] for one in found["_links"]}
    assert set(told) == {"self", "first", "last", "next"}
    assert "offset=2" in told["next"]
    assert found["results"][0]["_links"][0]["href"].endswith("/datasets/bancs")


def test_a_language_and_a_clock_are_chosen(client, city):
    dataset("Piscines", slug="piscines", modified="2024-07-01T10:00:00+00:00",
            translations={"en": {"title": "Swimming pools"}})  # fmt: skip
    found = ask(client, "datasets/piscines", lang="en", timezone="Europe/Paris")
    assert found["metas"]["default"]["title"] == "Swimming pools"
    assert found["metas"]["default"]["modified"] == "2024-07-01T12:00:00+02:00"


@pytest.mark.parametrize(
    ("parameters", "code", "said"),
    [
        ({"limit": "101"}, "InvalidRESTParameterError", "limit"),
        ({"limit": "x"}, "InvalidRESTParameterError", "limit"),
        ({"limit": "100", "offset": "9901"}, "InvalidRESTParameterError", "offset"),
        ({"offset": "-1"}, "InvalidRESTParameterError", "offset"),
        ({"lang": "xx"}, "InvalidRESTParameterError", "lang"),
        ({"timezone": "Mars"}, "ODSQLError", "timezone"),
        ({"include_links": "peut-être"}, "InvalidRESTParameterError", "include_links"),
        ({"where": "titre = 'a'"}, "ODSQLError", "where"),
        ({"where": "title ="}, "ODSQLError", "where"),
        ({"select": "count("}, "ODSQLError", "select"),
        ({"order_by": "nimporte"}, "ODSQLError", "order_by"),
        ({"group_by": "nimporte"}, "ODSQLError", "group_by"),
        ({"refine": "nimporte"}, "ODSQLError", "refine"),
        ({"refine": "nimporte:a"}, "ODSQLError", "refine"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(client, city, parameters, code, said):
    found = ask(client, "datasets", status=400, **parameters)
    assert found["error_code"] == code
    assert said in found["message"]


def test_a_wrong_word_is_shown_where_it_stands(client, city):
    found = ask(client, "datasets", status=400, where="title = 'a' and titre = 'b'")
    assert found["clause"] == "where"
    assert found["position"] == {"line": 1, "column": 17, "start": 16, "end": 21}
    assert "« title »" in found["message"]
    english = ask(client, "datasets", status=400, where="titre = 'b'", lang="en")
    assert "Line 1" in english["message"]


def test_what_changes_is_followed(client, city):
    assert ask(client, "datasets")["total_count"] == 3
    record = dataset("Zones calmes", slug="zones")
    assert ask(client, "datasets", where='"zones"')["total_count"] == 1
    publishing.withdraw_many([record])
    assert ask(client, "datasets", where='"zones"')["total_count"] == 0
    ask(client, "datasets/zones", status=404)


def test_nothing_changed_is_not_sent_again(client, city):
    first = client.get("/api/explore/v2.1/catalog/datasets")
    assert first["Access-Control-Allow-Origin"] == "*"
    known = {"if-none-match": first["ETag"]}
    assert client.get("/api/explore/v2.1/catalog/datasets", headers=known).status_code == 304
    dataset("Nouveau")
    assert client.get("/api/explore/v2.1/catalog/datasets", headers=known).status_code == 200
    moving = client.get("/api/explore/v2.1/catalog/datasets?where=modified<now()")
    assert "ETag" not in moving


def test_only_reading_is_answered(client):
    response = client.post("/api/explore/v2.1/catalog/datasets")
    assert response.status_code == 405
    assert response.json()["error_code"] == "MethodNotAllowedError"
    assert client.options("/api/explore/v2.1/catalog/datasets").status_code == 204
    for path in ("rien", "datasets//", "datasets/a/b/c"):
        ask(client, path, status=404)


CANARY = "Canari-jaune"


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("datasets", {}),
        ("datasets", {"where": f'"{CANARY}"'}),
        ("datasets", {"select": "count(*) as n"}),
        ("datasets", {"group_by": "title"}),
        ("facets", {}),
        ("facets", {"facet": "title"}),
        ("datasets/canari", {}),
        ("datasets/canari-id", {}),
        ("datasets/canari/attachments", {}),
    ],
)
def test_what_may_not_be_seen_is_nowhere(client, city, path, parameters):
    address = f"/api/explore/v2.1/catalog/{path}?{urlencode(parameters)}"
    before = client.get(address)
    hidden = makers.organisation(title=f"Service {CANARY}")
    values = {"slug": "canari", "identifier": "canari-id", "keywords": [CANARY]}
    dataset(CANARY, circle=Circle.AGENTS, organisation=hidden, **values)
    after = client.get(address)
    assert after.status_code == before.status_code
    assert after.content == before.content


def test_every_path_answers_with_its_last_slash_too(client):
    """Opendatasoft's own client for JavaScript writes it."""
    dataset("Bancs", slug="bancs")
    for path in ("datasets", "facets", "exports", "exports/json", "datasets/bancs",
                 "datasets/bancs/attachments"):  # fmt: skip
        plain, slashed = client.get(f"{ROOT}{path}"), client.get(f"{ROOT}{path}/")
        assert slashed.status_code == plain.status_code == 200, path
        if path == "exports":
            hrefs = [one["href"] for one in slashed.json()["links"][1:]]
            assert hrefs == [one["href"] for one in plain.json()["links"][1:]]
        else:
            told = slashed.getvalue().replace(f"{path}/".encode(), path.encode())
            assert told == plain.getvalue()


def test_more_audiences_than_are_kept_take_no_table_from_who_reads_it(city):
    asked = Context(datetime.now(UTC), "UTC")
    reading = tables.of(Audience(Circle.SERVICE, frozenset({uuid4()})))
    for _ in range(table.TABLES + 1):
        tables.of(Audience(Circle.SERVICE, frozenset({uuid4()})))
    assert reading.audience not in tables.kept
    assert reading.total(tree.Query(), asked) == 3
    name, link = reading.name, reading.reader.fresh()
    there = "SELECT count(*) FROM duckdb_tables() WHERE database_name = ?"
    assert link.execute(there, [name]).fetchone() == (1,)
    del reading
    assert link.execute(there, [name]).fetchone() == (0,)
