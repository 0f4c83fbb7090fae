"""The records API 1.0 and the old downloads: what public code calls must answer in its form."""

from __future__ import annotations

import csv
import io
import json
import time
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parvis.records.kinds import Circle
from tests.catalogue.explore.makers import dataset
from tests.catalogue.explore.test_records import filled, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
COUNT = 60


@pytest.fixture
def arbres(lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", COUNT)
    return filled("Arbres", path, slug="arbres", keywords=["arbre"], identifier="arbres-de-ville")


def ask(client, path="records/1.0/search/", status=200, **parameters):
    response = client.get(f"/api/{path}?{urlencode(parameters, doseq=True)}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def search(client, status=200, **parameters):
    return ask(client, status=status, dataset="arbres", **parameters)


def keys(answer):
    return [one["fields"]["cle"] for one in answer["records"]]


def test_a_record_has_the_form_of_before(client, arbres):
    found = search(client, q="cle:7", facet="espece")
    assert found["nhits"] == 1
    assert found["parameters"] == {
        "dataset": "arbres", "q": "cle:7", "rows": 10, "start": 0, "facet": ["espece"],
        "format": "json", "timezone": "UTC",
    }  # fmt: skip
    (record,) = found["records"]
    assert set(record) == {"datasetid", "recordid", "fields", "geometry", "record_timestamp"}
    assert record["datasetid"] == "arbres"
    fields = record["fields"]
    assert (fields["espece"], fields["plante_le"]) == ("if", "2020-01-08")
    assert record["geometry"] == {
        "type": "Point", "coordinates": [fields["shape"][1], fields["shape"][0]]
    }  # fmt: skip
    assert found["facet_groups"] == [
        {
            "name": "espece",
            "facets": [{"name": "if", "path": "if", "state": "displayed", "count": 1}],
        }
    ]


def test_what_is_absent_is_not_told(client, lake, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("nom;note;lon;lat\na;;;\nb;3;-1.7;48.1\n", encoding="utf-8")
    filled("Lieux", path, slug="lieux")
    found = ask(client, dataset="lieux", sort="-nom")["records"]
    assert found[0]["fields"] == {"nom": "a"}
    assert "geometry" not in found[0]
    assert found[1]["fields"]["note"] == 3


QUESTIONS = (
    ({"q": "tilleul", "rows": 2, "sort": "-cle"}, [0, 4], 15),
    ({"q": "espece:if AND hauteur > 22", "sort": "-cle"}, [23, 27, 55, 59], 4),
    ({"q": "NOT espece:if hauteur:0", "sort": "-cle"}, [0, 30], 2),
    ({"q": "-if", "rows": 2, "sort": "-cle"}, [0, 1], 45),
    ({"q": '#exact(espece, "if")', "rows": 1, "sort": "cle"}, [59], 15),
    ({"q": "plante_le:[2020-01-01 TO 2020-01-02]", "sort": "-cle"}, [0, 1, 28, 29, 56, 57], 6),
    ({"q": "plante_le < 2020 OR cle = 3"}, [3], 1),
    ({"q": "vu_a > 2023 AND vu_a <= 2024/07/01", "rows": 1, "sort": "-cle"}, [0], 60),
    ({"q": "vu_a >= #now(years=-9000)", "rows": 0}, None, 400),
    ({"q.hauteur": "cle <= 1", "sort": "-cle"}, [0, 1], 2),
    ({"refine.espece": "if", "exclude.hauteur": "3", "rows": 2, "sort": "-cle"}, [7, 11], 14),
    ({"refine.espece": ["if", "chêne"], "disjunctive.espece": "true", "rows": 1, "sort": "-cle"},
     [1], 30),
    ({"rows": 2, "start": 58, "sort": "-cle"}, [58, 59], 60),
    ({"sort": "hauteur", "rows": 1, "q": "cle < 30"}, [29], 30),
    ({"rows": 0}, [], 60),
    ({"rows": -1, "sort": "-cle"}, [*range(60)], 60),
    ({"rows": -1, "start": 57, "sort": "-cle"}, [57, 58, 59], 60),
)  # fmt: skip


def test_questions_of_every_kind_are_answered(client, arbres):
    for parameters, expected, count in QUESTIONS:
        if expected is None:
            assert search(client, 400, **parameters)["message"]
            continue
        found = search(client, **parameters)
        assert (keys(found), found["nhits"]) == (expected, count), parameters


def test_a_circle_and_a_polygon_are_read_latitude_first(client, arbres):
    everything = {one["fields"]["cle"]: one["fields"]["shape"]
                  for one in search(client, rows=COUNT)["records"]}  # fmt: skip
    latitude, longitude = everything[5]
    near = search(client, **{"geofilter.distance": f"{latitude},{longitude},10"})
    assert keys(near) == [5]
    corners = [(-0.001, -0.001), (0.001, -0.001), (0.001, 0.001), (-0.001, 0.001)]
    ring = ",".join(f"({latitude + y},{longitude + x})" for y, x in corners)
    assert keys(search(client, **{"geofilter.polygon": ring})) == [5]


def test_only_the_fields_that_are_named_come(client, arbres):
    (record,) = search(client, fields="espece,cle", q="cle:3")["records"]
    assert record["fields"] == {"cle": 3, "espece": "if"}
    assert "geometry" not in record


def test_the_identifier_of_the_old_portal_still_answers(client, arbres):
    found = ask(client, dataset="arbres-de-ville", rows=1)
    assert found["records"][0]["datasetid"] == "arbres-de-ville"
    assert client.get("/api/records/1.0/search?dataset=arbres").status_code == 200


def test_data_sets_have_the_form_of_before(client, arbres):
    dataset("Bancs", slug="bancs", keywords=["banc"])
    found = ask(client, "datasets/1.0/search/", q="arbres", facet="keyword")
    assert found["nhits"] == 1
    (one,) = found["datasets"]
    assert one["datasetid"] == "arbres-de-ville"
    assert (one["has_records"], one["metas"]["records_count"]) == (True, COUNT)
    assert {"name": "hauteur", "label": "hauteur", "type": "int"} in one["fields"]
    assert found["facet_groups"][0]["facets"][0]["name"] == "arbre"
    assert ask(client, "datasets/1.0/arbres/") == one
    refined = ask(client, "datasets/1.0/search/", **{"refine.keyword": "banc"})
    assert [each["datasetid"] for each in refined["datasets"]] == ["bancs"]


def test_old_downloads_give_files(client, arbres):
    address = "/explore/dataset/arbres/download/?format=csv&csv_separator=,&refine.espece=if"
    response = client.get(f"{address}&use_labels_for_header=true&timezone=Europe/Paris")
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 15
    assert rows[0]["vu à"] == "2024-07-01T12:00:00+02:00"
    assert "arbres.csv" in response["Content-Disposition"]
    other = client.get("/api/records/1.0/download/?dataset=arbres&format=geojson&rows=3")
    assert len(json.loads(other.getvalue())["features"]) == 3
    sheet = client.get("/explore/dataset/arbres/download/?format=xls&rows=3")
    assert "arbres.xlsx" in sheet["Content-Disposition"]
    assert sheet.getvalue().startswith(b"PK")
    part = client.get("/api/records/1.0/search/?dataset=arbres&format=csv&rows=3")
    assert len(part.getvalue().decode().splitlines()) == 4


REFUSED = (
    {"dataset": ""}, {"dataset": "rien"}, {"rows": "x"}, {"rows": "10001"}, {"start": "9995"},
    {"q": "rien:1"}, {"q": "("}, {"q": "hauteur:haut"}, {"q": "vu_a:[demain TO hier]"},
    {"facet": "rien"}, {"sort": "rien"}, {"refine.rien": "1"}, {"fields": "rien"},
    {"geofilter.distance": "1,2,3,4"}, {"geofilter.distance": "91,0,1"},
    {"geofilter.polygon": "(1,2),(3,4)"}, {"geofilter.distance": "nan,0,1"}, {"format": "dxf"},
    {"timezone": "Rennes"}, {"lang": "xx"},
)  # fmt: skip


def test_what_cannot_be_is_refused_in_a_sentence(client, arbres):
    for parameters in REFUSED:
        path = urlencode({"dataset": "arbres"} | parameters)
        response = client.get(f"/api/records/1.0/search/?{path}")
        assert response.status_code in {400, 404}, parameters
        assert json.loads(response.content)["message"]
    for path in ("records/1.0/rien", "records/2.0/search/", "datasets/1.0/rien/", "datasets/"):
        assert ask(client, path, 404)["message"]


def test_a_long_polygon_is_refused_at_once(client, arbres):
    """Spaces after a parenthesis were read as many times as they are."""
    began = time.process_time()
    search(client, 400, **{"geofilter.polygon": "(" + " " * 100_000})
    assert time.process_time() - began < 10  # it was a minute


def test_rows_that_are_not_open_are_not_given(client, lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", 5)
    filled("Crèches", path, slug="creches", access_level="personal")
    filled("Agents", path, slug="agents", circle=Circle.AGENTS)
    assert ask(client, status=403, dataset="creches")["message"]
    assert ask(client, status=404, dataset="agents")["message"]
    assert client.get("/explore/dataset/creches/download/").status_code == 403
    assert client.get("/explore/dataset/agents/download/").status_code == 404


PATHS = ("/api/records/1.0/search/", "/api/datasets/1.0/search/", "/api/datasets/1.0/{any}/",
         "/explore/dataset/{any}/download/", "/api/records/1.0/download/",
         "/api/records/1.0/analyze/")  # fmt: skip
NAMES = ("dataset", "q", "rows", "start", "sort", "facet", "refine.espece", "exclude.vu_a", "lang",
         "disjunctive.espece", "geofilter.distance", "geofilter.polygon", "fields", "format",
         "timezone", "q.x", "refine.", "csv_separator", "apikey", "use_labels_for_header", "x",
         "y.n.func", "y.n.expr", "y.n.cumulative", "y.n.subsets", "agg.n.func", "maxpoints",
         "precision", "periodic")  # fmt: skip
WORDS = ("arbres", "espece", "hauteur", "vu_a", "shape", "if", ":", ">", "<=", "[", "TO", "]",
         "AND", "OR", "NOT", "-", "(", ")", '"', "#now(days=-1)", "#null(espece)", "#exact(espece,",
         "#startswith(espece, \"i\")", "#search(espece, \"i\")", "2024", "2024/13", "9999/12",
         "9999", "1e999", "-1", "99999999999999999999", "48.1,-1.7,50", "(1,1),(1,2),(2,2)", "csv",
         "geojson", "parquet", "true", "é", "\x00", "\ud83d", "row number", "dataset_uid", "title",
         "*", "**", "'", "COUNT", "SUM", "QUANTILES", "plante_le.year", "hauteur * 2",
         "month")  # fmt: skip
texts = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.text(max_size=30),
)


@given(
    st.sampled_from(PATHS), texts, st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=4)
)
@example("/api/records/1.0/search/", "", [("q", "vu_a:9999")])
@example("/api/records/1.0/search/", "", [("q", "hauteur > 1e999")])
@example("/api/records/1.0/search/", "", [("q", "- - -if")])
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_address_breaks_it(arbres, client, path, name, parameters):
    told = path.replace("{any}", quote(name.encode("utf-8", "surrogatepass"), safe=""))
    pairs = [("dataset", "arbres"), *parameters]
    query = urlencode([(n, v.encode("utf-8", "surrogatepass")) for n, v in pairs])
    response = client.get(f"{told}?{query}")
    assert response.status_code in {200, 400, 403, 404, 503}, (told, parameters)
    if response.streaming:
        response.getvalue()
