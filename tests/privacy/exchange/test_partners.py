"""What another register says of processors comes in whole: beside each processing, or in a sheet
of its own of the same workbook.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from parvis.privacy.exchange import foreign, partners
from parvis.privacy.exchange.wording import operation
from parvis.privacy.terms import terms

pytestmark = pytest.mark.once
# the columns of MADIS's export of processors, by its generator
CONTRACTOR = {
    "Nom": "Éditeur A",
    "Structure - Nom": "Commune des Essais",
    "Référent": "Service informatique",
    "Clauses contractuelles vérifiées": "Oui",
    "A adopté les éléments de sécurité nécessaires": "Oui",
    "Tient à jour un registre des traitements": "Oui",
    "Envoi des données hors UE": "Non",
    "Autres informations": "contrat 2025-14",
    "DPD - A désigné un DPD": "Oui",
    "DPD - Prénom": "Camille",
    "DPD - Nom": "Exemple",
    "DPD - Fonction": "juriste",
    "DPD - Adresse e-mail": "dpd@a.example",
    "DPD - Téléphone": "02 99 00 00 00",
    "Historique - Créé par": "quelqu’un",
    "Coordonnées - Prénom": "Dominique",
    "Coordonnées - Nom": "Modèle",
    "Coordonnées - Adresse": "1 place",
    "Coordonnées - Code postal": "35000",
    "Coordonnées - Ville": "Essais",
    "Coordonnées - Adresse e-mail": "contact@a.example",
    "Traitements liés": "Cantine",
    "Colonne d’une version à venir": "valeur jamais vue",
}
TREATMENT = {
    "Nom": "Cantine", "Finalités": "Inscrire", "Base légale": "Le consentement",
    "Destination - Sous-traitants": "Éditeur A - Hébergeur B",
}  # fmt: skip


def table(*rows: dict[str, str]) -> list[list[str]]:
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def parts_of(*tables: Any) -> list[dict[str, Any]]:
    found = foreign.rows([(str(n), one) for n, one in enumerate(tables)])
    assert found is not None
    assert len(found) == 1
    said: list[dict[str, Any]] = json.loads(found[0]["parts"])
    return said


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_of_processors_tells_more_of_those_that_are_named(first: bool) -> None:
    sheets = [table(CONTRACTOR, CONTRACTOR | {"Nom": "Personne"}), table(TREATMENT)]
    one, other = parts_of(*(sheets if first else reversed(sheets)))
    notes = one.pop("notes")
    assert one == {
        "part": "processor", "name": "Éditeur A", "referent": "Service informatique",
        "keeps_register": True, "sends_abroad": False, "dpo": "Camille, Exemple, juriste",
        "dpo_contact": "dpd@a.example, 02 99 00 00 00", "manager": "Dominique Modèle",
        "contact": "1 place, 35000, Essais, contact@a.example",
    }  # fmt: skip
    for said in ("Clauses contractuelles vérifiées : Oui", "contrat 2025-14",
                 "A adopté les éléments de sécurité nécessaires : Oui",
                 "valeur jamais vue"):  # fmt: skip
        assert said in notes, said
    assert other == {"part": "processor", "name": "Hébergeur B"}


def test_a_sheet_of_processors_alone_is_no_register() -> None:
    assert partners.is_list(table(CONTRACTOR))
    assert foreign.rows([("", table(CONTRACTOR))]) is None


def test_what_is_longer_than_a_cell_of_ours_stays_in_the_notes() -> None:
    (made,) = partners.by_name([table(CONTRACTOR | {"Référent": "x" * 400})]).values()
    assert made["referent"] == "x" * 300
    assert "x" * 400 in made["notes"]


OURS = {
    "Activité": "Cantine", "Objectif principal": "Inscrire", "Bases légales": "le consentement",
    "Ce qu’on fait des données": "les recueillir ; les effacer ou les détruire ; les peindre",
    "Sous-traitants": "Éditeur A ; Hébergeur B",
    "Sous-traitants : mesures de sécurité": "Éditeur A : chiffré ; à Rennes ; Hébergeur B : rien",
    "Sous-traitants : registre tenu": "Éditeur A : oui ; Hébergeur B : non ; Autre : oui",
    "Sous-traitants : données hors de l’Union européenne": "Hébergeur B : parfois",
    "Sous-traitants : délégué à la protection des données": "Éditeur A : DPD, dpd@a.example",
}  # fmt: skip


def test_our_own_table_comes_back_with_what_processors_do() -> None:
    found = foreign.rows([("", table(OURS))])
    assert found is not None
    one, other = json.loads(found[0]["parts"])
    assert one["protection"] == "chiffré ; à Rennes"
    assert (one["keeps_register"], one["dpo"]) == (True, "DPD, dpd@a.example")
    assert (other["keeps_register"], other["protection"]) == (False, "rien")
    for said in ("Hébergeur B : parfois", "Autre : oui"):
        assert said in found[0]["summary"], said
    assert "les peindre" in found[0]["summary"]
    assert found[0]["operations"] == "collect ; erase"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Collecte, conservation et destruction", {"collect", "store", "erase"}),
        ("communication par transmission", {"transmit"}),
        ("rapprochement ou interconnexion", {"combine"}),
        ("mise à disposition", {"disseminate"}),
        ("peinture", set()),
    ],
)
def test_the_words_of_the_law_are_known(said: str, meant: set[str]) -> None:
    assert set(operation(said)) == meant


def test_each_operation_is_known_by_its_own_words() -> None:
    for name, term in terms("operations").items():
        assert operation(term["fr"]) == operation(term["en"]) == [name]
