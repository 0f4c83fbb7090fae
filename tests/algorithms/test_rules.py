"""Each rule on the record that breaks it alone; what blocks publication; what is public since."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from parvis.algorithms import checking, rules
from parvis.algorithms.breaches import Known
from parvis.records import hooks
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from tests.algorithms import makers

TODAY = dt.date(2026, 11, 30)
FINE = Known(TODAY, treated=True)
PART = {
    "decision": "0", "decision_name": "", "degree": "informs", "step": "", "human_control": "",
    "can_override": None, "mention": "", "since": None, "until": None,
}  # fmt: skip
ALGORITHM: dict[str, Any] = {
    "purpose": "Fixer un prix.", "method": "rules", "status": "operational",
    "operations": "1. Il divise.", "contact": "service@ville.example",
    "personal_data": True, "last_review_on": "2026-01-01", "review_on": "2027-01-01",
    "contributions": [PART], "data_uses": [], "generative": False, "used_by": "",
    "ai_class": "none",
}  # fmt: skip
DECISION: dict[str, Any] = {
    "remedies": [{"kind": "court", "before": "Tribunal", "delay": 2, "url": ""}],
    "mention_shown": "both", "mention_text": "", "rights": ["explication-d-une-decision"],
    "reference_pattern": "A-####", "contact": "service@ville.example", "legal_basis": "Un texte",
    "personal_data": True, "review_on": "2027-01-01",
}  # fmt: skip
HIGH = {
    "ai_class": "high", "act_applies_on": "2027-12-02",
    **{f"fria_{n}": "dit" for n in ("process", "period", "groups", "risks", "oversight")},
    "fria_measures": "dit", "provider_entry_url": "https://base.example", "submitted_by": "Élue",
    "fria_summary": "dit", "dpia_summary": "dit",
}  # fmt: skip
OPENED = {"rights": ["explication-d-une-decision", "intervention-humaine"]}
IDENTIFIABLE = [{"name": "Revenus", "identity": "identifiable"}]

BROKEN: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("algorithm", "purpose-unsaid", {"purpose": ""}, {}),
    (
        "algorithm",
        "learnt-decides-alone",
        {"method": "learning", "contributions": [PART | {"degree": "decides"}]},
        {},
    ),
    ("algorithm", "forbidden-practice", {"ai_class": "unacceptable"}, {}),
    (
        "algorithm",
        "identity-denied",
        {"personal_data": False, "data_uses": IDENTIFIABLE},
        {},
    ),
    ("algorithm", "personal-untreated", {}, {"treated": False}),
    ("algorithm", "sensitive-alone", {}, {"sensitive": ("Une aide",)}),
    (
        "algorithm",
        "unrecorded-without-mention",
        {"contributions": [PART | {"decision": None, "decision_name": "Une place"}]},
        {},
    ),
    ("algorithm", "high-without-fria", HIGH | {"fria_groups": ""}, {}),
    ("algorithm", "high-unregistered", HIGH | {"provider_entry_url": ""}, {}),
    ("algorithm", "act-date-unsaid", HIGH | {"act_applies_on": None}, {}),
    ("algorithm", "method-unsaid", {"method": ""}, {}),
    ("algorithm", "operations-unsaid", {"operations": ""}, {}),
    ("algorithm", "contact-is-a-person", {"contact": "anne.martin@ville.example"}, {}),
    ("algorithm", "users-unsaid", {"generative": True}, {}),
    ("algorithm", "never-reviewed", {"last_review_on": None}, {}),
    ("algorithm", "other-version", {}, {"versions": ("2", "1")}),
    ("algorithm", "review-past", {"review_on": "2026-11-29"}, {}),
    ("algorithm", "dead-link", {}, {"dead": ("https://mort.example",)}),
    ("decision", "remedy-missing", {"remedies": []}, {}),
    (
        "decision",
        "void-decision",
        {"mention_shown": "nowhere", **OPENED},
        {"degrees": frozenset({"decides"})},
    ),
    (
        "decision",
        "mention-missing",
        {"mention_shown": "nowhere"},
        {"degrees": frozenset({"proposes"})},
    ),
    (
        "decision",
        "mention-half",
        {"mention_shown": "online"},
        {"degrees": frozenset({"informs"})},
    ),
    ("decision", "mention-incomplete", {"mention_text": "Un algorithme a servi."}, {}),
    (
        "decision",
        "delay-unsaid",
        {"remedies": [{"kind": "court", "before": "Tribunal", "delay": None}]},
        {},
    ),
    (
        "decision",
        "explanation-unopened",
        {"rights": []},
        {"degrees": frozenset({"informs"})},
    ),
    ("decision", "review-unopened", {}, {"degrees": frozenset({"decides"})}),
    ("decision", "decision-untreated", {}, {"treated": False}),
    ("decision", "reference-unsaid", {"reference_pattern": ""}, {}),
    ("decision", "contact-unsaid", {"contact": ""}, {}),
    ("decision", "base-unsaid", {"legal_basis": ""}, {}),
    ("decision", "review-past", {"review_on": "2026-11-29"}, {}),
    ("decision", "dead-link", {}, {"dead": ("https://mort.example",)}),
]


def content(kind: str, **values: Any) -> dict[str, Any]:
    return {"algorithm": ALGORITHM, "decision": DECISION}[kind] | values


@pytest.mark.parametrize("kind", ["algorithm", "decision"])
def test_a_record_in_order_breaks_nothing(kind: str) -> None:
    assert list(rules.check(kind, content(kind), FINE)) == []
    assert list(rules.check("algorithm", content("algorithm") | HIGH, FINE)) == []


@pytest.mark.parametrize(("kind", "name", "values", "known"), BROKEN)
def test_each_rule_is_broken_alone(
    kind: str, name: str, values: dict[str, Any], known: dict[str, Any]
) -> None:
    found = rules.check(kind, content(kind, **values), replace(FINE, **known))
    assert [breach.rule.name for breach in found] == [name]


def test_every_rule_is_tried() -> None:
    for kind, of_type in rules.BY_TYPE.items():
        tried = {name for tried_kind, name, _values, _known in BROKEN if tried_kind == kind}
        assert tried == {rule.name for rule in of_type}


@pytest.mark.django_db
def test_an_error_of_the_record_keeps_it_from_being_published() -> None:
    wrong = makers.algorithm(makers.decision(), degree="decides", method="learning")
    assert "contributions" in wrong.problems()
    with pytest.raises(ValidationError):
        makers.published(wrong)
    assert "remedies" in makers.decision(remedies=[]).problems()


@pytest.mark.django_db
def test_what_other_records_tell_is_found_and_told(client: Client) -> None:
    """A decision that an algorithm takes alone, without any mention; no processing is tied."""
    decision = makers.decision(title="Amende", mention_shown="nowhere", special_data=True)
    one = makers.algorithm(decision, degree="decides", title="Calcul", personal_data=True)
    makers.published(one)
    found = {(one.type, one.rule) for one in hooks.gather("findings")}
    assert ("decision", "void-decision") in found
    assert {("algorithm", "personal-untreated"), ("algorithm", "sensitive-alone")} <= found
    text = client.get("/algorithmes/regles/").content.decode()
    assert "Un algorithme prend seul cette décision" in text
    assert "Amende" in text


@pytest.mark.django_db
def test_the_rules_ask_a_constant_number_of_questions(django_assert_max_num_queries: Any) -> None:
    for n in range(3):
        makers.published(makers.algorithm(makers.decision(), degree="decides", title=f"Calcul {n}"))
    for kind in rules.BY_TYPE:
        rows = list(Published.objects.visible(VISITOR).filter(type=kind))
        assert len(rows) == 3
        with django_assert_max_num_queries(5):
            list(checking.found(kind, rows))
