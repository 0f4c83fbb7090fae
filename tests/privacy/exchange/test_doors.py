"""A journalist downloads the whole public register, and learns what is not in it and why."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from python_calamine import CalamineWorkbook

from parvis.privacy import terms as vocabulary
from parvis.privacy.exchange import sheet
from parvis.privacy.models import Part, Processing, Transfer
from tests import makers
from tests.privacy.makers import processing, published

pytestmark = pytest.mark.django_db
DPV = "https://w3id.org/dpv"
VOCABULARY = Path(__file__).resolve().parents[3].parent / "shared/data/gdpr/dpv"


def whole(client: Client, form: str, query: str = "") -> bytes:
    answer = client.get(f"/traitements/registre.{form}{query}")
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


@pytest.fixture
def register() -> Processing:
    made = processing(
        title="=Cantine", slug="cantine", special="h", data=["identity", "income", "health"],
        hidden_fields=["safeguards"], hidden_grounds={"safeguards": "state"},
    )  # fmt: skip
    made.transfers.set([Transfer(country="Canada", mechanism="adequacy",
                                 url="https://ville.example/canada")])  # fmt: skip
    made.parts.set([Part(part="processor", name="Éditeur A", task="héberge")])
    secret = [processing(title="Enquête discrète", circle=3, reserved_ground="state")
              for _ in range(2)]  # fmt: skip
    return published(made, processing(title="Médiathèque", slug="mediatheque"), *secret)


def table(client: Client) -> list[dict[str, str]]:
    text = whole(client, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_has_a_line_a_processing_and_one_for_what_is_kept(
    register: Processing, client: Client
) -> None:
    lines = table(client)
    assert [line["Activité"] for line in lines] == [
        "'=Cantine", "Médiathèque", "2 traitements non publiés",
    ]  # fmt: skip
    first = lines[0]
    assert first["Objectif principal"] == "Inscrire les enfants"
    assert first["Bases légales"] == "une mission d’intérêt public : code de l’éducation"
    assert first["Données sensibles"] == "santé, handicap"
    assert first["Destinataires internes"] == "service des écoles"
    assert first["Sous-traitants"] == "Éditeur A"
    assert first["Transferts hors de l’Union européenne : pays"] == "Canada"
    assert "2 ans" in first["Durées de conservation"]
    assert first["Sécurité : contrôle d’accès"] == "", "kept back"
    assert "L.311-5" in first["Non publié, et pourquoi"]
    assert "L.311-5" in lines[-1]["Non publié, et pourquoi"]
    assert lines[1]["Sécurité : contrôle d’accès"] == "un mot de passe par agent"


def test_no_word_of_what_is_reserved_leaves(register: Processing, client: Client) -> None:
    for form in ("csv", "json", "ttl"):
        body = whole(client, form).decode()
        assert "Enquête" not in body, form
        assert body.count("un mot de passe") <= 1, "that of the other processing"
    first = json.loads(whole(client, "json"))["processings"][0]
    assert (first["slug"], "safeguards" in first) == ("cantine", False)


def test_the_spreadsheet_says_the_same(register: Processing, client: Client) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(whole(client, "ods")))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == [sheet.headings(str)[name] for name in sheet.columns()]
    at = rows[0].index("Activité")
    assert [row[at] for row in rows[1:]] == ["=Cantine", "Médiathèque", "2 traitements non publiés"]


def test_the_words_are_in_the_language_asked(register: Processing, client: Client) -> None:
    text = whole(client, "csv", "?langue=en").decode("utf-8-sig")
    assert "Activity" in text.splitlines()[0]
    refused = client.get("/traitements/registre.csv?langue=de")
    assert refused.status_code == 400
    assert "langue" in refused.json()["detail"]


def test_json_holds_each_projection_and_what_is_withheld(
    register: Processing, client: Client
) -> None:
    document = json.loads(whole(client, "json"))
    assert [one["slug"] for one in document["processings"]] == ["cantine", "mediatheque"]
    assert document["processings"][0]["url"].endswith(f"/id/processing/{register.slug}")
    assert document["withheld"][0]["count"] == 2
    assert "L.311-5" in document["withheld"][0]["article"]


def quads(client: Client) -> list[Any]:
    return list(parse(whole(client, "ttl"), format=RdfFormat.TURTLE))


def test_turtle_is_dpv(register: Processing, client: Client) -> None:
    found = quads(client)
    subject = next(one.subject for one in found if register.slug in str(one.subject))

    def values(name: str, of: Any = subject) -> set[str]:
        wanted = NamedNode(f"{DPV}#{name}")
        return {str(one.object.value) for one in found
                if one.subject == of and one.predicate == wanted}  # fmt: skip

    kinds = {one.object.value for one in found
             if one.subject == subject and one.predicate.value.endswith("#type")}  # fmt: skip
    assert {f"{DPV}#Process", f"{DPV}#PersonalDataProcess"} <= kinds
    gdpr = f"{DPV}/legal/eu/gdpr#"
    assert {f"{gdpr}A6-1-e", f"{gdpr}A9-2-h"} <= values("hasLegalBasis")
    assert f"{DPV}/pd#MedicalHealth" in values("hasPersonalData")
    assert {f"{gdpr}A15", f"{gdpr}A21", f"{gdpr}A77"} <= values("hasRight")
    assert f"{gdpr}A20" not in values("hasRight"), "no portability of a public task"
    durations = {one.object.value for one in found if one.predicate.value == f"{DPV}#hasDuration"}
    assert durations == {"P2Y"}
    assert any(one.object == NamedNode(f"{gdpr}A45-3") for one in found)


@pytest.fixture
def detailed() -> Processing:
    owner = makers.organisation(title="Ville", slug="ville", kind="commune",
                                contact="mairie@ville.example")  # fmt: skip
    published(owner)
    partner = Part(
        part="processor", name="Éditeur A", contact="contact@a.example",
        protection="chiffré ; à Rennes", keeps_register=True, sends_abroad=False, dpo="délégué",
        dpo_contact="dpd@a.example", dpo_shown=True,
    )  # fmt: skip
    other = Part(part="processor", name="Hébergeur B", dpo="secret")
    made = processing(title="Paie", slug="paie", organisation=owner,
                      operations=["adapt", "erase"], parts=[partner, other])  # fmt: skip
    return published(made)


def test_the_table_says_what_is_done_and_how_processors_protect_data(
    detailed: Processing, client: Client
) -> None:
    (line,) = table(client)
    assert line["Ce qu’on fait des données"] == (
        "les adapter ou les modifier ; les effacer ou les détruire"
    )
    assert line["Sous-traitants"] == "Éditeur A ; Hébergeur B"
    assert line["Sous-traitants : mesures de sécurité"] == "Éditeur A : chiffré ; à Rennes"
    assert line["Sous-traitants : registre tenu"] == "Éditeur A : oui"
    assert line["Sous-traitants : données hors de l’Union européenne"] == "Éditeur A : non"
    assert line["Sous-traitants : délégué à la protection des données"] == (
        "Éditeur A : délégué, dpd@a.example"
    )


def test_turtle_says_operations_contacts_and_what_processors_do(
    detailed: Processing, client: Client
) -> None:
    found = quads(client)

    def values(name: str, of: str = "") -> set[str]:
        return {
            one.object.value
            for one in found
            if one.predicate.value == f"{DPV}#{name}"
            and isinstance(one.object, NamedNode | Literal)
            and of in str(one.subject)
        }

    assert values("hasProcessing") == {
        f"{DPV}#{name}" for name in ("Adapt", "Alter", "Erase", "Destruct")
    }
    assert values("hasContact", "organisation/ville") == {"mairie@ville.example"}
    assert {"dpd@ville.example", "contact@a.example", "dpd@a.example"} <= values("hasContact")
    assert f"{DPV}#RecordsOfActivities" in values("hasTechnicalOrganisationalMeasure")
    words = {one.object.value for one in found if isinstance(one.object, Literal)}
    assert {"chiffré ; à Rennes", "délégué"} <= words
    assert "secret" not in words
    alone = client.get("/id/processing/paie?format=ttl").content.decode()
    assert "mairie@ville.example" in alone


def test_one_processing_says_the_same_at_its_identifier(
    register: Processing, client: Client
) -> None:
    body = client.get(f"/id/processing/{register.slug}?format=ttl").content
    here = {str(one) for one in parse(body, format=RdfFormat.TURTLE) if "_:" not in str(one)}
    assert any("hasLegalBasis" in one for one in here)
    known = {str(one) for one in quads(client) if "_:" not in str(one)}
    assert here <= known


def terms() -> Iterator[str]:
    for path in VOCABULARY.glob("*.csv"):
        with path.open(encoding="utf-8") as source:
            yield from (row["iri"] for row in csv.DictReader(source) if row.get("iri"))


@pytest.mark.skipif(not VOCABULARY.is_dir(), reason="the folder ../shared/data is not there")
def test_every_class_right_and_basis_is_a_term_of_dpv(
    register: Processing, detailed: Processing, client: Client
) -> None:
    known = set(terms())
    assert {iri for one in vocabulary.terms("operations").values() for iri in one["iris"]} <= known
    # context and storage are in modules that are not among these tables
    beside = {f"{DPV}#StorageCondition", f"{DPV}#Process", f"{DPV}#PersonalDataProcess",
              f"{DPV}#ThirdCountry", f"{DPV}#TechnicalOrganisationalMeasure"}  # fmt: skip
    used = {one.object.value for one in quads(client)
            if isinstance(one.object, NamedNode) and one.object.value.startswith(DPV)}  # fmt: skip
    assert used - known - beside == set()


def test_queries_do_not_grow_with_the_register(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    here = makers.organisation()
    published(*[processing(organisation=here) for _ in range(8)])
    for form in ("csv", "json", "ttl"):
        with django_assert_max_num_queries(16):
            whole(client, form)


def test_the_template_is_that_of_the_import(client: Client) -> None:
    body = client.get("/traitements/modele.csv").content.decode("utf-8-sig")
    heading = next(csv.reader(io.StringIO(body)))
    assert {"title", "organisation", "purposes", "retentions", "ties"} <= set(heading)
    assert body.count("\n") == 1
