"""Rules written in the desk's form: from nothing to publication, faults at their fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.forms import MultipleChoiceField
from django.test import Client

from parvis.algorithms.explained.models import ExplainedDecision, RuleVersion
from parvis.algorithms.ruleset import reading
from tests import makers
from tests.algorithms.makers import algorithm, published
from tests.algorithms.ruleset.examples import DEMO, demo, document, number, step, table

pytestmark = pytest.mark.django_db
PARTS = ("inputs", "parameters", "steps", "tests")
Sent = dict[str, Any]


@pytest.fixture
def desk(explained: ExplainedDecision) -> str:
    return f"/espace-agents/regles-de-calcul/{explained.algorithm_id}/ecrire/"


def sent(page: Any) -> Sent:
    """All that a browser would send of the page's form."""
    said = page.context
    found: Sent = {}
    forms = [said["heading"], said["outcome"]]
    for part in PARTS:
        found[f"{part}-count"] = len(said[part])
        forms += [row["form"] for row in said[part]]
    for place, row in enumerate(said["parameters"]):
        found[f"parameters-{place}-values-count"] = len(row["values"])
        forms += row["values"]
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(bound.field, MultipleChoiceField):
                found[bound.html_name] = value or []
            elif bound.name in [one.name for one in shown(form)]:
                found[bound.html_name] = value or first(bound)
    return found


def shown(form: Any) -> list[Any]:
    return [*form.shown(), *form.folded()]


def first(bound: Any) -> str:
    """A select sends its first line when none is chosen."""
    lines = getattr(bound.field, "choices", None)
    return str(lines[0][0]) if lines else ""


def act(client: Client, desk: str, page: Any, action: str, **typed: str) -> Any:
    names = {name.replace("__", "-"): value for name, value in typed.items()}
    response = client.post(desk, sent(page) | names | {"action": action})
    assert response.status_code in {200, 302}
    return response


def opened(client: Client, desk: str, rules: Any) -> Any:
    page = client.post(desk, {"action": "import", "document": json.dumps(rules)})
    assert page.context["problem"] == ""
    return page


def texts(page: Any) -> list[str]:
    return [one["text"] for one in page.context["faults"]]


@pytest.mark.parametrize("name", sorted(path.stem for path in DEMO.glob("*.json")))
def test_a_document_goes_through_the_form_and_means_the_same(
    steward: Client, desk: str, name: str
) -> None:
    page = opened(steward, desk, demo(name))
    checked = act(steward, desk, page, "check")
    assert (checked.context["ready"], texts(checked)) == (True, [])
    before, after = reading.from_document(demo(name)), reading.from_bytes(
        checked.context["text"].encode()
    )  # fmt: skip
    for part in ("title", "inputs", "parameters", "steps", "outcome", "tests"):
        assert getattr(after, part) == getattr(before, part)


def test_rules_are_written_from_nothing_tried_and_published(signed: Any) -> None:
    town = makers.organisation()
    fresh = algorithm(organisation=town)
    published(fresh)
    client = signed(makers.member(town, "steward"))
    desk = f"/espace-agents/regles-de-calcul/{fresh.pk}/ecrire/"
    page = client.get(desk)
    assert [len(page.context[part]) for part in PARTS] == [0, 0, 0, 0]
    page = act(client, desk, page, "add:inputs", rules__title_fr="Goûter")
    page = act(client, desk, page, "add:parameters", inputs__0__label_fr="Revenus du mois",
               inputs__0__unit="€")  # fmt: skip
    page = act(client, desk, page, "check", parameters__0__label_fr="Grille",
               parameters__0__shape="thresholds", parameters__0__unit="€")  # fmt: skip
    typed = {
        "parameters-0-values-0-since": "2026-09-01",
        "parameters-0-values-0-value": "0 ; 0,50\n1 000 ; 1,20",
        "new-do": "lookup",
    }
    page = client.post(desk, sent(page) | typed | {"action": "add:steps"})
    page = act(client, desk, page, "add:tests", steps__0__label_fr="Prix du goûter",
               steps__0__table="grille", steps__0__of0="revenus_du_mois",
               steps__0__unit="€")  # fmt: skip
    assert page.context["steps"][0]["rule"] == "la ligne de « Grille » pour Revenus du mois"
    tried = act(client, desk, page, "try:0", tests__0__label_fr="Petits revenus",
                tests__0__on="2026-10-01", tests__0__in_revenus_du_mois="1 200,50")  # fmt: skip
    assert "1,20" in tried.context["steps"][0]["value"]
    assert "Rien n’est annoncé" in tried.context["tried"].verdict
    page = act(client, desk, tried, "check", tests__0__outcome="1,20")
    assert page.context["ready"], (texts(page), page.context["general"])
    assert not RuleVersion.objects.exists(), "nothing is kept before it is published"
    done = act(client, desk, page, "publish", publish__since="2026-09-01")
    assert done.status_code == 302
    made = RuleVersion.objects.get(algorithm=fresh)
    assert made.rules.find("prix_du_gouter") == made.rules.last


