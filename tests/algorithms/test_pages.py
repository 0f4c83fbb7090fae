"""What a visitor reads: an algorithm, a decision, the way back; what no visitor ever reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from parvis.algorithms.models import DataUse, Risk
from parvis.catalogue.models import Dataset
from parvis.public_space.models import Device
from parvis.records import bulk, hooks
from parvis.records.entitlements import Right
from parvis.records.kinds import Circle
from tests import makers as people
from tests.algorithms import makers
from tests.public_space.makers import camera
from tests.records.desk.conftest import signed

__all__ = ["signed"]
pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.getvalue().decode()


def test_every_public_field_is_said_and_the_empty_ones_too(client: Client) -> None:
    decision = makers.decision(title="Tarif de cantine")
    one = makers.algorithm(decision, title="Quotient familial", out_of_scope="Pas la place.")
    makers.published(one)
    text = page(client, f"/algorithmes/{one.slug}/")
    assert "Ce qu’il ne fait pas" in text
    assert "Pas la place." in text
    assert "Tarif de cantine" in text
    assert "il propose : une personne décide" in text
    detail = page(client, f"/algorithmes/{one.slug}/fiche/")
    unsaid = [line for line in detail.splitlines() if "Non renseigné :" in line]
    assert sum(line.count(", ") + 1 for line in unsaid) > 30
    assert "Not given:" in page(client, f"/en/algorithmes/{one.slug}/fiche/")


def test_a_supplier_that_not_everyone_sees_is_named_as_someone_wrote(client: Client) -> None:
    quiet = people.organisation(title="Cabinet discret", circle=Circle.AGENTS)
    one = makers.algorithm(makers.decision(), supplier=quiet, supplier_name="un prestataire")
    makers.published(one)
    text = page(client, f"/algorithmes/{one.slug}/") + page(client, "/algorithmes/inventaire.json")
    assert "un prestataire" in text
    assert quiet.title not in text


def test_a_hidden_field_is_said_to_be_hidden_and_stands_nowhere(client: Client) -> None:
    secret = "Douze mille euros et trois centimes"
    one = makers.algorithm(makers.decision(), cost=secret, hidden_fields=["cost"])
    makers.published(one)
    detail = page(client, f"/algorithmes/{one.slug}/fiche/")
    assert "non publié" in detail
    assert secret not in detail
    assert secret not in page(client, f"/algorithmes/{one.slug}/")
    doors = ("?format=json", "?format=ttl")
    texts = [client.get(f"/id/algorithm/{one.slug}{end}") for end in doors]
    texts += [client.get(f"/algorithmes/inventaire.{form}") for form in ("csv", "json", "nl.json")]
    assert all(secret not in answer.getvalue().decode() for answer in texts)


def test_a_decision_that_is_not_public_is_named_nowhere(client: Client) -> None:
    hidden = makers.decision(title="Décision tenue secrète", slug="tenue-secrete", circle=2)
    one = makers.algorithm(hidden)
    makers.published(one)
    for path in (f"/algorithmes/{one.slug}/", f"/id/algorithm/{one.slug}?format=json",
                 "/algorithmes/inventaire.json", "/algorithmes/"):  # fmt: skip
        text = client.get(path).getvalue().decode()
        assert "tenue-secrete" not in text, path
        assert "tenue secrète" not in text, path


def test_from_the_decision_one_walks_back_to_the_camera_and_forth(client: Client) -> None:
    home = people.organisation()
    dataset = Dataset(title="Images de la rue", slug="images-de-la-rue", organisation=home)
    bulk.save_many([dataset])
    device: Device = camera(organisation=home, title="Caméra du pont")
    tie = {"predicate": "feeds", "object": "dataset/images-de-la-rue"}
    device.ties = [("tie", tie | {"since": None, "until": None})]
    bulk.save_many([device])
    decision = makers.decision(title="Amende pour dépôt")
    one = makers.algorithm(decision, title="Repérage")
    one.data_uses = [DataUse(name="Images", dataset=dataset, identity="none")]
    makers.published(one)
    for path in (f"/decisions/{decision.slug}/", f"/algorithmes/{one.slug}/"):
        text = page(client, path)
        assert "Images de la rue" in text, path
        assert "Caméra du pont" in text, path
    graph = client.get(f"/api/graph/decision/{decision.slug}?depth=3").json()
    assert {"device", "dataset", "algorithm", "decision"} <= {n["type"] for n in graph["nodes"]}
    assert "Repérage" in page(client, f"/decisions/{decision.slug}/")
    assert "est prise avec l’aide de" in page(client, f"/decisions/{decision.slug}/").lower()


def test_the_pages_ask_a_constant_number_of_questions(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    decision = makers.decision()
    makers.published(*(makers.algorithm(decision, title=f"Calcul {n}") for n in range(8)))
    client.get(f"/decisions/{decision.slug}/")
    with django_assert_max_num_queries(40):
        page(client, f"/decisions/{decision.slug}/")


def test_rights_against_a_decision_and_why(client: Client) -> None:
    decision = makers.decision(rights=["intervention-humaine"], personal_data=True)
    makers.published(decision)
    text = page(client, f"/decisions/{decision.slug}/")
    assert "Une personne peut reprendre votre dossier" in text
    assert "droit=explication-d-une-decision" in text
    assert f"decision={decision.slug}" in text
    content = {"type": "decision", "rights": [], "personal_data": False}
    found = {one.right: one.applies for one in hooks.first("entitlements", projection=content)}
    assert found[Right.EXPLANATION]
    assert found[Right.DOCUMENT]
    assert not found[Right.HUMAN_REVIEW]
    assert not found[Right.ACCESS]


def test_rdf_says_class_automation_and_risks(client: Client) -> None:
    one = makers.algorithm(makers.decision(), degree="decides", ai_class="high", annex_point="5 a")
    one.risks = [Risk(name="Une erreur", mitigation="Un agent relit")]
    makers.published(one)
    text = client.get(f"/id/algorithm/{one.slug}?format=ttl").content.decode()
    for term in ("HighRiskAISystem", "HighRiskAISystem-AnnexIII-5-a", "FullAutomation",
                 "isMitigatedByMeasure", "Fixer un prix."):  # fmt: skip
        assert term in text


def test_the_list_has_its_facets_and_the_trips_their_table(client: Client) -> None:
    makers.published(makers.algorithm(makers.decision(), domain="social"))
    assert "ce que nos règles trouvent" in page(client, "/algorithmes/").lower()
    text = page(client, "/algorithmes/allers-retours/")
    assert text.count("<tr>") == 1 + 8 + 1 + 46
    assert "Ce qu’il ne fait pas" in text
    english = page(client, "/en/algorithmes/allers-retours/")
    assert "What it does not do" in english
    assert "Ce qu’il ne fait pas" not in english


def test_the_wizard_writes_its_reasons_into_the_draft(signed: Any, client: Client) -> None:
    home = people.organisation()
    one = makers.algorithm(organisation=home)
    makers.published(one)
    steward = signed(people.member(home, "steward"))
    place = f"/espace-agents/fiches/algorithm/suis-je-concerne/{one.pk}/"
    assert "Sept questions" in steward.get(place).content.decode()
    answers = dict.fromkeys(("decides", "alone", "many", "fifty"), "yes")
    answers |= dict.fromkeys(("secret", "learnt", "effects"), "no")
    assert steward.post(place, answers | {"decides": ""}).status_code == 200  # one is missing
    answer = steward.post(place, answers, follow=True).content.decode()
    assert "sans la mention, la décision est nulle" in answer
    one.refresh_from_db()
    assert one.concerned == {}
    assert one.get_latest_revision_as_object().concerned["reasons"] == [
        "decision",
        "void",
        "main",
    ]
    one.get_latest_revision().publish()
    assert "la décision est nulle" in page(client, f"/algorithmes/{one.slug}/fiche/")
    other = signed(people.member(people.organisation(), "steward"))
    assert other.post(place, answers).status_code in {403, 404}


def test_who_writes_one_record_a_year_finds_help_and_an_example(signed: Any) -> None:
    client = signed(people.member(people.organisation(), "steward"))
    for kind in ("algorithm", "decision"):
        text = client.get(f"/espace-agents/fiches/{kind}/add/").content.decode()
        assert text.count("Exemple") > 5, kind
