"""Each rule finds what it names in the record that breaks it alone, and nothing in one in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from parvis.privacy.notices import rules as notices
from parvis.privacy.policy import rules as policy

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 11, 30)
MEASURE = {
    "state": "applied", "owner": "Exploitation", "everywhere": True, "review_on": "2027-06-30",
    "checked_on": "2026-06-30", "proofs": [{"title": "x"}], "planned_on": None, "hidden": [],
}  # fmt: skip
PLANNED = MEASURE | {"state": "planned", "planned_on": "2027-01-01", "proofs": []}
HELD = policy.Known(TODAY)
POINT = {
    "kind": "paper", "place": "", "url": "", "since": "2025-01-06", "until": None,
    "shows": "copy", "says": "0123456789ab", "copied_on": "2026-01-06", "review_on": None,
}  # fmt: skip
SEEN = notices.Known(TODAY)

MEASURES: dict[str, tuple[dict[str, Any], policy.Known]] = {
    "measure-without-owner": (MEASURE | {"owner": ""}, HELD),
    "measure-without-evidence": (MEASURE | {"proofs": []}, HELD),
    "measure-late": (PLANNED | {"planned_on": "2026-11-29"}, HELD),
    "measure-unplanned": (PLANNED | {"planned_on": None}, HELD),
    "measure-unchecked": (MEASURE | {"checked_on": "2025-11-29"}, HELD),
    "measure-protects-nothing": (MEASURE | {"everywhere": False}, HELD),
    "measure-review-unsaid": (MEASURE | {"review_on": None}, HELD),
    "measure-review-past": (MEASURE | {"review_on": "2026-11-29"}, HELD),
}
SOUND_MEASURES = [
    (MEASURE, HELD),
    (PLANNED, HELD),
    (PLANNED | {"planned_on": "2026-11-30"}, HELD),
    (MEASURE | {"proofs": []}, replace(HELD, files=1)),
    (MEASURE | {"proofs": [], "hidden": ["proofs"]}, HELD),
    (MEASURE | {"everywhere": False}, replace(HELD, protects=1)),
    (MEASURE | {"checked_on": "2025-11-30"}, HELD),
    (MEASURE | {"review_on": "2026-11-30"}, HELD),
    (MEASURE | {"review_on": None, "hidden": ["review_on"]}, HELD),
    ({"state": "stopped"}, HELD),  # nothing more is asked of it
]
POINTS: dict[str, tuple[dict[str, Any], notices.Known]] = {
    "notice-about-nothing": (POINT, replace(SEEN, informs=0)),
    "notice-online-without-address": (POINT | {"kind": "web"}, SEEN),
    "notice-nowhere": (POINT | {"kind": "counter"}, SEEN),
    "notice-not-shown": (POINT | {"shows": "nothing"}, SEEN),
    "notice-copy-unknown": (POINT | {"says": "", "copied_on": None}, SEEN),
    "notice-copy-old": (POINT, replace(SEEN, old=True)),
    "notice-about-silent": (POINT, replace(SEEN, silent=1)),
    "notice-since-unsaid": (POINT | {"since": None}, SEEN),
    "notice-review-past": (POINT | {"review_on": "2026-11-29"}, SEEN),
}
SOUND_POINTS = [
    (POINT, SEEN),
    (POINT | {"kind": "web", "url": "https://ville.example/"}, SEEN),
    (POINT | {"kind": "counter", "place": "mairie"}, SEEN),
    (POINT | {"shows": "address", "says": ""}, SEEN),
    (POINT | {"review_on": "2026-11-30", "until": "2026-11-30"}, SEEN),
    (POINT | {"until": "2026-11-29", "since": None}, replace(SEEN, old=True)),  # serves no more
]


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_breaks_one_rule_alone(name: str) -> None:
    assert [one.rule.name for one in policy.check(*MEASURES[name])] == [name]


@pytest.mark.parametrize(("content", "known"), SOUND_MEASURES)
def test_a_measure_in_order_breaks_none(content: dict[str, Any], known: policy.Known) -> None:
    assert list(policy.check(content, known)) == []


@pytest.mark.parametrize("name", POINTS)
def test_a_point_breaks_one_rule_alone(name: str) -> None:
    assert [one.rule.name for one in notices.check(*POINTS[name])] == [name]


@pytest.mark.parametrize(("content", "known"), SOUND_POINTS)
def test_a_point_in_order_breaks_none(content: dict[str, Any], known: notices.Known) -> None:
    assert list(notices.check(content, known)) == []


def test_every_rule_is_tested() -> None:
    assert set(MEASURES) == {rule.name for rule in policy.RULES}
    assert set(POINTS) == {rule.name for rule in notices.RULES}


@pytest.mark.parametrize("rule", [*policy.RULES, *notices.RULES], ids=lambda one: one.name)
def test_an_error_names_the_field_that_mends_it(rule: Any) -> None:
    assert rule.field or rule.severity == "warning"
    assert rule.title.endswith(".")
    assert rule.found.endswith(".")
