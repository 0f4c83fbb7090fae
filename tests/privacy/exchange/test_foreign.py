"""Registers kept elsewhere become rows of ours; nothing of what they say is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.privacy.exchange import foreign
from parvis.privacy.exchange.foreign import kind_of

pytestmark = pytest.mark.once

# headings as MADIS writes them: its export of 2023, then what 2.4 adds
MADIS = {
    "Nom": "Cantine scolaire",
    "Collectivité - Nom": "Commune des Essais",
    "En tant que": "Responsable de traitement",
    "Finalités": "Inscrire les enfants\nFacturer les repas",
    "Gestionnaire": "Service scolaire",
    "Statut": "Actif",
    "Base légale": "L'exécution d'une mission d'intérêt public",
    "Justification de la base légale": "Code de l'éducation",
    "Observations": "À relire en juin",
    "Catégorie de données": "Nom, prénom - Adresse - Données de santé",
    "Catégorie des données - Autres catégories": "allergies",
    "Destination - Catégorie de destinataires": "Cuisine centrale ; Trésor public",
    "Destination - Sous-traitants": "Éditeur A - Hébergeur B",
    "Historique - Date de création": "01/02/2023 10:00:00",
    "Détails - Personnes concernées - Particuliers": "Oui",
    "Détails - Personnes concernées - Particuliers - Commentaire": "familles",
    "Détails - Personnes concernées - Agents": "Non",
    "Détails - Personnes concernées - Autres": "Oui",
    "Détails - Nombre de concernées": "1 200",
    "Détails - Logiciel": "Logiciel C",
    "Détails - Traitement papier": "Actif",
    "Détails - Délai de conservation - Durée": "1: 2 ans \r\n2: jusqu'au départ\r\n",
    "Détails - Délai de conservation - Nom": "1: dossier\r\n2: photo\r\n",
    "Détails - Délai de conservation - Sort final": "1: destruction\r\n2: sort\r\n",
    "Détails - Origine des données": "CAF",
    "Détails - Moyens de la collecte": "Formulaire web, Formulaire papier",
    "Mesures de sécurité et confidentialité - Contrôle d'accès": "Oui",
    "Mesures de sécurité et confidentialité - Contrôle d'accès - Commentaire": "mot de passe",
    "Mesures de sécurité et confidentialité - Sauvegarde": "Non",
    "Traitement spécifique - Personnes vulnérables": "Oui",
    "Traitement spécifique - Usage innovant": "Non",
    "Colonne d’une version à venir": "valeur jamais vue",
}


def made(*tables: Any, organisation: str = "") -> list[dict[str, str]]:
    found = foreign.rows([("Feuille", table) for table in tables], organisation)
    assert found is not None
    return found


def rows_of(row: dict[str, str], name: str) -> Any:
    return json.loads(row[name])


@pytest.fixture
def madis() -> dict[str, str]:
    return made([list(MADIS), list(MADIS.values())], organisation="commune")[0]


def test_madis_fills_our_columns(madis: dict[str, str]) -> None:
    assert madis["title"] == "Cantine scolaire"
    assert madis["organisation"] == "commune"
    assert (madis["role"], madis["status"], madis["paper"]) == ("controller", "in_force", "oui")
    assert madis["people"] == "inhabitant ; other"
    assert madis["people_count"] == "1200"
    assert madis["data"] == "identity ; contact ; health"
    assert madis["methods"] == "web_form ; paper_form"
    assert madis["criteria_said"] == "vulnerable"
    assert madis["sources"] == "CAF"


def test_each_purpose_of_madis_has_its_one_basis(madis: dict[str, str]) -> None:
    purposes = rows_of(madis, "purposes")
    assert [one["title"] for one in purposes] == ["Inscrire les enfants", "Facturer les repas"]
    assert {one["basis"] for one in purposes} == {"public_task"}
    assert {one["why"] for one in purposes} == {"Code de l'éducation"}


def test_durations_of_madis_keep_their_fate(madis: dict[str, str]) -> None:
    first, second = rows_of(madis, "retentions")
    assert (first["what"], first["number"], first["unit"]) == ("dossier", 2, "years")
    assert first["fate"] == "destroy"
    assert (second["unit"], second["start"]) == ("until", "jusqu'au départ")


def test_older_durations_of_madis_are_a_number_and_a_period() -> None:
    heading = ["Nom", "Base légale", "Finalités",
               "Détails - Délai de conservation - Nombre",
               "Détails - Délai de conservation - Période", "Détails - Sort final"]  # fmt: skip
    row = made([heading, ["A", "Le consentement", "B", "6", "Mois", "Tri"]])[0]
    kept = rows_of(row, "retentions")[0]
    assert (kept["number"], kept["unit"], kept["fate"]) == (6, "months", "sort")


def test_who_sees_and_who_works(madis: dict[str, str]) -> None:
    assert [one["name"] for one in rows_of(madis, "recipients")] == [
        "Cuisine centrale", "Trésor public",
    ]  # fmt: skip
    assert [(one["part"], one["name"]) for one in rows_of(madis, "parts")] == [
        ("processor", "Éditeur A"), ("processor", "Hébergeur B"),
    ]  # fmt: skip


def test_a_measure_that_is_not_in_place_is_not_said_so(madis: dict[str, str]) -> None:
    measures = {one["measure"]: one["words"] for one in rows_of(madis, "safeguards")}
    assert measures == {"access": "mot de passe"}


def test_what_has_no_column_stays_in_the_description(madis: dict[str, str]) -> None:
    for words in ("valeur jamais vue", "Logiciel C", "Service scolaire", "Commune des Essais",
                  "01/02/2023", "À relire en juin"):  # fmt: skip
        assert words in madis["summary"], words


def test_the_cell_too_many_of_madis_2_4_shifts_nothing() -> None:
    heading = [*MADIS, "Détails - Personnes concernées - Usagers"]
    values = [*MADIS.values(), "Oui"]
    at = heading.index("Observations") + 1
    row = made([heading, [*values[:at], "Non", *values[at:]]])[0]
    assert row["data"] == "identity ; contact ; health"
    assert "user" in row["people"]


FORM = [
    ["Fiche de registre"],
    ["Nom de l’activité", "Inscription à la médiathèque"],
    ["Objectif principal", "Prêter des livres"],
    ["Sous-finalité 1", "Compter les prêts"],
    ["Base légale", "Mission d’intérêt public"],
    ["Catégories de personnes concernées 1", "Usagers", "Enfants"],
    ["Etat civil, identité, données d’identification, images…", "nom, prénom"],
    ["Données de connexion", "adresse IP"],
    ["Durée de conservation", "3 ans"],
    ["Destinataires internes 1", "Médiathèque"],
    ["Destinataires externes 1", "Département"],
    ["Sous-traitants 1", "Éditeur D"],
    ["Chiffrement des données", "sauvegardes chiffrées"],
    ["Ligne inconnue", "à garder"],
]


def test_a_form_of_the_cnil_is_one_processing() -> None:
    row = made(FORM)[0]
    assert row["title"] == "Inscription à la médiathèque"
    assert [one["title"] for one in rows_of(row, "purposes")] == [
        "Prêter des livres", "Compter les prêts",
    ]  # fmt: skip
    assert row["people"] == "user ; pupil"
    assert set(row["data"].split(" ; ")) == {"identity", "login"}
    assert rows_of(row, "retentions")[0]["number"] == 3
    assert [one["reach"] for one in rows_of(row, "recipients")] == ["internal", "external"]
    assert rows_of(row, "safeguards")[0]["words"] == "sauvegardes chiffrées"
    assert "à garder" in row["summary"]


# the CNIL's simplified sheet: blocks, each under its own line of columns
SHEET = [
    ["Modèle de fiche de registre", "", "", "ref-001"],
    ["Description du traitement"],
    ["Nom du traitement", "Prêt de livres"],
    ["N° / REF", "001"],
    ["Date de création du traitement", "08/03/2026"],
    ["Acteurs", "Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél"],
    ["Responsable du traitement", "Ville des Essais", "1 place", "35000", "Essais"],
    ["Représentant", "-", "-"],
    ["Responsable(s) conjoint(s)", "Département", "", "", "", "", "02 99 00 00 00"],
    ["Finalité(s) du traitement effectué"],
    ["Finalité principale", "Prêter des livres"],
    ["Sous-finalité 1", "Compter les prêts"],
    ["Catégories de données personnelles concernées", "", "Description", "",
     "Durée de conservation"],
    ["État civil, identité, données d'identification, images…", "", "Nom, prénom", "", "2 ans"],
    ["Vie personnelle (habitudes de vie, situation familiale, etc.)", "", "-", "", "-"],
    ["Données de connexion (adress IP, logs, etc.)", "", "journaux", "", "6 mois"],
    ["Numéro de Sécurité Sociale (ou NIR)", "", "", "", ""],
    ["Données sensibles", "", "Description", "", "Durée de conservation"],
    ["Données concernant la santé", "", "handicap, pour le portage", "", "1 an ; puis rien"],
    ["Données révélant les opinions politiques", "", "Non", "", ""],
    ["Catégories de personnes concernées", "", "Description", "", "Précisions"],
    ["Catégorie 1", "", "Usagers", "", "abonnés"],
    ["Destinataires", "", "Type de destinataire", "", "Précisions"],
    ["Destinataire 1", "", "Service interne", "", "Médiathèque"],
    ["Destinataire 2", "", "Sous-traitant", "", "Éditeur D"],
    ["Destinataire 3", "", "Partenaire institutionnel", "", "Département"],
    ["Mesures de sécurité", "", "Type", "", "Précisions"],
    ["Mesure 1", "", "Contrôle d'accès des utilisateurs", "", "un mot de passe"],
    ["Mesure 2", "", "Sauvegarde des données", "", ""],
    ["Mesure 3", "", "Formation", "", "chaque année"],
    ["Transferts hors UE", "", "Destinataire", "", "Pays", "", "Garanties"],
    ["Organisme 1", "", "Hébergeur X", "", "Canada", "", "décision d’adéquation"],
]  # fmt: skip


def test_the_sheet_of_the_cnil_is_read_block_by_block() -> None:
    (row,) = made(SHEET)
    assert row["title"] == "Prêt de livres"
    assert row["data"] == "identity ; login ; health"
    kept = [(one["what"], one["number"], one["unit"]) for one in rows_of(row, "retentions")]
    assert kept == [
        ("État civil, identité, données d'identification, images…", 2, "years"),
        ("Données de connexion", 6, "months"),
        ("Données concernant la santé", 1, "years"),
    ]
    assert row["people"] == "user"
    assert [(one["name"], one["reach"]) for one in rows_of(row, "recipients")] == [
        ("Médiathèque", "internal"), ("Département", "external"),
    ]  # fmt: skip
    assert [(one["part"], one["name"]) for one in rows_of(row, "parts")] == [
        ("joint", "Département"), ("processor", "Éditeur D"),
    ]  # fmt: skip
    measures = {one["measure"]: one["words"] for one in rows_of(row, "safeguards")}
    assert measures == {
        "access": "un mot de passe",
        "backup": "",
        "other": "Formation : chaque année",
    }
    assert rows_of(row, "transfers") == [
        {"country": "Canada", "recipient": "Hébergeur X", "mechanism": "adequacy",
         "guarantees": "décision d’adéquation"},
    ]  # fmt: skip
    assert "representative" not in row


def test_what_the_sheet_of_the_cnil_says_is_not_lost() -> None:
    said = "".join(made(SHEET)[0].values())
    for words in ("Prêter des livres", "Compter les prêts", "02 99 00 00 00", "1 place", "001",
                  "Hébergeur X", "décision d’adéquation", "handicap, pour le portage"):  # fmt: skip
        assert words in said, words


def test_the_model_of_the_cnil_left_empty_is_no_processing() -> None:
    empty = [row if row[0] in BLOCKS else row[:1] for row in SHEET]
    assert foreign.rows([("3 - Modèle de fiche", empty)]) is None
    assert len(made(empty, SHEET)) == 1


def test_each_sheet_of_a_workbook_is_a_form() -> None:
    assert len(made(FORM, FORM)) == 2


def test_a_purpose_without_a_basis_we_know_is_not_lost() -> None:
    row = made([["Nom", "Finalités", "Base légale"], ["A", "Servir", "À déterminer"]])[0]
    assert "purposes" not in row
    assert "Servir" in row["summary"]
    assert "À déterminer" in row["summary"]


@pytest.mark.parametrize(
    "table", [[], [["a", "b"], ["1", "2"]], [["Nom", "Prénom"], ["x", "y"]], [["slug", "title"]]]
)
def test_any_other_file_is_not_a_register(table: list[list[str]]) -> None:
    assert foreign.rows([("", table)]) is None


def test_every_heading_of_madis_but_the_unknown_is_known() -> None:
    unknown = [heading for heading in MADIS if not kind_of(heading)]
    assert unknown == ["Collectivité - Nom", "Gestionnaire", "Détails - Logiciel",
                       "Colonne d’une version à venir"]  # fmt: skip


BLOCKS = {row[0] for row in SHEET if "Description" in row or "Précisions" in row}

words = st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=30)


@given(cells=st.lists(words, min_size=len(MADIS), max_size=len(MADIS)))
def test_whatever_the_cells_say_no_word_of_them_is_lost(cells: list[str]) -> None:
    """Every letter of a cell is somewhere in the row, yes and no aside."""
    for heading, cell in zip(MADIS, cells, strict=True):
        found = foreign.rows([("", [["Nom", "Finalités", "Base légale", heading],
                                    ["A", "B", "Le consentement", cell]])])  # fmt: skip
        if found is None or not cell.strip() or heading in {"Nom", "Finalités", "Base légale"}:
            continue
        said = "".join(found[0].values())
        whole = kind_of(heading) in {"", "notes", "data", "people_words", "aside", "why"}
        assert not whole or cell.strip() in said.replace('\\"', '"').replace("\\\\", "\\")
