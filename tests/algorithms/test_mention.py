"""The explicit mention: what the law wants in it, in three languages and four forms."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import Client

from parvis.algorithms import mention
from parvis.algorithms.concerned import judge
from parvis.algorithms.reference import matches
from parvis.design import opendocument
from tests.algorithms import makers
from tests.papers import paper
from tests.tagging import faults

FACTS = mention.Facts(
    organisation="Ville des Tilleuls",
    contact="familles@ville.example",
    purposes=("Fixer le prix <d’un repas>.",),
    rules=("https://ville.example/algorithmes/cantine/",),
    short="https://ville.example/d/abc234",
)


@pytest.mark.parametrize("form", mention.FORMS)
def test_it_says_purpose_right_how_and_cada(form: str) -> None:
    text = mention.plain(FACTS, form)
    for part in ("prix <d’un repas>", "Ville des Tilleuls", "familles@ville.example", "CADA",
                 *FACTS.rules, FACTS.short):  # fmt: skip
        assert part in text
    assert ("rules" if form == "en" else "communication") in text
    assert "&lt;d’un repas&gt;" in mention.html(FACTS, form)


def test_a_decision_without_anyone_says_so() -> None:
    alone = replace(FACTS, alone=True)
    assert "sans qu’une personne intervienne" in mention.plain(alone, "fr")
    assert "Personne n’est intervenu." in mention.plain(alone, "facile")
    assert "no person involved" in mention.plain(alone, "en")


def test_the_service_may_write_its_own_french_text() -> None:
    own = replace(FACTS, own="Notre texte.\nAvec la CADA.", reference="CANTINE-2026-000123")
    assert mention.paragraphs(own, "fr")[:2] == ["Notre texte.", "Avec la CADA."]
    assert "CANTINE-2026-000123" in mention.plain(own, "fr")
    assert "Notre texte." not in mention.plain(own, "en")


def test_the_odt_is_a_text_that_holds_the_mention_and_is_always_the_same() -> None:
    data = mention.odt_file(FACTS, "fr")
    assert data == mention.odt_file(FACTS, "fr")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert book.read("mimetype").decode() == opendocument.TYPE
        told = "".join(ElementTree.fromstring(book.read("content.xml")).itertext())
    assert "prix <d’un repas>" in told
    assert "CADA" in told


@pytest.mark.django_db
def test_the_mention_of_a_decision_on_its_page_and_as_files(client: Client) -> None:
    decision = makers.decision()
    makers.published(makers.algorithm(decision, degree="decides", purpose="Fixer un prix."))
    text = client.get(f"/decisions/{decision.slug}/mention/").content.decode()
    assert "sans qu’une personne intervienne" in text
    assert f"/d/{decision.short}" in text
    place = f"/decisions/{decision.slug}/mention"
    assert "Fixer un prix" in client.get(f"{place}.txt?langue=en").content.decode()
    assert client.get(f"{place}.odt").headers["Content-Type"] == opendocument.TYPE
    for form, language in mention.LANGUAGES.items():
        data = client.get(f"{place}.pdf?langue={form}").content
        assert faults(data) == []
        made = paper(data)
        assert (made.language, made.tagged, made.universal) == (language, True, True)
        assert made.title == mention.TITLES[form]
        assert "CADA" in made.text
    assert client.get(f"{place}.txt?langue=de").status_code == 400
    assert client.get(f"{place}.doc").status_code == 404
    assert client.get("/decisions/rien/mention.txt").status_code == 404


@pytest.mark.django_db
def test_the_sheet_of_etalab_as_a_text(client: Client) -> None:
    one = makers.algorithm(makers.decision(), purpose="Fixer un prix.", circle=0)
    makers.published(one)
    answer = client.get(f"/algorithmes/{one.slug}/fiche.odt")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        told = "".join(ElementTree.fromstring(book.read("content.xml")).itertext())
    assert "Finalité de l'algorithme : À quoi il sert : Fixer un prix." in told
    assert client.get("/algorithmes/rien/fiche.odt").status_code == 404


@pytest.mark.django_db
def test_the_short_address_leads_to_the_decision(client: Client) -> None:
    decision, draft = makers.decision(), makers.decision()
    makers.published(decision)
    assert client.get(f"/d/{decision.short.upper()}").headers["Location"] == (
        f"/decisions/{decision.slug}/"
    )
    assert client.get(f"/d/{draft.short}").status_code == 404
    assert client.get("/d/a%00b").status_code == 404


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("CANTINE-####-######", "cantine 2026 000123", True),
        ("CANTINE-####-######", "CANTINE-2026-00012", False),
        ("A@-###", "ab 123", True),
        ("A@-###", "a1 123", False),
        ("A-##", "A-12", False),  # tells no letter apart
        ("N°.*-###", "n° xyz 123", False),
    ],
)
def test_a_reference_as_people_type_it(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


def test_what_the_law_asks_and_why() -> None:
    yes = dict.fromkeys(("decides", "secret", "alone", "learnt", "many", "effects", "fifty"), True)
    assert judge(yes | {"decides": False}).reasons == ("no-decision",)
    assert judge(yes).duties == ()
    assert judge(yes).reasons == ("secret",)
    full = judge(yes | {"secret": False})
    assert full.duties == ("mention", "explain", "human", "publish")
    assert {"void", "unexplained", "main"} <= set(full.reasons)
    small = judge(yes | {"secret": False, "fifty": False, "alone": False})
    assert small.duties == ("mention", "explain")
    assert "small" in small.reasons
    few = judge(yes | {"secret": False, "many": False, "effects": False})
    assert "publish" not in few.duties
    assert "not-main" in few.reasons


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/algorithmes/a%00b/fiche.odt",
        "/decisions/a%00b/mention.txt",
        "/algorithmes/inventaire.json?slug=a%00b",
        "/algorithmes/inventaire.a%00b",
    ],
)
def test_what_no_database_keeps_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_follows_is_parted_as_each_language_does() -> None:
    two = replace(FACTS, purposes=("Calculer.", "Payer."), rules=("https://a/", "https://b/"))
    for form, said in (("fr", ("Calculer ; Payer", "https://a/ ; https://b/")),
                       ("en", ("Calculer; Payer", "https://a/; https://b/"))):  # fmt: skip
        assert all(part in mention.plain(two, form) for part in said)
