"""OGC API Features, part 1 and 3: what its abstract tests ask, and what readers would."""

from __future__ import annotations

import json
import re

import pytest

from parvis.catalogue import loading
from parvis.catalogue.dictionary import TableColumn
from parvis.catalogue.ogc import features
from parvis.catalogue.rows import source
from parvis.lake import actions, rows
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.store import store
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests.catalogue.explore.makers import dataset
from tests.catalogue.explore.test_records import filled, lake, trees
from tests.catalogue.ogc.makers import ITEMS, ROOT, ask, keys

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
COUNT = 60


@pytest.fixture
def arbres(lake, tmp_path):
    return filled("Arbres", trees(tmp_path / "arbres.csv", COUNT), slug="arbres")


def rels(body):
    return {one["rel"] for one in body["links"]}


def test_from_the_landing_page_one_walks_to_every_feature(client, arbres):
    landing = ask(client, "")
    assert rels(landing) >= {"self", "alternate", "service-desc", "service-doc", "conformance",
                             "data"}  # fmt: skip
    for link in landing["links"]:
        assert {"rel", "type", "href"} <= set(link)
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == link["type"].split(";")[0]
    (one,) = ask(client, "collections")["collections"]
    assert (one["id"], one["itemType"], one["title"]) == ("arbres", "feature", "Arbres")
    assert one["crs"][0] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert [link["type"] for link in one["links"] if link["rel"] == "items"] == [
        "application/geo+json", "text/html"
    ]  # fmt: skip
    items = next(link["href"] for link in one["links"] if link["rel"] == "items")
    seen, pages = [], 0
    while items:
        body = json.loads(client.get(items).content)
        seen += keys(body)
        pages += 1
        items = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert (sorted(seen), pages) == (list(range(COUNT)), COUNT / 10)


def test_the_conformance_it_declares_names_every_part(client):
    said = ask(client, "conformance")["conformsTo"]
    for part in ("features-1/1.0/conf/core", "features-1/1.0/conf/oas30", "features-2/1.0/conf/crs",
                 "features-3/1.0/conf/features-filter", "cql2/1.0/conf/cql2-json"):  # fmt: skip
        assert any(one.endswith(part) for one in said), part


