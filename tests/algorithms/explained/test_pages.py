"""From the letter to its explanation, and the rules that everyone may read and try."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from parvis.algorithms.explained import vault
from parvis.algorithms.explained.models import Case, CaseReading, ExplainedDecision
from tests import makers
from tests.algorithms.explained.makers import sent
from tests.algorithms.ruleset.examples import demo

pytestmark = pytest.mark.django_db
EXPLAIN = "/decisions/expliquer/"
RULES = "/algorithmes/quotient/regles/"
HERE = {"origin": "http://testserver"}
FAMILY = {"revenus": "27 600", "prestations": "140,00", "parts": "3", "habite": "oui"}


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def letter(explained: ExplainedDecision) -> str:
    """The reference printed on a letter."""
    [kept] = sent(explained, {})
    return kept.reference


def ask(client: Client, reference: str, address: str = EXPLAIN, **more: str) -> Any:
    return client.post(address, {"reference": reference} | more, headers=HERE)


def plain(response: Any) -> str:
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_the_four_items_are_told_to_who_has_the_letter(letter: str, client: Client) -> None:
    response = ask(client, letter.lower().replace("-", " "))
    said = plain(response)
    assert response.status_code == 200
    for item in (
        "Nous avons refait le calcul à l’instant : il donne bien 6,30 €.",
        "Quotient familial</a> : il propose",  # 1: degree and mode
        "Service des familles",
        "9 600 €", "avis d’imposition 2025", "2 septembre 2025",  # 2: data and sources
        "Délibérations fictives du 24 juin 2024",  # 3: parameters
        "Revenus par mois = revenus annuels du foyer ÷ 12 = 9 600 € ÷ 12 = 800 €",  # 4
        "Tribunal administratif",
        "www.cada.fr",
        "decision=tarif-de-cantine",
        'href="/algorithmes/quotient/regles/"',
    ):  # fmt: skip
        assert item in said, item


def test_nothing_of_it_stays_on_the_way(
    letter: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = ask(client, letter)
    assert response["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in plain(response)
    assert not response.cookies
    assert letter not in caplog.text
    assert client.get(f"{EXPLAIN}?reference={letter}").content.decode().count(letter) <= 2
    assert "Tribunal" not in plain(client.get(f"{EXPLAIN}?reference={letter}"))


def test_in_english_and_in_easy_words(letter: str, client: Client) -> None:
    english = plain(ask(client, letter, f"/en{EXPLAIN}"))
    assert "Income per month = yearly income of the household ÷ 12" in english
    assert "How this decision was made" in english
    easy = plain(ask(client, letter, form="easy"))
    assert "Un ordinateur a fait un calcul." in easy
    assert "Vous pouvez le dire." in easy


@pytest.mark.parametrize("form", ["pdf", "easy-pdf"])
def test_as_pdf(letter: str, client: Client, form: str) -> None:
    response = ask(client, letter, form=form)
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response["Cache-Control"] == "private, no-store"


def test_a_wrong_reference_tells_nothing(letter: str, client: Client) -> None:
    """Never was, a slip, another prefix, destroyed: one answer, word for word."""
    slip = letter[:-1] + ("2" if letter[-1] != "2" else "3")
    tries = ["", "bonjour", slip, letter.replace("CANTINE", "DECHETS"), "x" * 5_000, "\0"]
    answers = {ask(client, typed).content for typed in tries}
    Case.objects.update(kept_until=timezone.localdate() - dt.timedelta(days=1))
    answers.add(ask(client, letter).content)
    assert len(answers) == 1
    assert b"Aucun dossier ne porte cette r" in answers.pop()


def test_guessing_is_stopped(letter: str, client: Client) -> None:
    found = [ask(client, f"CANTINE-{n}").status_code for n in range(12)]
    assert found == [404] * 10 + [429] * 2
    assert ask(client, letter).status_code == 429, "even the right one, for now"
    assert ask(client, letter, HTTP_X="1").status_code == 429


def test_from_another_site_nothing_is_answered(letter: str, client: Client) -> None:
    response = client.post(
        EXPLAIN, {"reference": letter}, headers={"origin": "https://ailleurs.example"}
    )
    assert response.status_code == 403
    assert client.put(EXPLAIN).status_code == 405


def test_a_replay_that_differs_is_said(explained: ExplainedDecision, client: Client) -> None:
    [kept] = sent(explained, {"resultat": "7.00"})
    said = plain(ask(client, kept.reference))
    assert "Attention : le calcul refait à l’instant donne 6,30 €, et non 7 €." in said
    [aside] = sent(explained, {"dossier": "F-2", "resultat": "0", "motif_d_ecart": "Aide sociale"})
    assert "Une personne a décidé autrement (0 €), pour cette raison : Aide sociale" in plain(
        ask(client, aside.reference)
    )


def test_what_was_altered_since_is_seen_and_told_to_the_service(
    explained: ExplainedDecision, letter: str, client: Client
) -> None:
    case = Case.objects.get()
    key = vault.store().read(case.uuid)
    case.sealed = vault.sealed(key, case, vault.opened(case) | {"outcome": "5.00"})
    case.save()
    assert "Attention" in plain(ask(client, letter))
    assert Case.objects.get().replay == Case.Replay.DIFFERENT


def test_a_case_whose_key_is_lost_says_so(letter: str, client: Client) -> None:
    vault.store().path(Case.objects.get().uuid).unlink()
    response = ask(client, letter)
    assert response.status_code == 503
    assert "Nous ne pouvons pas ouvrir ce dossier" in plain(response)


def test_an_agent_who_reads_a_case_is_written_down(letter: str, client: Client) -> None:
    ask(client, letter)
    assert not CaseReading.objects.exists()
    agent = makers.person()
    client.force_login(agent)
    ask(client, letter)
    assert [one.by for one in CaseReading.objects.all()] == [agent]


def test_the_rules_are_public_step_by_step(explained: ExplainedDecision, client: Client) -> None:
    said = plain(client.get(RULES))
    for words in (
        "<strong>Revenus par mois</strong> = revenus annuels du foyer ÷ 12",
        "L’arrondi se fait au bénéfice de la famille.",
        "à partir de 1 560 €",
        "Couple, deux enfants, revenus moyens",
        "CRPA, L.312-1-3",
    ):
        assert words in said, words
    assert "Price of a school meal" in plain(client.get(f"/en{RULES}"))
    assert client.get("/algorithmes/absent/regles/").status_code == 404


def test_figures_that_weigh_too_much_are_not_read(
    explained: ExplainedDecision, client: Client
) -> None:
    response = client.post(RULES, FAMILY | {"date": "2026-10-01", "more": "x" * 20_000})
    assert response.status_code == 413
    assert "pèse trop" in plain(response)


def test_anyone_tries_their_own_figures_and_nothing_is_kept(
    explained: ExplainedDecision, client: Client
) -> None:
    response = client.post(RULES, FAMILY | {"date": "2026-10-01"})
    said = plain(response)
    assert response.status_code == 200
    assert "Tarif d’un repas : 3,15 €" in said
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"revenus": "beaucoup"}, "« revenus annuels du foyer » vaut « beaucoup »."),
        ({"parts": "0"}, "« nombre de parts du foyer » vaut 0."),
        ({"habite": ""}, "Remplissez ce champ."),
        ({"date": "2001-01-01"}, "n’a pas de valeur en vigueur"),
        ({"date": "hier"}, "date"),
        ({"revenus": "9" * 31}, "30"),
        ({"habite": "<script>"}, "&lt;script&gt;"),
    ],
)
def test_figures_that_are_wrong_are_named(
    explained: ExplainedDecision, client: Client, changes: dict[str, str], told: str
) -> None:
    response = client.post(RULES, FAMILY | {"date": "2026-10-01"} | changes)
    assert response.status_code == 400
    assert told in plain(response)
    assert "<script>" not in plain(response)


def test_a_new_version_says_what_changed(explained: ExplainedDecision, client: Client) -> None:
    from parvis.algorithms.explained import actions

    newer = demo()
    newer["parameters"][1]["values"][-1]["value"] = "8"
    newer["tests"][3]["outcome"] = "8"
    before = client.get(RULES)
    actions.publish_rules(
        explained.algorithm, json.dumps(newer).encode(), timezone.localdate(), by=None
    )
    after = client.get(RULES)
    assert after["ETag"] != before["ETag"]
    assert "passe de 6,30 € à 8 €" in plain(after)


def test_the_letter_of_the_demonstration_stands_in_no_true_portal(
    explained: ExplainedDecision, client: Client, settings: Any
) -> None:
    [kept] = sent(explained, {"dossier": "demonstration-1"})
    address = "/decisions/tarif-de-cantine/lettre/"
    assert client.get(address).status_code == 404
    settings.PARVIS_DEMO = True
    said = plain(client.get(address))
    assert kept.reference in said
    assert address in plain(client.get(EXPLAIN))
