"""`POST /api/cases/<slug>`: what the application that decides sends, with its key."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from parvis.algorithms.explained import actions, cases, vault
from parvis.algorithms.explained.models import Case, ExplainedDecision
from tests import makers
from tests.algorithms.explained.makers import FAMILY
from tests.algorithms.makers import decision, published

pytestmark = pytest.mark.django_db
DOOR = "/api/cases/tarif-de-cantine"


@pytest.fixture(autouse=True)
def nothing_sent_yet() -> None:
    cache.clear()


@pytest.fixture
def key(explained: ExplainedDecision) -> str:
    return actions.new_key(explained, by=None)


def case(**changes: Any) -> dict[str, Any]:
    return FAMILY | {"decide_le": timezone.localdate().isoformat()} | changes


def post(client: Client, key: str, sent: Any, address: str = DOOR, **more: Any) -> Any:
    body = sent if isinstance(sent, (str, bytes)) else json.dumps(sent)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    given = {"content_type": "application/json"} | more
    return client.post(address, body, headers=headers, **given)


def test_one_case_is_kept_then_acknowledged(client: Client, key: str) -> None:
    response = post(client, key, case())
    [told] = response.json()["cases"]
    assert (response.status_code, told["dossier"], told["state"]) == (200, "F-1", "created")
    assert "computed" not in told
    assert cases.find(told["reference"]) is not None
    assert response["Cache-Control"].count("no-store") == 1


def test_the_same_sending_twice_changes_nothing(client: Client, key: str) -> None:
    sent = [case(), case(dossier="F-2", resultat="7")]
    first, again = post(client, key, sent).json(), post(client, key, sent).json()
    assert [one["state"] for one in first["cases"]] == ["created", "created"]
    assert [one["state"] for one in again["cases"]] == ["unchanged", "unchanged"]
    assert [one["reference"] for one in first["cases"]] == [
        one["reference"] for one in again["cases"]
    ]
    assert again["cases"][1]["computed"] == "6.3"
    assert Case.objects.count() == 2


def test_numbers_and_flags_are_taken_as_they_are_written(client: Client, key: str) -> None:
    body = json.dumps(case(revenus="R", habite=False, motif_d_ecart=None))
    response = post(client, key, body.replace('"R"', "9600.00"))
    assert response.status_code == 200, response.json()
    assert vault.opened(Case.objects.get())["inputs"]["revenus"] == "9600.00"


def test_one_that_is_refused_keeps_all_back_and_names_field_value_and_mend(
    client: Client, key: str
) -> None:
    response = post(client, key, [case(), case(dossier="F-2", decide_le="hier"),
                                  case(dossier="F-3", parts=0)])  # fmt: skip
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    day, parts = response.json()["errors"]
    assert (day["case"], day["dossier"], day["field"], day["value"]) == (
        2, "F-2", "decide_le", "hier",
    )  # fmt: skip
    assert "Donnez une date, comme « 2026-09-01 »" in day["detail"]
    assert (parts["case"], parts["value"]) == (3, "0")
    assert "Donnez 1 au moins" in parts["detail"]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("{", "objet JSON"),
        (b"\xff", "objet JSON"),
        ("[NaN]", "objet JSON"),
        ("[]", "de 1 à 500"),
        ("[1]", "Dossier 1 : un objet JSON est attendu"),
        ('{"dossier": {"a": 1}}', "Dossier 1, « dossier »"),
        ("{}", "« dossier » est vide"),
        ('{"dossier": "a\\u0000b"}', "caractère invisible"),
        ('{"dossier": "\\ud800"}', "caractère invisible"),
        ("[" * 100_000, "objet JSON"),
    ],
)
def test_what_is_not_a_case_is_refused_in_a_sentence(
    client: Client, key: str, sent: Any, told: str
) -> None:
    response = post(client, key, sent)
    assert response.status_code == 422
    assert told in json.dumps(response.json(), ensure_ascii=False)


def test_too_many_at_once_or_too_heavy(client: Client, key: str) -> None:
    assert post(client, key, [case()] * 501).status_code == 422
    assert post(client, key, "x" * 2_000_001).status_code == 413
    assert post(client, key, case(), content_type="text/csv").status_code == 415
    assert client.get(DOOR).status_code == 405


def test_only_its_own_key_opens_a_door(client: Client, key: str, explained: Any) -> None:
    other = decision(title="Autre décision", slug="autre")
    published(other)
    theirs = actions.new_key(
        actions.explain_decisions(other, explained.algorithm, "AUTRE", 30, by=None), by=None
    )
    for wrong in ("", theirs, key[:-1], "é"):
        response = post(client, wrong, case())
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
    assert post(client, key, case(), "/api/cases/rien").status_code == 401
    assert not Case.objects.exists()
    fresh = actions.new_key(explained, by=None)
    assert post(client, key, case()).status_code == 401, "the key before opens nothing"
    assert post(client, fresh, case()).status_code == 200
    actions.close_door(explained, by=None)
    assert post(client, fresh, case()).status_code == 401
    assert fresh not in repr(list(ExplainedDecision.objects.values()))


def test_only_who_publishes_there_makes_a_key(explained: ExplainedDecision) -> None:
    stranger = makers.member(makers.organisation(), "steward")
    for act in (actions.new_key, actions.close_door):
        with pytest.raises(PermissionDenied):
            act(explained, by=stranger)


def test_six_hundred_sendings_an_hour(client: Client, key: str, settings: Any) -> None:
    assert settings.ACCOUNT_RATE_LIMITS["case_door"] == "600/h/key"
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"case_door": "2/h/key"}
    found = [post(client, key, case()).status_code for _n in range(3)]
    assert found == [200, 200, 429]


def test_the_door_is_described(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    assert "post" in described["paths"]["/api/cases/{slug}"]
    assert described["components"]["schemas"]["CasesSent"]
