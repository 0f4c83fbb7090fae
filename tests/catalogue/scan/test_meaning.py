"""Columns that seem to be about people: how often the guess is right, and why it was made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.scan.lexicon import title, words_of
from parvis.catalogue.scan.meaning import meanings
from parvis.catalogue.scan.model import Column, Profile, Shape, Table
from parvis.catalogue.scan.personal import CATEGORIES, guesses, sentence
from tests.catalogue.scan.labelled import labelled, score

# Below what is measured, so that a rule may move; "held out" was written before the rules.
THRESHOLDS = {"names": (0.98, 0.97, 0.95), "names_held_out": (0.95, 0.95, 0.92)}


@pytest.mark.parametrize("name", THRESHOLDS)
def test_precision_and_recall_on_labelled_columns(name):
    rows = labelled(name)
    assert len(rows) >= (200 if name == "names" else 100)
    found = score(rows)
    precision, recall, meaning = THRESHOLDS[name]
    assert found.precision >= precision, found.wrong
    assert found.recall >= recall, found.wrong
    assert found.meaning >= meaning, found.wrong


def one(column: Column, table: str = "enfant"):
    return guesses(Table("public", table, columns=(column,)))[0]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("voie", "nom_rue"),
        ("voie", "nom_commune"),
        ("arbre", "date_naissance_arbre"),
        ("chantier", "telephone_service"),
        ("creche", "adresse"),
        ("product", "file_name"),
    ],
)
def test_traps(table, column):
    assert not one(Column(column, "varchar", "text"), table).personal


def test_a_guess_gives_its_reasons_in_sentences():
    guess = one(Column("dt_naiss", "date", "date"))
    assert (guess.meaning, guess.category, guess.certainty) == ("birth_date", "identity", "strong")
    said = [sentence(reason) for reason in guess.reasons]
    assert said == [
        "Le nom « dt_naiss » se lit « date de naissance ».",
        "La table « enfant » semble décrire des personnes.",
    ]


def test_values_tell_what_a_name_hides():
    profile = Profile(read=100, shapes=(Shape("nir", 0.97, checked=True),))
    guess = one(Column("c12", "varchar", "text", profile=profile), "t42")
    assert (guess.meaning, guess.personal, guess.certainty) == ("national_number", True, "strong")
    assert sentence(guess.reasons[0]).startswith("97 % des valeurs lues passent le contrôle")


def test_digits_without_a_right_key_prove_nothing():
    profile = Profile(read=100, shapes=(Shape("nir", 0.01, checked=True), Shape("number", 1.0)))
    assert not one(Column("c12", "varchar", "text", profile=profile), "t42").personal


def test_every_meaning_has_a_known_category_and_both_languages():
    for meaning in meanings().values():
        assert meaning.fr
        assert meaning.en
        assert meaning.category in {"", *CATEGORIES}
        assert meaning.about in {"always", "owner", "never"}


@given(st.text(), st.text())
def test_any_name_is_read_without_failing(table, column):
    words_of(column)
    assert title(column) or not column
    found = one(Column(column, "text", "text"), table)
    assert all(sentence(reason) for reason in found.reasons)
