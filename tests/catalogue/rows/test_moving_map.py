"""`…/carte/interactive/`: the map that moves, what its script is told, and its tiles."""

from __future__ import annotations

import html as entities
import json
import os
import re
import subprocess
import sys

import duckdb
import pytest

from parvis.catalogue.rows import moving
from parvis.lake.engine import spatial_extension
from tests.catalogue.rows.makers import COUNT, again, filled, page
from tests.lake.makers import lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db

EVERYTHING = "carte/tuiles/0/0/0"
PICTURES = "https://fond.example/{z}/{x}/{y}.png"


def told(html):
    (text,) = re.findall(r'<script id="carte-donnees" type="application/json">(.*?)</script>', html)
    return json.loads(text)


@pytest.fixture
def rows_of(client, tmp_path):
    """The features of a tile, as GDAL reads them: {layer: [properties]}."""
    link = duckdb.connect()
    link.execute(f"LOAD '{spatial_extension()}'")

    def read(path, slug="arbres", **parameters):
        query = {name.replace("__", "."): value for name, value in parameters.items()}
        answer = client.get(f"/donnees/{slug}/donnees/{path}", query)
        assert answer.status_code == 200, answer.content.decode()[:2000]
        assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
        file = tmp_path / "tile.mvt"
        file.write_bytes(answer.content)
        layers = link.execute(f"SELECT unnest(layers).name FROM st_read_meta('{file}')").fetchall()
        found = {}
        for (layer,) in layers:
            rows = link.execute(
                f"SELECT * EXCLUDE geom FROM st_read('{file}', layer = '{layer}',"
                " open_options = ['X=0', 'Y=0', 'Z=0'])"
            )
            names = [each[0] for each in rows.description]
            found[layer] = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        return found

    yield read
    link.close()


def test_the_still_map_leads_to_the_one_that_moves_and_says_its_weight(client, arbres):
    html = page(client, "carte/", refine="espece:if", q="if")
    (address,) = re.findall(r'href="(interactive/[^"]*)"', html)
    assert entities.unescape(address) == "interactive/?q=if&refine=espece%3Aif"
    assert "<script" not in html
    kilos = int(re.findall(r"charge (\d+)\xa0ko", entities.unescape(html))[0])
    assert kilos == round(moving.weight() / 1000)
    assert 40 < kilos < 70


def test_the_page_tells_its_script_all_it_needs_and_nothing_runs_inline(client, arbres):
    html = page(client, "carte/interactive/", refine="espece:if", language="/en")
    said = told(html)
    assert said["query"] == "?refine=espece%3Aif"
    assert said["tiles"] == "/en/donnees/arbres/donnees/carte/tuiles/"
    assert said["lang"] == "en"
    assert said["extent"] == pytest.approx([-1.7, 48.1, -1.6, 48.2], abs=0.01)
    assert {"name": "hauteur", "title": "hauteur", "kind": "number"} in said["columns"]
    assert not {"lon", "lat", "shape"} & {one["name"] for one in said["columns"]}
    scripts = re.findall(r"<script([^>]*)>", html)
    assert all("src=" in one or "application/json" in one for one in scripts)
    assert 'href="/en/donnees/arbres/donnees/carte/?refine=espece%3Aif"' in html


def test_a_tile_holds_the_rows_that_are_asked_under_the_name_of_their_version(
    client, arbres, rows_of
):
    said = told(page(client, "carte/interactive/"))
    (name, found), *none = rows_of(EVERYTHING).items()
    assert not none
    assert len(found) == COUNT
    assert set(found[0]) >= {one["name"] for one in said["columns"]}
    some = rows_of(EVERYTHING, refine="espece:if", min__hauteur="20", q="if")[name]
    assert {each["espece"] for each in some} == {"if"}
    assert 0 < len(some) < COUNT
    row = client.get(f"{said['rows']}{name}-{some[0]['mvt_id']}?f=json").json()
    assert row["properties"]["cle"] == int(some[0]["cle"])


