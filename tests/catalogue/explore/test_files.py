"""Files for spreadsheets and maps, read back by other readers than what wrote them."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree

import duckdb
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from parvis.catalogue import loading
from parvis.catalogue.explore import aside, files
from parvis.lake import actions
from parvis.lake.engine import spatial_extension
from tests.catalogue.explore.makers import ROOT, ask, dataset
from tests.catalogue.explore.test_records import COUNT, arbres, content, filled, lake

__all__ = ["arbres", "lake"]
pytestmark = pytest.mark.django_db
FORMULAS = ("=1+1", "+33", "@SUM(A1)", "-2", "#N/A", "0012", "a  b", " é\t", "<&>\"'", "oui")


@pytest.fixture
def noms(lake, tmp_path):
    """Texts that spreadsheets turn into something else."""
    path = tmp_path / "noms.csv"
    lines = [f'{n};"{text.replace(chr(34), chr(34) * 2)}"' for n, text in enumerate(FORMULAS)]
    path.write_text("n;mot\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return filled("Noms", path, slug="noms")


@pytest.fixture
def gdal(tmp_path):
    link = duckdb.connect()
    link.execute(f"LOAD '{spatial_extension()}'")

    def opened(data, name, columns="*", more=""):
        path = tmp_path / name
        path.write_bytes(data)
        found = link.execute(f"SELECT {columns} FROM st_read('{path}'{more})")
        names = [each[0] for each in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    yield opened
    link.close()


def exported(client, form, query="", slug="arbres", status=200):
    return content(client, f"datasets/{slug}/exports/{form}{query}", status)


def told(client, **parameters):
    return ask(client, "datasets/arbres/records", order_by="cle", limit=100, **parameters)[
        "results"
    ]


SHEETS = ("xlsx", "ods")


@pytest.mark.parametrize("form", SHEETS)
def test_a_spreadsheet_holds_every_row_with_its_types(client, arbres, form):
    response = client.get(
        f"{ROOT}datasets/arbres/exports/{form}?order_by=cle&timezone=Europe/Paris"
    )
    assert response["Content-Type"] == aside.FORMATS[form].media
    assert f"arbres.{form}" in response["Content-Disposition"]
    (sheet,) = [
        CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue())).get_sheet_by_index(0)
    ]
    headings, *rows = sheet.to_python()
    assert headings[:3] == ["cle", "espece", "hauteur"]
    assert len(rows) == COUNT
    for row, expected in zip(rows, told(client), strict=False):
        values = dict(zip(headings, row, strict=True))
        assert values["cle"] == expected["cle"]
        assert values["espece"] == expected["espece"]
        assert values["remarquable"] is expected["remarquable"]
        assert values["plante_le"] == date.fromisoformat(expected["plante_le"])
        assert values["vu_a"] == datetime(2024, 7, 1, 12, 0)
    empty = exported(client, form, "?where=cle<0")
    assert (
        len(CalamineWorkbook.from_filelike(io.BytesIO(empty)).get_sheet_by_index(0).to_python())
        == 1
    )


@pytest.mark.parametrize("form", SHEETS)
def test_no_text_becomes_a_formula_or_loses_a_character(client, noms, form):
    data = exported(client, form, "?order_by=n", "noms")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    kept = ask(client, "datasets/noms/records", order_by="n")["results"]
    assert [row[1] for row in rows[1:]] == [row["mot"] for row in kept]
    assert {"=1+1", "+33", "0012", "a  b"} < {row["mot"] for row in kept}
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).active
        assert {cell.data_type for cell in sheet["B"]} == {"s"}
    else:
        assert b"formula" not in zipfile.ZipFile(io.BytesIO(data)).read("content.xml")


@pytest.mark.parametrize("form", SHEETS)
def test_titles_head_a_spreadsheet_when_asked(client, arbres, form):
    data = exported(client, form, "?use_labels=true&limit=1")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert "planté le" in rows[0]


def test_what_no_sheet_can_hold_is_said_with_what_to_do(client, arbres, monkeypatch):
    for form in SHEETS:
        monkeypatch.setitem(aside.ROWS, form, COUNT - 1)
        response = client.get(f"{ROOT}datasets/arbres/exports/{form}")
        assert response.status_code == 400
        assert "csv" in response.json()["message"]
        monkeypatch.setitem(aside.ROWS, form, COUNT)
        exported(client, form)


@pytest.mark.parametrize("form", ["gpkg", "fgb"])
def test_a_file_of_maps_holds_every_row_where_it_is(client, arbres, gdal, form):
    data = exported(client, form)
    columns = "* EXCLUDE (vu_a), st_x(geom) x, st_y(geom) y"
    found = {row["cle"]: row for row in gdal(data, f"arbres.{form}", columns)}
    assert len(found) == COUNT
    for expected in told(client):
        row = found[expected["cle"]]
        assert row["espece"] == expected["espece"]
        assert str(row["plante_le"])[:10] == expected["plante_le"]  # FlatGeobuf has no bare date
        assert bool(row["remarquable"]) is expected["remarquable"]
        assert (row["x"], row["y"]) == pytest.approx(
            (expected["shape"]["lon"], expected["shape"]["lat"])
        )


def test_a_file_of_maps_in_lambert_93(client, arbres, gdal):
    for form in ("gpkg", "fgb"):
        rows = gdal(
            exported(client, form, "?epsg=2154"), f"l93.{form}", "st_x(geom) x, st_y(geom) y"
        )
        assert len(rows) == COUNT
        assert all(330_000 < row["x"] < 370_000 and 6.77e6 < row["y"] < 6.81e6 for row in rows)
    plain = exported(client, "geojson", "?epsg=2154&limit=1")
    assert b"urn:ogc:def:crs:EPSG::2154" in plain
    assert b"crs" not in exported(client, "geojson", "?limit=1")


def unpacked(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def test_a_shapefile_holds_every_row_under_short_names(client, arbres, gdal, tmp_path):
    parts = unpacked(exported(client, "shp", "?epsg=2154"))
    assert set(parts) == {f"points.{end}" for end in ("shp", "shx", "dbf", "prj", "cpg")}
    assert b"Lambert" in parts["points.prj"]
    for name, data in parts.items():
        (tmp_path / name).write_bytes(data)
    rows = gdal(parts["points.shp"], "points.shp", "cle, espece, remarquabl, st_x(geom) x")
    assert {row["cle"] for row in rows} == set(range(COUNT))
    assert {row["espece"] for row in rows} == {"tilleul", "chêne", "érable", "if"}


SHAPES = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"nom": "un"}, "geometry":
 {"type": "Point", "coordinates": [-1.6, 48.1]}},
{"type": "Feature", "properties": {"nom": "une ligne"}, "geometry":
 {"type": "LineString", "coordinates": [[-1.6, 48.1], [-1.5, 48.2]]}},
{"type": "Feature", "properties": {"nom": "un trou"}, "geometry": {"type": "Polygon", "coordinates":
 [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]]}},
{"type": "Feature", "properties": {"nom": "deux"}, "geometry":
 {"type": "MultiPolygon", "coordinates":
 [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]}},
{"type": "Feature", "properties": {"nom": "nulle part"}, "geometry": null}
]}"""


