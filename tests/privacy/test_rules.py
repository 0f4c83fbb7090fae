"""Each rule finds what it names in a processing that breaks it, and nothing in one in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parvis.privacy import rules
from parvis.privacy.faults import Known
from tests.privacy.examples import (
    CANTEEN,
    PRINCIPAL,
    PROCESSOR,
    PURPOSE,
    RETENTION,
    SAFEGUARD,
    TODAY,
    TRANSFER,
)

KNOWN = Known(TODAY)


def canteen(**values: Any) -> dict[str, Any]:
    return CANTEEN | values


def purpose(**values: Any) -> dict[str, Any]:
    return canteen(purposes=[PURPOSE | values])


RISKY = canteen(criteria_said=["innovation", "exclusion"])
# rule → a processing that breaks it and nothing else, what is known beside it, what is said
BROKEN: dict[str, tuple[dict[str, Any], Known, str]] = {
    "purpose-missing": (canteen(purposes=[]), KNOWN, ""),
    "public-body-interest": (purpose(basis="interest"), KNOWN, ""),
    "people-missing": (canteen(people=[]), KNOWN, ""),
    "data-missing": (canteen(data=[]), KNOWN, ""),
    "retention-missing": (canteen(retentions=[]), KNOWN, ""),
    "special-without-condition": (canteen(data=["health"]), KNOWN, ""),
    "penal-without-text": (canteen(data=["offence"]), KNOWN, ""),
    "transfer-without-mechanism": (
        canteen(transfers=[TRANSFER | {"mechanism": ""}]), KNOWN, "Canada",
    ),
    "principal-missing": (canteen(role="processor"), KNOWN, ""),
    "consent-unsaid": (purpose(basis="consent"), KNOWN, ""),
    "logic-missing": (canteen(automation="full"), replace(KNOWN, algorithm=True), ""),
    "open-personal-data": (CANTEEN, replace(KNOWN, opens=("Repas",)), "« Repas »"),
    "assessment-missing": (RISKY, KNOWN, "2 critères"),
    "assessment-old": (canteen(assessment={"state": "reopened"}), KNOWN, ""),
    "clauses-unverified": (canteen(parts=[PROCESSOR | {"clauses": False}]), KNOWN, "Repas du Sud"),
    "processor-unprotected": (canteen(partner_measures=[]), KNOWN, "Repas du Sud"),
    "transfer-untold": (
        canteen(parts=[PROCESSOR | {"sends_abroad": True}], transfers=[]), KNOWN, "Repas du Sud",
    ),
    "operations-unsaid": (
        canteen(role="processor", parts=[PRINCIPAL], operations=[]), KNOWN, "",
    ),
    "partner-unreached": (canteen(parts=[PRINCIPAL | {"contact": ""}]), KNOWN, "Bruz"),
    "algorithm-untied": (canteen(automation="help"), replace(KNOWN, algorithm=False), ""),
    "basis-unexplained": (purpose(why=" "), KNOWN, "Inscrire"),
    "source-unsaid": (canteen(methods=["received"]), KNOWN, ""),
    "recipients-unsaid": (canteen(recipients=[]), KNOWN, ""),
    "safeguards-unsaid": (canteen(safeguards=[SAFEGUARD | {"done": False}]), KNOWN, ""),
    "fate-unknown": (canteen(retentions=[RETENTION | {"fate": "unknown"}]), KNOWN, "dossiers"),
    "officer-unknown": (canteen(officer={"name": "Délégué"}), KNOWN, ""),
    "review-unsaid": (canteen(review_on=None), KNOWN, ""),
    "review-past": (canteen(review_on="2026-11-29"), KNOWN, "2026-11-29"),
    "dead-link": (CANTEEN, replace(KNOWN, dead=("https://x.example/",)), "https://x.example/"),
}  # fmt: skip

# the other side of each limit
SOUND = [
    (CANTEEN, KNOWN),
    (purpose(basis="interest"), replace(KNOWN, public_body=False)),
    (purpose(basis="contract", why=""), KNOWN),
    (purpose(basis="consent") | {"consent_how": "une case à cocher"}, KNOWN),
    (canteen(data=["health"], special="h"), KNOWN),
    (canteen(data=["offence"], penal_text="code de la sécurité intérieure"), KNOWN),
    (canteen(role="processor", parts=[PRINCIPAL]), KNOWN),
    (canteen(parts=[PRINCIPAL | {"part": "joint", "clauses": False}]), KNOWN),
    (canteen(parts=[PRINCIPAL], partner_measures=[]), KNOWN),  # a controller is asked nothing
    (canteen(parts=[PROCESSOR | {"sends_abroad": True}]), KNOWN),  # to Canada
    (canteen(operations=[]), KNOWN),
    (canteen(parts=[PRINCIPAL | {"contact": "", "organisation": "an uuid"}]), KNOWN),
    (canteen(automation="full", logic="un barème"), KNOWN),
    (RISKY | {"exemption": "liste de la CNIL"}, KNOWN),
    (RISKY | {"assessment": {"state": "validated"}}, KNOWN),
    (canteen(methods=["received"], sources="la caisse d’allocations"), KNOWN),
    (canteen(review_on="2026-11-30"), KNOWN),
    (canteen(officer={"phone": "02 00 00 00 00"}), KNOWN),
    ({"status": "ended"}, KNOWN),  # nothing more is asked of it
]


def broken(content: dict[str, Any], known: Known = KNOWN) -> list[str]:
    return [breach.rule.name for breach in rules.check(content, known)]


def test_every_rule_has_its_example():
    assert set(BROKEN) == {rule.name for rule in rules.RULES}
    assert len(rules.BY_NAME) == len(rules.RULES) + len(rules.NEIGHBOURS)


@pytest.mark.parametrize("name", BROKEN)
def test_the_rule_finds_what_breaks_it_and_nothing_else(name):
    content, known, said = BROKEN[name]
    (breach,) = rules.check(content, known)
    assert breach.rule.name == name
    assert said in breach.rule.found % breach.params


@pytest.mark.parametrize(("content", "known"), SOUND)
def test_a_processing_in_order_breaks_nothing(content, known):
    assert broken(content, known) == []


def test_an_assessment_that_was_reopened_is_old_and_not_missing():
    assert broken(RISKY | {"assessment": {"state": "reopened"}}) == ["assessment-old"]
    assert broken(RISKY | {"assessment": {"state": "draft"}}) == ["assessment-missing"]


@pytest.mark.parametrize(
    ("field", "rule"),
    [("purposes", "purpose-missing"), ("recipients", "recipients-unsaid"),
     ("safeguards", "safeguards-unsaid"), ("retentions", "retention-missing"),
     ("partner_measures", "processor-unprotected")],
)  # fmt: skip
def test_what_is_kept_back_is_not_said_to_be_missing(field, rule):
    shown = {name: value for name, value in CANTEEN.items() if name != field}
    assert rule in broken(shown)
    assert broken(shown | {"hidden": [field]}) == []


def test_what_blocks_says_where_to_mend_it():
    assert all(rule.field for rule in rules.RULES if rule.severity == "error")


@pytest.mark.parametrize(
    ("content", "about"),
    [
        ({"personal_data": True}, True),
        ({"personal_data": False, "dictionary": [{"personal_data": True}]}, True),
        ({"recognition": "identifiable"}, True),
        ({"personal_data": None, "dictionary": [{"personal_data": False}]}, False),
        ({"recognition": "de_identified", "personal_data": False}, False),
    ],
)
def test_what_is_about_people_in_another_register(content, about):
    assert rules.is_personal(content) is about
