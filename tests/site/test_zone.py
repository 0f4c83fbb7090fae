"""The area of a list, drawn by two clicks on a map of the territory."""

import json
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from parvis.design import sheets, territory
from parvis.design.maps import Place

SQUARE = [[-1.8, 48.0], [-1.5, 48.0], [-1.5, 48.2], [-1.8, 48.2], [-1.8, 48.0]]
ISLAND = [[-1.9, 48.0], [-1.85, 48.0], [-1.85, 48.05], [-1.9, 48.0]]


def feature(shape, **said):
    return {"type": "Feature", "properties": said, "geometry": shape}


MAP = {"type": "FeatureCollection", "features": [
    feature({"type": "Polygon", "coordinates": [SQUARE]}, nom="Rennes"),
    feature({"type": "MultiPolygon", "coordinates": [[ISLAND]]}, name="Betton"),
]}  # fmt: skip


@pytest.fixture
def mapped(settings, tmp_path):
    def use(content):
        file = tmp_path / "map.geojson"
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        settings.PARVIS_MAP = str(file)
        territory.areas.cache_clear()

    use(MAP)
    yield use
    territory.areas.cache_clear()


@pytest.mark.django_db
def test_two_clicks_make_a_box(client, mapped):
    page = client.get("/zone/?liste=donnees&q=arbres&sort=title").content.decode()
    assert 'type="image"' in page
    assert '<input type="hidden" name="q" value="arbres">' in page
    high = int(re.search(r'name="grande" width="640" height="(\d+)"', page)[1])
    one = {"liste": "donnees", "q": "arbres", "sort": "title", "grande.x": "100", "grande.y": "50"}
    page = client.get("/zone/", one).content.decode()
    first = re.search(r'name="coin" value="([^"]*)"', page)[1]
    assert f"carte.svg?coin={first}" in page
    other = one | {"coin": first, "grande.x": "320", "grande.y": str(high // 2)}
    answer = client.get("/zone/", other)
    assert answer.status_code == 302
    found = re.fullmatch(r"/donnees/\?q=arbres&box=([^&]*)&sort=title", answer["Location"])
    west, south, east, north = map(float, found[1].split("%2C"))
    assert -1.9 < west < east < -1.5
    assert 48.0 < south < north < 48.2
    assert client.get(answer["Location"]).status_code == 200
    small = {"liste": "donnees", "petite.x": str(100 * 280 // 640), "petite.y": "21"}
    assert 'name="coin"' in client.get("/zone/", small).content.decode()


@pytest.mark.django_db
def test_a_commune_is_chosen_without_a_click(client, mapped):
    page = client.get("/zone/?liste=donnees&theme=air&box=0,0,1,1").content.decode()
    assert "/donnees/?box=-1.8%2C48.0%2C-1.5%2C48.2&amp;theme=air" in page
    assert page.index(">Betton<") < page.index(">Rennes<")


@pytest.mark.django_db
def test_a_button_pressed_by_keyboard_chooses_no_corner(client, mapped):
    page = client.get("/zone/?liste=donnees&grande.x=0&grande.y=0").content.decode()
    assert 'name="coin"' not in page


@pytest.mark.django_db
def test_what_cannot_be_read_is_refused_in_words(client, mapped):
    for asked in ("coin=ici", "coin=200,3", "coin=nan,3", "grande.x=-4", "petite.y=900", "coin=1"):
        assert client.get(f"/zone/?liste=donnees&{asked}").status_code == 400
    assert client.get("/zone/?liste=engagements").status_code == 404
    assert client.get("/zone/").status_code == 404


@pytest.mark.django_db
def test_without_a_map_nothing_is_drawn(client, settings):
    territory.areas.cache_clear()
    assert settings.PARVIS_MAP == ""
    assert client.get("/zone/?liste=donnees").status_code == 404
    assert client.get("/zone/carte.svg").status_code == 404
    assert "Dessiner sur la carte" not in client.get("/donnees/").content.decode()
    territory.areas.cache_clear()


@pytest.mark.django_db
def test_the_picture_is_an_image_of_its_own(client, mapped):
    answer = client.get("/zone/carte.svg?coin=-1.7,48.1")
    assert answer["Content-Type"] == "image/svg+xml"
    picture = answer.content.decode()
    assert picture.count("<path") == 3
    assert "Rennes" in picture
    assert "Dessiner sur la carte" in client.get("/donnees/").content.decode()


@pytest.mark.parametrize("content", [
    "{", "[]", {"features": [{}]},
    {"features": [feature({"type": "Point", "coordinates": [1, 2]}, nom="A")]},
    {"features": [feature({"type": "Polygon", "coordinates": [SQUARE]})]},
    {"features": [feature({"type": "Polygon", "coordinates": [[[300000, 6800000]] * 4]}, nom="A")]},
    " " * 200_001,
])  # fmt: skip
def test_a_file_that_is_no_map_is_named(mapped, content):
    mapped(content)
    with pytest.raises(ImproperlyConfigured, match=r"PARVIS_MAP: .*map\.geojson"):
        territory.areas()


@given(st.integers(0, 640), st.integers(0, 480))
def test_a_pixel_is_a_place_and_back(x, y):
    areas = [Place("A", rings=[[tuple(position) for position in SQUARE]])]
    lon, lat = sheets.place_at(areas, x, y, sheets.WIDTH)
    small = sheets.place_at(areas, round(x * 280 / 640), round(y * 280 / 640), 280)
    assert abs(small[0] - lon) < 0.002
    assert abs(small[1] - lat) < 0.002
    project, _high = sheets.projection(sheets.rings(areas))
    back = project(lon, lat)
    assert abs(back[0] - x) < 0.2
    assert abs(back[1] - y) < 0.2
