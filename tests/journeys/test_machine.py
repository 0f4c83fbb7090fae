"""A program: it harvests the catalogue, follows identifiers, walks the graph, reads the sitemap."""

import json
import re

import httpx
import pyoxigraph
import pytest

pytestmark = pytest.mark.journey
DCAT = "http://www.w3.org/ns/dcat#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
TYPE = pyoxigraph.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DATASET = pyoxigraph.NamedNode(f"{DCAT}Dataset")
MANY = 130  # more than one page of the catalogue
RECORD = "/id/dataset/arbres-urbains"
# What re-users rely on; removing one of these is a change of the fixed doors.
KEYS = {
    "id", "url", "type", "slug", "uuid", "title", "summary", "plain_summary", "language",
    "translations", "organisation", "links", "state", "first_published", "updated", "sequence",
    "themes", "keywords", "licence", "frequency", "distributions",
}  # fmt: skip


@pytest.fixture(scope="module")
def machine(portal):
    with httpx.Client(base_url=portal.address, timeout=60, follow_redirects=True) as client:
        yield client


@pytest.fixture(scope="module")
def harvested(portal, tmp_path_factory):
    """What another portal publishes, harvested here."""
    lines = [
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .",
        "<https://autre.example/catalog> a dcat:Catalog ; dct:title \"Un autre portail\"@fr ;",
        "  dcat:dataset " + ", ".join(f"<https://autre.example/{n}>" for n in range(MANY)) + " .",
        *(
            f"<https://autre.example/{n}> a dcat:Dataset ; dct:title \"Relevé numéro {n}\"@fr ;"
            f" dct:description \"Ce que dit le relevé {n}.\"@fr ."
            for n in range(MANY)
        ),
    ]  # fmt: skip
    file = tmp_path_factory.mktemp("dcat") / "autre.ttl"
    file.write_text("\n".join(lines), encoding="utf-8")
    report = json.loads(portal.run("harvest", str(file), "--json"))
    assert (report["created"], report["refused"]) == (MANY, [])
    return report


def triples(response):
    kind = response.headers["content-type"].partition(";")[0]
    form = pyoxigraph.RdfFormat.from_media_type(kind)
    return list(pyoxigraph.parse(response.content, format=form))


def datasets(quads):
    return {q.subject.value for q in quads if q.predicate == TYPE and q.object == DATASET}


def test_harvests_the_whole_catalogue_page_by_page(machine, harvested):
    whole = datasets(triples(machine.get("/catalog.ttl").raise_for_status()))
    found, address, pages = set(), "/catalog?page=1", 0
    while address:
        answer = machine.get(address, headers={"Accept": "text/turtle"}).raise_for_status()
        quads = triples(answer)
        found |= datasets(quads)
        following = [q.object.value for q in quads if q.predicate.value == f"{HYDRA}next"]
        address, pages = (following or [""])[0], pages + 1
    assert pages >= 2
    assert found == whole
    assert len(whole) >= MANY


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"),
     ("application/rdf+xml", "application/rdf+xml")],
)  # fmt: skip
def test_one_identifier_says_the_same_in_every_form(machine, accept, kind):
    answer = machine.get(RECORD, headers={"Accept": accept}).raise_for_status()
    assert answer.headers["content-type"].startswith(kind)
    assert "Accept" in answer.headers["vary"]
    assert datasets(triples(answer)) == {f"{machine.base_url}{RECORD}".replace("//id", "/id")}


def test_json_keeps_its_keys(machine):
    answer = machine.get(RECORD, headers={"Accept": "application/json"}).raise_for_status()
    record = answer.json()
    assert set(record) >= KEYS
    assert record["title"] == "Arbres de la ville"
    assert machine.get(record["id"], headers={"Accept": "application/json"}).json() == record


def test_a_person_who_follows_the_identifier_reads_the_page(machine):
    answer = machine.get(RECORD, headers={"Accept": "text/html"})
    assert answer.url.path == "/donnees/arbres-urbains/"
    assert "text/html" in answer.headers["content-type"]


def test_an_unchanged_record_is_not_sent_twice(machine):
    first = machine.get(RECORD, headers={"Accept": "application/json"})
    known = {"Accept": "application/json", "If-None-Match": first.headers["etag"]}
    assert machine.get(RECORD, headers=known).status_code == 304


def test_walks_the_graph(machine):
    around = machine.get("/api/graph/dataset/arbres-urbains?depth=2").raise_for_status().json()
    nodes = {node["id"] for node in around["nodes"]}
    assert {"dataset/arbres-urbains", "application/patrimoine-arbore"} <= nodes
    assert all(edge["subject"] in nodes and edge["object"] in nodes for edge in around["edges"])
    assert all({"predicate", "since", "until"} <= set(edge) for edge in around["edges"])


def test_every_address_of_the_sitemap_answers_and_describes_itself(machine):
    index = machine.get("/sitemap.xml").raise_for_status().text
    places = [
        place
        for part in re.findall("<loc>([^<]+)</loc>", index)
        for place in re.findall("<loc>([^<]+)</loc>", machine.get(part).raise_for_status().text)
    ]
    assert len(places) > 100
    pages = [machine.get(place).raise_for_status() for place in places if "/donnees/" in place][:20]
    described = [said for page in pages for said in re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)]  # fmt: skip
    kinds = {json.loads(said)["@type"] for said in described}
    assert "Dataset" in kinds


def test_a_wrong_question_gets_one_clear_sentence(machine):
    answer = machine.get("/api/graph/dataset/arbres-urbains?depth=beaucoup")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "depth" in answer.text
    assert "beaucoup" in answer.text
