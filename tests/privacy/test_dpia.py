"""Nine criteria, computed where the record tells; at two an assessment is due."""

from __future__ import annotations

import pytest

from parvis.privacy import dpia
from parvis.privacy.choices import Criterion
from tests.privacy.examples import CANTEEN, PRINCIPAL


@pytest.mark.parametrize(
    ("values", "met"),
    [
        ({}, set()),
        ({"data": ["health"]}, {"sensitive"}),
        ({"data": ["offence"]}, {"sensitive"}),
        ({"data": ["income"]}, {"sensitive"}),  # highly personal
        ({"people": ["pupil"]}, {"vulnerable"}),
        ({"people_count": 10_000}, {"scale"}),
        ({"people_count": 9_999}, set()),
        ({"automation": "full"}, {"decision"}),
        ({"automation": "help"}, set()),
        ({"methods": ["sensor"], "data": ["plate"]}, {"monitoring"}),
        ({"methods": ["sensor"], "data": ["passage"]}, set()),
        ({"used": [{"dataset": "a", "column": "x"}, {"dataset": "a", "column": "y"}]}, set()),
        ({"used": [{"dataset": "a", "column": ""}, {"dataset": "b", "column": ""}]}, {"crossing"}),
    ],
)
def test_what_the_record_tells_is_computed(values, met):
    assert dpia.computed(CANTEEN | values) == met


def test_what_is_said_is_added_once_and_in_the_order_of_the_list():
    content = CANTEEN | {"data": ["health"], "criteria_said": ["exclusion", "sensitive"]}
    assert dpia.criteria(content) == ["sensitive", "exclusion"]
    assert set(dpia.ORDER) == set(Criterion.values)


def test_two_criteria_make_it_due_unless_a_reason_exempts_it():
    one = CANTEEN | {"data": ["health"]}
    assert not dpia.due(one)
    two = one | {"people": ["pupil"]}
    assert dpia.due(two)
    assert not dpia.due(two | {"exemption": "liste de la CNIL du 12 septembre 2019"})
    assert dpia.due(two | {"exemption": "  "})


def test_what_is_kept_back_is_not_taken_for_nothing():
    assert dpia.known(CANTEEN)
    assert dpia.known(CANTEEN | {"hidden": ["logic", "safeguards"]})
    assert not dpia.known(CANTEEN | {"hidden": ["data"]})


def test_a_digest_changes_with_what_the_assessment_is_about_and_with_nothing_else():
    first = dpia.digest(CANTEEN)
    assert (
        dpia.digest(CANTEEN | {"review_on": "2030-01-01", "officer": {}, "hidden": ["x"]}) == first
    )
    for name in dpia.ABOUT:
        assert dpia.digest(CANTEEN | {name: "autre"}) != first, name


def test_what_is_asked_since_opens_no_assessment_again_while_nobody_answers():
    """Of an assessment validated before operations and the protection of partners were asked."""
    asked = {"keeps_register", "sends_abroad", "dpo", "dpo_contact", "contact"}
    before = {name: value for name, value in PRINCIPAL.items() if name not in asked}
    old = {name: value for name, value in CANTEEN.items()
           if name not in {"operations", "partner_measures"}} | {"parts": [before]}  # fmt: skip
    now = CANTEEN | {"parts": [PRINCIPAL | {"keeps_register": None}], "partner_measures": []}
    assert dpia.digest(now) == dpia.digest(old)
    assert dpia.digest(now | {"operations": ["erase"]}) == dpia.digest(old)
    said = now["parts"][0] | {"keeps_register": True, "dpo": "DPD", "dpo_contact": "a@b.example"}
    assert dpia.digest(now | {"parts": [said]}) == dpia.digest(old)


def test_what_a_partner_does_to_protect_data_changes_the_risk():
    first = dpia.digest(CANTEEN)
    weaker = [{"name": "Repas du Sud", "words": "rien"}]
    assert dpia.digest(CANTEEN | {"partner_measures": weaker}) != first
    abroad = PRINCIPAL | {"sends_abroad": True}
    assert dpia.digest(CANTEEN | {"parts": [abroad]}) != dpia.digest(
        CANTEEN | {"parts": [PRINCIPAL]}
    )


def test_how_a_partner_is_reached_opens_no_assessment_again():
    """Assessments that were validated before it was asked stay as they are."""
    joint = PRINCIPAL | {"part": "joint"}
    before = {name: value for name, value in joint.items() if name != "contact"}
    digests = {dpia.digest(CANTEEN | {"parts": [row]}) for row in (joint, before)}
    assert len(digests) == 1
    assert dpia.digest(CANTEEN | {"parts": [joint | {"name": "Un autre"}]}) not in digests
