"""Rights follow from legal bases; the widest is given, and its limit is said."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.privacy import entitlements
from parvis.records.entitlements import Entitlement, Right
from tests.privacy.examples import CANTEEN, PURPOSE

# the fact sheet's table, by legal basis: erasure, objection, portability, withdrawal
TABLE = {
    "consent": ("yes", "no", "yes", "yes"),
    "contract": ("yes", "no", "yes", "no"),
    "obligation": ("limited", "no", "no", "no"),
    "vital": ("yes", "no", "no", "no"),
    "public_task": ("limited", "yes", "no", "no"),
    "interest": ("yes", "yes", "no", "no"),
}
COLUMNS = (Right.ERASURE, Right.OBJECTION, Right.PORTABILITY, Right.WITHDRAWAL)
EVERYWHERE = (Right.ACCESS, Right.RECTIFICATION, Right.RESTRICTION, Right.POST_MORTEM,
              Right.DOCUMENT)  # fmt: skip


def owed(*bases: str, **values: Any) -> dict[Right, Entitlement]:
    rows = [PURPOSE | {"basis": basis, "title": f"but {basis}"} for basis in bases]
    found = entitlements.of(CANTEEN | {"purposes": rows} | values)
    assert len({one.right for one in found}) == len(found)
    return {one.right: one for one in found}


def verdict(one: Entitlement) -> str:
    return "limited" if one.limited else "yes" if one.applies else "no"


@pytest.mark.parametrize("basis", TABLE)
def test_the_table_of_legal_bases(basis):
    found = owed(basis)
    assert tuple(verdict(found[right]) for right in COLUMNS) == TABLE[basis]
    assert all(verdict(found[right]) == "yes" for right in EVERYWHERE)


def test_every_right_is_answered_with_a_reason_and_an_article():
    found = owed("public_task")
    assert set(found) == set(Right)
    assert all(one.why.endswith(".") and one.article for one in found.values())


def test_a_right_that_does_not_apply_says_what_permits_the_processing():
    why = owed("obligation", "vital")[Right.PORTABILITY].why
    assert "une obligation légale, la sauvegarde d’une vie" in why


def test_the_widest_right_of_several_purposes_is_given_with_its_limit():
    found = owed("obligation", "consent")
    assert verdict(found[Right.WITHDRAWAL]) == "limited"
    assert "Seulement pour : « but consent »." in found[Right.WITHDRAWAL].why
    assert verdict(found[Right.ERASURE]) == "limited"
    assert "Effacement limité pour : « but obligation »." in found[Right.ERASURE].why
    assert verdict(found[Right.OBJECTION]) == "no"
    assert verdict(owed("consent", "contract")[Right.PORTABILITY]) == "yes"


@pytest.mark.parametrize(
    ("automation", "review", "explained"),
    [("none", False, False), ("help", False, True), ("full", True, True)],
)
def test_rights_over_decisions_follow_the_place_of_the_machine(automation, review, explained):
    found = owed("public_task", automation=automation)
    assert found[Right.HUMAN_REVIEW].applies is review
    assert found[Right.EXPLANATION].applies is explained


def test_footage_is_owed_where_a_camera_takes_pictures():
    assert owed("public_task", data=["picture"], methods=["sensor"])[Right.IMAGES].applies
    assert not owed("public_task", data=["picture"], methods=["web_form"])[Right.IMAGES].applies
    assert not owed("public_task", data=["passage"], methods=["sensor"])[Right.IMAGES].applies


def test_nothing_is_said_of_a_right_that_depends_on_what_is_kept_back():
    def shown(*hidden: str) -> set[Right]:
        content = {name: value for name, value in CANTEEN.items() if name not in hidden}
        return {one.right for one in entitlements.of(content)}

    assert shown() - shown("automation") == {Right.HUMAN_REVIEW, Right.EXPLANATION}
    assert shown() - shown("data") == {Right.IMAGES}
    assert Right.ACCESS not in shown("purposes")


def test_a_text_sets_a_right_aside_and_is_named():
    rows = [{"right": "opposition", "text": "L.251-1 du code de la sécurité intérieure"},
            {"right": "portabilite", "text": "un autre"}]  # fmt: skip
    found = owed("public_task", exclusions=rows)
    assert not found[Right.OBJECTION].applies
    assert "L.251-1 du code de la sécurité intérieure" in found[Right.OBJECTION].why
    assert "un autre" not in found[Right.PORTABILITY].why  # it did not apply anyway
    assert verdict(found[Right.ACCESS]) == "yes"


def test_a_processor_passes_the_request_on():
    parts = [{"part": "principal", "name": "Ville des Essais"}]
    found = owed("public_task", role="processor", parts=parts)
    assert "Nous agissons pour Ville des Essais" in found[Right.ACCESS].why
    assert "Nous agissons" not in found[Right.DOCUMENT].why
    assert "un autre responsable" in owed("contract", role="processor", parts=[])[Right.ACCESS].why


def test_without_a_known_basis_no_right_is_made_up():
    assert Right.ACCESS not in owed()
    assert Right.ACCESS not in owed("unheard of")