@pytest.fixture
def formes(lake, tmp_path):
    path = tmp_path / "formes.geojson"
    path.write_text(SHAPES, encoding="utf-8")
    record = dataset("Formes", slug="formes")
    loading.published(actions.load(record.uuid, path))
    return record


def test_shapes_of_several_kinds_are_one_shapefile_each(client, formes, gdal, tmp_path):
    parts = unpacked(exported(client, "shp", slug="formes"))
    for name, data in parts.items():
        (tmp_path / name).write_bytes(data)
    found = {
        kind: sorted(row["nom"] for row in gdal(parts[f"{kind}.shp"], f"{kind}.shp", "nom"))
        for kind in ("points", "lines", "surfaces")
    }
    assert found == {
        "points": ["nulle part", "un"], "lines": ["une ligne"], "surfaces": ["deux", "un trou"],
    }  # fmt: skip


@pytest.mark.parametrize("form", ["gpkg", "fgb"])
def test_shapes_of_every_kind_and_none_are_kept(client, formes, gdal, form):
    data = exported(client, form, slug="formes")
    rows = gdal(data, f"formes.{form}", "nom", ", keep_wkb = true")
    assert {row["nom"] for row in rows} == {"un", "une ligne", "un trou", "deux", "nulle part"}


def test_kml_and_gpx_tell_each_place(client, arbres, formes, gdal):
    rows = gdal(exported(client, "kml"), "arbres.kml", "st_x(geom) x, st_y(geom) y")
    expected = told(client)
    assert len(rows) == COUNT
    assert all(-1.71 < row["x"] < -1.59 and 48.09 < row["y"] < 48.21 for row in rows)
    kml = ElementTree.fromstring(exported(client, "kml", "?where=cle=7"))
    values = {each.get("name"): each[0].text for each in kml.iter() if each.tag.endswith("}Data")}
    assert values["cle"] == "7"
    assert values["espece"] == expected[7]["espece"]
    gpx = exported(client, "gpx", "?where=cle=7")
    (point,) = [one for one in ElementTree.fromstring(gpx) if one.tag.endswith("wpt")]
    assert float(point.get("lat")) == expected[7]["shape"]["lat"]
    assert float(point.get("lon")) == expected[7]["shape"]["lon"]
    assert "espece: if" in point[1].text
    tracks = ElementTree.fromstring(exported(client, "gpx", slug="formes"))
    assert [len([s for s in track if s.tag.endswith("trkseg")]) for track in tracks] == [1, 1, 2, 2]
    several = ElementTree.fromstring(exported(client, "kml", slug="formes"))
    kinds = [each.tag.rpartition("}")[2] for each in several.iter()]
    counts = [kinds.count(kind) for kind in ("Placemark", "innerBoundaryIs", "MultiGeometry")]
    assert counts == [5, 1, 1]


