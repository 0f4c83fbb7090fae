"""The screens of those who say who may read."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from parvis.catalogue.grants.models import Grant
from tests.catalogue.grants.conftest import HERE

pytestmark = pytest.mark.django_db


def at(name, key):
    return reverse(f"parvis_deposits:{name}", args=[key])


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(plain).split())


def sent(town, **values):
    return {
        "organisation": town.elsewhere.pk, "purpose": "Étude des besoins",
        "columns": ["commune", "places"], "condition": f"commune = '{HERE}'", "least": "",
        "until": "", **values,
    }  # fmt: skip


def test_a_steward_gives_an_access_sees_its_key_once_and_takes_it_back(
    town, places, signed, client
):
    browser = signed(town.steward)
    where = at("grants", places.pk)
    assert "Dire qui peut lire" in text(browser.get(at("dataset", places.pk)))
    answer = browser.post(where, sent(town))
    key = re.search(r"<code>([\w-]{43})</code>", answer.content.decode())[1]
    path = "/api/explore/v2.1/catalog/datasets/creches/records"
    assert client.get(path, headers={"Authorization": f"Apikey {key}"}).status_code == 200
    grant = Grant.objects.get()
    page = text(browser.get(where))
    assert key not in page
    assert f"{town.elsewhere.title} une partie des lignes, les colonnes commune, places" in page
    uses = text(browser.get(at("uses", grant.pk)))
    assert f"« {places.title} », lu par {town.elsewhere.title}" in uses
    assert path in uses
    assert "la clé" in uses
    another = browser.post(where, {"action": f"key {grant.pk}"})
    assert "montrée cette seule fois" in text(another)
    assert client.get(path, headers={"Authorization": f"Apikey {key}"}).status_code == 401
    browser.post(where, {"action": f"end {grant.pk}"})
    grant.refresh_from_db()
    assert grant.ended
    assert "retiré le" in text(browser.get(where))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("condition", "commune = ", "n’est pas terminée"),
        ("condition", "absente = 3", "absente"),
        ("purpose", "", "requis"),
        ("until", "2020-01-01", "est passé"),
        ("columns", ["absente"], "absente"),
        ("least", "1", "donnez 0, ou un nombre"),
        ("least", "12", "quelles colonnes font les groupes"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(town, places, signed, field, value, said):
    answer = signed(town.steward).post(at("grants", places.pk), sent(town, **{field: value}))
    assert not Grant.objects.exists()
    assert said in " ".join(unescape(str(error)) for error in errors(answer, field))


def errors(answer, field):
    form = answer.context_data["form"]
    return form.errors[field if field != "least" or "least" in form.errors else "dimensions"]


def test_whoever_may_not_decide_meets_nothing(town, places, signed):
    grant = Grant.objects.create(dataset=places, organisation=town.elsewhere, purpose="x")
    for other in (town.writer, town.stranger):
        for path in (at("grants", places.pk), at("uses", grant.pk)):
            assert signed(other).get(path).status_code in {302, 403, 404}
    signed(town.stranger).post(at("grants", places.pk), {"action": f"end {grant.pk}"})
    grant.refresh_from_db()
    assert grant.ended is None
    for bad in ("end", "end x", "end 99999999", "key ²", "end 0"):
        answer = signed(town.steward).post(at("grants", places.pk), {"action": bad})
        assert answer.status_code in {200, 404}
    grant.refresh_from_db()
    assert grant.ended is None


def test_what_is_given_to_everyone_has_no_key_and_asking_one_takes_nothing_back(
    town, places, signed
):
    grant = Grant.objects.create(dataset=places, purpose="x")
    answer = signed(town.steward).post(at("grants", places.pk), {"action": f"key {grant.pk}"})
    assert answer.status_code == 404
    grant.refresh_from_db()
    assert (grant.ended, grant.secret) == (None, "")
