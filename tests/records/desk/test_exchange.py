"""The CSV that goes out comes back the same, and a wrong one changes nothing."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from parvis.organisations.models import Organisation
from parvis.records import exchange
from parvis.records.models import HistoryEntry, Published
from tests import makers

LIST = "/espace-agents/fiches/organisation/"
cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_every_text_comes_back_as_it_was(rows):
    columns = ["slug", "title"]
    given_rows = [dict(zip(columns, row, strict=True)) for row in rows if any(row)]
    data = "".join(exchange.write(columns, given_rows)).encode()
    read = exchange.read(data, columns, limit=100)
    assert [row.texts for row in read] == given_rows


@given(cells)
def test_no_cell_is_a_formula(text):
    assert not exchange.neutral(text).startswith(exchange.FORMULA)
    assert exchange.restored(exchange.neutral(text)) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\0\0", "binary"),
        (b"inconnue\r\nx\r\n", "heading"),
        (b"slug,slug\r\na,b\r\n", "twice"),
        (b'slug,title\r\na,"b\r\n', "csv"),
        (b"slug\r\n" + b"a\r\n" * 11, "long"),
        (b"slug,title\r\na,\x81\r\n", "encoding"),
    ],
)
def test_what_is_not_our_csv_is_refused_with_a_reason(data, reason):
    with pytest.raises(exchange.Unreadable) as refusal:
        exchange.read(data, ["slug", "title"], limit=10)
    assert refusal.value.reason == reason


def test_a_french_spreadsheet_s_file_is_read():
    data = "slug;title\r\neau;Qualité de l’eau\r\n".encode("cp1252")
    assert exchange.read(data, ["slug", "title"], 10)[0].texts["title"] == "Qualité de l’eau"


def export(browser):
    return b"".join(browser.get(LIST + "export.csv").streaming_content)


def preview(browser, data):
    file = SimpleUploadedFile("fiches.csv", data, "text/csv")
    return browser.post(LIST + "import/", {"file": file})


def confirm(browser, answer, **values):
    content = answer.context["form"].initial["content"]
    return browser.post(LIST + "import/", {"content": content, **values})


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def written(rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


@pytest.mark.django_db
def test_export_import_export_is_identical_and_writes_nothing(town, signed):
    town.here.summary = '=SOMME(A1)\nsur deux lignes ; "guillemets" \'apostrophe'
    town.here.contact = "jardins@ville.example"
    town.here.translations = {"en": {"title": "Parks"}}
    town.here.hidden_fields = ["contact"]
    town.here.save()
    browser = signed(town.administrator)
    first = export(browser)
    entries = HistoryEntry.objects.count()
    answer = preview(browser, first)
    assert len(answer.context["plan"].unchanged) == 3
    assert confirm(browser, answer, publish="on").status_code == 302
    assert export(browser) == first
    assert HistoryEntry.objects.count() == entries
    assert b"'=SOMME" in first


@pytest.mark.django_db
def test_a_file_exported_is_imported_whole_elsewhere(town, signed):
    browser = signed(town.administrator)
    rows = table(export(browser))
    for row in rows:
        row["slug"] += "-bis"
        row["parent"] = ""
    answer = preview(
        browser, written([{k: v for k, v in r.items() if k != "parent"} for r in rows])
    )
    assert len(answer.context["plan"].created) == 3
    assert confirm(browser, answer, publish="on").status_code == 302
    again = {row["slug"]: row for row in table(export(browser))}
    for row in rows:
        got = again[row["slug"]]
        assert {k: got[k] for k in row if k != "parent"} == {
            k: v for k, v in row.items() if k != "parent"
        }
    assert Published.objects.filter(slug__endswith="-bis", state="live").count() == 3


@pytest.mark.django_db
def test_an_import_is_a_draft_unless_asked_and_allowed(town, signed):
    browser = signed(town.steward)
    rows = table(export(browser))
    rows[0]["summary"] = "Nouvelle description"
    answer = preview(browser, written(rows))
    assert [line.changed for line in answer.context["plan"].updated] == [["Description"]]
    confirm(browser, answer)
    town.here.refresh_from_db()
    assert town.here.summary == ""
    assert town.here.has_unpublished_changes
    assert town.here.latest_revision.content["summary"] == "Nouvelle description"
    answer = preview(browser, written([rows[0] | {"summary": "Publiée"}]))
    confirm(browser, answer, publish="on")
    town.here.refresh_from_db()
    assert town.here.summary == "Publiée"
    assert Published.objects.get(pk=town.here.uuid).content["summary"] == "Publiée"


@pytest.mark.django_db
def test_every_error_of_every_row_is_told_and_nothing_is_half_written(town, signed):
    browser = signed(town.administrator)
    rows = table(export(browser))
    rows[0]["title"] = "Un titre juste"
    rows[1]["circle"] = "monde"
    rows[1]["review_on"] = "31/02/2026"
    rows[2]["website"] = "pas une adresse"
    answer = preview(browser, written(rows))
    plan = answer.context["plan"]
    told = [(line.row.number, label) for line in plan.refused for label, _s in line.errors]
    assert told == [(3, "Cercle de visibilité"), (3, "À relire avant le"), (4, "Site web")]
    assert "content" not in answer.context["form"].errors
    assert "Écrire ces changements" not in answer.content.decode()
    assert confirm(browser, answer).status_code == 200
    assert not Organisation.objects.filter(title="Un titre juste").exists()


@pytest.mark.django_db
def test_a_row_of_another_organisation_is_refused_without_a_word_about_it(town, signed):
    browser = signed(town.steward)
    hidden = makers.organisation(title="Secret du voisin", slug="voisin", live=False)
    answer = preview(browser, b"slug,title\r\nvoisin,Vol\r\n")
    assert len(answer.context["plan"].refused) == 1
    assert "Secret du voisin" not in answer.content.decode()
    hidden.refresh_from_db()
    assert hidden.title == "Secret du voisin"


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["forgé", "eyJ0:1abc:def", ""])
def test_a_forged_confirmation_is_refused(town, signed, content):
    answer = signed(town.administrator).post(LIST + "import/", {"content": content})
    assert answer.status_code == 200
    assert "expiré" in answer.content.decode() or answer.context["form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"a,b\r\n1,2\r\n", b"slug,title\r\nx"])
def test_a_strange_file_is_a_sentence_not_a_failure(town, signed, data):
    assert preview(signed(town.administrator), data).status_code == 200
