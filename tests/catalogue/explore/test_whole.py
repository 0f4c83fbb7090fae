"""`/catalog/exports/…` and attachments: the catalogue as a file, the files of a data set."""

import csv
import io
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from django.core.files.base import ContentFile

from parvis.catalogue import dcat
from parvis.records.kinds import Circle
from parvis.records.models import Attachment
from tests import makers
from tests.catalogue.explore.makers import ROOT, ask, dataset

pytestmark = pytest.mark.django_db
CANARY = "Canari-jaune"


@pytest.fixture
def city():
    dataset("Arbres", slug="arbres", keywords=["parc", "arbre"], modified="2024-05-03")
    dataset("=Bancs", slug="bancs", modified="2023")


def content(client, path):
    response = client.get(f"{ROOT}{path}")
    assert response.status_code == 200
    return response.getvalue()


def test_csv_holds_a_line_for_each_data_set(client, city):
    text = content(client, "exports/csv?order_by=title&list_separator=|").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["dataset_id"] for row in rows] == ["bancs", "arbres"]
    assert rows[0]["title"] == "'=Bancs"
    assert rows[1]["keyword"] in ("parc|arbre", "arbre|parc")
    assert rows[1]["modified"] == "2024-05-02T22:00:00+00:00"
    two = content(client, "exports/csv?select=title,length(title)%20as%20n&where=modified>'2024'")
    assert two.decode("utf-8-sig").splitlines() == ["title;n", "Arbres;6"]


def test_json_holds_whole_documents(client, city):
    found = json.loads(content(client, "exports/json?order_by=dataset_id"))
    assert [one["dataset_id"] for one in found] == ["arbres", "bancs"]
    assert found == ask(client, "datasets", order_by="dataset_id")["results"]
    assert json.loads(content(client, "exports/json?where=title=''")) == []
    counted = json.loads(content(client, "exports/json?select=count(*)%20as%20n"))
    assert counted == [{"n": 2}]


@pytest.mark.parametrize(
    ("form", "kind"), [("ttl", "text/turtle"), ("rdf", "application/rdf+xml"),
                       ("dcat", "application/rdf+xml")]
)  # fmt: skip
def test_graphs_are_those_of_our_catalogue(client, city, form, kind):
    found = dcat.from_rdf(content(client, f"exports/{form}?refine=keyword:parc"), kind)
    assert [doc.title for doc in found.catalogue.datasets] == [{"fr": "Arbres"}]


def test_a_spreadsheet_holds_what_csv_does(client, city):
    book = openpyxl.load_workbook(io.BytesIO(content(client, "exports/xlsx?order_by=title")))
    head, *rows = book.active.iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["dataset_id"] for row in told] == ["bancs", "arbres"]
    assert told[0]["title"] == "=Bancs"
    assert all(cell.data_type != "f" for row in book.active for cell in row)


def test_readers_of_news_get_an_item_a_data_set(client, city):
    path = "exports/rss?order_by=title&where=modified>'2020'&select=title"
    channel = ElementTree.fromstring(content(client, path)).find("channel")
    assert [item.findtext("title") for item in channel.findall("item")] == ["=Bancs", "Arbres"]
    item = channel.findall("item")[1]
    assert item.findtext("link").endswith("/donnees/arbres/")
    assert item.findtext("guid") == item.findtext("link")
    assert parsedate_to_datetime(item.findtext("pubDate")) == datetime(2024, 5, 2, 22, tzinfo=UTC)
    assert {each.text for each in item.findall("category")} == {"parc", "arbre"}
    assert (
        len(ElementTree.fromstring(content(client, "exports/rss?limit=1")).findall(".//item")) == 1
    )


def test_data_json_is_what_portals_read(client, city):
    told = json.loads(content(client, "exports/data.json?order_by=title"))
    assert told["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    bench, trees = told["dataset"]
    assert (bench["identifier"], bench["title"]) == ("bancs", "=Bancs")
    assert trees["modified"].startswith("2024-05-02T22:00:00")
    assert sorted(trees["keyword"]) == ["arbre", "parc"]
    assert trees["landingPage"].endswith("/donnees/arbres/")
    assert trees["accessLevel"] in {"public", "restricted public"}
    assert trees["publisher"]["name"]
    nothing = json.loads(content(client, "exports/data.json?where=title='rien'"))
    assert nothing["dataset"] == []


def test_data_json_says_whom_to_write_to(client, settings):
    town = makers.organisation(title="Ville", contact="donnees@ville.example")
    quiet = makers.organisation(title="Muette")
    named = [{"name": {"fr": "Jardins"}, "url": "https://ville.example/"},
             {"name": {"fr": "Jardins"}, "email": "mailto:jardins@ville.example"}]  # fmt: skip
    dataset("A", organisation=town, contacts=named)
    dataset("B", organisation=town)
    dataset("C", organisation=quiet)
    settings.DEFAULT_FROM_EMAIL = "portail@ville.example"
    told = json.loads(content(client, "exports/data.json?order_by=title"))["dataset"]
    assert [one["contactPoint"] for one in told] == [
        {"@type": "vcard:Contact", "fn": name, "hasEmail": f"mailto:{mail}@ville.example"}
        for name, mail in (
            ("Jardins", "jardins"), ("Ville", "donnees"), (settings.PARVIS_SITE_NAME, "portail")
        )
    ]  # fmt: skip


def test_formats_are_listed_and_others_refused(client, city):
    told = {one["rel"] for one in ask(client, "exports")["links"]}
    assert told == {"self", "csv", "xlsx", "json", "ttl", "rdf", "dcat", "rss", "data.json"}
    for form in ("ods", "dcat_ap_ch", "data.xml"):
        assert "ttl" in ask(client, f"exports/{form}", status=400)["message"]


def joined(record, title, circle=Circle.PUBLIC):
    file = Attachment(record=record.uuid, title=title, media_type="text/plain", circle=circle)
    file.file.save("notice.txt", ContentFile(b"notice"))


def test_files_are_told_with_their_address(client, city):
    record = dataset("Notices", slug="notices")
    joined(record, "Notice")
    joined(record, CANARY, Circle.AGENTS)
    (file,) = ask(client, "datasets/notices/attachments")["attachments"]
    assert file["metas"]["title"] == "Notice"
    assert file["metas"]["mime-type"] == "text/plain"
    assert client.get(file["href"].partition("8000")[2]).getvalue() == b"notice"
    (told,) = ask(client, "datasets/notices")["attachments"]
    assert (told["title"], told["url"]) == ("Notice", file["href"])


@pytest.mark.parametrize("form", ["csv", "json", "ttl", "rdf", "dcat", "rss", "data.json"])
def test_what_may_not_be_seen_is_in_no_file(client, city, form):
    hidden = makers.organisation()
    dataset(CANARY, circle=Circle.AGENTS, organisation=hidden, keywords=[CANARY])
    dataset("Service", circle=Circle.SERVICE, organisation=hidden, summary=CANARY)
    text = content(client, f"exports/{form}").decode()
    assert "Arbres" in text
    assert "canari" not in text.lower()


def test_an_agent_sees_more_and_nothing_is_kept_of_it(client, city):
    owner = makers.organisation(title="Voirie", kind="service")
    dataset("Chantiers", slug="chantiers", circle=Circle.AGENTS, organisation=owner)
    agent = makers.member(owner)
    assert ask(client, "datasets")["total_count"] == 2
    client.force_login(agent)
    response = client.get(f"{ROOT}datasets")
    assert response.json()["total_count"] == 3
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    client.logout()
    assert ask(client, "datasets")["total_count"] == 2
