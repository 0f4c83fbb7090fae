"""A steward makes a key at the desk, sees it once, takes it back."""

from __future__ import annotations

import re

import pytest

from parvis.observations import keys
from parvis.observations.models import Key
from tests import makers
from tests.observations.makers import thing
from tests.records.desk.conftest import signed

__all__ = ["signed"]
pytestmark = pytest.mark.django_db
PLACE = "/espace-agents/cles/"


@pytest.fixture
def here():
    return makers.organisation()


@pytest.fixture
def desk(here, signed):
    return signed(makers.member(here, "steward"))


def make(desk, here, **values):
    return desk.post(PLACE, {"name": "Passerelle du parc", "organisation": here.pk} | values)


def test_the_screen_bears_its_name(desk):
    page = desk.get(PLACE).content.decode()
    assert "Clés des capteurs" in page.partition("<header")[2].partition("</header>")[0]


def test_a_portal_without_a_broker_says_so(desk, here, settings):
    page = desk.get(PLACE).content.decode()
    assert "ce portail ne lit aucun courtier" in page
    assert "usager" not in make(desk, here).content.decode()
    settings.PARVIS_MQTT_URL = "mqtt://parvis@127.0.0.1"
    page = desk.get(PLACE).content.decode()
    assert "aucun courtier" not in page
    assert "usager" in page


def test_a_steward_makes_a_key_and_sees_it_once(desk, here, settings):
    settings.PARVIS_MQTT_URL = "mqtt://parvis@127.0.0.1"
    mine = thing(organisation=here, name="Sonde du parc")
    said = make(desk, here, things=[mine.pk]).content.decode()
    told = re.search(r"<code>([\w-]{43})</code>", said)[1]
    key = keys.opened(told)
    assert key.name == "Passerelle du parc"
    assert key.username in said
    again = desk.get(PLACE).content.decode()
    assert told not in again
    assert "Sonde du parc" in again


def test_a_steward_takes_a_key_back(desk, here):
    said = make(desk, here).content.decode()
    told = re.search(r"<code>([\w-]{43})</code>", said)[1]
    answer = desk.post(PLACE, {"action": f"end {Key.objects.get().pk}"}, follow=True)
    assert "elle n’ouvre plus rien" in answer.content.decode()
    assert keys.opened(told) is None


def test_what_is_wrong_is_said_beside_the_field(desk, here):
    foreign = thing(organisation=makers.organisation())
    said = make(desk, here, until="2020-01-01", things=[foreign.pk]).content.decode()
    assert "Ce jour est passé" in said
    assert not Key.objects.exists()
    assert "error" in make(desk, here, organisation=foreign.organisation_id).content.decode()
    assert not Key.objects.exists()


def test_who_makes_no_key_meets_nothing(here, signed):
    contributor = signed(makers.member(here))
    assert contributor.get(PLACE).status_code == 404
    assert PLACE not in contributor.get("/espace-agents/").content.decode()


def test_nobody_takes_back_the_key_of_others(here, desk, signed):
    make(desk, here)
    other = signed(makers.member(makers.organisation(), "steward"))
    assert other.post(PLACE, {"action": f"end {Key.objects.get().pk}"}).status_code == 404
    assert Key.objects.get().ended is None
    assert "Passerelle du parc" not in other.get(PLACE).content.decode()
