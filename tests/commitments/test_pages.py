"""The pages of commitments and actions, as visitors get them."""

import datetime as dt

import pytest

from parvis.commitments import load
from tests import makers

pytestmark = pytest.mark.django_db

PROOF = {
    "title": "Carte mise en ligne",
    "date": dt.date(2026, 2, 1),
    "checked_on": dt.date(2026, 2, 3),
    "checked_by_role": "Référente données",
    "sha256": "a" * 64,
}


@pytest.fixture
def loaded():
    load.load(makers.organisation(), {"1.1": load.Detail(evidence=(PROOF,))})


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_commitment_shows_its_promise_its_state_and_its_actions(client, loaded):
    html = page(client, "/engagements/bien-commun/")
    assert "protéger les habitants de la chaleur" in html
    assert "en cours" in html
    assert "Au moins une preuve vérifiée" in html
    assert html.count('href="/actions/') >= 4
    assert "Pour l’action 1.1" in html


def test_an_action_shows_its_evidence_with_hash_and_role(client, loaded):
    html = page(client, "/actions/carte-de-la-chaleur/")
    assert "Carte mise en ligne" in html
    assert "Référente données" in html
    assert "a" * 64 in html


def test_without_evidence_the_page_says_so(client, loaded):
    html = page(client, "/engagements/rendre-des-comptes/")
    assert "sans preuve" in html
    assert "Aucune pour l’instant." in html


def test_the_english_page_is_english_and_marks_what_is_not(client, loaded):
    html = page(client, "/en/actions/carte-de-la-chaleur/")
    assert "Show where the city is hottest" in html
    assert "under way" in html
    assert '<span lang="fr">Carte mise en ligne</span>' in html


@pytest.mark.parametrize("path", ["/engagements/bien-commun/", "/actions/carte-de-la-chaleur/"])
def test_pages_stay_light(client, loaded, path):
    html = page(client, path)
    assert html.count("<") - html.count("</") < 380
    assert len(html) < 30_000


def test_the_home_shows_the_ten_with_their_state(client, loaded):
    html = page(client, "/")
    assert html.count("/engagements/") >= 10
    assert "sans preuve" in html
