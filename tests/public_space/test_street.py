"""A passer-by scans a sign: one light page, in the order of DTPR, that keeps nothing of them."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from parvis.observations.models import Thing
from parvis.public_space.models import Device
from parvis.records import publishing
from parvis.records.kinds import Circle
from tests import makers
from tests.public_space.makers import camera, published, sensor
from tests.public_space.test_register import heard

pytestmark = pytest.mark.django_db


def read(client, device, path="", status=200):
    answer = client.get(f"/q/{device.short}{path}")
    assert answer.status_code == status
    return answer.content.decode()


def test_what_a_passer_by_asks_is_answered_in_the_order_of_dtpr(client):
    owner = makers.organisation(title="Ville des essais")
    page = read(client, published(camera(organisation=owner)))
    told = ["Elle filme la place", "Sécurité des personnes", "Ville des essais",
            "oui, une personne peut être reconnue", "15 jours", "<b>Image</b>",
            "arrêté 2025-118", "Vous ne pouvez pas vous y opposer ici",
            "elles sont effacées après 15 jours", "02 00 00 00 00", "Poser une question",
            "Me plaindre"]  # fmt: skip
    places = [page.lower().find(text.lower()) for text in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    assert 'class="hex identifiable"' in page


def test_the_page_is_light_and_keeps_nothing_of_the_person(client, django_assert_max_num_queries):
    device = published(camera())
    client.get(f"/q/{device.short}")
    with django_assert_max_num_queries(8):
        answer = client.get(f"/q/{device.short}", headers={"If-None-Match": "x"})
    page = answer.content.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, no-cache"
    assert len(answer.content) < 12_000
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 2


def test_english_stands_under_en_and_easy_french_a_tap_away(client):
    device = published(camera())
    english = client.get(f"/en/q/{device.short}").content.decode()
    assert "Safety" in english
    assert f"/q/{device.short}/facile" not in english
    page = read(client, device)
    assert f"/q/{device.short}/facile" in page
    for easy in (read(client, device, "/facile"), read(client, device, "?niveau=facile")):
        assert "Elle filme la rue." in easy
        assert "Vous ne pouvez pas dire non." in easy
        assert "arrêté" not in easy


def test_easy_french_tells_the_last_measure_and_its_day(client):
    thing = Thing.objects.create(name="Sonde 1")
    device = published(sensor(thing=thing))
    assert "Il mesure quoi" not in read(client, device, "/facile")
    heard(thing, 21.5, 1_790_000_000)
    for level in ("", "/facile"):
        page = read(client, device, level)
        assert "21,5\u202f°C" in page
        assert "septembre" in page
        assert "en ce moment" not in page, "a value stays when the sensor falls silent"
    assert "Température de l’air : 21,5" in read(client, device, "/facile")


def test_the_short_name_is_read_whatever_its_case(client):
    device = published(sensor())
    assert client.get(f"/q/{device.short.upper()}").status_code == 200


def test_the_short_name_never_changes_once_made():
    device = published(sensor())
    device.save_revision()
    draft = device.latest_revision.as_object()
    draft.short = "zzzzzzz"
    assert Device.objects.get().with_content_json(draft.serializable_data()).short == device.short


@pytest.mark.parametrize("name", ["zzzzzzz", "0", "a" * 300, "é", "%00"])
def test_a_code_nobody_bears_gets_a_page_that_helps(client, name):
    answer = client.get(f"/q/{name}")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert 'href="/capteurs/"' in page
    assert 'href="/capteurs/signaler/"' in page


def test_a_removed_device_says_so_and_one_taken_off_the_register_too(client):
    removed = published(sensor(status="removed", status_since=dt.date(2026, 3, 1)))
    assert "Cet équipement a été retiré" in read(client, removed, status=410)
    assert re.search(r"Depuis le 1er\smars\s2026", read(client, removed, status=410))
    gone = published(sensor())
    publishing.withdraw_many([gone])
    assert "n’est plus au registre" in read(client, gone, status=410)


def test_who_may_not_see_a_device_learns_nothing_of_it(client):
    inside = published(sensor(circle=Circle.AGENTS))
    draft = sensor()
    draft.save()
    publishing.withdraw_many([inside])
    for device in (inside, draft):
        assert "Nous ne connaissons pas ce code" in read(client, device, status=404)


@pytest.mark.parametrize(
    ("objection", "offered"), [("applies", True), ("set_aside", False), ("statistics", False)]
)
def test_one_may_object_where_that_right_applies(client, objection, offered):
    page = read(client, published(camera(objection=objection)))
    assert ("M’opposer" in page) is offered


def test_a_device_that_knows_nothing_of_people_offers_no_objection(client):
    page = read(client, published(sensor()))
    assert "M’opposer" not in page
    assert "ne recueille rien sur les personnes" in page
    assert 'class="hex none"' in page
