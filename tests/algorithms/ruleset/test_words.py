"""The same rules, said for everyone and for one case; two versions, compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.differences import compare
from parvis.algorithms.ruleset.evaluate import evaluate
from parvis.algorithms.ruleset.words import Teller
from tests.algorithms.ruleset.examples import GIVEN, demo, document, rules, step, table

pytestmark = pytest.mark.once
FAMILY = {"revenus": "27600", "prestations": "140", "parts": "3", "habite": "oui"}
THIN, NO_BREAK = "\u202f", "\xa0"


def teller(made: Any, language: str = "fr") -> Teller:
    return Teller(made, language, str, dt.date.isoformat)


def said(made: Any, given: dict[str, str], language: str = "fr") -> list[str]:
    told = teller(made, language)
    lines = evaluate(made, given, dt.date(2026, 10, 1)).lines
    return [told.sentence(line).replace(THIN, " ").replace(NO_BREAK, " ") for line in lines]


def test_each_step_is_told_with_its_figures() -> None:
    assert said(rules(), FAMILY) == [
        "revenus par mois = revenus annuels du foyer ÷ 12 = 27 600 € ÷ 12 = 2 300 €",
        "ressources du mois = revenus par mois + prestations familiales du mois = 2 300 € + 140 €"
        " = 2 440 €",
        "quotient familial avant arrondi = ressources du mois ÷ nombre de parts du foyer"
        " = 2 440 € ÷ 3 = 813,333333 €",
        "quotient familial = quotient familial avant arrondi, arrondi à l’unité, vers le bas"
        " (813,333333 €) = 813 €",
        "tarif selon le quotient = la ligne de « grille des tarifs selon le quotient » pour"
        " quotient familial (813 €) = 3,15 €",
        "tarif d’un repas = si « le foyer habite la commune » : tarif selon le quotient ; sinon :"
        " tarif des foyers d’une autre commune (« le foyer habite la commune » : oui) = 3,15 €",
    ]


def test_the_labels_of_the_rules_have_their_own_english() -> None:
    assert said(rules(), FAMILY, "en")[0].startswith("income per month = yearly income of the")


def test_slices_and_criteria_are_told_one_by_one() -> None:
    rates = table("t", [("0", "0.1"), ("100", "0.2")], unit="€")
    made = reading.from_document(
        document(
            [
                step("s", "scale", "250", table="t", unit="€"),
                step("r", "score", "a", "b", weights=["0.5", "2"]),
            ],
            parameters=[rates],
        )
    )
    told = teller(made)
    first, second = evaluate(made, GIVEN, dt.date(2026, 1, 1)).lines
    plain = [[note.replace(NO_BREAK, " ") for note in told.notes(line)] for line in (first, second)]
    assert plain[0] == ["De 0 à 100 : 100 × 0,1 = 10 €", "Au-dessus de 100 : 150 × 0,2 = 30 €"]
    assert plain[1] == ["a : 10 × 0,5 = 5", "b : 4 × 2 = 8"]


def test_a_quotient_that_was_cut_says_so() -> None:
    line = evaluate(rules(), FAMILY, dt.date(2026, 10, 1)).lines[2]
    assert teller(rules()).notes(line) == ["Gardé avec 12 décimales."]


def changed(edit: Any) -> list[str]:
    made = demo()
    edit(made)
    found = compare(teller(rules()), teller(reading.from_document(made)))
    return [(one.sentence % one.params).replace(NO_BREAK, " ") for one in found]


def test_two_versions_are_compared_in_plain_words() -> None:
    def edit(made: dict[str, Any]) -> None:
        made["parameters"][1]["values"][1]["value"] = "6.50"
        made["steps"][3]["option"] = "up"
        made["inputs"].append(
            {"name": "age", "kind": "number", "label": {"fr": "âge"}, "source": "declared"}
        )
        for test in made["tests"]:
            test["inputs"]["age"] = "8"

    assert changed(edit) == [
        "Une donnée de plus est regardée : « âge ».",
        "« tarif des foyers d’une autre commune », à partir du 2025-09-01, passe de 6,30 € à"
        " 6,50 €.",
        "« quotient familial » était : quotient familial avant arrondi, arrondi à l’unité,"
        " vers le bas ; c’est maintenant : quotient familial avant arrondi, arrondi à l’unité"
        ", vers le haut.",
    ]


def test_a_price_that_ends_and_one_that_begins() -> None:
    def edit(made: dict[str, Any]) -> None:
        made["parameters"][1]["values"][1]["until"] = "2027-08-31"
        made["parameters"][1]["values"].append({"since": "2027-09-01", "value": "7"})

    assert changed(edit) == [
        "« tarif des foyers d’une autre commune », en vigueur depuis le 2025-09-01, prend fin le"
        " 2027-08-31.",
        "À partir du 2027-09-01, « tarif des foyers d’une autre commune » vaut 7 €.",
    ]


def test_the_same_rules_do_not_differ() -> None:
    assert changed(lambda made: None) == []
