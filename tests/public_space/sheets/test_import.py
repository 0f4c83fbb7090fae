"""Five hundred devices by CSV: every fault of every row is told at once, nothing is half done."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.public_space.models import Device
from parvis.records import exchange
from parvis.records.desk import sheet
from parvis.records.models import HistoryEntry
from tests.public_space.makers import published, sensor
from tests.public_space.sheets.faults import FAULTS, Fault, good
from tests.records.desk.conftest import signed, town

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]
IMPORT = "/espace-agents/fiches/device/import/"
ROWS = 500


def write(rows: list[dict[str, str]], columns: list[str] | None = None) -> bytes:
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    return "".join(exchange.write(columns, rows)).encode()


def plan(rows: list[dict[str, str]], user: Any) -> sheet.Plan:
    book = sheet.Sheet(Device)
    return book.plan(exchange.read(write(rows), book.columns, 2000), user)


@pytest.fixture
def rows(town: Any) -> list[dict[str, str]]:
    return [good(number, town.here.slug) for number in range(ROWS)]


@pytest.fixture
def elsewhere(town: Any) -> Any:
    town.elsewhere.slug = "ville-voisine"
    town.elsewhere.save()
    return published(
        sensor(slug="pas-a-vous", organisation=town.elsewhere, circle=3, title="À d’autres")
    )


def spoilt(rows: list[dict[str, str]]) -> dict[int, Fault]:
    """One fault in a row, every twelve rows; rows by their number in a spreadsheet."""
    placed = {}
    for n, fault in enumerate(FAULTS):
        at = 11 * (n + 1)
        rows[at][fault.column] = fault.value
        placed[at + 2] = fault
    return placed


def test_forty_faults_of_different_kinds_are_all_told_at_once(
    town: Any, rows: list[dict[str, str]], elsewhere: Any
) -> None:
    assert len({(fault.column, fault.value) for fault in FAULTS}) >= 40
    placed = spoilt(rows)
    made = plan(rows, town.steward)
    refused = {line.row.number: line.errors for line in made.refused}
    twice = {2}  # the row whose address one of the faults takes
    assert set(refused) == set(placed) | twice
    for number, fault in placed.items():
        found = [(label, said) for label, said in refused[number] if label.startswith(fault.field)]
        assert found, (fault, refused[number])
        sentences = " ".join(said for _label, said in found)
        assert fault.mend in sentences, (fault, found)
        if fault.value and "deux fois" not in sentences and "prise" not in sentences:
            assert fault.value[:20] in sentences or "« " in sentences, (fault, found)
        others = [one for one in refused[number] if one not in found]
        assert not others, f"{fault} is told as something else too: {others}"


def test_two_faults_of_one_row_are_both_told(town: Any, rows: list[dict[str, str]]) -> None:
    rows[3] |= {"kind": "camra", "title": "", "latitude": "nord", "contact_email": "@"}
    (line,) = plan(rows, town.steward).refused
    labels = {label for label, _sentence in line.errors}
    assert labels == {"Nature", "Titre", "Latitude", "Adresse e-mail de contact"}


def test_a_row_with_too_many_cells_is_told(town: Any, rows: list[dict[str, str]]) -> None:
    lines = write(rows[:5]).decode().split("\r\n")
    lines[3] += ',"de trop"'
    book = sheet.Sheet(Device)
    read = exchange.read("\r\n".join(lines).encode(), book.columns, 100)
    (refused,) = book.plan(read, town.steward).refused
    assert refused.row.number == 4
    assert "plus de cellules" in refused.errors[0][1]


def test_rows_keep_the_number_that_a_spreadsheet_shows(
    town: Any, rows: list[dict[str, str]]
) -> None:
    rows[1]["kind"] = "camra"
    lines = write(rows[:2]).decode().split("\r\n")
    lines.insert(2, "," * lines[0].count(","))
    book = sheet.Sheet(Device)
    read = exchange.read("\r\n".join(lines).encode(), book.columns, 100)
    (refused,) = book.plan(read, town.steward).refused
    assert refused.row.number == 4


def upload(browser: Any, data: bytes) -> Any:
    return browser.post(IMPORT, {"file": SimpleUploadedFile("capteurs.csv", data)})


def content(page: str) -> str:
    """The signed file of the preview."""
    found = page.partition('name="content" value="')[2].partition('"')[0]
    assert found
    return found


def test_one_fault_and_nothing_is_written(
    town: Any, rows: list[dict[str, str]], signed: Any
) -> None:
    rows[250]["ends_on"] = "31/02/2027"
    entries = HistoryEntry.objects.count()
    page = upload(signed(town.steward), write(rows)).content.decode()
    assert "1 ligne refusée" in page
    assert "<td>252</td>" in page
    assert "31/02/2027" in page
    assert not Device.objects.exists()
    assert HistoryEntry.objects.count() == entries
    with pytest.raises(Exception, match="rien n’est écrit"):
        plan(rows, town.steward).write(town.steward)
    assert not Device.objects.exists()


def test_five_hundred_are_written_at_once_and_come_out_the_same(
    town: Any, rows: list[dict[str, str]], signed: Any
) -> None:
    browser = signed(town.steward)
    page = upload(browser, write(rows)).content.decode()
    assert "500 fiches créées" in page
    assert not Device.objects.exists(), "a preview writes nothing"
    done = browser.post(IMPORT, {"content": content(page)})
    assert done.status_code == 302
    assert Device.objects.count() == ROWS
    one = Device.objects.get(slug="capteur-7")
    assert one.purposes == ["purpose__ecology"]
    assert one.technologies == ["tech__thermometer", "tech__air_quality"]
    assert one.longitude == pytest.approx(-1.6778)
    assert one.short
    export = browser.get("/espace-agents/fiches/device/export.csv")
    data = b"".join(export.streaming_content)
    told = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(told) == ROWS
    again = sheet.Sheet(Device)
    unchanged = again.plan(exchange.read(data, again.columns, 2000), town.steward)
    assert len(unchanged.unchanged) == ROWS


def test_what_the_law_lacks_keeps_a_row_a_draft(town: Any, rows: list[dict[str, str]]) -> None:
    rows = rows[:2]
    rows[0] |= {"kind": "camera", "technologies": "identifiable_video", "personal_data": "oui"}
    written = plan(rows, town.steward).write(town.steward, publish=True)
    assert (written.created, written.published) == (2, 1)
    assert not Device.objects.get(slug="capteur-0").live
    assert Device.objects.get(slug="capteur-1").live


def test_the_preview_says_what_the_law_still_lacks(
    town: Any, rows: list[dict[str, str]], signed: Any
) -> None:
    rows = rows[:2]
    rows[0] |= {"kind": "camera", "technologies": "identifiable_video", "personal_data": "oui"}
    page = upload(signed(town.steward), write(rows)).content.decode()
    lacking = page.partition("Ce qui manque encore pour les publier")[2]
    assert "Caméra en service sans autorisation du préfet." in lacking
    assert "Ce que les règles diront encore, sans empêcher de publier" in page
    assert "Capteur n° 1 :" not in lacking, "a sensor in order lacks nothing"


def test_another_service_imports_nothing_here(town: Any, rows: list[dict[str, str]]) -> None:
    refused = plan(rows[:3], town.stranger).refused
    assert len(refused) == 3
    assert all("n’écrivez pas" in line.errors[0][1] for line in refused)
