"""OGC API Tiles: from the collection to a tile, as a map finds its way."""

from __future__ import annotations

import re

import pytest

from parvis.catalogue.ogc import tiles
from parvis.lake.query.tile import Grain
from tests.catalogue.explore.test_records import filled, lake
from tests.catalogue.ogc.makers import ROOT, ask
from tests.catalogue.ogc.test_features import COUNT, arbres, rels

__all__ = ["arbres", "lake"]
pytestmark = pytest.mark.django_db
TILES = "collections/arbres/tiles"
SQUARES = f"{TILES}/WebMercatorQuad"


def followed(client, body, rel):
    link = next(one for one in body["links"] if one["rel"].endswith(rel))
    return client.get(link["href"]).json()


def test_from_the_collection_one_walks_to_a_tile(client, arbres):
    listed = followed(client, ask(client, "collections/arbres"), "tilesets-vector")
    (entry,) = listed["tilesets"]
    assert (entry["dataType"], entry["title"]) == ("vector", "Arbres")
    told = followed(client, entry, "self")
    assert [layer["id"] for layer in told["layers"]] == ["arbres", "arbres.counts"]
    assert "espece" in told["layers"][0]["propertiesSchema"]["properties"]
    assert "shape" not in told["layers"][0]["propertiesSchema"]["properties"]
    west, south = told["boundingBox"]["lowerLeft"]
    assert -1.8 < west < -1.5
    assert 48 < south < 48.3
    squares = followed(client, told, "tiling-scheme")
    assert squares["tileMatrices"][12]["matrixWidth"] == 4096
    scale = squares["tileMatrices"][0]["scaleDenominator"]
    assert scale == pytest.approx(559082264.0287178)  # of the standard's own definition
    every = next(one for one in told["links"] if one["rel"] == "item")
    assert every["templated"]
    address = re.sub(r"\{\w+\}", "0", every["href"])
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, every["type"])
    assert b"tilleul" in answer.content
    assert rels(ask(client, "")) >= {"http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"}


def test_tilejson_gives_the_same_tiles_to_a_map(client, arbres):
    told = ask(client, SQUARES, f="tilejson")
    assert told["tilejson"] == "3.0.0"
    assert told["vector_layers"][0]["fields"]["espece"] == "string"
    (pattern,) = told["tiles"]
    address = pattern.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0")
    assert client.get(address).content == client.get(f"{ROOT}{SQUARES}/0/0/0").content


def test_a_tile_takes_the_conditions_of_items(client, arbres):
    whole = client.get(f"{ROOT}{SQUARES}/0/0/0").content
    some = client.get(f"{ROOT}{SQUARES}/0/0/0?espece=if&properties=cle").content
    assert b"tilleul" in whole
    assert b"espece" not in some
    assert 0 < len(some) < len(whole)
    assert client.get(f"{ROOT}{SQUARES}/0/0/0?filter=espece = 'if'").status_code == 200
    assert client.get(f"{ROOT}{SQUARES}/0/0/0?q=tilleul&f=mvt").status_code == 200


def test_a_crowded_tile_gives_counts(client, arbres, monkeypatch):
    monkeypatch.setattr(tiles, "STANDARD", Grain(COUNT - 1))
    crowded = client.get(f"{ROOT}{SQUARES}/0/0/0").content
    assert b"arbres.counts" in crowded
    assert b"tilleul" not in crowded


def test_a_tile_known_already_is_not_sent_again(client, arbres):
    first = client.get(f"{ROOT}{SQUARES}/0/0/0")
    again = client.get(f"{ROOT}{SQUARES}/0/0/0", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        (f"{SQUARES}/25/0/0", {}, 404, "25/0/0"),
        (f"{SQUARES}/3/8/0", {}, 404, "3/8/0"),
        (f"{SQUARES}/x/0/0", {}, 404, "x/0/0"),
        (f"{SQUARES}/0/0/-1", {}, 404, "0/0/-1"),
        (f"{SQUARES}/0/0/0", {"f": "png"}, 400, "mvt"),
        (f"{SQUARES}/0/0/0", {"bbox": "0,0,1,1"}, 400, "bbox"),
        (f"{SQUARES}/0/0/0", {"properties": "rien"}, 400, "rien"),
        (f"{TILES}/WorldCRS84Quad", {}, 404, "WebMercatorQuad"),
        (f"{TILES}/WorldCRS84Quad/0/0/0", {}, 404, "WebMercatorQuad"),
        ("tileMatrixSets/WorldCRS84Quad", {}, 404, "WebMercatorQuad"),
        ("collections/rien/tiles", {}, 404, "rien"),
    ],
)
def test_what_is_no_tile_is_refused_in_words(client, arbres, path, parameters, status, words):
    assert words in ask(client, path, status, **parameters)["detail"]


def test_rows_without_a_place_have_no_tiles(client, lake, tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("n;mot\n1;un\n2;deux\n", encoding="utf-8")
    filled("Notes", path, slug="notes")
    assert "items" in ask(client, "collections/notes/tiles", 404)["detail"]
    one = ask(client, "collections/notes")
    assert not any(link["rel"].endswith("tilesets-vector") for link in one["links"])


def test_each_page_of_tiles_says_what_it_is(client, arbres):
    for path in (TILES, SQUARES, "tileMatrixSets", "tileMatrixSets/WebMercatorQuad"):
        page = client.get(f"{ROOT}{path}?f=html&lang=en")
        assert page.status_code == 200
        text = page.content.decode()
        assert "<table" in text
        assert not re.search(r'href="[^"]*[{%]7?B?tile', text)  # a template is no address
    assert "281,474,976,710,656" in text
