"""One tap to ask, object or complain; an objection is answered to its author alone."""

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


def test_an_objection_is_never_published(client):
    device = published(camera())
    page, answer = sent(client, device, "objection")
    assert "n’est jamais publiée" in page
    assert answer.status_code == 303
    kept = Feedback.objects.get()
    feedback.answer(kept, makers.member(device.organisation, "steward"), "Oui.", publish=True)
    kept.refresh_from_db()
    assert kept.state == Feedback.State.REFUSED
    assert "Je passe ici" not in client.get(f"/capteurs/{device.slug}/").content.decode()
    assert "Oui." in client.get(answer["Location"]).content.decode()


def test_a_complaint_is_answered_in_public(client):
    device = published(sensor())
    _page, answer = sent(client, device, "complaint")
    assert answer.status_code == 303
    kept = Feedback.objects.get()
    feedback.answer(kept, makers.member(device.organisation, "steward"), "Nous le déplaçons.")
    page = client.get(f"/capteurs/{device.slug}/").content.decode()
    assert "Je passe ici" in page
    assert "Nous le déplaçons." in page


def test_nobody_objects_to_what_knows_nothing_of_people(client):
    device = published(sensor())
    page, answer = sent(client, device, "objection")
    assert "s’opposer" not in page
    assert answer.status_code == 400
    assert not Feedback.objects.exists()
