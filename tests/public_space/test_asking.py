"""One tap to ask, to use a right, or to complain; what is written is answered in public."""

from __future__ import annotations

import re

import pytest

from parvis.records import feedback
from parvis.records.models import Feedback
from tests import makers
from tests.public_space.makers import camera, published, sensor

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}


def sent(client, device, kind, text="Je passe ici chaque jour."):
    """What a person sends from the form that the street page leads to."""
    path = f"/capteurs/{device.slug}/signaler/"
    page = client.get(f"{path}?nature={kind}").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    return page, client.post(path, {"kind": kind, "text": text, "token": token}, headers=HERE)


def test_an_objection_is_a_request_with_a_clock_and_not_a_message(client):
    device = published(camera(objection="applies"))
    street = client.get(f"/q/{device.short}").content.decode()
    form = f"/droits/demande/?droit=opposition&amp;equipement={device.slug}"
    assert form in street
    assert device.title in client.get(form.replace("&amp;", "&")).content.decode()
    page, answer = sent(client, device, "objection")
    assert f"/droits/demande/?equipement={device.slug}" in page
    assert answer.status_code == 400
    assert not Feedback.objects.exists()


def test_images_are_asked_for_where_some_are_kept(client):
    images = "droit=images-de-videoprotection"
    assert images in client.get(f"/q/{published(camera()).short}").content.decode()
    unkept = published(camera(retention_days=0))
    assert images not in client.get(f"/q/{unkept.short}").content.decode()


def test_a_complaint_is_answered_in_public(client):
    device = published(sensor())
    _page, answer = sent(client, device, "complaint")
    assert answer.status_code == 303
    kept = Feedback.objects.get()
    feedback.answer(kept, makers.member(device.organisation, "steward"), "Nous le déplaçons.")
    page = client.get(f"/capteurs/{device.slug}/").content.decode()
    assert "Je passe ici" in page
    assert "Nous le déplaçons." in page


def test_nobody_uses_a_right_over_what_knows_nothing_of_people(client):
    street = client.get(f"/q/{published(sensor()).short}").content.decode()
    assert "/droits/demande/" not in street
