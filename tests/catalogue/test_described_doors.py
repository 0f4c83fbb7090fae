"""Every address and every parameter that the description of the API tells of the catalogue's doors:
asked once with a value that may be, once with one that may not."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from parvis.catalogue.definition import DOORS
from parvis.site.api import openapi
from tests.catalogue.explore.makers import dataset
from tests.catalogue.explore.test_records import filled, lake, trees
from tests.site.test_openapi import check

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
ROUTES = [route for room in DOORS for route in room.routes if route.method == "get"]
SCHEMAS = {name: schema for room in DOORS for name, schema in room.schemas.items()}
OF_ONE_SET = {"explore_dataset", "datasets_1", "dataset_2"}
OF_ROWS = {
    "select": "cle", "where": "cle > 1", "group_by": "espece", "order_by": "espece",
    "refine": "espece:if", "exclude": "espece:if", "facet": "espece", "sort": "cle",
    "timezone": "Europe/Paris", "q": "if", "fields": "cle", "x": "plante_le",
    "geofilter.distance": "48.1,-1.7,500", "list_separator": "|", "csv_separator": ",",
    "geofilter.polygon": "(48.1,-1.7),(48.2,-1.7),(48.2,-1.6)", "dataset": "arbres",
    "filters": {"refine.espece": "if"}, "series": {"y.n.func": "COUNT"}, "page": "1",
}  # fmt: skip
OF_SETS = {
    "select": "title", "where": "title is not null", "group_by": "publisher",
    "order_by": "title", "refine": "keyword:arbre", "exclude": "keyword:banc", "facet": "keyword",
    "sort": "title", "filters": {"refine.keyword": "arbre"},
}  # fmt: skip
WRONG = {
    "filters": {"refine.rien": "x"}, "series": {"y.n.func": "RIEN"}, "q": '"', "fields": "rien",
    "list_separator": "x" * 99, "page": "0", "search": "x " * 40_000,
}  # fmt: skip
# read only where a file is made
OF_FILES = {"use_labels_for_header", "csv_separator"}


@pytest.fixture
def city(lake, tmp_path):
    dataset("Bancs", slug="bancs", keywords=["banc"])
    record = filled("Arbres", trees(tmp_path / "arbres.csv", 20), slug="arbres", keywords=["arbre"])
    from parvis.lake import rows

    return rows.current(record.uuid)


def of_sets(route):
    return route.name in OF_ONE_SET or (
        "{dataset_id}" not in route.path
        and not any(one.name == "dataset" for one in route.parameters)
    )


def address(route, version):
    first = f"{version.name[:12]}-0"
    parts = {"dataset_id": "arbres", "record_id": first, "version": version.name[:12],
             "format": "csv"}  # fmt: skip
    return route.path.format(**parts)


COUNTED = {"aggregates_2", "groups_2"}  # give nothing but calculations


def required(route):
    told = {"dataset": "arbres"} if any(p.name == "dataset" for p in route.parameters) else {}
    told |= {"select": "count(*) as n"} if route.name in COUNTED else {}
    return told | ({"y.n.func": "COUNT"} if route.name == "records_1_analyze" else {})


def right(route, parameter):
    if (route.name, parameter.name) == ("records_1_analyze", "sort"):
        return {"sort": "-n"}
    if route.name in COUNTED and parameter.name in {"select", "order_by"}:
        return {"select": "count(*) as n"} | (
            {"order_by": "n"} if parameter.name == "order_by" else {}
        )
    value = (OF_SETS if of_sets(route) else {}).get(parameter.name, OF_ROWS.get(parameter.name))
    if value is None:
        schema = parameter.schema
        value = schema.get("default", schema.get("enum", [""])[0])
    if isinstance(value, bool):
        value = str(value).lower()
    return value if isinstance(value, dict) else {parameter.name: value}


def wrong(parameter):
    value = WRONG.get(parameter.name, "(" if parameter.name in OF_ROWS else "x")
    return value if isinstance(value, dict) else {parameter.name: value}


def get(client, route, version, parameters):
    query = urlencode(required(route) | parameters, doseq=True)
    return client.get(f"{address(route, version)}?{query}", headers={"Accept": "application/json"})


def test_every_address_answers_as_described(client, city):
    for route in ROUTES:
        response = get(client, route, city, {})
        body = response.getvalue()
        assert response.status_code == 200, (route.path, body[:300])
        media = response["Content-Type"].split(";")[0]
        assert any(media == one.split(";")[0] for one in route.answers), (route.path, media)
        if route.schema:
            check(json.loads(body), SCHEMAS[route.schema], route.path, SCHEMAS)


def answers(client, city, value):
    """(address, parameter, status, body) of each parameter of each address, asked with a value."""
    for route in ROUTES:
        for parameter in route.parameters:
            if parameter.place == "query":
                file = {"format": "csv"} if parameter.name in OF_FILES else {}
                response = get(client, route, city, file | value(route, parameter))
                yield route.path, parameter.name, response.status_code, response.getvalue()


def test_every_parameter_is_read(client, city):
    refused = [one for one in answers(client, city, right) if one[2] != 200]
    assert refused == []


def test_every_parameter_refuses_what_it_cannot_be(client, city):
    for path, name, status, body in answers(client, city, lambda _route, one: wrong(one)):
        assert status in (400, 404), (path, name, body[:300])
        told = json.loads(body)
        shape = SCHEMAS["ExploreError"] if "message" in told else openapi.SCHEMAS["Problem"]
        check(told, shape, path, SCHEMAS)


def test_every_format_is_given(client, city):
    for route in ROUTES:
        for parameter in route.parameters:
            if parameter.name == "format" and parameter.place == "path":
                base = address(route, city).rpartition("/")[0]
                for form in parameter.schema["enum"]:
                    response = client.get(f"{base}/{form}")
                    assert response.status_code == 200, (route.path, form)
                    assert response["Content-Type"].split(";")[0] in route.answers, form
                    assert response.getvalue()
