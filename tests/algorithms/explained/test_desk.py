"""Cases at the desk: who sees them, a form made from the rules, readings, withdrawal, the key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.algorithms.explained import vault
from parvis.algorithms.explained.models import Case, CaseReading, ExplainedDecision
from tests import makers
from tests.algorithms.explained.makers import sent

pytestmark = pytest.mark.django_db
DESK = "/espace-agents/dossiers-de-decisions/"


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def filled(**changes: str) -> dict[str, str]:
    typed = {
        "dossier": "F-7", "decide_le": timezone.localdate().isoformat(), "revenus": "9 600,00",
        "prestations": "0", "parts": "2", "habite": "non", "resultat": "6,30",
        "revenus_source": "avis d’imposition",
    }  # fmt: skip
    return typed | changes


def test_the_list_says_nothing_of_what_cases_say(
    explained: ExplainedDecision, steward: Client
) -> None:
    [first, other] = sent(explained, {}, {"dossier": "F-2", "resultat": "7"})
    said = page(steward, DESK)
    assert "2 dossiers" in said
    for secret in (first.reference, other.reference, "9600", "avis d’imposition"):
        assert secret not in said
    different = page(steward, f"{DESK}?calcul=different")
    assert "1 dossier," in different
    assert 'href="?"' in different, "chosen, the filter takes itself away"
    assert page(steward, f"{DESK}?calcul=rien&decision=%00&p=999999999999")
    assert not CaseReading.objects.exists()


def test_the_list_asks_as_much_for_many_as_for_few(
    explained: ExplainedDecision, steward: Client
) -> None:
    sent(explained, {})
    page(steward, DESK)
    with CaptureQueriesContext(connection) as few:
        page(steward, DESK)
    sent(explained, *({"dossier": f"F-{n}"} for n in range(2, 20)))
    with CaptureQueriesContext(connection) as many:
        page(steward, DESK)
    assert len(many) == len(few)


def test_a_case_is_added_by_a_form_made_from_the_rules(
    explained: ExplainedDecision, steward: Client
) -> None:
    address = f"{DESK}{explained.pk}/ajouter/"
    form = page(steward, address)
    for name in ("dossier", "decide_le", "revenus", "revenus_source", "habite", "resultat"):
        assert f'name="{name}"' in form
    response = steward.post(address, filled(), follow=True)
    said = response.content.decode()
    assert re.search("CANTINE-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", said)
    case = Case.objects.get()
    assert response.redirect_chain[-1][0] == f"{DESK}dossier/{case.pk}/"
    content = vault.opened(case)
    assert (content["inputs"]["revenus"], content["outcome"]) == ("9600.00", "6.30")
    assert content["sources"] == {"revenus": "avis d’imposition"}
    assert case.replay == Case.Replay.SAME


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parts": "0"}, "parts"), ({"decide_le": "2999-01-01"}, "decide_le"),
        ({"resultat": ""}, "resultat"), ({"decide_le": "2001-01-01"}, "decide_le"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_at_its_field(
    explained: ExplainedDecision, steward: Client, changes: dict[str, str], field: str
) -> None:
    response = steward.post(f"{DESK}{explained.pk}/ajouter/", filled(**changes))
    assert response.context["form"].errors[field]
    assert not Case.objects.exists()


def test_who_read_a_case_stands_on_its_page(explained: ExplainedDecision, steward: Client) -> None:
    sent(explained, {})
    case = Case.objects.get()
    response = steward.get(f"{DESK}dossier/{case.pk}/")
    assert "no-store" in response["Cache-Control"]
    assert [one.by_id for one in CaseReading.objects.all()] == [
        int(steward.session["_auth_user_id"])
    ]
    assert "avis d’imposition 2025" in response.content.decode()
    vault.store().path(case.uuid).unlink()
    assert "ne peut pas être lu" in page(steward, f"{DESK}dossier/{case.pk}/", 503)


def test_a_case_is_withdrawn(explained: ExplainedDecision, steward: Client) -> None:
    sent(explained, {})
    where = f"{DESK}dossier/{Case.objects.get().pk}/retirer/"
    assert "Personne ne peut revenir en arrière" in page(steward, where)
    assert Case.objects.exists()
    steward.post(where)
    assert not Case.objects.exists()
    assert vault.store().known() == {}


def test_a_key_is_shown_once(explained: ExplainedDecision, steward: Client) -> None:
    where = f"{DESK}{explained.pk}/porte/"
    assert "Aucune clé n’ouvre" in page(steward, where)
    said = steward.post(where, {"action": "key"}).content.decode()
    found = re.search("<code>([-_0-9A-Za-z]{43})</code>", said)
    assert found is not None
    again = page(steward, where)
    assert found[1] not in again
    assert "Une clé ouvre" in again
    steward.post(where, {"action": "close"})
    assert "Aucune clé n’ouvre" in page(steward, where)


def test_another_s_cases_are_not_there(explained: ExplainedDecision, signed: Any) -> None:
    sent(explained, {})
    case = Case.objects.get()
    elsewhere = makers.member(makers.organisation(), "steward")
    reader = makers.member(explained.decision.organisation, "contributor")
    for person in (elsewhere, reader):
        client = signed(person)
        for address in ("", f"{explained.pk}/ajouter/", f"{explained.pk}/porte/",
                        f"dossier/{case.pk}/", f"dossier/{case.pk}/retirer/"):  # fmt: skip
            for method in (client.get, client.post):
                assert method(f"{DESK}{address}").status_code in {403, 404, 405}, address
    assert Case.objects.get().kept_until == case.kept_until
    assert not CaseReading.objects.exists()
