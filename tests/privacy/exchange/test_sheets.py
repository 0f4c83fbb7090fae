"""The register as the CNIL's simplified model has it, a sheet a processing, comes back whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from parvis.privacy.choices import Fate, Measure, Mechanism, Reach
from parvis.privacy.exchange import cnil, foreign, reader, sheets, wording
from parvis.privacy.exchange.sheet import columns
from parvis.privacy.models import Part, Processing, Purpose, Recipient, Retention, Transfer
from parvis.privacy.parts import Safeguard
from tests import makers
from tests.privacy.exchange.test_doors import whole
from tests.privacy.makers import processing, published

pytestmark = pytest.mark.django_db
BLOCKS = ("Modèle de fiche de registre", "Description du traitement", "Acteurs",
          "Finalité(s) du traitement effectué", "Catégories de données personnelles concernées",
          "Données sensibles", "Catégories de personnes concernées", "Destinataires",
          "Mesures de sécurité", "Transferts hors UE",
          cnil.DURATIONS, cnil.COMPLEMENTS)  # fmt: skip


def made() -> Processing:
    owner = makers.organisation(title="Ville", slug="ville", kind="commune",
                                contact="mairie@ville.example")  # fmt: skip
    published(owner)
    rows = {
        "purposes": [Purpose(title="Inscrire", basis="public_task", why="code de l’éducation"),
                     Purpose(title="Facturer", basis="public_task", why="code de l’éducation")],
        "retentions": [
            Retention(what="dossiers ; photos", number=2, unit="years", start="la fin de l’année",
                      archived="dix ans", fate="destroy"),
            Retention(what="images", number=1500, unit="days", fate="anonymise"),
            Retention(what="repas", number=6, unit="months", start="le repas"),
            Retention(what="messages", unit="until", start="la fin du contrat", fate="sort"),
        ],
        "recipients": [Recipient(name="écoles", why="accueillir"),
                       Recipient(name="Trésor public", reach="external")],
        "parts": [
            Part(part="joint", name="Département", contact="02 99 00 00 00"),
            Part(part="processor", name="Repas du Sud", protection="chiffré ; à Rennes",
                 keeps_register=True, sends_abroad=False),
        ],
        "transfers": [Transfer(country="Canada", recipient="Envois", mechanism="adequacy",
                               guarantees="commerce", url="https://ville.example/canada")],
        "safeguards": [Safeguard(measure="access", words="un mot de passe"),
                       Safeguard(measure="people"), Safeguard(measure="other", words="un coffre")],
    }  # fmt: skip
    return processing(
        title="Cantine", slug="cantine", organisation=owner, people=["pupil", "parent"],
        people_words="en maternelle", data=["contact", "meals", "nir", "schooling", "health"],
        data_words="le nom de l’enfant", special="h", sources="la caisse", representative="Cabinet",
        operations=["collect", "erase"], **rows,
    )  # fmt: skip


def book(client: Client) -> dict[str, list[list[str]]]:
    body = whole(client, "cnil.ods")
    read = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: [[str(cell) for cell in row] for row in
                   read.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in read.sheet_names}  # fmt: skip


def test_a_sheet_a_processing_with_the_blocks_in_their_order(client: Client) -> None:
    quiet = processing(title="Enquête discrète", circle=3, reserved_ground="state")
    published(made(), processing(title="Autre", slug="autre"), quiet)
    found = book(client)
    assert list(found) == ["autre", "cantine", "non-publie"]
    rows = found["cantine"]
    assert [row[0] for row in rows if row[0] in BLOCKS] == list(BLOCKS)
    assert rows[2][:2] == ["Nom du traitement", "Cantine"]
    line = {row[0]: row[1:] for row in rows}
    assert line["Responsable du traitement"][0] == "Ville"
    assert line["Responsable du traitement"][-1] == "mairie@ville.example"
    assert "dpd@ville.example" in line["Délégué à la protection des données"]
    assert line["Numéro de Sécurité Sociale (ou NIR)"][1] == "numéro de sécurité sociale"
    assert line["Données concernant la santé"][1] == "santé, handicap"
    assert line["Mesure 1"][1:4] == ["Contrôle d'accès des utilisateurs", "", "un mot de passe"]
    assert "Enquête" not in str(found)
    assert "L.311-5" in str(found["non-publie"])


def test_our_importer_reads_it_back(client: Client) -> None:
    published(made())
    before = Processing.objects.get().projected()
    table = io.StringIO(reader.ours(whole(client, "cnil.ods")).decode("utf-8-sig"), newline="")
    (row,) = csv.DictReader(table)
    said = {name: text for name, text in row.items() if text}
    for name in ("title", "people_words", "sources", "representative"):
        assert said[name] == (before.get(name) or "Cantine"), name
    assert said["data_words"] == "le nom de l’enfant"
    for name in ("people", "data", "operations"):
        assert set(said[name].split(" ; ")) == set(before[name]), name
    assert said["role"] == before["role"]

    def rows(field: str, *names: str) -> list[dict[str, Any]]:
        return [{name: one.get(name) for name in names} for one in before[field]]

    def back(field: str, *names: str, **default: Any) -> list[dict[str, Any]]:
        held = json.loads(said[field])
        return [{name: one.get(name, default.get(name, "")) for name in names} for one in held]

    kept = ("what", "number", "unit", "start", "archived", "fate")
    assert back("retentions", *kept) == rows("retentions", *kept)
    sent = ("country", "recipient", "mechanism", "guarantees", "url")
    assert back("transfers", *sent) == rows("transfers", *sent)
    guarded = ("measure", "done", "words")
    assert back("safeguards", *guarded) == rows("safeguards", *guarded)
    assert back("purposes", "title", "basis") == rows("purposes", "title", "basis")
    partner = ("part", "name", "contact", "keeps_register", "sends_abroad")
    unasked = {"keeps_register": None, "sends_abroad": None}
    assert back("parts", *partner, **unasked) == rows("parts", *partner)
    assert {one["name"] for one in json.loads(said["recipients"])} == {"écoles (accueillir)",
                                                                       "Trésor public"}  # fmt: skip
    whole_row = "".join(said.values())
    for words in ("chiffré ; à Rennes", "code de l’éducation", "les soins et l’aide sociale",
                  "mairie@ville.example", "dpd@ville.example",
                  "/traitements/cantine/"):  # fmt: skip
        assert words in whole_row, words


def test_what_is_hidden_is_on_no_sheet(client: Client) -> None:
    secret = made()
    secret.hidden_fields = ["parts", "retentions", "safeguards"]
    secret.hidden_grounds = dict.fromkeys(secret.hidden_fields, "state")
    published(secret)
    told = str(book(client))
    for word in ("Repas du Sud", "dossiers", "un mot de passe", "à Rennes"):
        assert word not in told, word
    assert "L.311-5" in told


def test_every_choice_has_its_words() -> None:
    assert set(sheets.BESIDE) <= set(columns())
    assert set(sheets.FATES) == set(Fate.values)
    assert set(sheets.MEASURES) == set(Measure.values)
    assert set(sheets.RECIPIENTS) == set(Reach.values)
    for value, label in Mechanism.choices:
        assert wording.allowed(f"{label}, et plus") == (value, "et plus")


@pytest.mark.parametrize("value", ["", "¦", "a¦b", "¦".join("abcdefgh"), "x" * 900,
                                   "¦".join(letter * 400 for letter in "abcde")])  # fmt: skip
def test_a_line_of_a_form_that_someone_else_wrote_is_kept(value: str) -> None:
    for heading in ("Durée, ligne à ligne", "Transfert, ligne à ligne"):
        table = [["Nom", "Finalités", "Base légale", heading], ["A", "B", "Consentement", value]]
        (row,) = foreign.rows([("", table)]) or [{}]
        said = "".join(row.values())
        for piece in value.split("¦"):
            assert piece in said, (heading, piece)


def test_a_day_of_creation_is_said(client: Client) -> None:
    published(made())
    line = {row[0]: row[1] for row in book(client)["cantine"]}
    assert dt.date.fromisoformat(line["Date de création du traitement"])
