"""An agent makes a sign, posts it, photographs it; the day the page changes, the sign is old."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.public_space import jobs
from parvis.public_space.signage import actions, reading
from parvis.public_space.signage.life import State
from parvis.public_space.signage.models import Sign
from parvis.records import attachments, bulk, hooks
from parvis.records.kinds import Circle
from parvis.records.models import Link, Published
from parvis.records.photo import PhotoProblem
from tests.public_space.makers import camera, published, sensor
from tests.records.desk.conftest import signed, town
from tests.records.desk.waiting import awaited
from tests.records.test_photo import taken

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]


@pytest.fixture
def device(town: Any) -> Any:
    return published(sensor(organisation=town.here, title="Thermomètre du parc"))


def state(sign: Sign) -> State:
    return reading.states([Sign.objects.get(pk=sign.pk)])[sign.pk]


def test_a_sign_is_a_public_record_that_shows_its_device(town: Any, device: Any) -> None:
    made = actions.make(device, town.steward, "a6", spot="sur le mât, à 1,60 m")
    row = Published.objects.get(pk=made.uuid)
    assert row.state == Published.State.LIVE
    assert "mât" not in str(row.content), "where it stands is for agents"
    link = Link.objects.get(subject=made.uuid, predicate="shows")
    assert link.object_id == device.uuid
    assert state(made) is State.MADE


def test_its_life_is_told_day_by_day(town: Any, device: Any, client: Client) -> None:
    made = actions.make(device, town.steward, "a4")
    made = actions.happened(made, town.steward, "posted")
    assert state(made) is State.POSTED
    made = actions.happened(made, town.steward, "checked")
    assert state(made) is State.CHECKED
    page = client.get(f"/panneaux/{made.slug}/").content.decode()
    assert "Posé et vérifié dans l’année" in page
    assert "Thermomètre du parc" in page
    made = actions.happened(made, town.steward, "removed")
    assert state(made) is State.REMOVED
    with pytest.raises(actions.SignProblem, match="removed"):
        actions.happened(made, town.steward, "posted")


def test_the_day_its_page_says_otherwise_a_sign_is_old(
    town: Any, device: Any, client: Client
) -> None:
    made = actions.make(device, town.steward, "a6")
    device.summary = "Ce que le panneau ne dit pas."
    published(device)
    assert state(made) is State.MADE
    device.technologies = ["tech__weather_station"]
    published(device)
    assert state(made) is State.OLD
    assert "À refaire" in client.get(f"/panneaux/{made.slug}/").content.decode()
    assert [one.pk for one in reading.outdated([device.uuid])] == [made.pk]
    assert any("Panneau à refaire" in one.title for one in awaited(town.steward))
    assert not [one for one in awaited(town.stranger) if "refaire" in one.title]


def test_a_device_that_is_not_published_has_no_sign(town: Any) -> None:
    draft = camera(organisation=town.here)
    draft.full_clean()
    draft.live = False
    draft.save()
    with pytest.raises(actions.SignProblem, match="unpublished"):
        actions.make(draft, town.steward, "a6")


def test_only_who_publishes_for_its_organisation_makes_and_tells(town: Any, device: Any) -> None:
    for other in (town.writer, town.stranger, town.nobody):
        with pytest.raises(PermissionDenied):
            actions.make(device, other, "a6")
    made = actions.make(device, town.steward, "a6")
    with pytest.raises(PermissionDenied):
        actions.happened(made, town.stranger, "posted")
    assert Sign.objects.get(pk=made.pk).posted_on is None


def test_dates_in_disorder_are_refused_with_their_reason(town: Any, device: Any) -> None:
    made = actions.make(device, town.steward, "a6")
    before = made.made_on - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="n’est pas posé avant d’être fait"):
        actions.happened(made, town.steward, "posted", before)
    with pytest.raises(ValidationError, match="à venir"):
        actions.happened(made, town.steward, "posted", timezone.localdate() + dt.timedelta(days=2))
    with pytest.raises(actions.SignProblem, match="event"):
        actions.happened(made, town.steward, "burnt")


# at the desk


def test_the_desk_makes_prints_and_follows_a_sign(town: Any, device: Any, signed: Any) -> None:
    browser = signed(town.steward)
    make = reverse("parvis_sign:make")
    assert "Thermomètre du parc" in browser.get(f"{make}?device={device.pk}").content.decode()
    response = browser.post(make, {"device": device.pk, "size": "a6", "spot": "au mât"})
    made = Sign.objects.get()
    life = reverse("parvis_sign:life", args=[made.pk])
    assert response["Location"] == life
    page = browser.get(life).content.decode()
    assert f"/capteurs/{device.slug}/panneau.pdf?format=a6" in page
    assert "au mât" in page
    assert browser.post(life, {"event": "posted", "day": ""}).status_code == 302
    made.refresh_from_db()
    assert made.posted_on == timezone.localdate()
    wrong = browser.post(life, {"event": "checked", "day": "2001-01-01"}).content.decode()
    assert "Un panneau n’est pas vérifié avant d’être posé." in wrong


def test_a_photograph_of_the_sign_in_place_is_joined(
    town: Any, device: Any, signed: Any, client: Client
) -> None:
    made = actions.make(device, town.steward, "a6")
    photo = SimpleUploadedFile("mat.jpg", taken())
    sent = {"file": photo, "title": "Le panneau sur son mât", "circle": "0"}
    where = reverse("parvis_sign:documents", args=[made.pk])
    assert signed(town.steward).post(where, sent).status_code == 302
    assert "Le panneau sur son mât" in client.get(f"/panneaux/{made.slug}/").content.decode()


def test_a_stranger_finds_neither_screen_nor_device(town: Any, device: Any, signed: Any) -> None:
    made = actions.make(device, town.steward, "a6")
    browser = signed(town.stranger)
    life = reverse("parvis_sign:life", args=[made.pk])
    assert browser.get(life).status_code in {403, 404}
    assert browser.post(life, {"event": "posted", "day": ""}).status_code in {403, 404}
    refused = browser.post(reverse("parvis_sign:make"), {"device": device.pk, "size": "a6"})
    assert refused.status_code == 200, "the form again: that device is not theirs"
    assert Sign.objects.count() == 1


def test_the_plain_form_of_a_sign_works_too(town: Any, device: Any, signed: Any) -> None:
    made = actions.make(device, town.steward, "a6")
    browser = signed(town.steward)
    assert browser.get(reverse("parvis_sign:edit", args=[made.pk])).status_code == 200
    assert browser.get(reverse("parvis_sign:list")).status_code == 200
    assert browser.get(reverse("parvis_sign:add")).status_code == 200


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photograph_of_a_sign_keeps_its_pixels_alone(town: Any, device: Any, form: str) -> None:
    sign = actions.make(device, town.steward, "a6")
    sent = SimpleUploadedFile(f"panneau.{form.lower()}", taken(form))
    kept = attachments.join(sign, town.steward, sent, "", 0)
    with kept.file.open("rb") as file:
        data = file.read()
    assert data.startswith(b"\xff\xd8\xff")
    assert b"SECRETPHONE" not in data
    assert (kept.media_type, kept.size) == ("image/jpeg", len(data))
    with pytest.raises(PhotoProblem):
        attachments.join(sign, town.steward, SimpleUploadedFile("p.jpg", b"\xff\xd8\xff"), "", 0)


def test_the_signs_of_a_device_that_is_no_longer_for_everyone_are_not_either(
    town: Any, device: Any, client: Client
) -> None:
    sign = actions.make(device, town.steward, "a6")
    address = reverse("site:record", args=[hooks.record_types()["sign"].path, sign.slug])
    assert client.get(address).status_code == 200
    device.circle = Circle.AGENTS
    bulk.save_many([device])
    jobs.look_after_devices.func()
    assert client.get(address).status_code in {404, 410}
    assert device.title not in client.get(f"/id/sign/{sign.slug}.json").content.decode()
    assert actions.narrow() == 0
