"""Files that are valid and unlike what one would write: each reads whole and right."""

import datetime as dt
import gzip
import json
import zipfile

import openpyxl
import pytest

from parvis.lake import engine
from parvis.lake.place import placed
from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import understanding
from tests.lake.reading.test_files import read, refused

TITLES, FIRST = ["nom", "nombre", "jour"], ("été", 1, "2024-01-02")


def table(*above, sep=";"):
    rows = [*above, TITLES, FIRST, ("hiver", 22, "2024-02-03")]
    return "\n".join(sep.join(map(str, row)) for row in rows) + "\n"


@pytest.mark.parametrize(
    "above",
    [[("Liste", "", "")], [("Liste", "", ""), ("", "", ""), ("", "du 12 mars", "")], [("sep=;",)],
     [("Lieu", "", ""), ("", "", "")]],
)  # fmt: skip
def test_titles_padded_to_the_width_of_a_table_are_above_it(tmp_path, above):
    titles, kinds, rows, _ = read(tmp_path, table(*above))
    assert (titles, kinds) == (TITLES, ["text", "integer", "date"])
    assert rows[0] == ("été", 1, dt.date(2024, 1, 2))
    assert len(rows) == 2


def test_two_columns_have_a_title_above_too(tmp_path):
    titles, _, rows, _ = read(tmp_path, "Effectifs;\nnom;nombre\na;1\n")
    assert (titles, rows) == (["nom", "nombre"], [("a", 1)])
    assert read(tmp_path, "sep=;\nnom;nombre\na;1\n")[2] == [("a", 1)]


def test_a_row_with_few_cells_is_a_row(tmp_path):
    assert read(tmp_path, "a;b;c\nx;;\ny;2;3\n")[2] == [("x", None, None), ("y", 2, 3)]
    assert len(read(tmp_path, "x;;;\ny;2;3;4\nz;5;6;7\n")[2]) == 3


def test_prose_that_has_commas_in_every_row_is_one_column(tmp_path):
    assert read(tmp_path, "nom;note\n" + "a;x, y, z\n" * 9)[0] == ["nom", "note"]


