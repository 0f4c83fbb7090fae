"""`/records`, `/facets`, `/exports` of a data set: rows as the old portal's clients read them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import duckdb
import pytest

from parvis.catalogue import loading
from parvis.catalogue.explore import files
from parvis.lake import actions
from parvis.lake.engine import spatial_extension
from parvis.lake.rows import Rows
from parvis.records.kinds import Circle
from tests.catalogue.explore.makers import ROOT, ask, dataset
from tests.lake.makers import lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
COUNT = 300


@pytest.fixture
def arbres(lake, tmp_path):
    return filled("Arbres", trees(tmp_path / "arbres.csv", COUNT), slug="arbres")


def filled(title, path, **values):
    record = dataset(title, **values)
    loading.published(actions.load(record.uuid, path))
    return record


def content(client, path, status=200):
    response = client.get(f"{ROOT}{path}")
    assert response.status_code == status, response.getvalue()
    return response.getvalue()


def test_rows_are_given_with_their_exact_number(client, arbres):
    found = ask(client, "datasets/arbres/records", limit=2)
    assert found["total_count"] == COUNT
    assert len(found["results"]) == 2
    first = next(row for row in ask(client, "datasets/arbres/records", where="cle = 7")["results"])
    assert first["espece"] == "if"
    assert first["plante_le"] == "2020-01-08"
    assert first["vu_a"] == "2024-07-01T10:00:00+00:00"
    assert first["remarquable"] is False
    assert set(first["shape"]) == {"lon", "lat"}


def test_the_whole_is_in_the_catalogue(client, arbres):
    found = ask(client, "datasets", where="records_count > 100 and features = 'geo'")
    (one,) = found["results"]
    assert (one["has_records"], one["metas"]["default"]["records_count"]) == (True, COUNT)
    assert one["features"] == ["analyze", "geo", "timeserie"]
    types = {field["name"]: field["type"] for field in one["fields"]}
    assert types["shape"] == "geo_point_2d"
    assert types["hauteur"] == "int"
    assert types["vu_a"] == "datetime"


@pytest.mark.parametrize(
    ("parameters", "results"),
    [
        ({"select": "count(*) as n"}, [{"n": COUNT}]),
        ({"select": "cle", "where": "cle < 3", "order_by": "cle desc"},
         [{"cle": 2}, {"cle": 1}, {"cle": 0}]),
        ({"select": "cle", "where": "cle in [3..5]", "order_by": "cle", "limit": 1, "offset": 1},
         [{"cle": 4}]),
        ({"select": "espece, max(hauteur) as h", "group_by": "espece", "order_by": "espece",
          "limit": 1}, [{"espece": "chêne", "h": 29}]),
        ({"select": "cle", "refine": ["espece:if", "remarquable:false"], "exclude": "hauteur:3",
          "order_by": "cle", "limit": 2}, [{"cle": 7}, {"cle": 11}]),
        ({"select": "vu_a", "limit": 1, "timezone": "Europe/Paris"},
         [{"vu_a": "2024-07-01T12:00:00+02:00"}]),
        ({"select": "count(*) as n", "group_by": "range(hauteur, 10)", "order_by": "n desc"},
         [{"range(hauteur, 10)": f"[{low}, {low + 10}[", "n": 100} for low in (0, 10, 20)]),
    ],
)  # fmt: skip
def test_rows_are_asked_in_odsql(client, arbres, parameters, results):
    assert ask(client, "datasets/arbres/records", **parameters)["results"] == results


def test_groups_are_named_by_what_select_calls_them(client, arbres):
    """A column that has the name is the column."""
    by_year = {"select": "year(plante_le) as an, count(*) as n", "group_by": "an"}
    (year,) = ask(client, "datasets/arbres/records", **by_year)["results"]
    assert year == {"an": 2020, "n": COUNT}
    two = {"select": "length(espece) as l, month(plante_le) as m, sum(hauteur) as s",
           "group_by": "l, m", "order_by": "l"}  # fmt: skip
    spelled = {"select": "sum(hauteur) as s", "order_by": "l",
               "group_by": "length(espece) as l, month(plante_le) as m"}  # fmt: skip
    assert ask(client, "datasets/arbres/records", **two) == ask(
        client, "datasets/arbres/records", **spelled
    )
    hidden = {"select": "length(espece) as cle, count(*) as n", "group_by": "cle"}
    assert ask(client, "datasets/arbres/records", 400, **hidden)["clause"]
    for name in ("n", "autre", "count(*)"):
        refused = {"select": "count(*) as n", "group_by": name}
        assert ask(client, "datasets/arbres/records", 400, **refused)["message"]


def test_an_ill_written_facet_says_how_one_is_written(client, arbres):
    refused = ask(client, "datasets/arbres/facets", 400, facet='facet(name="espece", sort="loud")')
    assert 'facet(name="colonne"' in refused["message"]


def test_a_page_is_bounded(client, arbres):
    assert len(ask(client, "datasets/arbres/records", limit=-1)["results"]) == 100
    ask(client, "datasets/arbres/records", limit=101, status=400)
    ask(client, "datasets/arbres/records", limit=100, offset=9901, status=400)
    ask(client, "datasets/arbres/records", limit=100, offset=9900)
    ask(client, "datasets/arbres/records", limit=20000, group_by="cle")


PAGES = (
    {"offset": 5},
    {"where": "cle = 9"},
    {"order_by": "cle", "select": "espece"},
    {"order_by": "cle", "select": "*"},
    {"where": "cle = 1", "select": "include(es*)"},
    {"where": "cle = 1", "select": "exclude(cle)"},
)


def test_a_row_has_an_address(client, arbres):
    for parameters in PAGES:
        plain = ask(client, "datasets/arbres/records", limit=1, **parameters)["results"][0]
        found = ask(client, "datasets/arbres/records", limit=1, include_app_metas="true",
                    include_links="true", **parameters)["results"][0]  # fmt: skip
        own = next(one["href"] for one in found["_links"] if one["rel"] == "self")
        name = found["_id"]
        assert own.endswith(f"/arbres/records/{name}")
        selected = {n: parameters[n] for n in ("select",) if n in parameters}
        again = ask(client, f"datasets/arbres/records/{name}", **selected)
        assert {n: v for n, v in again.items() if n not in ("_id", "_timestamp")} == plain
    for name in ("rien", f"{'0' * 12}-1", found["_id"].partition("-")[0] + f"-{COUNT}"):
        ask(client, f"datasets/arbres/records/{name}", status=404)


def test_the_address_of_a_row_outlives_its_version(client, arbres, tmp_path):
    """One that was published; what was only kept has no address."""
    first = ask(client, "datasets/arbres/records", limit=1, include_app_metas="true")["results"][0]
    kept = actions.load(arbres.uuid, trees(tmp_path / "gardés.csv", 9, step=3))
    later = actions.load(arbres.uuid, trees(tmp_path / "autres.csv", 5, step=2))
    loading.published(later)
    again = ask(client, f"datasets/arbres/records/{first['_id']}")
    assert {n: again[n] for n in first if n != "_timestamp"} == {
        n: v for n, v in first.items() if n != "_timestamp"
    }
    ask(client, f"datasets/arbres/records/{kept.name[:12]}-0", status=404)
    ask(client, f"datasets/arbres/records/{later.name[:12]}-5", status=404)


def test_facets_count_rows(client, arbres):
    found = ask(client, "datasets/arbres/facets", facet="espece", where="cle < 8")["facets"]
    assert found == [{"name": "espece", "facets": [
        {"name": kind, "count": 2, "state": "displayed", "value": kind}
        for kind in ("chêne", "if", "tilleul", "érable")]}]  # fmt: skip
    every = {one["name"] for one in ask(client, "datasets/arbres/facets")["facets"]}
    assert {"espece", "remarquable", "plante_le"} <= every
    refined = ask(client, "datasets/arbres/facets", facet="remarquable", refine="remarquable:true")
    assert refined["facets"][0]["facets"] == [
        {"name": "true", "count": 150, "state": "refined", "value": "true"}
    ]


@pytest.mark.parametrize("more", [
    {}, {"where": "hauteur >= 4"}, {"where": "cle < 8 or espece = 'if'", "refine": "espece:if"},
    {"where": "cle < 0"}, {"exclude": "espece:if"},
    {"where": "hauteur > 2", "refine": "remarquable:true"},
])  # fmt: skip
def test_facets_counted_together_are_those_counted_alone(client, arbres, more, monkeypatch):
    names = ["espece", "hauteur", "remarquable", "plante_le", "espece",
             'facet(name="hauteur", limit=3)', 'facet(name="espece", sort="alphanum")']  # fmt: skip
    asked, counted = [], Rows.counted
    monkeypatch.setattr(Rows, "counted", lambda *given: asked.append(1) or counted(*given))
    together = ask(client, "datasets/arbres/facets", facet=names, **more)["facets"]
    assert asked
    alone = [ask(client, "datasets/arbres/facets", facet=name, **more)["facets"] for name in names]
    assert len(asked) == 1
    assert together == [one for each in alone for one in each]


def test_csv_is_as_people_open_it(client, arbres):
    response = client.get(f"{ROOT}datasets/arbres/exports/csv?order_by=cle&use_labels=true")
    assert response["Content-Disposition"] == 'attachment; filename="arbres.csv"'
    text = response.getvalue().decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == COUNT
    assert rows[7]["planté le"] == "2020-01-08"
    lat, lon = map(float, rows[7]["shape"].split(", "))
    assert (48 < lat < 49, -2 < lon < -1) == (True, True)
    plain = content(client, "datasets/arbres/exports/csv?delimiter=,&with_bom=false&quote_all=true"
                    "&select=cle,espece&where=cle=1")  # fmt: skip
    assert plain == '"cle","espece"\r\n"1","chêne"\r\n'.encode()


def test_json_lines_and_places(client, arbres):
    assert len(json.loads(content(client, "datasets/arbres/exports/json"))) == COUNT
    lines = content(client, "datasets/arbres/exports/jsonl?limit=3").decode().splitlines()
    assert len([json.loads(line) for line in lines]) == 3
    found = json.loads(content(client, "datasets/arbres/exports/geojson?where=cle=7"))
    (feature,) = found["features"]
    assert feature["geometry"]["type"] == "Point"
    assert feature["properties"]["espece"] == "if"
    assert json.loads(content(client, "datasets/arbres/exports/json?where=cle<0")) == []
    none = json.loads(content(client, "datasets/arbres/exports/geojson?where=cle<0"))
    assert none == {"type": "FeatureCollection", "features": []}
    content(client, "datasets/arbres/exports/geojson?select=cle", 400)
    groups = content(
        client, "datasets/arbres/exports/json?group_by=espece&select=count(*)%20as%20n"
    )
    assert sum(one["n"] for one in json.loads(groups)) == COUNT


def test_compressed_is_the_same_file(client, arbres):
    plain = content(client, "datasets/arbres/exports/csv")
    response = client.get(f"{ROOT}datasets/arbres/exports/csv?compressed=true")
    assert response["Content-Disposition"].endswith('"arbres.csv.gz"')
    assert gzip.decompress(response.getvalue()) == plain


@pytest.mark.parametrize("query", ["", "?order_by=cle&select=cle,espece,shape,vu_a"])
def test_parquet_holds_the_rows(client, arbres, tmp_path, query):
    path = tmp_path / "out.parquet"
    path.write_bytes(content(client, f"datasets/arbres/exports/parquet{query}"))
    link = duckdb.connect()
    link.execute(f"LOAD '{spatial_extension()}'")
    found = link.execute(
        f"SELECT count(*), sum(cle), count(DISTINCT espece), min(st_x(shape)) FROM '{path}'"
    ).fetchone()
    link.close()
    assert found[:3] == (COUNT, COUNT * (COUNT - 1) // 2, 4)
    assert -1.8 < found[3] < -1.5


def test_formats_are_listed_and_others_refused(client, arbres):
    told = ask(client, "datasets/arbres/exports")["links"]
    assert {one["rel"] for one in told} == {"self", *files.OFFERED}
    for form in ("xls", "rdf", "x%00"):
        refused = ask(client, f"datasets/arbres/exports/{form}", status=400)
        assert "parquet" in refused["message"]


def test_no_spreadsheet_runs_a_cell(client, lake, tmp_path):
    path = tmp_path / "noms.csv"
    path.write_text('nom,n\n"=1+1",-1\n"@SUM(A1)",2\nvrai,3\n', encoding="utf-8")
    filled("Noms", path, slug="noms")
    text = content(client, "datasets/noms/exports/csv?with_bom=false").decode()
    assert text.splitlines() == ["nom;n", "'=1+1;-1", "'@SUM(A1);2", "vrai;3"]


def test_few_exports_at_once(client, arbres):
    address = f"{ROOT}datasets/arbres/exports/csv?where=cle>0"
    held = [client.get(address) for _ in range(files.AT_ONCE)]
    busy = client.get(f"{ROOT}datasets/arbres/exports/json")
    assert busy.status_code == 503
    assert busy["Retry-After"]
    for response in held:
        response.getvalue()
    for _ in range(files.AT_ONCE + 1):  # refusals give their place back
        content(client, "datasets/arbres/exports/geojson?select=cle", 400)
        content(client, "datasets/arbres/exports/json?where=rien=1", 400)
    content(client, "datasets/arbres/exports/json")


def test_a_new_version_changes_what_is_answered(client, arbres, tmp_path):
    address = f"{ROOT}datasets/arbres/records?limit=1"
    first = client.get(address)
    known = {"if-none-match": first["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    actions.publish(actions.load(arbres.uuid, trees(tmp_path / "plus.csv", COUNT + 1)))
    again = client.get(address, headers=known)
    assert again.json()["total_count"] == COUNT + 1
    found = ask(client, "datasets", where=f"records_count = {COUNT + 1}")
    assert found["total_count"] == 1


ROWS = ("records", "records/000000000000-0", "facets", "exports", "exports/csv", "exports/parquet")


@pytest.mark.parametrize("path", ROWS)
def test_rows_that_may_not_be_seen_are_not_there(client, lake, tmp_path, path):
    file = tmp_path / "secret.csv"
    file.write_text("secret,n\ncanari-jaune,1\nautre,2\n", encoding="utf-8")
    absent = client.get(f"{ROOT}datasets/agents/{path}?where=secret='x'")
    filled("Agents", file, slug="agents", circle=Circle.AGENTS)
    found = client.get(f"{ROOT}datasets/agents/{path}?where=secret='x'")
    assert found.status_code == absent.status_code == 404
    assert found.content == absent.content
    filled("Restreint", file, slug="restreint", access_level="restricted")
    shut = ask(client, f"datasets/restreint/{path}", status=403, where="secret='x'")
    assert "canari" not in json.dumps(shut)
    listed = ask(client, "datasets/restreint")
    assert (listed["has_records"], listed["data_visible"]) == (False, False)
    assert (listed["fields"], listed["metas"]["default"]["records_count"]) == ([], None)
    dataset("Sans lignes", slug="vide")
    ask(client, f"datasets/vide/{path}", status=404)


def test_real_shapes_become_features(client, lake, tmp_path):
    path: Path = tmp_path / "zones.geojson"
    ring = [[-1.7, 48.1], [-1.6, 48.1], [-1.6, 48.2], [-1.7, 48.1]]
    features = [
        {"type": "Feature", "properties": {"nom": "a"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"nom": "b"},
         "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}},
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    filled("Zones", path, slug="zones")
    rows = ask(client, "datasets/zones/records", order_by="nom")["results"]
    geometry = next(v for v in rows[0].values() if isinstance(v, dict))
    assert geometry["type"] == "Feature"
    out = json.loads(content(client, "datasets/zones/exports/geojson?order_by=nom"))
    assert [one["geometry"]["type"] for one in out["features"]] in (
        ["Polygon", "MultiPolygon"], ["MultiPolygon", "MultiPolygon"],
    )  # fmt: skip
    assert out["features"][0]["properties"] == {"nom": "a"}