A, B = number("a", unit="€"), number("b", unit="mois")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"steps-0-of0": "z"}, "id_steps-0-of0", "que rien ne définit avant"),
        ({"steps-0-of0": "t"}, "id_steps-0-of0", "n’est calculé qu’après"),
        ({"steps-0-of0": "r"}, "id_steps-0-of0", "tournerait en rond"),
        ({"steps-0-of0": "", "steps-0-of0_number": "12 F"}, "id_steps-0-of0", "12 F"),
        ({"steps-0-of0_number": "12"}, "id_steps-0-of0", "pas les deux"),
        ({"steps-0-label_fr": "", "steps-0-name": ""}, "id_steps-0-label_fr", "manque"),
        ({"inputs-1-kind": "flag"}, "id_steps-0-of1", "pas du bon type"),
        ({"steps-1-name": "a"}, "id_steps-1-name", "sert déjà"),
        ({"inputs-0-least": "peu"}, "id_inputs-0-least", "un nombre, comme 12,50"),
        ({"tests-0-on": "2026-02-30"}, "id_tests-0-on", "une date"),
        ({"tests-0-outcome": "15"}, "id_tests-0-outcome", "les règles donnent 14"),
        ({"tests-0-in_a": "beaucoup"}, "id_tests-0-outcome", "ne se calcule pas"),
        ({"rules-title_fr": ""}, "id_rules-title_fr", "manque"),
    ],
)
def test_a_fault_is_said_at_its_field(
    steward: Client, desk: str, typed: Any, field: str, told: str
) -> None:
    page = act(steward, desk, opened(steward, desk, small()), "check", **typed)
    assert [one["id"] for one in page.context["faults"]] == [field], texts(page)
    assert told in texts(page)[0]
    assert texts(page)[0] in page.content.decode().replace("&#x27;", "'")
    assert not page.context["ready"]


def small(**changes: Any) -> Any:
    """r = a + b, then s = r: 14 for 10 and 4; t waits for nothing."""
    steps = [step("r", "add", "a", "b"), step("t", "max", "a"), step("s", "max", "r")]
    test = {"label": {"fr": "Dix"}, "on": "2026-01-01", "inputs": {"a": "10", "b": "4"},
            "outcome": "14"}  # fmt: skip
    return document(steps, inputs=[number("a"), number("b")], tests=[test]) | changes


def test_what_may_be_a_slip_is_said_and_holds_nothing_back(steward: Client, desk: str) -> None:
    rules = small(inputs=[A, B, number("c")])
    rules["tests"][0]["inputs"]["c"] = "1"
    page = act(steward, desk, opened(steward, desk, rules), "check")
    assert page.context["ready"]
    assert "ne sert dans aucun calcul" in page.context["inputs"][2]["advices"][0]
    assert "est en mois, et le reste en €" in page.context["steps"][0]["advices"][0]


def test_a_table_that_cannot_be_read_stays_as_it_was_typed(steward: Client, desk: str) -> None:
    rules = small(parameters=[table("grille", [("0", "1"), ("5", "2")])])
    page = opened(steward, desk, rules)
    typed = {"parameters-0-values-0-value": "0 ; 1\n5 cher"}
    page = client_post(steward, desk, page, "check", typed)
    value = page.context["parameters"][0]["values"][0]
    assert value["value"].value() == "0 ; 1\n5 cher"
    assert "une ligne « seuil ; valeur »" in str(value.errors["value"])


def client_post(client: Client, desk: str, page: Any, action: str, typed: Any) -> Any:
    return client.post(desk, sent(page) | typed | {"action": action})


