"""Rules written at the desk: a new version from the one before, its examples passing."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.algorithms.explained.models import ExplainedDecision, RuleVersion
from tests import makers
from tests.algorithms.explained.makers import sent
from tests.algorithms.makers import decision, published
from tests.algorithms.ruleset.examples import demo

pytestmark = pytest.mark.django_db
NEW_PRICE = {
    "value-parameter": "exterieur", "value-since": "2027-09-01", "value-value": "6,80",
}  # fmt: skip
FAMILY = {
    "example-revenus": "9600", "example-prestations": "0", "example-parts": "2",
    "example-habite": "non", "example-date": "2027-10-01",
    "example-example_label": "Famille d’une autre commune", "example-example_outcome": "6,80",
}  # fmt: skip


@pytest.fixture
def desk(explained: ExplainedDecision) -> str:
    return f"/espace-agents/regles-de-calcul/{explained.algorithm_id}/"


def send(client: Client, desk: str, document: Any, action: str, **more: str) -> Any:
    text = document if isinstance(document, str) else json.dumps(document)
    return client.post(desk, {"document": text, "action": action} | more)


def test_a_price_of_next_year_then_its_example_then_published(
    steward: Client, desk: str, explained: ExplainedDecision
) -> None:
    response = steward.get(desk)
    draft = response.context["text"]
    assert json.loads(draft) == explained.algorithm.rule_versions.get().rules.document
    changed = send(steward, desk, draft, "value", **NEW_PRICE)
    draft = changed.context["text"]
    assert changed.context["ready"]
    assert any("6,80" in one for one in changed.context["changes"])
    assert RuleVersion.objects.count() == 1, "nothing is kept before it is published"
    more = send(steward, desk, draft, "example", **FAMILY)
    assert more.context["ready"], more.context["problem"]
    assert len(more.context["examples"]) == len(demo()["tests"]) + 1
    when = {"publish-since": "2027-09-01", "publish-why": "Délibération de juin"}
    done = send(steward, desk, more.context["text"], "publish", **when)
    assert done.status_code == 302
    made = RuleVersion.objects.get(since=dt.date(2027, 9, 1))
    assert (made.why, made.by is not None) == ("Délibération de juin", True)


def test_an_example_that_fails_keeps_the_version_back_and_says_what_comes_out(
    steward: Client, desk: str
) -> None:
    wrong = FAMILY | {"example-example_outcome": "5"}
    tried = send(steward, desk, demo(), "example", **wrong)
    assert "Famille d’une autre commune" in tried.context["problem"]
    assert not tried.context["ready"]
    again = send(steward, desk, tried.context["text"], "publish", **{"publish-since": "2027-09-01"})
    assert again.status_code == 200
    assert "annonce 5" in again.content.decode()
    assert RuleVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("document", "action", "more", "told"),
    [
        ("{", "check", {}, "JSON"),
        ("", "publish", {"publish-since": "2027-01-01"}, "JSON"),
        (demo() | {"tests": []}, "check", {}, "Ces règles n’ont pas d’exemple"),
        (demo(), "value", NEW_PRICE | {"value-value": "cher"}, "Il y faut un nombre"),
        (demo(), "value", NEW_PRICE | {"value-parameter": "rien"}, "parvis-errors"),
        (demo(), "publish", {"publish-since": "demain"}, "parvis-errors"),
        ("\ud800", "check", {}, "JSON"),
    ],
)
def test_what_is_refused_says_why(
    steward: Client, desk: str, document: Any, action: str, more: dict[str, str], told: str
) -> None:
    text = document.encode("utf-8", "replace").decode() if isinstance(document, str) else document
    response = send(steward, desk, text, action, **more)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert RuleVersion.objects.count() == 1


def test_rules_are_not_changed_under_decisions_already_taken(
    steward: Client, desk: str, explained: ExplainedDecision
) -> None:
    sent(explained, {})
    text = json.dumps(demo() | {"title": {"fr": "Autre"}})
    day = timezone.localdate().isoformat()
    response = send(steward, desk, text, "publish", **{"publish-since": day})
    assert "Des décisions ont déjà été prises" in response.content.decode()


def test_letters_of_another_type_get_a_reference(
    steward: Client, desk: str, explained: ExplainedDecision
) -> None:
    bill = decision(title="Goûter", slug="gouter", organisation=explained.decision.organisation)
    published(bill)
    given = {
        "explain-decision": str(bill.pk),
        "explain-beginning": "GOUTER",
        "explain-kept_days": "90",
    }
    assert send(steward, desk, demo(), "explain", **given).status_code == 302
    assert ExplainedDecision.objects.get(prefix="GOUTER").kept_days == 90
    taken = given | {"explain-beginning": "CANTINE"}
    said = send(steward, desk, demo(), "explain", **taken).content.decode()
    assert "commence déjà" in said


def test_only_who_publishes_the_algorithm_finds_its_rules(
    desk: str, explained: ExplainedDecision, signed: Any
) -> None:
    for person in (makers.member(makers.organisation(), "steward"),
                   makers.member(explained.decision.organisation, "contributor")):  # fmt: skip
        client = signed(person)
        assert client.get(desk).status_code in {403, 404}
        assert send(client, desk, demo(), "publish").status_code in {403, 404}