def test_a_crowd_is_counted_and_no_row_is_lost(lake, tmp_path, rows_of, client):
    filled("Mobilier", trees(tmp_path / "mobilier.csv", moving.GRAIN.most + 1), slug="mobilier")
    ((layer, squares),) = rows_of(EVERYTHING, "mobilier").items()
    assert layer.endswith(".counts")
    assert sum(each["rows"] for each in squares) == moving.GRAIN.most + 1
    some = rows_of(EVERYTHING, "mobilier", refine="espece:if")
    assert sum(map(len, some.values())) == (moving.GRAIN.most + 1) // 4


def test_a_version_has_a_map_that_moves_of_its_own(client, lake, tmp_path, rows_of):
    record = filled("Verger", trees(tmp_path / "verger.csv", 30), slug="verger")
    listed = page(client, "versions/", slug="verger")
    (root,) = set(re.findall(r"versions/[0-9a-f]{12}/", listed))
    before = rows_of(f"{root}{EVERYTHING}", "verger")
    again(record, trees(tmp_path / "autres.csv", 7))
    assert rows_of(f"{root}{EVERYTHING}", "verger") == before
    ((name, rows),) = before.items()
    assert len(rows) == 30
    ((newer, few),) = rows_of(EVERYTHING, "verger").items()
    assert (len(few), newer == name) == (7, False)
    html = page(client, f"{root}carte/interactive/", slug="verger")
    assert told(html)["tiles"].endswith(f"{root}carte/tuiles/")


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("carte/tuiles/x/0/0", {}, 404, "x/0/0"),
        ("carte/tuiles/25/0/0", {}, 404, "25/0/0"),
        ("carte/tuiles/0/0/1", {}, 404, "0/0/1"),
        (EVERYTHING, {"refine": "rien:1"}, 400, "rien"),
        (EVERYTHING, {"min__hauteur": "haut"}, 400, "min.hauteur"),
        ("carte/interactive/", {"min__hauteur": "haut"}, 400, "min.hauteur"),
    ],
)
def test_what_can_t_be_drawn_says_so(client, arbres, path, parameters, status, words):
    assert words in entities.unescape(page(client, path, status, **parameters))


def test_rows_that_are_nowhere_have_no_map_and_no_tile(client, lake, tmp_path):
    path = tmp_path / "un.csv"
    path.write_text("nom;n\nseul;1\n", encoding="utf-8")
    filled("Un", path, slug="propre")
    for part in ("carte/interactive/", EVERYTHING):
        assert "Pas de carte" in page(client, part, 404, slug="propre")
    assert "interactive/" not in page(client, "carte/", slug="propre")


def test_nobody_else_is_asked_for_anything_unless_the_town_says_so(client, arbres, settings):
    answer = client.get("/donnees/arbres/donnees/carte/interactive/")
    assert "img-src 'self' data:;" in answer["Content-Security-Policy"] + ";"
    assert "fond.example" not in answer.content.decode()
    settings.PARVIS_BASEMAP, settings.PARVIS_BASEMAP_CREDIT = PICTURES, "Ville <b> d’ici"
    for _again in range(2):  # a kept page too
        answer = client.get("/donnees/arbres/donnees/carte/interactive/?q=if")
        policy = answer["Content-Security-Policy"]
        assert "img-src 'self' data: https://fond.example" in policy
        assert "script-src 'self';" in policy + ";"
    html = answer.content.decode()
    assert told(html)["basemap"] == {"url": PICTURES, "credit": "Ville <b> d’ici"}
    assert "<b> d" not in html
    assert "fond.example" in html.split("carte-attente")[0]
    elsewhere = client.get("/donnees/arbres/donnees/carte/")["Content-Security-Policy"]
    assert "fond.example" not in elsewhere


@pytest.mark.parametrize(
    "given",
    [
        {"PARVIS_BASEMAP": "http://fond.example/{z}/{x}/{y}.png", "PARVIS_BASEMAP_CREDIT": "x"},
        {"PARVIS_BASEMAP": "https://fond.example/", "PARVIS_BASEMAP_CREDIT": "x"},
        {"PARVIS_BASEMAP": PICTURES},
    ],
)
def test_a_ground_that_can_t_be_shown_is_refused_at_the_start(given, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", "import parvis.settings"], capture_output=True, text=True,
        env=os.environ | {"PARVIS_DATA": str(tmp_path)} | given, check=False,
    )  # fmt: skip
    assert run.returncode != 0
    assert "PARVIS_BASEMAP" in run.stderr.splitlines()[-1]
