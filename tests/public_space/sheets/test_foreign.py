"""Files of other registers come in by the same door; what they do not say is asked here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.public_space.models import Device
from parvis.public_space.sheets import foreign
from parvis.records import exchange
from parvis.records.desk import sheet
from tests.records.desk.conftest import signed, town

__all__ = ["signed", "town"]
DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
REAL = DATA / "sensors" / "amsterdam-bulk-template.csv"
AMSTERDAM = (
    "Referentie;Kies soort / type sensor;Latitude;Longitude;Wat meet de sensor?;"
    "Waarvoor meet u dat?;Thema 1;Worden er persoonsgegevens verwerkt?;Wettelijke grondslag;"
    "Privacyverklaring;Wanneer wordt de sensor verwijderd?\n"
    "A-1;Optische / camera sensor;52.36;4.90;Drukte;Veiligheid op straat;Veiligheid;Ja;"
    "Taak;https://ville.example/privacy;06-07-2027\n"
    "\n"
    "A 2;Iets anders;52.37;4.91;Lucht;;Lucht;Nee;;;31-02-2027\n"
)
COUNTING = (
    "site_id,site_name,fr_insee_code,xlong,ylat,infrastructure_type\n"
    "C01-Baix,Pont de Baix,07022,4.7602,44.7087,GREENWAY\n"
)


def read(text: str) -> list[exchange.Row]:
    made = foreign.ours(text, "jardins")
    assert made is not None
    return exchange.read(made.encode(), sheet.Sheet(Device).columns, 100)


def test_a_row_of_amsterdam_says_the_same_in_our_columns() -> None:
    first, second = read(AMSTERDAM)
    said = first.texts
    assert said["slug"] == "a-1"
    assert (said["kind"], said["technologies"]) == ("camera", "tech__video_camera")
    assert said["purposes"] == "purpose__safety_security"
    assert (said["personal_data"], said["ends_on"]) == ("oui", "2027-07-06")
    assert said["notice_url"] == "https://ville.example/privacy"
    assert "Veiligheid op straat" in said["summary"], "what has no column is not lost"
    assert said["organisation"] == "jardins"
    assert second.number == 4, "the blank line counts, as in a spreadsheet"
    assert second.texts["kind"] == "sensor"
    assert "Iets anders" in second.texts["summary"]
    assert second.texts["ends_on"] == "31-02-2027", "the import tells it"


def test_a_french_counting_site_is_a_counter() -> None:
    (row,) = read(COUNTING)
    assert row.texts["kind"] == "counter"
    assert row.texts["title"] == "Pont de Baix"
    assert row.texts["commune"] == "07022"
    assert (row.texts["longitude"], row.texts["latitude"]) == ("4.7602", "44.7087")
    assert "GREENWAY" in row.texts["summary"]


@pytest.mark.parametrize("text", ["", "slug,title\na,b\n", "Referentie;Latitude\n1;2\n"])
def test_what_is_no_file_we_know_is_left_as_it_is(text: str) -> None:
    assert foreign.ours(text) is None


@pytest.mark.django_db
def test_every_kind_and_purpose_we_give_is_one_of_ours() -> None:
    kinds, technologies = zip(*foreign.AMSTERDAM_KINDS.values(), strict=True)
    fields = {f.name: f for f in Device._meta.concrete_fields}
    assert set(kinds) <= {key for key, _words in fields["kind"].choices}
    for name in filter(None, technologies):
        assert fields["technologies"].from_cell(name) == [name]
    for name in foreign.AMSTERDAM_THEMES.values():
        assert fields["purposes"].from_cell(name) == [name]


@pytest.mark.django_db
def test_the_desk_takes_such_a_file_as_its_own(town: Any, signed: Any) -> None:
    browser = signed(town.steward)
    where = "/espace-agents/fiches/device/import/"
    page = browser.post(where, {"file": SimpleUploadedFile("a.csv", AMSTERDAM.encode())})
    said = page.content.decode()
    assert "1 ligne refusée" in said
    assert "31-02-2027" in said
    mended = AMSTERDAM.replace("31-02-2027", "28-02-2027").encode()
    said = browser.post(where, {"file": SimpleUploadedFile("a.csv", mended)}).content.decode()
    assert "2 fiches créées" in said
    content = said.partition('name="content" value="')[2].partition('"')[0]
    assert browser.post(where, {"content": content}).status_code == 302
    assert Device.objects.get(slug="a-1").organisation == town.here


@pytest.mark.django_db
def test_who_writes_for_several_says_who_answers(town: Any, signed: Any) -> None:
    browser = signed(town.chief)
    where = "/espace-agents/fiches/device/import/"
    mended = AMSTERDAM.replace("31-02-2027", "28-02-2027").encode()
    asked = browser.post(where, {"file": SimpleUploadedFile("a.csv", mended)})
    assert "choisissez celle qui en répond" in asked.context["form"].errors["organisation"][0]
    sent = {"file": SimpleUploadedFile("a.csv", mended), "organisation": town.here.pk}
    said = browser.post(where, sent).content.decode()
    assert "2 fiches créées" in said
    content = said.partition('name="content" value="')[2].partition('"')[0]
    sent = {"content": content, "organisation": town.here.pk}
    assert browser.post(where, sent).status_code == 302
    assert Device.objects.get(slug="a-1").organisation == town.here


@pytest.mark.django_db
def test_amsterdams_own_template_is_read(town: Any) -> None:
    if not REAL.exists():
        pytest.skip("the folder ../shared/data is not there")
    made = foreign.ours(exchange.decode(REAL.read_bytes()), town.here.slug)
    assert made is not None
    book = sheet.Sheet(Device)
    plan = book.plan(exchange.read(made.encode(), book.columns, 100), town.steward)
    assert plan.lines
    assert not plan.refused, [line.errors for line in plan.refused]


@pytest.mark.django_db
def test_a_cell_that_no_reader_takes_is_told(town: Any, signed: Any) -> None:
    data = AMSTERDAM.encode() + b"\n" + b"a" * 200_000
    where = "/espace-agents/fiches/device/import/"
    page = signed(town.steward).post(where, {"file": SimpleUploadedFile("a.csv", data)})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
