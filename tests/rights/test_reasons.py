"""The closed list of reasons: every right has what it needs, every term is one of DPV."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

from parvis.design.dates import date_words
from parvis.design.text import cited
from parvis.records.entitlements import Right
from parvis.rights import reasons, remedies
from parvis.rights.letters import usual_remedies
from parvis.rights.reasons import Kind, ReasonProblem
from parvis.rights.remedies import Remedy

pytestmark = pytest.mark.once
DPV = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "gdpr" / "dpv"
CRPA = {Right.DOCUMENT, Right.EXPLANATION}


@pytest.mark.parametrize("right", Right)
def test_every_right_can_be_refused_for_a_reason_and_never_without_remedies(right: Right) -> None:
    fitting = reasons.fitting(Kind.REFUSAL, right)
    assert fitting
    for one in fitting:
        assert one.remedies
        assert one.article
        assert set(one.remedies) >= set(usual_remedies(right)) - {Remedy.VIDEO_BOARD}


@pytest.mark.parametrize("right", Right)
def test_only_requests_of_the_regulation_may_be_extended_or_paused(right: Right) -> None:
    extensions = {one.slug for one in reasons.fitting(Kind.EXTENSION, right)}
    own_clock = CRPA | {Right.POST_MORTEM, Right.IMAGES}
    assert extensions == (set() if right in own_clock else {"complexity", "volume"})
    assert bool(reasons.fitting(Kind.PAUSE, right)) is (right not in CRPA)


@pytest.mark.parametrize("one", reasons.reasons().values(), ids=lambda one: one.slug)
def test_each_is_said_in_both_languages(one: reasons.Reason) -> None:
    for language in ("fr", "en"):
        assert one.title(language)
        assert one.words(language).endswith(".")
    assert one.title("fr") != one.title("en")
    assert not re.search(r"RGPD|LIL| et | à |considérant", cited(one.article, "en"))
    assert one.iri.startswith(
        "https://w3id.org/dpv/justifications#" if one.added else "https://w3id.org/dpv/legal/eu/"
    )


@pytest.mark.parametrize(
    ("article", "right"),
    [
        ("15(4)", Right.ACCESS),
        ("18(1)", Right.RESTRICTION),
        ("18(2)", Right.RESTRICTION),
        ("20(1)(a)", Right.PORTABILITY),
        ("20(4)", Right.PORTABILITY),
        ("21(1)", Right.OBJECTION),
        ("21(6)", Right.OBJECTION),
    ],
)
def test_what_dpv_lacks_is_there(article: str, right: Right) -> None:
    found = [one for one in reasons.fitting(Kind.REFUSAL, right) if article in one.article]
    assert any(one.added for one in found)


@pytest.mark.parametrize(
    ("slug", "kind", "right", "code"),
    [
        ("", Kind.REFUSAL, Right.ACCESS, "none"),
        ("parce-que", Kind.REFUSAL, Right.ACCESS, "unknown"),
        ("complexity", Kind.REFUSAL, Right.ACCESS, "unfit"),
        ("archives", Kind.REFUSAL, Right.ACCESS, "unfit"),
        ("complexity", Kind.EXTENSION, Right.DOCUMENT, "unfit"),
    ],
)
def test_a_reason_outside_the_list_is_none(slug: str, kind: Kind, right: Right, code: str) -> None:
    with pytest.raises(ReasonProblem) as refused:
        reasons.demanded(slug, kind, right)
    assert refused.value.code == code
    assert refused.value.sentence().endswith((".", "ci."))


def test_remedies_say_their_last_day() -> None:
    said = remedies.told([*Remedy], dt.date(2026, 12, 31), "fr", str)
    assert len(said) == len(Remedy)
    assert any(date_words(dt.date(2027, 2, 28)) in one for one in said)
    assert not any("%(" in one for one in said)


@pytest.mark.skipif(not DPV.exists(), reason="the folder ../shared/data is not there")
def test_each_term_is_one_of_the_vocabulary() -> None:
    known: set[str] = set()
    for name in ("justifications_justifications", "legal_eu_gdpr_modules_rights_justifications"):
        with (DPV / f"{name}.csv").open(encoding="utf-8") as file:
            known |= {row["iri"] for row in csv.DictReader(file)}
    assert {one.iri for one in reasons.reasons().values()} <= known