def test_rows_move_and_go(steward: Client, desk: str) -> None:
    page = opened(steward, desk, small())
    down = act(steward, desk, page, "down:steps.0")
    assert [row["name"] for row in down.context["steps"]] == ["t", "r", "s"]
    up = act(steward, desk, down, "up:steps.1")
    assert [row["name"] for row in up.context["steps"]] == ["r", "t", "s"]
    less = act(steward, desk, up, "remove:inputs.1")
    assert [row["name"] for row in less.context["inputs"]] == ["a"]
    lost = act(steward, desk, less, "check")
    assert "que rien ne définit avant" in texts(lost)[0]


@pytest.mark.parametrize(
    "action",
    ["eval", "add:title", "add:steps.0", "up:steps.9", "up:steps", "remove:outcome.0", "try:9",
     "add:parameters.4.values", "down:steps.٣", "try:", "remove:inputs.title.fr"],
)  # fmt: skip
def test_a_button_that_is_not_there_does_nothing(steward: Client, desk: str, action: str) -> None:
    page = opened(steward, desk, small())
    assert steward.post(desk, sent(page) | {"action": action}).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [{"steps-count": "99999999"}, {"steps-count": "-1"}, {"inputs-count": "x"},
     {"steps-0-do": "exec"}, {"steps-0-do": ""}, {"inputs-0-kind": "money"}, {"document": "{"},
     {"tests-0-in_zz": "1"}, {"rules-outcome": "zz"}, {"steps-0-decimals": "1e9"},
     {"inputs-0-name": "É\u202e"}, {"parameters-count": "3"}, {"new-do": "exec"}],
)  # fmt: skip
@pytest.mark.parametrize("action", ["check", "publish", "try:0", "add:steps", "import"])
def test_whatever_is_sent_gets_a_page(steward: Client, desk: str, typed: Sent, action: str) -> None:
    page = opened(steward, desk, small())
    response = client_post(steward, desk, page, action, typed)
    assert response.status_code in {200, 404}
    assert RuleVersion.objects.count() == 1


def test_a_file_that_was_checked_opens_here_and_a_broken_one_says_why(
    steward: Client, desk: str
) -> None:
    page = opened(steward, desk, small())
    assert page.context["steps"][0]["name"] == "r"
    broken = steward.post(desk, {"action": "import", "document": "{"})
    assert "JSON" in broken.context["problem"]


def test_what_is_written_is_taken_away_as_a_file(steward: Client, desk: str) -> None:
    page = opened(steward, desk, small())
    file = act(steward, desk, page, "file", steps__0__label_fr="somme")
    assert "attachment" in file["Content-Disposition"]
    taken = json.loads(file.content)
    assert taken["steps"][0]["label"]["fr"] == "somme"
    assert taken["tests"] == small()["tests"]


def test_rules_longer_than_a_form_can_send_are_taken_as_a_file(steward: Client, desk: str) -> None:
    steps = [step(f"r{n}", "add", "a", "b") for n in range(150)]
    page = opened(steward, desk, document(steps, tests=[]))
    assert page.context["long"]
    assert "trop longues pour un formulaire" in page.content.decode()
    held = {"document": page.context["text"], "action": "file"}
    assert len(json.loads(steward.post(desk, held).content)["steps"]) == 150


def test_a_form_that_is_full_takes_no_more_rows_and_loses_none(
    steward: Client, desk: str, settings: Any
) -> None:
    page = opened(steward, desk, small())
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = len(sent(page)) + 45
    full = act(steward, desk, page, "add:parameters")
    while not full.context["problem"]:
        assert not full.context["long"]
        full = act(steward, desk, full, "add:parameters")
    assert "Ce formulaire est plein" in full.context["problem"]
    assert not full.context["long"]
    assert [row["name"] for row in full.context["steps"]] == ["r", "t", "s"]


def test_the_form_is_for_who_publishes_the_algorithm(
    desk: str, explained: ExplainedDecision, signed: Any
) -> None:
    for person in (makers.member(makers.organisation(), "steward"),
                   makers.member(explained.decision.organisation, "contributor")):  # fmt: skip
        client = signed(person)
        assert client.get(desk).status_code in {403, 404}
        assert client.post(desk, {"action": "publish"}).status_code in {403, 404}
