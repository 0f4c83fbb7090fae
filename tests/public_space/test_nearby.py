"""What is around me, with a script and without: nobody's position is sent."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from parvis.design import territory
from parvis.lake.query.failures import EngineProblem
from parvis.public_space import nearby
from parvis.records.kinds import Address, Circle
from tests.public_space.makers import camera, published, sensor
from tests.public_space.test_register import MASKED

pytestmark = pytest.mark.django_db


def test_places_are_those_of_public_devices_that_stand(client):
    shown = sensor(longitude=-1.66, latitude=48.12)
    published(
        shown,
        camera(**MASKED),
        sensor(circle=Circle.AGENTS),
        sensor(status="removed"),
        sensor(longitude=None, latitude=None),
    )
    found = {one["title"]: one for one in client.get("/capteurs/endroits.json").json()["places"]}
    assert len(found) == 2
    point = found.pop(shown.title)
    assert (point["box"], point["masked"]) == ([-1.66, 48.12, -1.66, 48.12], False)
    (zone,) = found.values()
    assert (zone["box"], zone["masked"]) == ([-1.7, 48.1, -1.6, 48.2], True)
    assert zone["place"] == "Centre-ville"


def test_the_page_works_without_a_script(client):
    page = client.get("/capteurs/autour-de-moi/").content.decode()
    assert 'action="/capteurs/"' in page
    assert "<noscript>" in page
    assert "Elle ne sait pas encore situer une adresse" in page
    assert "/zone/" not in page, "this territory has no map"
    assert 'data-places="/capteurs/endroits.json"' in page
    assert (
        "/en/capteurs/endroits.json" in client.get("/en/capteurs/autour-de-moi/").content.decode()
    )


def address_book(monkeypatch, found):
    """A room that knows addresses."""
    room = SimpleNamespace(first=lambda name, text: found(text))
    monkeypatch.setattr(nearby, "hooks", room)


def test_an_address_leads_to_the_list_of_what_is_near_it(client, follow, monkeypatch):
    near, far = sensor(longitude=-1.66, latitude=48.12), sensor(longitude=-1.66, latitude=48.13)
    published(near, far)
    follow()
    told = [Address("3 Rue Haute <b>, Rennes", -1.66, 48.12)]
    address_book(monkeypatch, lambda text: told if text == "3 rue haute" else [])
    page = client.get("/capteurs/autour-de-moi/", {"adresse": " 3 rue haute "}).content.decode()
    assert 'value="3 rue haute"' in page
    assert "3 Rue Haute &lt;b&gt;, Rennes</a>" in page
    where = re.search(r'href="(/capteurs/\?box=[^"]+)"', page)[1]
    listed = client.get(where).content.decode()
    assert near.title in listed
    assert far.title not in listed
    page = client.get("/capteurs/autour-de-moi/?adresse=nulle+part").content.decode()
    assert "Nous ne connaissons pas d’adresse qui porte ces mots" in page
    assert 'href="/capteurs/?q=nulle%20part"' in page
    address_book(monkeypatch, lambda text: told * 11)
    page = client.get("/capteurs/autour-de-moi/?adresse=rue").content.decode()
    assert (page.count("3 Rue Haute"), "ajoutez la commune" in page) == (10, True)


def test_a_square_has_the_same_metres_on_all_sides():
    west, south, east, north = map(float, nearby.square(Address("", -1.66, 60.0)).split(","))
    assert (east - west) == pytest.approx(2 * (north - south), rel=1e-3)
    assert (north - south) * nearby.DEGREE == pytest.approx(2 * nearby.NEAR, abs=3)
    assert nearby.square(Address("", 0.0, 90.0))


def test_addresses_that_cannot_be_read_now_are_said_so(client, monkeypatch):
    def away(text):
        raise EngineProblem("stopped")

    address_book(monkeypatch, away)
    answer = client.get("/capteurs/autour-de-moi/?adresse=x")
    assert answer.status_code == 503
    assert "La requête a dépassé le temps permis" in answer.content.decode()


def test_a_zone_is_chosen_on_the_map_of_the_territory(client, settings):
    settings.PARVIS_MAP = settings.BASE_DIR / "demo" / "data" / "contours.geojson"
    territory.areas.cache_clear()
    try:
        page = client.get("/capteurs/autour-de-moi/").content.decode()
        assert 'href="/zone/?liste=capteurs"' in page
        assert client.get("/zone/?liste=capteurs").status_code == 200
    finally:
        territory.areas.cache_clear()


def test_the_list_has_a_map_and_zones_say_how_many_they_hide(client, follow):
    published(camera(**MASKED), camera(**MASKED), sensor())
    follow()
    page = client.get("/capteurs/").content.decode()
    figure = page.partition('<figure id="carte">')[2].partition("</figure>")[0]
    assert "Centre-ville : 2 équipements" in figure
    assert "2 endroits sur la carte" in figure
    none = client.get("/capteurs/?device_kind=beacon").content.decode()
    assert "<figure" not in none


def test_devices_bear_their_title_in_the_language_of_the_page(client):
    published(sensor(kind="counter", technologies=["tech__video_camera"], title="Compteur du pont",
                     recognition="none", recognition_why="Il ne garde rien.",
                     translations={"en": {"title": "Counter of the bridge"}}))  # fmt: skip
    for page in ("regles/", "endroits.json"):
        french = client.get(f"/capteurs/{page}").content.decode()
        english = client.get(f"/en/capteurs/{page}").content.decode()
        assert "Compteur du pont" in french
        assert "Counter of the bridge" in english
        assert "Compteur du pont" not in english
