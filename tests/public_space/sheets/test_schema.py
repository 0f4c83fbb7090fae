"""The published schema says what the import does: one judge, two readers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from parvis.public_space.models import Device
from parvis.records.desk.sheet import Sheet
from tests.public_space.sheets.faults import FAULTS, good

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client: Client) -> Any:
    response = client.get("/capteurs/schema.json")
    assert response.status_code == 200
    return response.json()


def told(field: dict[str, Any], value: str) -> bool:
    """Whether a program that reads the schema accepts a cell (what can be said of one alone)."""
    limits = field.get("constraints", {})
    if not value:
        return not limits.get("required")
    if "enum" in limits and value not in limits["enum"]:
        return False
    if "pattern" in limits and not re.search(limits["pattern"], value):
        return False
    if len(value) > limits.get("maxLength", len(value)):
        return False
    if field["type"] in {"integer", "number"}:
        whole = r"-?\d+" if field["type"] == "integer" else r"-?\d+(?:[.,]\d+)?"
        if not re.fullmatch(whole, value):
            return False
        number = float(value.replace(",", "."))
        return limits.get("minimum", number) <= number <= limits.get("maximum", number)
    if field["type"] == "boolean":
        return value in {*field["trueValues"], *field["falseValues"]}
    return field["type"] != "date" or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))


def test_it_names_every_column_of_the_import(schema: Any) -> None:
    assert [field["name"] for field in schema["fields"]] == Sheet(Device).columns
    assert schema["primaryKey"] == "slug"
    assert all(field["title"] for field in schema["fields"])
    by_name = {field["name"]: field for field in schema["fields"]}
    assert "tech__radar" in by_name["technologies"]["description"]
    assert "camera" in by_name["kind"]["constraints"]["enum"]


def test_a_row_in_order_follows_it(schema: Any) -> None:
    by_name = {field["name"]: field for field in schema["fields"]}
    for name, value in good(1, "jardins").items():
        assert told(by_name[name], value), (name, value)


def test_what_it_refuses_the_import_refuses(schema: Any) -> None:
    by_name = {field["name"]: field for field in schema["fields"]}
    refused = [fault for fault in FAULTS if not told(by_name[fault.column], fault.value)]
    assert len(refused) >= 20
    assert any(fault.column == "kind" for fault in refused)


def test_it_is_read_by_programs_of_other_sites(client: Client) -> None:
    response = client.get("/capteurs/schema.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.post("/capteurs/schema.json").status_code == 405
