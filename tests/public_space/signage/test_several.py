"""One pole, three devices: one sign, one code, a page that lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from parvis.public_space import checking, jobs
from parvis.public_space.signage import actions, reading
from parvis.public_space.signage.life import State
from parvis.public_space.signage.models import Sign
from parvis.public_space.signage.words import sign_of_several
from parvis.public_space.signs.draw import paint
from parvis.records import bulk
from parvis.records.audience import VISITOR
from parvis.records.kinds import Circle
from parvis.records.models import Link, Published
from parvis.records.projection import public_view
from tests.public_space.makers import camera, published, sensor
from tests.public_space.readers import decoded
from tests.records.desk.conftest import signed, town

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]


@pytest.fixture
def pole(town: Any) -> list[Any]:
    """Two cameras and a thermometer."""
    found = [
        camera(organisation=town.here, title="Caméra nord"),
        camera(organisation=town.here, title="Caméra sud", retention_days=7),
        sensor(organisation=town.here, title="Thermomètre"),
    ]
    published(*found)
    return found


@pytest.fixture
def sign(town: Any, pole: list[Any]) -> Sign:
    return actions.make(pole[0], town.steward, "a6", others=pole[1:])


def words(text: bytes) -> str:
    return text.decode().replace("\u00a0", " ").replace("\u202f", " ")


def state(sign: Sign) -> State:
    return reading.states([Sign.objects.get(pk=sign.pk)])[sign.pk]


def test_it_shows_all_of_them(sign: Sign, pole: list[Any]) -> None:
    shown = Link.objects.filter(subject=sign.uuid, predicate="shows")
    assert {one.object_id for one in shown} == {one.uuid for one in pole}
    assert sign.title == "Panneau A6 : Caméra nord et 2 autres"
    assert state(sign) is State.MADE


def test_its_code_leads_to_a_page_that_lists_them(
    sign: Sign, pole: list[Any], client: Client, tmp_path: Path, settings: Any
) -> None:
    sheet = client.get(f"/panneaux/{sign.slug}/panneau.pdf?format=a6")
    assert decoded(sheet.content, tmp_path) == f"{settings.PARVIS_BASE_URL}/q/{sign.short}"
    page = client.get(f"/q/{sign.short}")
    assert page.status_code == 200
    for one in pole:
        assert f'<a href="/q/{one.short}">{one.title}</a>' in page.content.decode()
        assert client.get(f"/q/{one.short}").status_code == 200
    english = client.get(f"/en/q/{sign.short}").content.decode()
    assert "What is installed here" in english
    assert f"/en/q/{pole[0].short}" in english


def test_it_says_once_what_is_true_of_all_and_the_rest_by_name(
    sign: Sign, pole: list[Any], client: Client
) -> None:
    said = words(client.get(f"/panneaux/{sign.slug}/panneau.svg").content)
    alone = words(client.get(f"/capteurs/{pole[0].slug}/panneau.svg").content)
    assert "Lieu placé sous vidéoprotection" in said
    assert said.count("Responsable :") == alone.count("Responsable :")
    for part in ("Caméra nord", "Caméra sud", "Thermomètre", "15 jours", "7 jours"):
        assert part in said
    assert "oui, une personne peut être reconnue" in said.casefold()


def test_each_technology_keeps_its_colour(pole: list[Any], sign: Sign) -> None:
    views = [view for one in pole if (view := public_view(one.key, VISITOR))]
    made = sign_of_several(str(sign.short), views)
    seen = {one.symbol: one.recognition for one in made.hexagons if one.kind == "tech"}
    assert sorted(map(str, seen.values())) == ["identifiable", "none"]
    colours = {paint(made, "tech", symbol).ground for symbol in seen}
    assert colours == {"#FFDD00", "#FFFFFF"}


def test_it_is_old_as_soon_as_one_of_them_says_otherwise(
    town: Any, sign: Sign, pole: list[Any], client: Client
) -> None:
    actions.happened(sign, town.steward, "posted")
    rows = list(Published.objects.filter(pk__in=[one.uuid for one in pole]))
    assert checking.signs(rows) == ({one.uuid for one in pole}, set())
    pole[2].technologies = ["tech__weather_station"]
    published(pole[2])
    assert state(sign) is State.OLD
    assert checking.signs(rows)[1] == {one.uuid for one in pole}
    assert [one.pk for one in reading.outdated([pole[1].uuid])] == [sign.pk]
    assert "À refaire" in client.get(f"/panneaux/{sign.slug}/").content.decode()


def test_the_sheet_of_a_sign_of_one_device_is_that_of_the_device(
    town: Any, pole: list[Any], client: Client
) -> None:
    alone = actions.make(pole[0], town.steward, "a6")
    assert alone.short is None
    assert client.get(f"/panneaux/{alone.slug}/panneau.svg").status_code == 404
    assert client.get("/panneaux/nul/panneau.svg").status_code == 404
    page = client.get(f"/panneaux/{alone.slug}/").content.decode()
    assert f"/capteurs/{pole[0].slug}/panneau.pdf" in page


def test_nobody_announces_the_devices_of_another(town: Any, pole: list[Any]) -> None:
    other = published(sensor(title="Ailleurs"))
    with pytest.raises(PermissionDenied):
        actions.make(pole[0], town.steward, "a6", others=[other])
    with pytest.raises(actions.SignProblem, match="many"):
        actions.make(pole[0], town.steward, "a6", others=many(town))
    assert not Sign.objects.exists()


def many(town: Any) -> list[Any]:
    found = [sensor(organisation=town.here) for _each in range(actions.MOST_DEVICES)]
    published(*found)
    return found


def test_it_is_for_those_whom_all_are_for(sign: Sign, pole: list[Any], client: Client) -> None:
    pole[1].circle = Circle.AGENTS
    bulk.save_many([pole[1]])
    jobs.look_after_devices.func()
    assert Sign.objects.get(pk=sign.pk).circle == Circle.AGENTS
    assert client.get(f"/panneaux/{sign.slug}/panneau.svg").status_code == 404
    assert client.get(f"/q/{sign.short}").status_code == 404


def test_once_none_is_left_its_page_says_so(sign: Sign, pole: list[Any], client: Client) -> None:
    for one in pole[:2]:
        one.status = "removed"
    published(*pole[:2])
    page = client.get(f"/q/{sign.short}")
    assert page.status_code == 200
    assert "Caméra nord" not in page.content.decode()
    pole[2].status = "removed"
    published(pole[2])
    assert client.get(f"/q/{sign.short}").status_code == 410


def test_the_desk_makes_it_and_prints_it(town: Any, pole: list[Any], signed: Any) -> None:
    browser = signed(town.steward)
    sent = {"device": pole[0].pk, "others": [one.pk for one in pole], "size": "a4", "spot": ""}
    response = browser.post(reverse("parvis_sign:make"), sent)
    made = Sign.objects.get()
    assert made.devices == [one.uuid for one in pole]
    page = browser.get(response["Location"]).content.decode()
    assert f"/panneaux/{made.slug}/panneau.pdf?format=a4" in page
