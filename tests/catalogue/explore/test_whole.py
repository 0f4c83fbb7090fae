"""`/catalog/exports/…` and attachments: the catalogue as a file, the files of a data set."""

import csv
import io
import json

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


def test_formats_are_listed_and_others_refused(client, city):
    told = {one["rel"] for one in ask(client, "exports")["links"]}
    assert told == {"self", "csv", "json", "ttl", "rdf", "dcat"}
    for form in ("xlsx", "dcat_ap_ch", "data.json"):
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


@pytest.mark.parametrize("form", ["csv", "json", "ttl", "rdf", "dcat"])
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
