"""Addresses of the territory, as its own list in the Base Adresse Locale tells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.rows import addresses
from parvis.records import hooks
from parvis.records.kinds import Address
from tests.catalogue.rows.makers import filled
from tests.lake.makers import lake

__all__ = ["lake"]

pytestmark = pytest.mark.django_db
BOOK = """cle_interop;voie_nom;numero;suffixe;commune_nom;commune_insee;long;lat
a;Rue de la Forêt;3;;Rennes;35238;-1.70;48.10
b;Rue de la Forêt;5;bis;Rennes;35238;-1.72;48.12
c;Rue de la Forêt;5;;Rennes;35238;-1.71;48.11
d;Rue de la Forêt;5;;Bruz;35047;-1.75;48.02
e;Lieu-dit Le Champ;99999;;Bruz;35047;-1.76;48.03
f;Place Haute;0;;Bruz;35047;-1.77;48.04
g;Chemin Perdu;1;;Bruz;35047;;
"""


@pytest.fixture
def book(lake, tmp_path):
    def made(text=BOOK, **values):
        (tmp_path / "adresses.csv").write_text(text, encoding="utf-8")
        return filled("Adresses", tmp_path / "adresses.csv", slug="adresses", **values)

    return made


def words(text):
    return [one.words for one in hooks.first("find_address", text=text)]


def test_a_number_a_street_and_a_commune(book):
    book()
    assert hooks.first("find_address", text="3, rue de la forêt 35000 Rennes") == [
        Address("3 Rue de la Forêt, Rennes", -1.70, 48.10)
    ]
    both = {"5 Rue de la Forêt, Rennes", "5 bis Rue de la Forêt, Rennes"}
    assert set(words("5 bis rue foret rennes")) == both
    assert words("5 rue de la foret bruz") == ["5 Rue de la Forêt, Bruz"]
    assert words("0 place haute") == ["0 Place Haute, Bruz"]


def test_a_street_is_at_the_middle_of_its_numbers(book):
    book()
    [bruz, rennes] = hooks.first("find_address", text="rue de la forêt")
    assert (bruz.words, rennes.words) == ("Rue de la Forêt, Bruz", "Rue de la Forêt, Rennes")
    assert (rennes.longitude, rennes.latitude) == pytest.approx((-1.71, 48.11))
    assert words("le champ") == ["Lieu-dit Le Champ, Bruz"]


@pytest.mark.parametrize("text", ["", "12", "35000", "avenue inconnue", "7 rue de la forêt",
                                  "chemin perdu", "\0", "%", "'", "*"])  # fmt: skip
def test_nothing_is_found_of_what_is_no_address(book, text):
    book()
    assert words(text) == []


def test_no_list_open_to_all_no_addresses(book, settings):
    assert hooks.first("find_address", text="rue") is None
    book(access_level="restricted")
    assert hooks.first("find_address", text="rue") is None


def test_another_file_is_no_list_of_addresses(book, settings):
    book("mot;lon\na;1\n")
    assert hooks.first("find_address", text="a") is None
    settings.PARVIS_ADDRESSES = "rien"
    assert hooks.first("find_address", text="a") is None


@given(st.text())
def test_any_text_is_read(text):
    told = addresses.said(text)
    assert told.number is None or 0 <= told.number <= 9999
    assert told.words == " ".join(told.words.split())
