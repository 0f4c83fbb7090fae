"""Every example of the documentation answers."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from parvis.catalogue.explore import files, whole
from tests.catalogue.explore.makers import dataset
from tests.catalogue.explore.test_records import filled, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
FOUND = ("total_count", "results", "dataset_id", "nhits", "datasetid", "features",
         "records", "datasets", "dataset", "aggregations")  # fmt: skip
DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture
def city(lake, tmp_path):
    dataset("Bancs", slug="bancs")
    filled("Arbres", trees(tmp_path / "arbres.csv", 40), slug="arbres")


@pytest.mark.once
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_format_is_named(language):
    page = (DOCS / language / "explore.md").read_text("utf-8")
    for of, forms in (("datasets/{id}/", files.OFFERED), ("", whole.OFFERED)):
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `catalog/{of}exports/"))
        assert {*re.findall(r"`([\w.]+)`", row)} == {*forms}


def test_each_example_finds_something(client, city):
    told = [
        re.findall(r"^/(?:api|explore)/\S.*$", page.read_text("utf-8"), re.MULTILINE)
        for page in (DOCS / "fr" / "explore.md", DOCS / "en" / "explore.md")
    ]
    assert told[0] == told[1] != []
    for address in told[0]:
        response = client.get(quote(address, safe="/?&=:,*'\"()"))
        body = response.getvalue()
        assert response.status_code == 200, body
        if "json" in response["Content-Type"] and "facets" not in address:
            answer = json.loads(body)
            found = answer if isinstance(answer, list) else any(map(answer.get, FOUND))
            assert found, address
