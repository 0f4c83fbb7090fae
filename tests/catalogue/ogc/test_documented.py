"""Every example of the documentation finds something."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.catalogue.explore.test_records import filled, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_each_example_finds_something(client, lake, tmp_path):
    filled("Arbres", trees(tmp_path / "arbres.csv", 40), slug="arbres")
    told = [
        re.findall(r"^/ogc/.*$", (DOCS / language / "ogc.md").read_text("utf-8"), re.MULTILINE)
        for language in ("fr", "en")
    ]
    assert told[0] == told[1] != []
    for address in told[0]:
        response = client.get(quote(address, safe="/?&=:,*'()"))
        assert response.status_code == 200, response.content
        if "json" in response["Content-Type"]:
            assert response.json().get("numberReturned") != 0, address
        else:
            assert b"espece" in response.content, address
