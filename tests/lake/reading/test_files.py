"""Files as people send them: each reads whole, or is refused with the line and the cause."""

import csv
import json
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from parvis.lake import engine, place
from parvis.lake.place import placed
from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices, understanding
from parvis.lake.reading.unpack import ENCRYPTED
from parvis.lake.refusals import Unreadable


def read(tmp_path, content, name="fichier.csv", choices=None):
    """Titles, names of types, rows of text, doubts."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with understanding(path, choices) as found:
        rows = found.link.execute(f"SELECT {found.select()} FROM raw ORDER BY rowid").fetchall()
        kinds = [each.type.name for each in found.columns]
        return [each.title for each in found.columns], kinds, rows, found.doubts


def refused(tmp_path, content, name="fichier.csv", choices=None):
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, content, name, choices)
    assert caught.value.sentence()
    return caught.value


def test_commas_of_prose_separate_nothing(tmp_path):
    lines = ["usage", "voitures", "culturel, sportif, économique", "secours", "taxis"]
    titles, kinds, rows, _ = read(tmp_path, "\n".join(lines))
    assert (titles, kinds) == (["usage"], ["text"])
    assert [row[0] for row in rows] == lines[1:]


def test_french_decimals_and_hours_alone_are_one_column(tmp_path):
    assert read(tmp_path, "surface\n48,1\n12,5\n")[1:3] == (["french_decimal"], [(48.1,), (12.5,)])
    assert read(tmp_path, "heure\n08:30\n09:00\n")[1] == ["time"]


def test_texts_that_a_typed_format_declares_stay_texts(tmp_path):
    features = [
        {"type": "Feature", "properties": {"insee": "35238", "n": 4, "le": "2024-01-02"},
         "geometry": {"type": "Point", "coordinates": [-1.6, 48.1]}}
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features})
    titles, kinds, _, doubts = read(tmp_path, content, "communes.geojson")
    assert dict(zip(titles, kinds, strict=True)) == {"insee": "text", "n": "integer", "le": "date"}
    assert [(each.column, each.reason) for each in doubts] == [("insee", "text_digits")]
    assert read(tmp_path, '[{"n": "35238"}, {"n": null}]', "a.json")[1] == ["text"]
    assert read(tmp_path, '[{"n": 35238}]', "a.json")[1] == ["integer"]


def test_a_code_is_a_name_in_csv_too(tmp_path):
    assert read(tmp_path, "code;nombre\n35238;3\n35001;4\n")[1] == ["text", "integer"]
    forced = Choices(types={"code": "integer"})
    assert read(tmp_path, "code;nombre\n35238;3\n", choices=forced)[1] == ["integer", "integer"]


def test_old_encodings_are_found(tmp_path):
    for name in ("cp1252", "mac_roman", "cp850", "utf-16", "utf-32", "utf-8-sig"):
        content = "nom;ville\nété;Mordelles à côté\nforêt;Cesson-Sévigné\n".encode(name)
        assert read(tmp_path, content)[2][0] == ("été", "Mordelles à côté")


def test_a_byte_of_no_meaning_is_refused_with_its_line(tmp_path):
    mixed = refused(tmp_path, "nom;lieu\nété;à côté\nforêt;".encode() + b"\xe9t\xe9\n")
    assert (mixed.code, mixed.params["line"]) == ("mixed_encoding", 3)
    cut = refused(tmp_path, "nom;lieu\r\né;b\r\n".encode("utf-16") + b"a")
    assert (cut.code, cut.params["line"]) == ("undecodable", 3)


def test_a_nul_is_refused_with_its_line(tmp_path):
    found = refused(tmp_path, b"a;b\n1;2\n3;\x004\n")
    assert (found.code, found.params["line"]) == ("nul", 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_inside_a_value_are_kept(tmp_path, end):
    lines = ["a;b", '1;"deux\r\nlignes"', '2;"une\nautre"', "3;c", ""]
    assert [row[1] for row in read(tmp_path, end.join(lines))[2]] == [
        "deux\r\nlignes", "une\nautre", "c",
    ]  # fmt: skip


def test_line_ends_of_several_kinds_still_end_lines(tmp_path):
    assert read(tmp_path, 'a;b\r\n1;"d\r\ne"\n2;f\r3;g')[2] == [(1, "d\r\ne"), (2, "f"), (3, "g")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_and_long_values_do_not_shift_the_line_named(tmp_path, end):
    lines = ["n;t", "", "1;a", '2;"b', 'c"', "", "", "trois;d", ""]
    forced = Choices(types={"n": "integer"})
    assert refused(tmp_path, end.join(lines), choices=forced).params["line"] == 8
    one = ["n", "1", "", "", "deux"]
    assert refused(tmp_path, end.join(one), choices=forced).params["line"] == 5


def test_titles_on_several_lines(tmp_path):
    titles, _, rows, _ = read(tmp_path, 'nom;"date\nde pose"\na;1\nb;2\n')
    assert titles == ["nom", "date de pose"]
    assert rows == [("a", 1), ("b", 2)]


def test_a_title_above_the_table_is_left_out(tmp_path):
    titles, _, rows, _ = read(tmp_path, "Export du 12 mars\n\na;b\n1;x\n2;y\n")
    assert (titles, rows) == (["a", "b"], [(1, "x"), (2, "y")])


def test_a_row_too_short_is_named(tmp_path):
    found = refused(tmp_path, "a;b;c\n1;2;3\n4;5\n6;7;8\n")
    assert (found.code, found.params["line"]) == ("ragged", 3)


def test_zero_and_one_are_doubtful_with_a_value_that_shows_it(tmp_path):
    doubts = read(tmp_path, "t;n\na;\nb;1\nc;0\n")[3]
    assert [(each.reason, each.value, each.line) for each in doubts] == [("zero_one", "1", 3)]
    assert read(tmp_path, "t;n\na;7\nb;1\n")[3] == ()


def test_a_large_value_is_read(tmp_path):
    shape = "POINT(1 2)" * 20_000
    assert read(tmp_path, f'a;wkt\n1;"{shape}"\n2;x\n')[2][0] == (1, shape)


def test_a_symbolic_link_is_not_followed(tmp_path):
    Path(tmp_path / "lien.csv").symlink_to("/etc/passwd")
    with pytest.raises(Unreadable), understanding(tmp_path / "lien.csv"):
        pass


@pytest.mark.parametrize(
    ("driver", "ending"),
    [("GPKG", "gpkg"), ("FlatGeobuf", "fgb"), ("GeoJSON", "geojson"), ("GeoJSONSeq", "geojsonl")],
)
def test_a_format_of_places_is_read_under_any_name(tmp_path, driver, ending):
    path, folder = tmp_path / f"lieux.{ending}", tmp_path / "atelier"
    folder.mkdir()
    link = engine.workshop(folder, Limits(), (tmp_path,))
    link.execute(
        "COPY (SELECT i AS nombre, st_point(-1.6 + i / 1000, 48.1) AS geom FROM range(40) t(i))"
        f" TO '{path}' (FORMAT GDAL, DRIVER '{driver}', SRS 'EPSG:4326')"
    )
    link.close()
    for name in ("fichier.csv", "fichier.zip", "fichier"):
        titles, _kinds, rows, _doubts = read(tmp_path, path.read_bytes(), name)
        assert titles[-1] == "nombre"  # a GeoPackage numbers its rows too
        assert sorted(row[-1] for row in rows) == list(range(40))


def test_a_name_alone_does_not_send_bytes_to_a_geographic_reader(tmp_path):
    refused(tmp_path, bytes.fromhex("efbbbf0f263e8546e20136f52c00"), "f.geojsonl")
    line = '{"type": "Feature", "properties": {"n": 1}, "geometry": null}\n'
    assert read(tmp_path, line * 2, "f.geojsonl")[2] == [(1,), (1,)]


@pytest.mark.parametrize(
    ("x", "y", "crs"), [(351_000, 6_789_000, "EPSG:2154"), (1_351_000, 7_222_000, "EPSG:3948")]
)
def test_geoparquet_in_a_french_projection_is_brought_to_wgs_84(tmp_path, x, y, crs):
    path, made = tmp_path / "a.parquet", engine.workshop(tmp_path, Limits(threads=1))
    point = f"st_setcrs(st_point({x}, {y}), '{crs}')"
    made.execute(f"COPY (SELECT 1 AS n, {point} AS geom) TO '{path}' (FORMAT parquet)")
    made.close()
    with understanding(path) as found:
        query = f"SELECT round(st_x(shape), 1), round(st_y(shape), 1) FROM ({placed(found).query})"
        assert found.link.execute(query).fetchall() == [(-1.7, 48.1)]
        assert placed(found).how == f"file {crs}"


@pytest.mark.parametrize(("heavy", "order"), [(0, [3, 1, 2, 0]), (9, [0, 1, 2, 3])])
def test_rows_stand_along_a_curve_unless_they_weigh_too_much(tmp_path, monkeypatch, heavy, order):
    monkeypatch.setattr(place, "SORTED", 2_000)
    path, spread = tmp_path / "a.csv", ((2, 42), (-1.6, 48.1), (2, 42.1), (-1.7, 48.1))
    lines = [f"{x};{y};{'mot ' * 50 * heavy}" for x, y in spread]
    path.write_text("\n".join(["longitude;latitude;texte", *lines]), encoding="utf-8")
    with understanding(path) as found:
        told = found.link.execute(placed(found).query).fetchall()
    assert [spread.index(row[:2]) for row in told] == order


@pytest.mark.parametrize(
    ("x", "y", "how"),
    [(351_000, 6_789_000, "file EPSG:2154"), (-1.7, 48.1, "file EPSG:4326"), (9e9, 1, "none")],
)
def test_a_shapefile_without_its_projection_is_placed_by_its_extent(tmp_path, x, y, how):
    made = engine.workshop(tmp_path, Limits(threads=1))
    made.execute(
        f"COPY (SELECT 1 AS n, st_point({x}, {y}) AS geom) TO '{tmp_path}/a.shp'"
        " (FORMAT GDAL, DRIVER 'ESRI Shapefile')"
    )
    made.close()
    assert not (tmp_path / "a.prj").exists()
    with understanding(tmp_path / "a.shp") as found:
        assert placed(found).how == how
        if how != "none":
            query = (
                f"SELECT round(st_x(shape), 1), round(st_y(shape), 1) FROM ({placed(found).query})"
            )
            assert found.link.execute(query).fetchall() == [(-1.7, 48.1)]


def test_an_entity_of_a_kml_opens_no_file(tmp_path):
    entity = '<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    mark = "<Placemark><name>a&e;</name><Point><coordinates>1,2</coordinates></Point></Placemark>"
    path = tmp_path / "a.kml"
    path.write_text(
        f'{entity}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{mark}</Document></kml>'
    )
    rows = tmp_path / "rows.parquet"
    apart.read(path, rows, limits=Limits(threads=1))
    assert "root:" not in str(duckdb.read_parquet(str(rows)).fetchall())


def test_a_layer_without_a_geometry_has_no_place(tmp_path):
    """An empty geometry would be bytes to whoever reads the rows."""
    feature = {"type": "Feature", "properties": {"n": 1}, "geometry": None}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    path = tmp_path / "a.geojson"
    path.write_text(content, encoding="utf-8")
    with understanding(path) as found:
        assert [each.title for each in found.columns] == ["n"]
        assert "shape" not in found.select()


def test_an_archive_with_a_password_says_so(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a;b\n1;2\n")
    content = bytearray(path.read_bytes())
    content[6] |= ENCRYPTED  # in the member's own head
    content[content.index(b"PK\x01\x02") + 8] |= ENCRYPTED  # in the list at the end
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused, understanding(path):
        pass
    assert refused.value.code == "encrypted"
    assert "a.csv" in refused.value.sentence()


def test_a_reading_leaves_the_limit_of_csv_as_it_was(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    path = tmp_path / "long.csv"
    path.write_text("nom;texte\na;" + "b" * 200_000 + "\nc;d\n", "utf-8")
    with understanding(path) as found:
        assert found.rows == 2
    assert csv.field_size_limit() == before


def test_places_in_french_decimals_are_places(tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("nom;latitude;longitude\nGare;48,10353;-1,67228\nMairie;48,11109;-1,67938\n")
    with understanding(path) as found:
        meanings = [each.meaning and each.meaning.name for each in found.columns]
        assert meanings == [None, "latitude", "longitude"]
    made = apart.read(path, tmp_path / "rows.parquet")
    assert made.reading["place"] == "longitude, latitude EPSG:4326"


def test_a_person_says_the_encoding_and_the_separator(tmp_path):
    """Bytes that are letters for Windows and for a Mac alike; a comma in every value."""
    content = "nom;part\nB\x8er;1,5\nF\x8ete;2,5\n".encode("latin-1")
    chosen = Choices(encoding="mac_roman", separator=";")
    assert read(tmp_path, content, choices=chosen)[2] == [("Bér", 1.5), ("Féte", 2.5)]
    assert read(tmp_path, "a,b|c\n1,2|3\n", choices=Choices(separator="|"))[0] == ["a,b", "c"]
    assert read(tmp_path, "a,b|c\n1,2|3\n", choices=Choices(separator=","))[0] == ["a", "b|c"]
    marked = "nom\nété\n".encode("utf-8-sig")  # it says its own encoding
    assert read(tmp_path, marked, choices=Choices(encoding="cp1252"))[2] == [("été",)]


@pytest.mark.parametrize(
    ("choices", "code"),
    [({"encoding": "klingon"}, "encoding"), ({"separator": "é"}, "separator"),
     ({"encoding": "utf-8"}, "undecodable")],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused(tmp_path, choices, code):
    assert refused(tmp_path, b"nom;ville\n\xe9t\xe9;ici\n", choices=Choices(**choices)).code == code


def test_the_first_table_of_a_workbook_is_read_whatever_page_comes_before(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Lisez-moi"
    book.active.append(["Ce classeur décrit les écoles"])
    book.active.append(["Il est tenu par le service"])
    table = book.create_sheet("Écoles")
    for row in (["UAI", "Élèves"], ["0350001A", 120]):
        table.append(row)
    book.save(tmp_path / "ecoles.xlsx")
    with understanding(tmp_path / "ecoles.xlsx") as found:
        assert found.raw.choices["sheet"] == "Écoles"
        assert [each.title for each in found.columns] == ["UAI", "Élèves"]
    del book["Écoles"]
    book.save(tmp_path / "page.xlsx")
    with understanding(tmp_path / "page.xlsx") as found:
        assert found.raw.choices["sheet"] == "Lisez-moi"
