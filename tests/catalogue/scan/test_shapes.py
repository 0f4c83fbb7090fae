"""Shapes and keys: the same answers in Python and inside each database."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String, literal, select

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.systems.checks import prepared

MODULES = ("address", "describe", "lexicon", "shapes", "systems.kinds")


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_code_are_true(name):
    module = import_module(f"parvis.catalogue.scan.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


GOOD = {
    "nir": ["255081416802538", "2 55 08 14 168 025 38", "1 84 12 2A 451 089 04", "190012B12345662"],
    "iban": ["FR1420041010050500013M02606", "FR14 2004 1010 0505 0001 3M02 606",
             "DE89370400440532013000"],
    "siret": ["24350013900189", "243 500 139 00189"],
    "siren": ["243500139", "732 829 320"],
    "phone": ["0612345678", "06 12 34 56 78", "02.99.86.60.60", "+33612345678", "0033612345678"],
    "ip_address": ["127.0.0.1", "192.168.255.254"],
}  # fmt: skip
BAD = {
    "nir": ["255081416802539", "155081416802538", "12345", "", "x", "900000000000000"],
    "iban": ["FR1420041010050500013M02607", "FR", "", "XX00", "1420041010050500013"],
    "siret": ["24350013900188", "00000000000000", "2435001390018", ""],
    "siren": ["243500138", "000000000", ""],
    "phone": ["1234567890", "06 12", "rue des Lilas", "", "0012"],
    "ip_address": ["256.1.1.1", "1.2.3", "1.2.3.4.5", "", "a.b.c.d"],
}


def corsican() -> list[str]:
    """Numbers with 2A and 2B whose key is right by the rule, written out."""
    found = []
    for place, number in (("2A", 19), ("2B", 18)):
        body = f"18412{place}451089"
        key = 97 - int(f"18412{number}451089") % 97
        found.append(f"{body}{key:02}")
    return found


@pytest.mark.parametrize("code", shapes.CHECKS)
def test_keys(code):
    good = [*GOOD[code][:2], *corsican()] if code == "nir" else GOOD[code]
    assert [value for value in good if not shapes.CHECKS[code](value)] == []
    assert [value for value in BAD[code] if shapes.CHECKS[code](value)] == []


@pytest.mark.parametrize("code", shapes.CHECKS)
def test_each_database_computes_the_same_keys(database, code):
    noise = ["été", "%", "'", '"', "1" * 15, "2" * 14, "9" * 9, "ＦＲ14", "0" * 15, "3560000000"]
    texts = [*GOOD[code], *corsican(), *BAD[code], *noise]
    with database.session() as session:
        for text in texts:
            answer = session.rows(
                select(session.system.checked(code, prepared(code, literal(text, String))))
            )
            assert int(answer[0][0] or 0) == int(shapes.CHECKS[code](text)), text


def test_each_database_makes_the_same_masks(database):
    texts = ["Léa, 06 12 34 56 78", "a@b.fr", "Ωμέγα 12", "l'été\nà l'eau", "x\ty", "%_*", "٣٤", ""]
    with database.session() as session:
        for text in texts:
            answer = session.rows(select(session.system.mask(literal(text, String))))
            assert answer[0][0] == shapes.mask(text)


@given(st.text())
def test_a_mask_holds_no_letter_and_no_digit_of_the_value(text):
    assert set(shapes.mask(text)) <= set("9a -.,;:/+@_()#&")
    assert len(shapes.mask(text)) == min(len(text), shapes.MASKED)


@given(st.text())
def test_any_text_is_checked_without_failing(text):
    for check in shapes.CHECKS.values():
        assert check(text) in {True, False}
    shapes.shapes_of({shapes.mask(text): 1})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("marie.le-goff@rennesmetropole.fr", "email"),
        ("06 12 34 56 78", "phone"),
        ("+33 6 12 34 56 78", "phone"),
        ("2 55 08 14 168 025 38", "nir"),
        ("FR14 2004 1010 0505 0001 3M02 606", "iban"),
        ("243 500 139 00189", "siret"),
        ("35000", "postcode"),
        ("2A004", "commune_code"),
        ("14/07/2020", "date"),
        ("AB-123-CD", "vehicle"),
        ("10.0.0.1", "ip_address"),
        ("https://rennes.fr", "url"),
        ("6fa459ea-ee8a-3ca4-894e-db77e160355e", "uuid"),
    ],
)
def test_shapes_of_masks(value, code):
    assert code in shapes.shapes_of({shapes.mask(value): 1})
