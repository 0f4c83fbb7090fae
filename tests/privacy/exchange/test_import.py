"""An officer brings the register of another tool, sees what it would do and what it lacks; our own
comes back as it went out.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from parvis.design import spreadsheets
from parvis.privacy.exchange import reader
from parvis.privacy.models import Part, Processing, Transfer
from parvis.records import bulk, exchange
from parvis.records.desk import sheet
from parvis.records.models import Published
from tests.privacy.exchange.test_foreign import FORM, MADIS
from tests.privacy.makers import processing, published
from tests.records.desk.conftest import signed, town

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]
IMPORT = "/espace-agents/fiches/processing/import/"


def madis(**values: str) -> bytes:
    cells = MADIS | values
    lines = [";".join(f'"{text}"' for text in row) for row in (cells.keys(), cells.values())]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def book(tmp_path: Path, table: list[list[str]]) -> bytes:
    width = max(map(len, table))
    columns = [{"heading": (*table[0], *[""] * width)[n], "type": "text", "many": False,
                "place": False} for n in range(width)]  # fmt: skip
    rows = [[*row, *[None] * (width - len(row))] for row in table[1:]]
    file = tmp_path / "fiche.ods"
    spreadsheets.ods(file, "Fiche", columns, rows, ";")
    return file.read_bytes()


def send(client: Client, data: bytes, name: str = "registre.csv", **more: Any) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)} | more)


def plan(data: bytes, user: Any) -> sheet.Plan:
    rows_of = sheet.Sheet(Processing)
    return rows_of.plan(exchange.read(data, rows_of.columns, 2000), user)


def exported(user: Any) -> bytes:
    rows_of = sheet.Sheet(Processing)
    records = Processing.objects.order_by("slug")
    return "".join(exchange.write(rows_of.columns, rows_of.rows(records))).encode()


def test_madis_is_shown_before_anything_is_written(town: Any, signed: Any) -> None:
    client = signed(town.writer)
    page = send(client, madis()).content.decode()
    assert "1 fiche créée" in page
    assert "Ce qui manque encore pour les publier" in page
    assert "La fiche ne dit pas comment ce sous-traitant protège les données : Éditeur A." in page
    assert Processing.objects.count() == 0
    found = page.split('name="content" value="')[1].split('"')[0]
    done = client.post(IMPORT, {"content": found})
    assert done.status_code == 302
    made = Processing.objects.get()
    assert (made.title, made.organisation, made.live) == ("Cantine scolaire", town.here, False)
    draft = made.latest_revision.as_object() if made.latest_revision else made
    assert [one.title for one in draft.purposes.all()] == ["Inscrire les enfants",
                                                           "Facturer les repas"]  # fmt: skip
    assert "valeur jamais vue" in draft.summary


def test_a_form_in_a_spreadsheet_is_read(town: Any, signed: Any, tmp_path: Path) -> None:
    page = send(signed(town.writer), book(tmp_path, FORM), "fiche.ods").content.decode()
    assert "1 fiche créée" in page
    assert "médiathèque" in page


def test_who_writes_for_several_says_for_which_a_register_kept_elsewhere_is(
    town: Any, signed: Any, tmp_path: Path
) -> None:
    client = signed(town.chief)  # of the metropolis and of its services
    assert "comme le dit le fichier" in client.get(IMPORT).content.decode()
    page = send(client, madis()).content.decode()
    assert "choisissez celle qui en répond" in page
    assert 'name="file"' in page  # one brings it again, with the answer
    page = send(client, madis(), organisation=town.here.pk).content.decode()
    assert "1 fiche créée" in page
    found = page.split('name="content" value="')[1].split('"')[0]
    assert client.post(IMPORT, {"content": found}).status_code == 302
    assert Processing.objects.get().organisation == town.here
    page = send(client, madis(), organisation=town.elsewhere.pk).content.decode()
    assert "fiche créée" not in page
    assert Processing.objects.count() == 1


def test_the_organisation_that_a_file_names_stays(town: Any, signed: Any) -> None:
    rows = [{"title": "A", "organisation": town.above.slug}]
    data = "".join(exchange.write(["title", "organisation"], rows)).encode()
    client = signed(town.chief)
    page = send(client, data, organisation=town.here.pk).content.decode()
    found = page.split('name="content" value="')[1].split('"')[0]
    client.post(IMPORT, {"content": found})
    assert Processing.objects.get().organisation == town.above


@pytest.mark.parametrize("data", [b"PK\x03\x04rien", b"\xd0\xcf\x11\xe0rien", b"a,b\n1,2\n"])
def test_any_other_file_is_refused_in_a_sentence(town: Any, signed: Any, data: bytes) -> None:
    answer = send(signed(town.writer), data)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert Processing.objects.count() == 0


def test_all_faults_are_told_and_nothing_is_written(town: Any) -> None:
    wrong = [
        {"title": "A", "organisation": town.here.slug,
         "purposes": '[{"title": "x", "basis": "z"}]'},
        {"title": "B", "organisation": town.here.slug, "retentions": '[{"quoi": 1}]'},
        {"title": "C", "organisation": town.here.slug, "purposes": "{"},
        {"title": "D", "organisation": town.here.slug,
         "parts": '[{"part": "processor", "organisation": "inconnue"}]'},
        {"title": "E", "organisation": town.here.slug, "people": "martiens"},
        {"title": "F", "organisation": town.here.slug,
         "ties": '[{"type": "tie", "value": {"predicate": "treats", "object": "dataset/rien"}}]'},
        {"title": "G", "organisation": town.here.slug},
    ]  # fmt: skip
    columns = list(dict.fromkeys(name for row in wrong for name in row))
    found = plan("".join(exchange.write(columns, wrong)).encode(), town.steward)
    told = {line.row.texts["title"]: " ".join(said for _label, said in line.errors)
            for line in found.refused}  # fmt: skip
    assert set(told) == set("ABCDEF")
    assert "Ligne 1, basis" in told["A"]
    assert "quoi" in told["B"]
    assert "inconnue" in told["D"]
    assert Processing.objects.count() == 0


def test_our_own_register_comes_back_as_it_went_out(town: Any) -> None:
    made = processing(organisation=town.here, special="h", data=["identity", "health"])
    made.operations = ["collect", "erase"]
    made.parts.set([Part(part="processor", organisation=town.elsewhere, task="héberge",
                         contact="a@b.example", clauses=True, verified_on=dt.date(2026, 3, 12),
                         protection="chiffré", keeps_register=True, sends_abroad=False,
                         dpo="DPD", dpo_contact="dpd@b.example", dpo_shown=True, manager="M.",
                         referent="le service informatique", notes="contrat 2025-14"),
                    Part(part="joint", name="Département")])  # fmt: skip
    made.transfers.set([Transfer(country="Canada", mechanism="adequacy")])
    made.ties = [("tie", {"predicate": "collects_by", "object": f"organisation/{town.here.slug}",
                          "since": None, "until": None})]  # fmt: skip
    published(made)
    before, content = exported(town.steward), Processing.objects.get().projected()
    same = plan(before, town.steward)
    assert not same.refused
    assert [len(same.created), len(same.updated), len(same.unchanged)] == [0, 0, 1]
    # into another database: nothing of it is there
    Processing.objects.all().delete()
    Published.objects.filter(type="processing").delete()
    fresh = plan(before, town.steward)
    assert [line.errors for line in fresh.lines] == [[]]
    fresh.write(town.steward)
    back = Processing.objects.get()
    bulk.save_many([back])
    assert exported(town.steward) == before
    assert Processing.objects.get().projected() == content


def test_a_change_in_a_child_row_is_seen(town: Any) -> None:
    published(processing(organisation=town.here))
    before = exported(town.steward).decode()
    found = plan(before.replace('""number"": 2', '""number"": 5').encode(), town.steward)
    assert [len(found.updated), len(found.refused)] == [1, 0]
    found.write(town.steward)
    latest = json.loads(json.dumps(sheet.latest_content(Processing.objects.get())))
    assert latest["retentions"][0]["number"] == 5


def test_nobody_imports_for_another_organisation(town: Any) -> None:
    rows = [{"title": "A", "organisation": town.elsewhere.slug}]
    found = plan("".join(exchange.write(["title", "organisation"], rows)).encode(), town.writer)
    assert "organisation" in found.refused[0].errors[0][1]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bombe.ods"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", spreadsheets.ODS)
        archive.writestr("content.xml", b" " * (64 * 2**20))
    with pytest.raises(exchange.Unreadable):
        reader.ours(file.read_bytes())


@pytest.mark.parametrize("last", ["XFD1048576", "ZZ100000"])
def test_a_far_cell_ends_no_process_of_ours(last: str) -> None:
    """A billion cells between two: the library's allocation fails, which ends its process."""
    assert list(reader.of_book(far_book("B2"))) == [("a", [["1", ""], ["", "1"]])]
    with pytest.raises(exchange.Unreadable):
        reader.ours(far_book(last))