def test_the_extent_holds_every_place_and_every_date(client, arbres):
    one = ask(client, "collections/arbres")
    (west, south, east, north), = one["extent"]["spatial"]["bbox"]  # fmt: skip
    for feature in ask(client, ITEMS, limit=COUNT)["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert west <= longitude <= east
        assert south <= latitude <= north
    assert one["extent"]["temporal"]["interval"] == [
        ["2020-01-01T00:00:00Z", "2020-01-28T23:59:59Z"]
    ]


def test_an_extent_of_instants_is_by_the_clock_that_their_rows_are_read_by(client, lake, tmp_path):
    """Without a zone, that of the territory: two hours ahead of UTC in summer."""
    path = tmp_path / "mesures.csv"
    path.write_text("n;vu\n1;2024-07-01T12:00:00\n2;2024-07-02T08:30:00.5\n", encoding="utf-8")
    filled("Mesures", path, slug="mesures")
    (interval,) = ask(client, "collections/mesures")["extent"]["temporal"]["interval"]
    assert interval == ["2024-07-01T10:00:00Z", "2024-07-02T06:30:00.500000Z"]
    both = ask(client, "collections/mesures/items", datetime="/".join(interval))
    assert both["numberMatched"] == 2


def test_a_feature_is_what_its_collection_says(client, arbres):
    listed = ask(client, ITEMS, limit=3, offset=4)
    assert (listed["numberMatched"], listed["numberReturned"]) == (COUNT, 3)
    for feature in listed["features"]:
        alone = ask(client, f"{ITEMS}/{feature['id']}")
        assert rels(alone) == {"self", "alternate", "collection"}
        alone.pop("links")
        assert alone == feature
    properties = ask(client, "collections/arbres/queryables")["properties"]
    assert set(listed["features"][0]["properties"]) == set(properties) - {"shape"}
    assert properties["shape"] == {"title": "shape", "format": "geometry-point"}
    assert properties["plante_le"]["format"] == "date"
    (found,) = ask(client, ITEMS, cle=7)["features"]
    assert ask(client, f"{ITEMS}/{found['id']}")["properties"]["cle"] == 7


def test_a_box_keeps_what_is_in_it_and_what_has_no_place(client, lake, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("nom;lon;lat\na;-1.7;48.1\nb;-1.5;48.1\nc;;\nd;2.35;48.85\n", encoding="utf-8")
    filled("Lieux", path, slug="lieux")
    where = "collections/lieux/items"

    def names(**parameters):
        found = ask(client, where, sortby="nom", **parameters)["features"]
        return [feature["properties"]["nom"] for feature in found]

    assert names(bbox="-1.75,48,-1.6,48.2") == ["a", "c"]
    assert names(bbox="-1.75,48,0,-1.6,48.2,100") == ["a", "c"]
    assert names(bbox="2,48,-1.6,49") == ["a", "c", "d"]  # over the antimeridian
    assert names() == ["a", "b", "c", "d"]
    absent = ask(client, where, filter="nom = 'c'")["features"][0]
    assert absent["geometry"] is None


@pytest.mark.parametrize("profiled", ["now", "before places were counted"])
def test_a_box_where_no_place_is_missing_keeps_the_same_rows(
    client, lake, tmp_path, monkeypatch, profiled
):
    path = tmp_path / "lieux.csv"
    path.write_text("nom;lon;lat\na;-1.7;48.1\nb;-1.5;48.1\n", encoding="utf-8")
    version = rows.current(filled("Lieux", path, slug="lieux").uuid)
    known = store().manifest(version.name)["profile"]
    assert known["placeless"] == 0
    if profiled != "now":
        old = {name: value for name, value in known.items() if name != "placeless"}
        monkeypatch.setattr(source, "profile_of", lambda _root, _version: old)
    for box, names in (("-1.75,48,-1.6,48.2", ["a"]), ("2,48,-1.6,49", ["a"]), ("0,0,1,1", [])):
        found = ask(client, "collections/lieux/items", sortby="nom", bbox=box)["features"]
        assert [feature["properties"]["nom"] for feature in found] == names


def test_columns_are_complete_when_every_row_has_a_value(lake, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("nom;lon;lat;note\na;-1.7;48.1;x\nb;;;\n", encoding="utf-8")
    dataset_ = filled("Lieux", path, slug="lieux")
    given = source.GivenRows(rows.current(dataset_.uuid), PUBLIC)
    assert given.complete() == {"nom"}
    assert source.GivenRows(given.version, Policy(columns=frozenset({"note"}))).complete() == set()


TIMES = (
    ("2020-01-05", {5}),
    ("2020-01-05/2020-01-07", {5, 6, 7}),
    ("../2020-01-02", {1, 2}),
    ("/2020-01-02", {1, 2}),
    ("2020-01-27/..", {27, 28}),
    ("2020-01-27/", {27, 28}),
    ("2020-01-05T12:00:00Z/2020-01-06T00:00:00Z", {5, 6}),
    ("2020-01-27T/..", {27, 28}),  # a day as GDAL writes it
    ("2020-01-05T/2020-01-07T", {5, 6, 7}),
)


def test_a_time_keeps_what_is_in_it(client, arbres):
    for asked, days in TIMES:
        found = ask(client, ITEMS, datetime=asked, limit=COUNT)
        kept = {int(feature["properties"]["plante_le"][-2:]) for feature in found["features"]}
        assert kept == days
        assert found["numberMatched"] == sum(n % 28 + 1 in days for n in range(COUNT))


def test_a_whole_day_of_instants_ends_with_the_day(client, lake, tmp_path):
    path = tmp_path / "mesures.csv"
    instants = ("2024-07-01T00:00:00Z", "2024-07-01T23:59:59Z", "2024-07-02T00:00:00Z")
    path.write_text("\n".join(["vu", *instants, ""]), encoding="utf-8")
    filled("Mesures", path, slug="mesures")
    where = "collections/mesures/items"
    assert ask(client, where, datetime="2024-07-01")["numberMatched"] == 2
    assert ask(client, where, datetime="2024-07-02T00:00:00Z")["numberMatched"] == 1
    assert ask(client, where, datetime="2024-07-01T02:00:00+02:00")["numberMatched"] == 1


CONDITIONS = (
    ({"filter": "espece = 'if' AND hauteur > 20"}, [23, 27, 51, 55, 59]),
    ({"filter": "casei(espece) = casei('IF')", "limit": 2}, [3, 7]),
    ({"filter": '{"op": "<", "args": [{"property": "cle"}, 2]}', "filter-lang": "cql2-json"},
     [0, 1]),
    ({"espece": "if", "hauteur": "23"}, [23]),
    ({"remarquable": "true", "limit": 2}, [0, 2]),
    ({"plante_le": "2020-01-03", "limit": 9}, [2, 30, 58]),
    ({"q": "tilleul", "limit": 2}, [0, 4]),
    ({"sortby": "-hauteur,+cle", "limit": 3}, [29, 59, 28]),
    ({"filter": "cle < 9", "cle": "4", "bbox": "-180,-90,180,90"}, [4]),
)  # fmt: skip


def test_conditions_of_every_kind_hold_together(client, arbres):
    for parameters, expected in CONDITIONS:
        found = ask(client, ITEMS, **{"sortby": "cle"} | parameters)
        assert keys(found) == expected, parameters
        assert found["numberReturned"] == len(expected) <= found["numberMatched"]


def test_words_are_sought_in_what_rows_say_and_not_in_their_numbers(client, lake, tmp_path):
    path = tmp_path / "noms.csv"
    path.write_text("nom;note\nchêne;vu\ntilleul;revu\nif;vu 2 fois\nérable;vu\n", encoding="utf-8")
    filled("Noms", path, slug="noms")
    for words, expected in (("3", []), ("2", ["if"]), ("vu", ["chêne", "if", "érable"])):
        found = ask(client, "collections/noms/items", q=words)
        assert [one["properties"]["nom"] for one in found["features"]] == expected
        assert found["numberMatched"] == len(expected)


def test_the_identifier_of_a_row_that_a_filter_found_leads_to_it(client, arbres):
    for feature in ask(client, ITEMS, filter="espece = 'if'", sortby="-cle")["features"]:
        alone = ask(client, f"{ITEMS}/{feature['id']}")
        assert alone["properties"] == feature["properties"]


def test_the_address_of_a_feature_outlives_its_version(client, arbres, tmp_path):
    first = ask(client, ITEMS, limit=1)["features"][0]
    loading.published(actions.load(arbres.uuid, trees(tmp_path / "autres.csv", 5, step=2)))
    assert ask(client, f"{ITEMS}/{first['id']}")["properties"] == first["properties"]


def test_only_the_columns_that_are_named_are_given_with_the_place(client, arbres):
    found = ask(client, ITEMS, properties="espece,cle", cle=0)["features"][0]
    assert found["properties"] == {"cle": 0, "espece": "tilleul"}
    assert found["geometry"]["type"] == "Point"


def test_a_limit_beyond_the_most_is_the_most(client, arbres):
    assert ask(client, ITEMS, limit=10**9)["numberReturned"] == COUNT


REFUSED = (
    ({"inconnu": "1"}, "inconnu"),
    ({"limit": "0"}, "limit"),
    ({"limit": "abc"}, "limit"),
    ({"limit": ""}, "limit"),
    ({"limit": ["1", "2"]}, "limit"),
    ({"offset": "-1"}, "offset"),
    ({"bbox": "1,2,3"}, "bbox"),
    ({"bbox": "1,2,3,nan"}, "bbox"),
    ({"bbox": "0,60,10,50"}, "bbox"),
    ({"bbox": "0,50,1000,60"}, "bbox"),
    ({"datetime": "2020"}, "datetime"),
    ({"datetime": "2020-02-31"}, "datetime"),
    ({"datetime": "../.."}, "datetime"),
    ({"datetime": "2020-01-02/2020-01-01"}, "datetime"),
    ({"datetime": "2020-01-01T10:00:00"}, "datetime"),
    ({"datetime": "2020-01-01TT"}, "datetime"),
    ({"datetime": "2020-01T"}, "datetime"),
    ({"crs": "EPSG:9999"}, "crs"),
    ({"bbox": "0,0,1,1", "bbox-crs": "x"}, "bbox-crs"),
    ({"filter": "espece = "}, "filter"),
    ({"filter": "nulle = 1"}, "nulle"),
    ({"filter": "cle = 1", "filter-lang": "sql"}, "filter-lang"),
    ({"filter-crs": "EPSG:2154"}, "filter"),
    ({"properties": "rien"}, "properties"),
    ({"sortby": "rien"}, "sortby"),
    ({"hauteur": "haut"}, "nombre"),
    ({"remarquable": "peut-être"}, "true"),
    ({"plante_le": "hier"}, "date"),
    ({"f": "xml"}, "json"),
    ({"q": "a\x00"}, "q"),
)


def test_what_cannot_be_is_refused_in_a_sentence(client, arbres):
    for parameters, word in REFUSED:
        said = ask(client, ITEMS, 400, lang="fr", **parameters)
        assert word in said["detail"], parameters
        assert said["status"] == 400


def test_a_refusal_of_the_query_language_says_where(client, arbres):
    said = ask(client, ITEMS, 400, filter="cle = 1 AND espece ==")
    assert said["parameter"] == "filter"
    assert said["position"]["column"] > 10


@pytest.mark.parametrize("path", ["items", "tiles/WebMercatorQuad/0/0/0"])
def test_a_column_that_is_not_there_is_of_the_filter(client, arbres, path):
    said = ask(client, f"collections/arbres/{path}", 400, filter="cle = 1 AND rien > 3")
    assert said["parameter"] == "filter"
    assert said["detail"].startswith("filter : ")
    assert said["position"]["start"] == 12


def test_what_is_not_there_is_said(client, arbres):
    for path in ("collections/rien", "collections/rien/items", f"{ITEMS}/x",
                 f"{ITEMS}/000000000000-1", "rien", "collections/arbres/rien"):  # fmt: skip
        assert ask(client, path, 404)["detail"]


def test_rows_that_are_not_open_to_all_are_no_collection(client, lake, tmp_path):
    path = trees(tmp_path / "crèches.csv", 5)
    filled("Crèches", path, slug="creches", access_level="personal")
    filled("Agents", path, slug="agents", circle=Circle.AGENTS)
    dataset("Sans lignes", slug="vide")
    assert ask(client, "collections")["collections"] == []
    assert ask(client, "collections/creches/items", 403)["detail"]
    assert ask(client, "collections/agents/items", 404)["detail"]
    assert ask(client, "collections/vide/items", 404)["detail"]


def test_collections_are_read_page_by_page(client, lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", 4)
    for name in ("a", "b", "c"):
        filled(f"Arbres {name}", path, slug=name)
    found, address = [], f"{ROOT}collections?limit=2"
    while address:
        body = json.loads(client.get(address).content)
        found.append([one["id"] for one in body["collections"]])
        address = next((one["href"] for one in body["links"] if one["rel"] == "next"), None)
    assert found == [["a", "b"], ["c"]]


def test_the_list_of_collections_asks_a_constant_number_of_queries(
    client, lake, tmp_path, django_assert_max_num_queries
):
    path = trees(tmp_path / "arbres.csv", 4)
    for n in range(6):
        filled(f"Arbres {n}", path, slug=f"arbres-{n}")
    with django_assert_max_num_queries(10):
        assert len(ask(client, "collections")["collections"]) == 6


def test_a_browser_reads_pages_in_its_language(client, arbres):
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
    for path in ("", "conformance", "api", "collections", "collections/arbres", ITEMS,
                 "collections/arbres/queryables"):  # fmt: skip
        response = client.get(f"{ROOT}{path}", headers=headers)
        assert response["Content-Type"].startswith("text/html"), path
        page = response.content.decode()
        assert '<html lang="en">' in page
        assert "Accept" in response["Vary"]
    refused = client.get(f"{ROOT}collections/rien", headers=headers)
    assert refused.status_code == 404
    assert "No collection “rien”" in refused.content.decode()
    identifier = ask(client, ITEMS, cle=0)["features"][0]["id"]
    page = client.get(f"{ROOT}{ITEMS}/{identifier}?f=html&lang=fr").content.decode()
    assert "tilleul" in page
    assert '<html lang="fr">' in page


def test_titles_of_the_dictionary_head_the_table_and_a_translated_title_has_no_other_language(
    client, arbres
):
    arbres.dictionary = [TableColumn(name="hauteur", title="Hauteur mesurée")]
    arbres.language = "fr"
    arbres.translations = {"en": {"title": "Trees"}}
    bulk.save_many([arbres])
    page = client.get(f"{ROOT}{ITEMS}?f=html&lang=en").content.decode()
    assert "Hauteur mesurée" in page
    assert "<h1>Trees</h1>" in page
    assert '<div lang="fr">' in page


def test_every_path_of_the_definition_is_there(client, arbres):
    body = ask(client, "api")
    assert body["openapi"].startswith("3.0")
    identifier = ask(client, ITEMS, limit=1)["features"][0]["id"]
    for path, of in body["paths"].items():
        told = path.replace("{collectionId}", "arbres").replace("{featureId}", identifier)
        told = told.replace("{tileMatrixSetId}", "WebMercatorQuad")
        told = re.sub(r"\{tile\w+\}", "0", told)
        assert client.get(f"/ogc{told}").status_code == 200
        for one in of["get"]["parameters"]:
            name = one.get("$ref", "").rpartition("/")[2]
            assert not name or name in body["components"]["parameters"]
    box = body["components"]["parameters"]["bbox"]
    assert (box["style"], box["explode"], box["schema"]["type"]) == ("form", False, "array")


def test_what_did_not_change_is_not_sent_again(client, arbres):
    first = client.get(f"{ROOT}{ITEMS}")
    again = client.get(f"{ROOT}{ITEMS}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    other = client.get(
        f"{ROOT}{ITEMS}", headers={"If-None-Match": first["ETag"], "Accept": "text/html"}
    )
    assert other.status_code == 200
    assert re.fullmatch(r'"[0-9a-f]{24}"', first["ETag"])


def test_only_reading_is_done_here(client, arbres):
    refused = client.post(f"{ROOT}{ITEMS}", {})
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.options(f"{ROOT}{ITEMS}").status_code == 204


HEADER = "clé %;mot;prix;ouvert;jour;vu à;lon;lat\n"
LINES = (
    '1;"a ""b"" % é";0.5;oui;2020-01-01;2024-07-01T12:00:00;-1.7;48.1\n'
    "2;%d %s;1e300;non;2020-02-29;2024-12-31T23:30:00;-1.70000001;48.2\n"
    "3;c\u2028d;;;;;;\n"
    "4;;-3;oui;2021-05-05;;-1.6;48.3\n"
)


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"crs": "EPSG:4326"}, {"crs": "EPSG:2154"}, {"bbox": "-1.8,48,-1.65,48.25"},
        {"offset": 1, "limit": 2}, {"offset": 9}, {"properties": "mot"}, {"properties": "shape"},
        {"sortby": "-mot"}, {"datetime": "2020-02-01/.."}, {"lang": "en"},
    ],
)  # fmt: skip
def test_items_that_stand_in_lines_are_those_that_are_read(
    client, lake, tmp_path, monkeypatch, asked
):
    (tmp_path / "mots.csv").write_text(HEADER + LINES, encoding="utf-8")
    filled("Mots", tmp_path / "mots.csv", slug="mots")
    address = "collections/mots/items"
    monkeypatch.setattr("parvis.catalogue.ogc.items.Page", str)  # no rows are: all are decoded
    plain = ask(client, address, **asked)
    monkeypatch.undo()
    spliced = []
    made = features.spliced
    monkeypatch.setattr(features, "spliced", lambda *told: spliced.append(told) or made(*told))
    assert ask(client, address, **asked) == plain
    by_lines = asked.get("crs") != "EPSG:2154"
    assert len(spliced) == by_lines
    assert (plain["numberReturned"] == 0) is (asked.get("offset") == 9)