def test_a_title_merged_above_a_sheet_is_left_out(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Liste des lieux"], ["Source : voirie"], TITLES, list(FIRST)):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "a.xlsx")
    with understanding(tmp_path / "a.xlsx") as found:
        assert [each.title for each in found.columns] == TITLES
        assert (found.rows, found.raw.line(0)) == (1, 4)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_when_it_is_asked_for_only(tmp_path, state):
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "Listes", state
    other = book.create_sheet("Lieux")
    for sheet, row in ((book.active, ["x", "y"]), (other, TITLES)):
        sheet.append(row)
        sheet.append(list(FIRST)[: len(row)])
    book.active = 1
    book.save(tmp_path / "a.xlsx")
    with understanding(tmp_path / "a.xlsx") as found:
        assert found.raw.choices["sheet"] == "Lieux"


def test_midnight_is_an_hour_where_others_are(tmp_path):
    book = openpyxl.Workbook()
    for row in (["quand", "jour"], *[(dt.datetime(2024, 1, n, 9 * (n % 2)), dt.date(2024, 1, n))
                                     for n in range(1, 5)]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with understanding(tmp_path / "a.xlsx") as found:
        assert [each.type.name for each in found.columns] == ["datetime", "date"]


def test_a_cell_far_from_the_others_asks_for_too_much_memory(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(TITLES)
    book.active.cell(60_000, 700, " ")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(apart.Unreadable) as caught:
        apart.read(tmp_path / "a.xlsx", tmp_path / "rows.parquet")
    assert caught.value.code == "memory"


@pytest.mark.parametrize("name", ["body.csv.gz", "in.gz", "wide.duckdb.gz"])
def test_no_name_of_a_file_is_one_of_ours(tmp_path, name):
    assert len(read(tmp_path, gzip.compress(table().encode()), name)[2]) == 2


def collection(*properties, at=(-1.6, 48.1)):
    point = {"type": "Point", "coordinates": at}
    features = [{"type": "Feature", "properties": each, "geometry": point} for each in properties]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def test_properties_may_be_called_as_the_engine_calls_its_own(tmp_path):
    names = ["geom", "OGC_FID", "shape", "A", "a", "É", "é", "b\"<'"]
    told = dict.fromkeys(names, 1) | {"geom": "x", "a": True, "É": 1.5, "é": 12345678901}
    titles, kinds, rows, _ = read(tmp_path, collection(told, told), "a.geojson")
    assert titles == names
    assert kinds == [
        "text", "integer", "integer", "integer", "boolean", "decimal", "integer", "integer",
    ]  # fmt: skip
    assert rows[0][:7] == ("x", 1, 1, 1, True, 1.5, 12345678901)


def test_shapes_alone_are_rows(tmp_path):
    (tmp_path / "a.geojson").write_text(collection({}, {}))
    found = apart.read(tmp_path / "a.geojson", tmp_path / "rows.parquet")
    assert (found.rows, found.shape) == (2, "point")
    assert refused(tmp_path, collection(), "b.geojson").code == "empty"


def test_metres_said_to_be_degrees_are_placed_by_their_extent(tmp_path):
    (tmp_path / "a.geojson").write_text(collection({"n": 1}, at=(351_000, 6_789_000)))
    with understanding(tmp_path / "a.geojson") as found:
        assert placed(found).how == "file EPSG:2154"
        query = f"SELECT round(st_x(shape), 1), round(st_y(shape), 1) FROM ({placed(found).query})"
        assert found.link.execute(query).fetchall() == [(-1.7, 48.1)]


def shapefile(folder, encoding="UTF-8", cpg=None, left_out=()):
    """A zip; `cpg`: the content of the file that names the encoding, none where it is empty."""
    made = engine.workshop(folder, Limits(threads=1))
    made.execute(
        "COPY (SELECT 'Saint-Méen n°1' AS nom, 1 AS numXro, st_point(351000, 6789000) AS geom)"
        f" TO '{folder}/lieux.shp' (FORMAT GDAL, DRIVER 'ESRI Shapefile', SRS 'EPSG:2154',"
        f" LAYER_CREATION_OPTIONS 'ENCODING={'UTF-8' if encoding == 'UTF-8' else 'ISO-8859-1'}')"
    )
    made.close()
    parts = {each.suffix: each.read_bytes() for each in folder.glob("lieux.*")}
    letters = [text.encode(encoding) for text in ("Saint-Méen n°1", "numéro")]
    written = "Saint-Méen n°1".encode("UTF-8" if encoding == "UTF-8" else "latin-1")
    parts[".dbf"] = parts[".dbf"].replace(written, letters[0])
    if encoding != "UTF-8":
        parts[".dbf"] = parts[".dbf"].replace(b"numXro", letters[1])
    if cpg is not None:
        parts[".cpg"] = cpg
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for ending, content in parts.items():
            if ending not in left_out and content:
                archive.writestr(f"export/LIEUX{ending.upper()}", content)
    return folder / "a.zip"


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [("cp1252", b""), ("cp1252", b"1252"), ("cp1252", b"ANSI 1252"), ("cp1252", b"windows-1252"),
     ("cp850", b"850"), ("mac_roman", b""), ("iso-8859-15", b"ISO 8859-15"), ("UTF-8", b""),
     ("cp1252", b"UTF-8"), ("cp1252", b"klingon")],
)  # fmt: skip
def test_a_shapefile_is_read_in_its_encoding_said_or_not(tmp_path, encoding, cpg):
    with understanding(shapefile(tmp_path, encoding, cpg)) as found:
        titles = [each.title for each in found.columns]
        assert titles == ["nom", "numXro" if encoding == "UTF-8" else "numéro"]
        assert found.link.execute("SELECT c0 FROM raw").fetchall() == [("Saint-Méen n°1",)]
        assert placed(found).how.startswith("file ")


@pytest.mark.parametrize("ending", [".dbf", ".shx"])
def test_a_shapefile_without_a_part_says_so(tmp_path, ending):
    path = shapefile(tmp_path, left_out=(ending,))
    assert refused(tmp_path, path.read_bytes(), "b.zip").code == "parts"