def test_a_character_that_xml_has_no_way_to_write_is_told(client, lake, tmp_path):
    path = tmp_path / "signes.csv"
    path.write_text('n;mot;lat;lon\n1;"a\x01b<&>";48.1;-1.6\n2;c;48.2;-1.7\n', encoding="utf-8")
    filled("Signes", path, slug="signes")
    for form in ("kml", "gpx"):
        ElementTree.fromstring(exported(client, form, slug="signes"))
    for form in SHEETS:
        data = exported(client, form, "?order_by=n", "signes")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        assert rows[1][1] == "a�b<&>"


@pytest.mark.parametrize("form", ["gpkg", "fgb", "shp", "kml", "gpx"])
def test_rows_without_a_place_have_no_file_of_maps(client, arbres, form):
    response = client.get(f"{ROOT}datasets/arbres/exports/{form}?select=cle")
    assert response.status_code == 400
    assert form in response.json()["message"]


def test_what_cannot_be_projected_is_said(client, arbres):
    for form, epsg in (("csv", "2154"), ("kml", "2154"), ("gpkg", "9999999"), ("gpkg", "x")):
        response = client.get(f"{ROOT}datasets/arbres/exports/{form}?epsg={epsg}")
        assert response.status_code == 400
        assert "gpkg" in response.json()["message"] or "2154" in response.json()["message"]


def test_a_writer_that_fails_is_told_without_a_value_of_the_rows(
    client, arbres, monkeypatch, caplog
):
    """Whatever ends it, its place is given back: more are asked than there are places."""
    for program, status in (
        ("raise ValueError('bad\\nJeanne: x')", 503),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 503),
        ("open('answer.json', 'w').write('{\"memory\": true}')", 503),
    ):
        monkeypatch.setattr(aside, "COMMAND", (sys.executable, "-c", program))
        for _ in range(files.AT_ONCE):
            response = client.get(f"{ROOT}datasets/arbres/exports/gpkg")
            assert response.status_code == status
    assert "ValueError" in caplog.text
    assert "Jeanne" not in caplog.text
    assert "mémoire" in response.json()["message"]
    monkeypatch.undo()
    exported(client, "gpkg")


@pytest.mark.parametrize("form", ["xlsx", "gpkg"])
def test_the_writer_imports_no_django(client, arbres, monkeypatch, tmp_path, form):
    told = tmp_path / "told.py"
    told.write_text(
        "import sys\n"
        "from parvis.catalogue.explore import aside_child\n"
        "aside_child.main()\n"
        "heads = {name.partition('.')[0] for name in sys.modules}\n"
        f"open({str(tmp_path / 'heads')!r}, 'w').write(' '.join(heads))\n"
    )
    monkeypatch.setattr(aside, "COMMAND", (sys.executable, "-B", "-P", str(told)))
    exported(client, form)
    heads = set((tmp_path / "heads").read_text().split())
    assert not heads & {"django", "wagtail", "jinja2", "sqlalchemy"}
    assert "parvis" in heads


def test_nothing_is_left_behind(client, arbres, settings):
    for form in aside.FORMATS:
        exported(client, form, "?limit=1")
        exported(client, form, "?select=cle&where=rien=1", status=400)
    assert not list(settings.PARVIS_CACHE.glob("export-*"))
