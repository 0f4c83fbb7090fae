"""What a search says that takes too long until the quick copy of new rows stands."""

from __future__ import annotations

from html import unescape

import pytest

from parvis.lake import store
from parvis.lake.served import reader
from parvis.lake.served.cache import Cache
from tests.catalogue.rows.makers import filled
from tests.lake.makers import lake, trees

__all__ = ["lake"]

pytestmark = pytest.mark.django_db
SAID = "copie qui rend les recherches rapides se pr"
ROWS = 20_000


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/donnees/arbres/donnees/?q=xylophone", "text/html"),
        ("/api/explore/v2.1/catalog/datasets/arbres/records?where=%22xylophone%22", "json"),
        ("/ogc/collections/arbres/items?q=xylophone", "json"),
    ],
)
def test_a_search_before_the_copy_stands_says_so_and_when_to_come_back(
    client, lake, tmp_path, monkeypatch, address, form
):
    monkeypatch.setattr(Cache, "build", lambda *_told: False)  # another process is at it
    filled("Arbres", trees(tmp_path / "arbres.csv", ROWS), slug="arbres")
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert form in answer["Content-Type"]
    assert SAID in unescape(answer.content.decode())
    monkeypatch.undo()
    assert client.get(address).status_code == 200
    store.reader().settled()
