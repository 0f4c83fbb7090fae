"""Who registers one device a year is told what the law lacks, and publishes without training."""

from __future__ import annotations

import pytest

from parvis.observations.models import Thing
from parvis.public_space.models import Device
from tests import makers
from tests.public_space.makers import camera, sensor
from tests.records.desk.conftest import signed
from tests.records.desk.forms import filled

__all__ = ["signed"]
pytestmark = pytest.mark.django_db
ADD = "/espace-agents/fiches/device/add/"
EDIT = "/espace-agents/fiches/device/edit/"


def given(device, **values):
    """What a person fills of a form to say what this draft says."""
    names = ("title", "kind", "status", "ends_on", "purposes", "technologies", "place", "longitude",
             "latitude", "retention_days", "personal_data", "legal_ground", "notice_url",
             "objection", "objection_text", "order_number", "order_date", "order_expires",
             "csi_purposes")  # fmt: skip
    found = {name: getattr(device, name) for name in names}
    plain = {name: "" if value is None else value for name, value in found.items()}
    return plain | {"personal_data": str(device.personal_data)} | values


def test_a_steward_registers_a_device_and_publishes_it(signed):
    home = makers.organisation()
    client = signed(makers.member(home, "steward"))
    draft = sensor(organisation=home)
    page = client.get(ADD)
    assert "Ce que deviennent les données" in page.content.decode()
    data = filled(page, **given(draft), organisation=home.pk)
    answer = client.post(ADD, data | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    made = Device.objects.get(title=draft.title)
    assert made.live
    assert len(made.short) == 7
    assert made.purposes == ["purpose__ecology"]


def test_what_the_law_lacks_is_said_beside_the_field_and_nothing_is_lost(signed):
    home = makers.organisation()
    client = signed(makers.member(home, "steward"))
    draft = camera(organisation=home)
    wrong = given(draft, order_number="", retention_days=45)
    data = filled(client.get(ADD), **wrong, organisation=home.pk)
    answer = client.post(ADD, data | {"action-publish": "1"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "sans autorisation du préfet" in page
    assert "45 jours : la loi en permet 30" in page.replace("\u00a0", " ")
    kept = Device.objects.filter(title=draft.title).first()
    assert kept is None or not kept.live


def test_only_things_of_ones_own_organisations_are_offered(signed):
    home, other = makers.organisation(), makers.organisation()
    mine = Thing.objects.create(name="Sonde d’ici", organisation=home)
    Thing.objects.create(name="Sonde d’ailleurs", organisation=other)
    page = signed(makers.member(home, "steward")).get(ADD)
    assert list(page.context["form"].fields["thing"].queryset) == [mine]


def test_nobody_changes_the_device_of_another_organisation(signed):
    device = sensor()
    device.full_clean()
    device.save()
    stranger = signed(makers.member(makers.organisation(), "steward"))
    assert stranger.get(f"{EDIT}{device.pk}/").status_code in {302, 403, 404}


def test_a_wrong_place_or_term_is_named(signed):
    home = makers.organisation()
    client = signed(makers.member(home, "steward"))
    wrong = given(sensor(organisation=home), latitude="148", zone='{"type": "Point"}')
    answer = client.post(ADD, filled(client.get(ADD), **wrong, organisation=home.pk))
    errors = answer.context["form"].errors
    assert "90 degrés" in errors["latitude"][0]
    assert "Polygon" in errors["zone"][0]
