"""Each rule finds what it names in a device that breaks it, and nothing in one that is in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.public_space import rules
from parvis.public_space.breaches import Known, later, order_ends
from tests.public_space.examples import CAMERA, SENSOR, TODAY

KNOWN = Known(TODAY, announced=True, treated=True, explained=True)
COUNTER = SENSOR | {
    "kind": "counter",
    "technologies": ["tech__de_identified_video"],
    "recognition": "de_identified",
}
ZONE = {"position_shown": "zone", "zone_name": "centre", "position_why": "sécurité publique"}

# rule → a device that breaks it and nothing else, what is known beside it, what the sentence says
BROKEN: dict[str, tuple[dict[str, Any], Known, str]] = {
    "purpose-unsaid": (SENSOR | {"purposes": []}, KNOWN, ""),
    "recognition-unsaid": (SENSOR | {"recognition": ""}, KNOWN, ""),
    "recognition-without-reason": (CAMERA | {"recognition": "de_identified"}, KNOWN, ""),
    "recognised-not-personal": (CAMERA | {"personal_data": False}, KNOWN, ""),
    "order-missing": (CAMERA | {"order_number": ""}, KNOWN, ""),
    "order-past": (CAMERA | {"order_expires": "2026-11-29"}, KNOWN, "2026-11-29"),
    "order-soon-past": (CAMERA | {"order_expires": "2027-03-02"}, KNOWN, "2027-03-02"),
    "order-too-long": (CAMERA | {"order_expires": "2030-03-02"}, KNOWN, ""),
    "camera-purpose-unsaid": (CAMERA | {"csi_purposes": []}, KNOWN, ""),
    "images-kept-too-long": (CAMERA | {"retention_days": 31}, KNOWN, "31 jours"),
    "retention-unsaid": (CAMERA | {"retention_days": None}, KNOWN, ""),
    "ground-missing": (CAMERA | {"legal_ground": ""}, KNOWN, ""),
    "notice-missing": (CAMERA | {"notice_url": ""}, KNOWN, ""),
    "objection-unsaid": (CAMERA | {"objection": ""}, KNOWN, ""),
    "objection-without-text": (CAMERA | {"objection_text": ""}, KNOWN, ""),
    "end-missing": (SENSOR | {"ends_on": None}, KNOWN, ""),
    "end-too-far": (SENSOR | {"ends_on": "2031-12-01"}, KNOWN, "2031-12-01"),
    "masked-without-reason": (CAMERA | ZONE | {"position_why": ""}, KNOWN, ""),
    "area-without-name": (SENSOR | {"position_shown": "area"}, KNOWN, ""),
    "place-leaks": (CAMERA | ZONE, replace(KNOWN, leaks=True), ""),
    "open-personal-data": (CAMERA, replace(KNOWN, opens=("Passages",)), "« Passages »"),
    "homes-unsaid": (CAMERA | {"masks_homes": None}, KNOWN, ""),
    "hold-unsaid": (CAMERA | {"hold_phone": ""}, KNOWN, ""),
    "assessment-missing": (CAMERA | {"dpia_url": ""}, KNOWN, ""),
    "counted-by-image": (COUNTER, replace(KNOWN, treated=False), ""),
    "algorithm-unregistered": (
        CAMERA | {"processing": ["process__ai_system"]},
        replace(KNOWN, explained=False),
        "",
    ),
    "outlived": (SENSOR | {"ends_on": "2026-11-29"}, KNOWN, "2026-11-29"),
    "silent": (SENSOR, replace(KNOWN, silent_since=dt.date(2026, 11, 22)), "8 jours"),
    "dead-link": (SENSOR, replace(KNOWN, dead=("https://x.example/",)), "https://x.example/"),
    "review-past": (SENSOR | {"review_on": "2026-11-29"}, KNOWN, "2026-11-29"),
    "place-unsaid": (SENSOR | {"place": ""}, KNOWN, ""),
    "sign-missing": (SENSOR, replace(KNOWN, announced=False), ""),
    "sign-old": (SENSOR, replace(KNOWN, outdated=True), ""),
}

# the other side of each limit
SOUND = [
    (CAMERA, KNOWN),
    (SENSOR, KNOWN),
    (COUNTER, KNOWN),
    (COUNTER, replace(KNOWN, explained=False)),  # it films, and no program is said to look
    (SENSOR | {"processing": ["process__ai_system"]}, replace(KNOWN, explained=False)),
    (COUNTER | {"technologies": ["tech__de_identified_video", "tech__person_detection"]}, KNOWN),
    (CAMERA | ZONE, KNOWN),
    (CAMERA | {"retention_days": 30}, KNOWN),
    (CAMERA | {"retention_days": 0}, KNOWN),
    (CAMERA | {"order_expires": "2027-03-03"}, KNOWN),
    (CAMERA | {"hold_phone": "", "hold_email": "images@ville.example"}, KNOWN),
    (CAMERA | {"status": "planned", "order_number": "", "order_date": None}, KNOWN),
    (SENSOR | {"ends_on": "2031-11-30", "review_on": "2026-11-30"}, KNOWN),
    (SENSOR | {"status": "suspended"}, replace(KNOWN, silent_since=dt.date(2025, 1, 1))),
    (SENSOR, replace(KNOWN, silent_since=dt.date(2026, 11, 23), opens=("Températures",))),
    (SENSOR, replace(KNOWN, announced=None)),
    (SENSOR | {"status": "planned"}, replace(KNOWN, announced=False)),
    (CAMERA | {"recognition": "de_identified", "recognition_why": "visages floutés"}, KNOWN),
    ({"status": "removed"}, KNOWN),  # nothing more is asked of it
]


def broken(content: dict[str, Any], known: Known) -> list[str]:
    return [breach.rule.name for breach in rules.check(content, known)]


def test_every_rule_has_its_example():
    assert set(BROKEN) == set(rules.BY_NAME)
    assert len(rules.BY_NAME) == len(rules.RULES)


@pytest.mark.parametrize("name", BROKEN)
def test_the_rule_finds_what_breaks_it_and_nothing_else(name):
    content, known, said = BROKEN[name]
    (breach,) = rules.check(content, known)
    assert breach.rule.name == name
    assert said in breach.rule.found % breach.params


@pytest.mark.parametrize(("content", "known"), SOUND)
def test_a_device_in_order_breaks_nothing(content, known):
    assert broken(content, known) == []


def test_an_order_without_an_end_lasts_five_years_at_most():
    given = CAMERA | {"order_date": "2024-02-29", "order_expires": None}
    assert order_ends(given) == dt.date(2029, 3, 1)
    past = CAMERA | {"order_date": "2021-11-29", "order_expires": None}
    assert broken(past, KNOWN) == ["order-past"]


def test_what_keeps_a_device_from_being_published_comes_first():
    found = [
        breach.rule.severity
        for breach in rules.check({"kind": "camera", "status": "in_service"}, KNOWN)
    ]
    assert found == sorted(found)
    assert {"error", "warning"} == set(found)


def test_what_blocks_says_where_to_mend_it():
    assert all(rule.field for rule in rules.RULES if rule.severity == "error")


@given(st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 50))
def test_years_later_is_a_day_of_that_year(start, years):
    found = later(start, years)
    assert found.year == start.year + years
    assert (found.month, found.day) in {(start.month, start.day), (3, 1)}
