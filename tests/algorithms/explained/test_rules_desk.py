"""Rules at the desk, beside their form: deposited as a file, taken away, letters that bear a
reference."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from parvis.algorithms.explained.models import ExplainedDecision, RuleVersion
from tests import makers
from tests.algorithms.explained.makers import sent
from tests.algorithms.makers import decision, published
from tests.algorithms.ruleset.examples import demo, document, number, step

pytestmark = pytest.mark.django_db
WHEN = {"publish-since": "2027-09-01", "publish-why": "Délibération de juin"}


@pytest.fixture
def desk(explained: ExplainedDecision) -> str:
    return f"/espace-agents/regles-de-calcul/{explained.algorithm_id}/"


def checked(client: Client, desk: str, rules: Any) -> Any:
    data = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    file = SimpleUploadedFile("regles.json", data, "application/json")
    return client.post(f"{desk}deposer/", {"file": file, "action": "check"})


def publish(client: Client, desk: str, text: str, **more: str) -> Any:
    return client.post(f"{desk}deposer/", {"document": text, "action": "publish"} | WHEN | more)


def dearer() -> Any:
    """The rules of the canteen, where the price of other towns rises next year."""
    rules = demo()
    [price] = [one for one in rules["parameters"] if one["name"] == "exterieur"]
    price["values"][-1]["until"] = "2027-08-31"
    price["values"].append({"since": "2027-09-01", "value": "6.80"})
    return rules


def test_the_last_version_is_taken_away_changed_and_deposited(
    steward: Client, desk: str, explained: ExplainedDecision
) -> None:
    file = steward.get(f"{desk}fichier/")
    assert "attachment" in file["Content-Disposition"]
    assert json.loads(file.content) == explained.algorithm.rule_versions.get().rules.document
    page = checked(steward, desk, dearer())
    assert page.context["ready"], page.context["problem"]
    assert any("6,80" in one for one in page.context["changes"])
    assert len(page.context["examples"]) == len(demo()["tests"])
    assert len(page.context["steps"]) == len(demo()["steps"])
    assert RuleVersion.objects.count() == 1, "nothing is kept before it is published"
    assert publish(steward, desk, page.context["text"]).status_code == 302
    made = RuleVersion.objects.get(since=dt.date(2027, 9, 1))
    assert (made.why, made.by is not None) == ("Délibération de juin", True)


def test_rules_of_two_hundred_steps_are_deposited(steward: Client, desk: str) -> None:
    steps = [step("r0", "max", "a"), *(step(f"r{n}", "max", f"r{n - 1}") for n in range(1, 200))]
    test = {"label": {"fr": "Dix"}, "on": "2026-01-01", "inputs": {"a": "10"}, "outcome": "10"}
    rules = document(steps, inputs=[number("a")], tests=[test])
    page = checked(steward, desk, rules)
    assert page.context["ready"], page.context["faults"]
    assert publish(steward, desk, page.context["text"]).status_code == 302
    assert len(RuleVersion.objects.get(since=dt.date(2027, 9, 1)).rules.steps) == 200
    form = steward.get(f"{desk}ecrire/")
    assert form.context["long"]
    text = form.context["text"]
    taken = steward.post(f"{desk}ecrire/", {"document": text, "action": "file"})
    assert json.loads(taken.content)["steps"] == rules["steps"]


def test_every_fault_of_a_file_is_told(steward: Client, desk: str) -> None:
    rules = demo()
    rules["steps"][0]["do"] = "deviner"
    rules["parameters"][0]["values"] = []
    rules["tests"][0]["on"] = "2026-02-30"
    page = checked(steward, desk, rules)
    assert not page.context["ready"]
    told = " ".join(page.context["faults"])
    for place in ("steps[0].do", "parameters[0].values", "tests[0].on"):
        assert place in told


def test_an_example_that_fails_keeps_the_version_back_and_says_what_comes_out(
    steward: Client, desk: str
) -> None:
    rules = demo()
    rules["tests"][0] |= {"label": {"fr": "Famille d’ailleurs"}, "outcome": "5"}
    page = checked(steward, desk, rules)
    assert "Famille d’ailleurs" in page.context["faults"][0]
    assert "annonce 5" in page.context["faults"][0]
    again = publish(steward, desk, json.dumps(rules))
    assert again.status_code == 200
    assert RuleVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "JSON"),
        (b"", "parvis-errors"),
        (b"\xff\xfe{", "JSON"),
        (b"[]", "Il y faut un objet"),
        (b'{"steps": {}}', "Il y faut une liste"),
        (b'{"steps": [1]}', "steps[0]"),
        (b'{"etapes": []}', "etapes"),
        (b'{"steps": []}', "steps"),
        (b"[" * 20_000, "JSON"),
        (b" " * 300_001, "300000 octets"),
        (json.dumps(demo() | {"tests": []}).encode(), "Ces règles n’ont pas d’exemple"),
    ],
    ids=range(11),
)
def test_a_file_that_is_refused_says_why(
    steward: Client, desk: str, data: bytes, told: str
) -> None:
    response = checked(steward, desk, data)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert not response.context["ready"]


@pytest.mark.parametrize(
    ("text", "more"),
    [("", {}), ("{", {}), ("\ud800", {}), (json.dumps(demo()), {"publish-since": "demain"})],
)
def test_what_cannot_be_published_is_not(
    steward: Client, desk: str, text: str, more: dict[str, str]
) -> None:
    response = publish(steward, desk, text.encode("utf-8", "replace").decode(), **more)
    assert response.status_code == 200
    assert "parvis-errors" in response.content.decode()
    assert RuleVersion.objects.count() == 1


def test_rules_are_not_changed_under_decisions_already_taken(
    steward: Client, desk: str, explained: ExplainedDecision
) -> None:
    sent(explained, {})
    text = json.dumps(demo() | {"title": {"fr": "Autre"}})
    day = timezone.localdate().isoformat()
    response = publish(steward, desk, text, **{"publish-since": day})
    assert "Des décisions ont déjà été prises" in response.content.decode()
    assert response.context["ready"], "what was read is not lost"


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
    assert steward.post(desk, given).status_code == 302
    assert ExplainedDecision.objects.get(prefix="GOUTER").kept_days == 90
    taken = given | {"explain-beginning": "CANTINE"}
    assert "commence déjà" in steward.post(desk, taken).content.decode()


def test_an_action_that_is_not_there_does_nothing(steward: Client, desk: str) -> None:
    assert steward.post(f"{desk}deposer/", {"action": "eval"}).status_code == 404


def test_there_is_no_file_of_rules_that_nobody_wrote(
    steward: Client, explained: ExplainedDecision
) -> None:
    RuleVersion.objects.all().delete()
    desk = f"/espace-agents/regles-de-calcul/{explained.algorithm_id}/"
    assert steward.get(f"{desk}fichier/").status_code == 404
    assert "fichier/" not in steward.get(desk).content.decode()


def test_only_who_publishes_the_algorithm_finds_its_rules(
    desk: str, explained: ExplainedDecision, signed: Any
) -> None:
    for person in (makers.member(makers.organisation(), "steward"),
                   makers.member(explained.decision.organisation, "contributor")):  # fmt: skip
        client = signed(person)
        for page in ("", "deposer/", "fichier/"):
            assert client.get(desk + page).status_code in {403, 404}
        assert publish(client, desk, json.dumps(demo())).status_code in {403, 404}
