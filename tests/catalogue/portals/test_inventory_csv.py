"""Inventories in CSV or a workbook: the national schema, our own export, a folder of both."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from parvis.catalogue import inventory
from parvis.catalogue.dcat import serialise, to_rdf
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.dcat.plain import to_plain, unfit
from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.portals.inventory import fields
from parvis.catalogue.harvest.portals.inventory.connector import PAGE, Inventory
from parvis.catalogue.harvest.portals.inventory.errors import CsvError
from parvis.catalogue.harvest.run import harvest
from parvis.catalogue.models import Dataset
from parvis.design import spreadsheets
from parvis.records import bulk, exchange
from parvis.records.desk.sheet import COMMON, Sheet
from parvis.records.problems import Problem
from tests import makers
from tests.catalogue.portals.portal import Raw, names, of_file, speaking, told
from tests.catalogue.portals.portal import read as asked

ROW = {
    "titre": "Arbres", "description": "Tous les arbres", "mots_cles": "arbre, environnement",
    "nom_orga": "Ville d’Exemple", "siret_orga": "73282932000074", "id_alt_orga": "VE",
    "service": "Jardins", "si": "Arbora", "contact_service": "vert@ville.example",
    "contact_personne": "ada@ville.example", "date_pub": "2019-01-02", "date_maj": "2024-05-03",
    "freq_maj": "annuelle", "couv_geo": "Rennes", "url": "https://ville.example/arbres",
    "format": "CSV", "licence": "Licence Ouverte version 2.0", "nombre": "12",
}  # fmt: skip
OWN = {
    "slug": "arbres", "title": "Arbres", "plain_summary": "Les arbres", "summary": "",
    "organisation": "ville", "circle": "public", "review_on": "2030-01-01",
    "source_language": "fr", "hidden_fields": "", "translations": '{"en": {"title": "Trees"}}',
    "identifier": "urn:1", "uri": "https://ville.example/d/1", "themes": "",
    "original_themes": '[{"labels": {"fr": "Vie"}}]', "keywords": '["arbre"]',
    "contacts": '[{"name": {"fr": "Jardins"}}]', "licence": "Conditions de la ville",
    "access_rights": "https://a.example/acces", "landing_page": "https://ville.example/arbres",
    "issued": "2019", "modified": "2024-05-03", "languages": "", "frequency": "Chaque été",
    "more": '{"version": "2"}', "spatial": '[{"name": {"fr": "Rennes"}}]',
    "temporal": '[{"start": "2020"}]', "why_not_open": "Secret", "personal_data": "oui",
    "access_level": "secret", "legal_reasons": '["vie-privee"]', "is_reference": "oui",
    "territorial_interest": "oui", "hvd_categories": '["http://data.europa.eu/bna/c_ac64a52d"]',
    "inspire_themes": '["http://inspire.ec.europa.eu/theme/ad"]', "process": "Relevé au sol",
    "dictionary": '[{"name": "esp", "title": "Espèce"}]',
    "distributions": '[{"access_url": "https://ville.example/a.csv", "title": "Tout"}]',
}  # fmt: skip


def text(rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(listed[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()


def pages(path: Path, cursor: str = "") -> list[Page]:
    return list(Inventory().pages(str(path), of_file, cursor))


def only(path: Path, row: Mapping[str, str]) -> DatasetDoc | None:
    path.write_text(text([row]), "utf-8")
    (page,) = pages(path)
    return next(iter(page.reading.catalogue.datasets), None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "inventaire.csv"


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ";"), ("cp1252", "\t")])
def test_a_row_of_the_national_schema_becomes_a_data_set(
    file: Path, encoding: str, delimiter: str
) -> None:
    file.write_bytes(text([ROW], delimiter).encode(encoding))
    (page,) = pages(file)
    (found,) = page.reading.catalogue.datasets
    assert page.reading.problems == ()
    assert (found.uri, found.title) == (ROW["url"], {"fr": "Arbres"})
    assert found.keywords == {"fr": ("arbre", "environnement")}
    assert [one.rpartition("/")[2] for one in found.themes] == ["ENVI"]
    assert found.publisher
    assert found.publisher.name == {"fr": "Ville d’Exemple"}
    assert found.publisher.identifier == ROW["siret_orga"]
    assert [one.email for one in found.contacts] == ["vert@ville.example", "ada@ville.example"]
    assert (found.issued, found.modified) == ("2019-01-02", "2024-05-03")
    assert found.frequency
    assert found.frequency.uri.endswith("/ANNUAL")
    assert found.licence
    assert found.extras == {"nombre": "12", "si": "Arbora"}
    (form,) = found.distributions
    assert form.format
    assert form.format.uri.endswith("/CSV")


def test_a_row_without_address_is_known_by_its_title_and_producer(file: Path) -> None:
    found = only(file, ROW | {"url": "", "format": inventory.NOWHERE})
    assert found
    assert found.identifier == "Ville d’Exemple / Jardins / Arbres"
    assert found.distributions == ()
    found = only(file, ROW | {"description": inventory.UNSAID})
    assert found
    assert found.description == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "voir avec Ada"), ("date_maj", "bientôt"), ("contact_service", "Ada"),
        ("siret_orga", "12"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_understood_is_said_and_the_row_kept(
    file: Path, field: str, value: str
) -> None:
    assert only(file, ROW | {field: value})
    (problem,) = pages(file)[0].reading.problems
    assert (problem.problem.params["field"], problem.refused) == (field, False)


def test_all_rows_that_cannot_be_taken_are_said_at_once(file: Path) -> None:
    other = ROW | {"description": "Autre chose"}
    file.write_text(text([ROW, other, ROW | {"titre": "", "url": ""}]), "utf-8")
    page = pages(file)
    assert names(page) == [ROW["url"]]
    assert [code for _item, code in told(page)] == ["twice", "identifier"]


@pytest.mark.parametrize("column", [*fields.NATIONAL, "nombre"])
def test_each_column_of_the_national_schema_is_read(file: Path, column: str) -> None:
    rival = {"siret_orga": ""} if column == "id_alt_orga" else {}
    whole = only(file, ROW | rival)
    assert only(file, ROW | rival | {column: ""}) != whole


@pytest.mark.parametrize("column", OWN)
def test_each_column_of_our_export_is_read_or_left(file: Path, column: str) -> None:
    rivals = {
        "slug": "identifier", "source_language": "translations", "access_rights": "access_level",
    }  # fmt: skip
    others = {"circle": "agents", "hidden_fields": '["licence"]', "source_language": "en"}
    theme = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
    language = "http://publications.europa.eu/resource/authority/language/FRA"
    others |= {"themes": json.dumps([theme]), "languages": json.dumps([language]), "summary": "S"}
    beside = {rivals[column]: ""} if column in rivals else {}
    changed = only(file, OWN | beside | {column: others.get(column, "")})
    assert (changed != only(file, OWN | beside)) == (column not in fields.LEFT)
    assert column in {*fields.OWN, *fields.LEFT}


def test_the_tables_name_the_columns_that_are_exported() -> None:
    assert set(fields.NATIONAL) == set(inventory.COLUMNS)
    assert {*fields.OWN, *fields.LEFT} >= set(Sheet(Dataset).columns)
    assert set(OWN) == {*fields.OWN, *fields.LEFT} >= set(COMMON)


def test_what_is_hidden_or_not_for_everyone_does_not_come_in(file: Path) -> None:
    assert only(file, OWN | {"circle": "service"}) is None
    more = json.dumps({"licence": {"uri": "https://a.example/l"}, "version": "2"})
    found = only(file, OWN | {"hidden_fields": '["licence"]', "more": more})
    assert found
    assert (found.licence, found.version) == (None, "2")


@pytest.mark.django_db
def test_our_own_export_and_inventory_come_back(file: Path, client: Browser) -> None:
    town = makers.organisation(title="Ville d’Essai")
    record = Dataset(title="Arbres", slug="arbres", organisation=town, keywords=["arbre"],
                     summary="+ tous les arbres", modified="2024-05-03")  # fmt: skip
    bulk.save_many([record])
    book = Sheet(Dataset)
    written = exchange.write(book.columns, book.rows(Dataset.objects.all()))
    file.write_text("".join(written), "utf-8")
    (found,) = pages(file)[0].reading.catalogue.datasets
    assert (found.identifier, found.keywords) == ("arbres", {"fr": ("arbre",)})
    assert found.description == {"fr": "+ tous les arbres"}
    answer = client.get("/catalog.csv")
    file.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    report = harvest(str(file), "csv")
    assert report.created == 0
    assert len(report.refused) == 1  # it is already a record of this portal


@pytest.mark.django_db
def test_an_inventory_comes_in_and_comes_again_unchanged(file: Path) -> None:
    file.write_text(text([ROW, ROW | {"titre": "Bus", "url": ""}]), "utf-8")
    assert harvest(str(file), "csv").created == 2
    assert harvest(str(file), "csv").unchanged == 2


def test_a_folder_is_read_file_by_file_and_a_stopped_reading_goes_on(tmp_path: Path) -> None:
    def row(number: int) -> dict[str, str]:
        return ROW | {"url": f"https://ville.example/{number}"}

    (tmp_path / "a.csv").write_text(text(map(row, range(PAGE + 3))), "utf-8")
    (tmp_path / "b.csv").write_text(text([OWN]), "utf-8")
    (tmp_path / "c.CSV").write_text(text([row(-1)]), "utf-8")
    (tmp_path / "lisez-moi.txt").write_text("rien", "utf-8")
    whole = pages(tmp_path)
    assert [page.cursor for page in whole] == [f"{PAGE}:a.csv", "0:b.csv", "0:c.CSV", ""]
    assert len(names(whole)) == PAGE + 5
    for number, page in enumerate(whole[:-1], 1):
        assert names(pages(tmp_path, page.cursor)) == names(whole[number:])


def test_an_address_is_read_too() -> None:
    with speaking(lambda _path, _asked: Raw(text([ROW]).encode())) as site:
        assert names(asked(Inventory(), site, "/inventaire.csv")) == [ROW["url"]]


def xlsx(file: Path, *sheets: list[list[Any]]) -> None:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(file)


def test_the_sheet_of_a_workbook_that_is_an_inventory_is_read_like_a_csv(tmp_path: Path) -> None:
    typed: dict[str, Any] = ROW | {"date_maj": date(2024, 5, 3), "nombre": 12}
    notes, table = [["À lire d’abord"], ["titre"]], [[], list(ROW), [], list(typed.values())]
    xlsx(tmp_path / "a.xlsx", notes, table)
    columns = [{"heading": name, "type": "text", "many": False, "place": False} for name in OWN]
    spreadsheets.ods(tmp_path / "b.ods", "b", columns, [list(OWN.values())], ",")
    (tmp_path / "c.csv").write_text(text([ROW | {"url": "https://ville.example/2"}]), "utf-8")
    read = pages(tmp_path)
    assert [page.cursor for page in read] == ["0:b.ods", "0:c.csv", ""]
    assert [problem for page in read for problem in page.reading.problems] == []
    first, second, _ = [page.reading.catalogue.datasets[-1] for page in read]
    assert first == only(tmp_path / "same.csv", ROW)
    assert second == only(tmp_path / "same.csv", OWN)


def test_a_workbook_at_an_address_comes_in(tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", [list(ROW), list(ROW.values())])
    with speaking(lambda _path, _asked: Raw((tmp_path / "a.xlsx").read_bytes())) as site:
        assert names(asked(Inventory(), site, "/inventaire.xlsx")) == [ROW["url"]]


@pytest.mark.parametrize(
    ("sheets", "cut", "code"),
    [
        ([[["nom", "prenom"], ["a", "b"]]], None, "heading"),
        ([[[]]], None, "empty"),
        ([[list(ROW), list(ROW.values())]], 900, "binary"),
    ],
)
def test_a_workbook_that_is_no_inventory_is_refused_in_one_sentence(
    file: Path, sheets: list[list[list[Any]]], cut: int | None, code: str
) -> None:
    xlsx(file, *sheets)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(CsvError) as caught:
        pages(file)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"titre,nom_orga\n\x00,a\n", "binary"),
        (b"\x81\xff", "binary"),
        (b"nom,prenom\na,b\n", "heading"),
        (b"titre,titre\na,b\n", "twice"),
        (b'titre,nom_orga\n"a,b\n', "csv"),
        (b"titre,nom_orga\n" + b"a" * 200_000 + b",b\n", "csv"),
    ],
)
def test_what_is_no_inventory_is_refused_in_one_sentence(
    file: Path, content: bytes, code: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(CsvError) as caught:
        pages(file)
    assert caught.value.code == code
    assert "%(" not in caught.value.sentence()


def test_a_cell_too_long_is_refused_whatever_limit_the_process_has(file: Path) -> None:
    file.write_bytes(b"titre,nom_orga\n" + b"a" * 200_000 + b",b\n")
    before = csv.field_size_limit(1 << 24)
    try:
        with pytest.raises(CsvError) as caught:
            pages(file)
    finally:
        csv.field_size_limit(before)
    assert caught.value.code == "csv"
    assert caught.value.params["line"] == 2


def test_an_empty_folder_and_a_strange_cursor_are_refused(tmp_path: Path, file: Path) -> None:
    with pytest.raises(CsvError, match="folder"):
        pages(tmp_path)
    file.write_text(text([ROW]), "utf-8")
    for cursor in ("demain", "x:inventaire.csv", "0:autre.csv"):
        with pytest.raises(CsvError, match="cursor"):
            pages(file, cursor)


HEADS = st.sampled_from([",".join(ROW), ",".join(OWN)])
LINES = st.lists(
    st.lists(st.text(max_size=8) | st.sampled_from([*OWN.values(), "[1]", "{}", "5", "[" * 500]),
             max_size=30),
    max_size=4,
)  # fmt: skip


@given(st.binary(max_size=200) | st.tuples(HEADS, LINES).map(
    lambda one: (one[0] + "\n" + "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in one[1]
    )).encode("utf-8", "replace")
))  # fmt: skip
def test_any_bytes_are_an_inventory_or_one_problem(content: bytes) -> None:
    with TemporaryDirectory() as folder, suppress(Problem):  # anything else fails
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        for page in pages(path):
            for doc in page.reading.catalogue.datasets:
                assert unfit(DatasetDoc, to_plain(doc)) == []
            serialise(to_rdf(page.reading.catalogue), "rdf")