def far_book(last: str) -> bytes:
    """An XLSX of 1.4 kB whose second and last cell is `last`."""
    made = io.BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    row = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    relation = (
        f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{office}/%s" Target="%s"/></Relationships>'
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": relation % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1">'
        f'<c r="A1"><v>1</v></c></row><row r="{row}"><c r="{last}"><v>1</v></c></row>'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def test_by_command_it_is_shown_then_written(town: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "madis.csv"
    file.write_bytes(madis())
    asked = [str(file), "--by", town.writer.username, "--organisation", town.here.slug, "--json"]
    call_command("import_register", *asked)
    told = json.loads(capsys.readouterr().out)
    assert (told["created"], told["refused"]) == (1, [])
    assert told["lacking"]
    advice = " ".join(one for line in told["advice"] for one in line["sentences"])
    assert "comment ce sous-traitant protège les données" in advice
    assert Processing.objects.count() == 0
    call_command("import_register", *asked, "--write")
    assert Processing.objects.get().organisation == town.here
    with pytest.raises(CommandError, match="personne"):
        call_command("import_register", str(file), "--by", "personne")


def test_a_register_that_no_one_knows_is_told_what_is_read_here(town: Any, signed: Any) -> None:
    page = send(signed(town.chief), b"Nom,But\nA,B\n").content.decode()
    assert "Titres inconnus : Nom, But." in page
    assert "MADIS" in page
