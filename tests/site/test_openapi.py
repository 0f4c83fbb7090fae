"""The description of our API says what is there, and every answer is as it says."""

import json
import re

import pytest
from django.urls import URLPattern, get_resolver, resolve

from parvis.catalogue.explore import catalogue
from parvis.catalogue.explore.older import records as older
from parvis.site import doors
from parvis.site.api import openapi
from parvis.site.api.openapi import ROUTES, SCHEMAS
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db

KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
         "null": type(None)}  # fmt: skip
NOT_OURS = {"api", "attachment", "sitemap", "sitemap_lists", "sitemap_page", "robots"}
CATCH_ALL = {catalogue.nowhere, older.nowhere}


def check(value, schema, where="answer", schemas=SCHEMAS):
    """A value is as its schema says (the few words of JSON Schema that ours uses)."""
    if "$ref" in schema:
        return check(value, schemas[schema["$ref"].rpartition("/")[2]], where, schemas)
    if "anyOf" in schema:
        return assert_one(value, schema["anyOf"], where, schemas)
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert isinstance(value, tuple(KINDS[name] for name in names)), where
    for name in schema.get("required", ()):
        assert name in value, f"{where} lacks {name}"
    for name, inner in schema.get("properties", {}).items():
        if name in value:
            check(value[name], inner, f"{where}.{name}", schemas)
    for rank, item in enumerate(value if "items" in schema else ()):
        check(item, schema["items"], f"{where}[{rank}]", schemas)
    return None


def assert_one(value, choices, where, schemas):
    for schema in choices:
        try:
            return check(value, schema, where, schemas)
        except AssertionError:
            continue
    raise AssertionError(f"{where} is of none of the shapes")


@pytest.fixture
def trees():
    owner = makers.organisation(slug="jardins")
    return made.dataset(owner, slug="arbres")


def described(client):
    return client.get("/api/openapi.json").json()


def answering(path):
    """The view at a described address, whatever stands for its variable parts."""
    return resolve(re.sub(r"{\w+}", "x", path)).func


def test_every_address_is_described_and_is_there(client):
    """Those under /api/ whatever room opens them; a catch-all describes nothing."""
    paths = described(client)["paths"]
    found = {answering(path) for path in paths}
    assert not found & CATCH_ALL
    under_api = {
        view for route, view in views(get_resolver().url_patterns) if route.startswith("api/")
    }
    assert under_api - CATCH_ALL - {openapi.entrance} <= found
    ours = {pattern.callback for pattern in doors.urlpatterns if pattern.name not in NOT_OURS}
    assert ours <= found


def views(patterns, before=""):
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, one.callback
        else:
            yield from views(one.url_patterns, route)


def test_the_description_is_well_made(client):
    document = described(client)
    operations = [one for path in document["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    assert {tag for one in operations for tag in one["tags"]} == {
        tag["name"] for tag in document["tags"]
    }
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert named == set(document["components"]["schemas"])
    for path, item in document["paths"].items():
        for one in item.values():
            parts = {p["name"] for p in one["parameters"] if p["in"] == "path"}
            assert parts == set(re.findall(r"{(\w+)}", path))


def test_every_answer_is_as_described(client, trees):
    document = client.get("/api/openapi.json").json()
    for route in ROUTES:
        address = route.path.replace("{kind}", "dataset").replace("{slug}", "arbres")
        response = client.get(address, headers={"Accept": "application/json"})
        assert response.status_code == 200, address
        operation = document["paths"][route.path]["get"]
        media = response["Content-Type"].partition(";")[0]
        assert media in operation["responses"]["200"]["content"]
        if route.schema:
            check(response.json(), SCHEMAS[route.schema], address)
        for form in route.answers[1:]:
            given = client.get(address, headers={"Accept": form})
            assert given.status_code in {200, 303}
            assert given.status_code == 303 or given["Content-Type"].startswith(form)


def test_a_refusal_is_a_problem_that_tells(client, trees):
    for path, status in (
        ("/api/graph/dataset/arbres?depth=9", 400),
        ("/api/records?page=x", 400),
        ("/api/graph/dataset/rien", 404),
    ):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
        check(response.json(), SCHEMAS["Problem"])
    assert client.post("/api/records").status_code == 405


def test_the_graph_is_walked_both_ways_and_says_when_it_is_cut(client, trees, monkeypatch):
    from parvis.records import walking

    shade = made.dataset(makers.organisation(), [("derived_from", trees)], slug="ombre")
    answer = client.get("/api/graph/dataset/arbres?depth=2").json()
    ids = {node["id"] for node in answer["nodes"]}
    assert {"dataset/arbres", "dataset/ombre", "organisation/jardins"} < ids
    edge = {"subject": "dataset/ombre", "predicate": "derived_from", "object": "dataset/arbres"}
    assert edge | {"since": None, "until": None} in answer["edges"]
    assert answer["cut"] is False
    start = walking.Node(shade.uuid, "dataset", "ombre", "Ombre", 0)
    from parvis.records.audience import VISITOR

    assert walking.around(start, VISITOR, 3, most=2).cut is True


def test_a_list_is_taken_away_as_a_table(client, trees, follow):
    made.dataset(makers.organisation(), slug="formule", title="=1+1")
    follow()
    response = client.get("/api/records.csv?type=dataset")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=1+1" in lines[2]
    found = client.get("/api/records.csv?type=dataset&q=jeu")
    assert len(b"".join(found.streaming_content).decode().splitlines()) == 2
