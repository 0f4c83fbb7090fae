"""Part 2: places in other systems, in what is given and in what is asked."""

from __future__ import annotations

from itertools import product

import pytest

from parvis.catalogue.ogc.crs import OFFERED, URI
from tests.catalogue.explore.test_records import filled, lake
from tests.catalogue.ogc.makers import ROOT, ask

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
LAMBERT = f"{URI}EPSG/0/2154"
WHERE = "collections/lieux/items"


@pytest.fixture
def lieux(lake, tmp_path):
    """The origin of Lambert-93 by definition (3° E, 46.5° N), and a corner of Rennes."""
    path = tmp_path / "lieux.csv"
    path.write_text("nom;lon;lat\norigine;3.0;46.5\nrennes;-1.68;48.11\n", encoding="utf-8")
    return filled("Lieux", path, slug="lieux")


def place(client, name, **parameters):
    (feature,) = ask(client, WHERE, nom=name, **parameters)["features"]
    return feature["geometry"]["coordinates"]


def test_places_come_in_the_system_that_is_asked(client, lieux):
    assert place(client, "origine") == [3.0, 46.5]
    assert place(client, "origine", crs=LAMBERT) == pytest.approx([700_000, 6_600_000], abs=0.01)
    assert place(client, "origine", crs=f"{URI}EPSG/0/4326") == [46.5, 3.0]
    x, y = place(client, "origine", crs="EPSG:3857")
    assert x == pytest.approx(3 / 180 * 20_037_508.342789, abs=0.01)
    assert y == pytest.approx(5_860_000, abs=10_000)


def test_every_system_is_answered_under_its_name(client, lieux):
    for system in OFFERED:
        response = client.get(f"{ROOT}{WHERE}?crs={system.uri}")
        assert response.status_code == 200
        assert response["Content-Crs"] == f"<{system.uri}>"


def test_every_system_is_listed_and_the_stored_one_is_said(client, lieux):
    one = ask(client, "collections/lieux")
    assert one["crs"] == [system.uri for system in OFFERED]
    assert one["storageCrs"] == one["crs"][0]


ASKED = (
    {"bbox": "699000,6599000,701000,6601000", "bbox-crs": LAMBERT},
    {"bbox": "46,2.5,47,3.5", "bbox-crs": f"{URI}EPSG/0/4326"},
    {"bbox": "2.5,46,3.5,47", "bbox-crs": f"{URI}OGC/1.3/CRS84"},
    {"filter": "S_INTERSECTS(shape, BBOX(699000,6599000,701000,6601000))",
     "filter-crs": LAMBERT},
    {"filter": "S_WITHIN(shape, POLYGON((699000 6599000, 701000 6599000, 701000 6601000,"
               " 699000 6601000, 699000 6599000)))", "filter-crs": "EPSG:2154"},
    {"filter": "S_INTERSECTS(shape, BBOX(46,2.5,47,3.5))", "filter-crs": "EPSG:4326"},
)  # fmt: skip


def test_places_are_asked_in_any_system(client, lieux):
    for parameters in ASKED:
        found = ask(client, WHERE, **parameters)
        assert [feature["properties"]["nom"] for feature in found["features"]] == ["origine"]


def test_one_feature_in_another_system(client, lieux):
    identifier = ask(client, WHERE, nom="origine")["features"][0]["id"]
    alone = ask(client, f"{WHERE}/{identifier}", crs=LAMBERT)
    assert alone["geometry"]["coordinates"] == pytest.approx([700_000, 6_600_000], abs=0.01)


def test_a_system_that_is_not_offered_is_refused(client, lieux):
    for name, value in product(
        ["crs", "bbox-crs", "filter-crs"], ["rien", "EPSG:27700", f"{URI}EPSG/0/abc", "[EPSG:]"]
    ):
        given = {"bbox": "0,0,1,1", "filter": "nom = 'a'", name: value}
        said = ask(client, WHERE, 400, lang="fr", **given)
        assert name in said["detail"]


def test_a_box_where_a_projection_has_no_place_is_refused(client, lieux):
    given = {"bbox": "-9e8,-9e8,9e8,9e8", "bbox-crs": LAMBERT}
    assert "bbox" in ask(client, WHERE, 400, lang="fr", **given)["detail"]
