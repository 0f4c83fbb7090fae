"""Anyone reads the notice of a processing, in the form they need, and takes it away."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from parvis.design import papers
from parvis.design.printing import NoPrinter
from parvis.privacy.models import Processing
from parvis.privacy.notices import reading
from parvis.records.audience import VISITOR
from parvis.records.projection import public_view
from tests.papers import paper
from tests.privacy.makers import joint, processing, published
from tests.privacy.notices.makers import point, put
from tests.tagging import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen() -> Processing:
    made = processing(title="Cantine", slug="cantine", mandatory=False)
    made.parts.set([joint("Département")])
    return published(made)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("", "Qui en répond ?"),
        ("?forme=complete", "deux mois de plus"),
        ("?forme=facile", "Vous pouvez dire non."),
        ("?forme=courte", "utilise vos données"),
        ("?forme=affiche", "Ici, nous recueillons des données sur vous"),
        ("?forme=mention", "Aucun algorithme ne prend part"),
    ],
)
def test_each_form_has_its_page(canteen: Processing, client: Client, form: str, words: str) -> None:
    page = read(client, f"/traitements/cantine/notice/{form}")
    assert words in page.replace("\u00a0", " ")
    assert "Repère de ce texte" in page


def test_the_notice_is_made_from_the_record(canteen: Processing, client: Client) -> None:
    page = read(client, "/traitements/cantine/notice/")
    for words in ("Inscrire les enfants", "une mission d’intérêt public", "service des écoles",
                  "Département", "dpd@ville.example", "2\u202fans" if "2\u202fans" in page
                  else "2 ans", "nom, prénom, date de naissance",
                  "/droits/demande/?traitement=cantine"):  # fmt: skip
        assert words in page, words


def test_it_is_read_in_english(canteen: Processing, client: Client) -> None:
    page = read(client, "/en/traitements/cantine/notice/")
    assert "Who answers for it?" in page
    assert "two months more" in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_its_links_end_where_the_address_does(
    canteen: Processing, client: Client, language: str
) -> None:
    text = read(client, f"{language}/traitements/cantine/notice/")
    assert 'href="https://www.cnil.fr/plaintes"' in text


def test_files_say_what_the_page_says(canteen: Processing, client: Client) -> None:
    view = public_view("processing/cantine", VISITOR)
    assert view is not None
    text = reading.text(view, "notice", "fr")
    plain = client.get("/traitements/cantine/notice.txt")
    assert plain["Content-Type"].startswith("text/plain")
    assert all(part.heading in plain.content.decode() for part in text.parts)
    document = client.get("/traitements/cantine/notice.odt?forme=courte&langue=en")
    archive = zipfile.ZipFile(io.BytesIO(document.content))
    assert "uses your data" in archive.read("content.xml").decode()
    document = client.get("/traitements/cantine/notice.odt")
    archive = zipfile.ZipFile(io.BytesIO(document.content))
    said = "".join(ElementTree.fromstring(archive.read("content.xml")).itertext())
    assert all(line.removeprefix("- ") in said for line in plain.content.decode().splitlines())
    assert text.digest in said
    unchanged = client.get("/traitements/cantine/notice.txt", headers={"If-None-Match":
                           plain["ETag"]})  # fmt: skip
    assert unchanged.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/traitements/cantine/notice/?forme=longue",
        "/traitements/cantine/notice.txt?forme=%00",
        "/traitements/cantine/notice.odt?langue=de",
    ],
)
def test_a_form_that_is_none_is_refused_in_a_sentence(
    canteen: Processing, client: Client, path: str
) -> None:
    page = read(client, path, 400)
    assert "Choisissez" in page


def test_a_reserved_processing_has_no_notice_for_visitors(client: Client) -> None:
    published(processing(slug="secret", circle=3, reserved_ground="state"))
    for path in ("notice/", "notice.txt", "notice.odt"):
        assert client.get(f"/traitements/secret/{path}").status_code == 404


def test_the_files_refuse_as_machine_doors_do(canteen: Processing, client: Client) -> None:
    absent = client.get("/traitements/absent/notice.txt")
    assert (absent.status_code, absent["Content-Type"]) == (404, "application/problem+json")
    asked = client.generic("QUERY", "/traitements/cantine/notice.odt")
    assert (asked.status_code, asked["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_hidden_field_is_not_in_the_notice(client: Client) -> None:
    published(processing(slug="cantine", hidden_fields=["recipients", "transfers"],
                         hidden_grounds={"recipients": "state", "transfers": "state"}))  # fmt: skip
    page = read(client, "/traitements/cantine/notice/")
    assert "service des écoles" not in page
    assert "Espace économique européen" not in page


def test_a_notice_costs_few_queries(
    canteen: Processing, client: Client, django_assert_max_num_queries: Any
) -> None:
    view = public_view("processing/cantine", VISITOR)
    assert view is not None
    with django_assert_max_num_queries(3):
        reading.text(view, "notice", "fr")


@pytest.mark.parametrize(
    ("form", "language", "title", "words"),
    [
        ("complete", "fr", "Cantine", "Qui en répond ?"),
        ("facile", "fr", "Cantine", "Vous pouvez dire non."),
        ("courte", "en", "", "uses your data"),
        ("affiche", "fr", "", "Ici, nous recueillons des données sur vous"),
    ],
)
def test_a_notice_on_paper_is_read_by_everyone(
    canteen: Processing, client: Client, form: str, language: str, title: str, words: str
) -> None:
    asked = f"?forme={form}&langue={language}"
    answer = client.get(f"/traitements/cantine/notice.pdf{asked}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    made = paper(answer.content)
    plain = client.get(f"/traitements/cantine/notice.txt{asked}").content.decode()
    assert (made.language, made.tagged, made.universal) == (language, True, True)
    assert faults(answer.content) == []
    assert title in made.title
    assert made.title
    assert words in made.text.replace("\u00a0", " ")
    assert bare(plain.split("\n- ")[0]) in bare(made.text), "it says what the plain text says"
    again = client.get(f"/traitements/cantine/notice.pdf{asked}",
                       headers={"If-None-Match": answer["ETag"]})  # fmt: skip
    assert again.status_code == 304, "nothing is printed for who has it"


def bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def test_without_a_printer_the_page_says_what_to_do(
    canteen: Processing, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_page: str) -> bytes:
        raise NoPrinter("libpango-1.0-0")

    monkeypatch.setattr(papers, "printed", none)
    answer = client.get("/traitements/cantine/notice.pdf")
    assert answer.status_code == 503
    assert "libpango-1.0-0" in answer.content.decode()
    assert "ETag" not in answer


def test_the_record_and_the_collection_point_lead_to_paper(
    canteen: Processing, client: Client
) -> None:
    assert "/traitements/cantine/notice/" in read(client, "/traitements/cantine/")
    assert "/traitements/cantine/notice.pdf?forme=complete&amp;langue=fr" in read(
        client, "/traitements/cantine/notice/"
    )
    where = put(point(canteen, slug="inscription", form="easy"))
    page = read(client, f"/notices/{where.slug}/")
    assert "/traitements/cantine/notice.pdf?forme=facile&amp;langue=fr" in page
