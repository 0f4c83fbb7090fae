"""Files that are valid and unlike what one would write: each reads whole and right."""

import datetime as dt
import gzip
import json
import sqlite3
import struct
import tarfile
import zipfile
from contextlib import closing

import duckdb
import openpyxl
import pytest

from parvis.lake import engine
from parvis.lake.place import placed
from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices, understanding
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


def written(folder, title, *texts, cpg=b""):
    """A Shapefile of a column of 12 bytes, cut where a text is longer."""
    made = engine.workshop(folder, Limits(threads=1))
    rows = ", ".join(f"('{n:012}', st_point({n}, 48))" for n in range(len(texts)))
    made.execute(
        f"COPY (SELECT * FROM (VALUES {rows}) r(abcdefghij, geom)) TO '{folder}/lieux.shp'"
        " (FORMAT GDAL, DRIVER 'ESRI Shapefile', SRS 'EPSG:4326')"
    )
    made.close()
    table = (folder / "lieux.dbf").read_bytes().replace(b"abcdefghij", title[:10].ljust(10, b"\0"))
    for n, one in enumerate(texts):
        table = table.replace(f"{n:012}".encode(), one[:12].ljust(12))
    (folder / "lieux.dbf").write_bytes(table)
    (folder / "lieux.cpg").write_bytes(cpg)
    return folder / "lieux.shp"


@pytest.mark.parametrize("cpg", [b"UTF-8", b""])
@pytest.mark.parametrize("texts", [("Théâtre", "Saint-Jacqué"), ("Hôtel",) * 9 + ("Médiathèqué",)])
def test_a_letter_cut_at_the_end_of_a_text_leaves_the_others(tmp_path, texts, cpg):
    """Programs that count bytes cut there."""
    path = written(tmp_path, "Libellé".encode(), *(one.encode() for one in texts), cpg=cpg)
    with understanding(path) as found:
        assert found.raw.choices["encoding"] == "utf-8"
        assert [each.title for each in found.columns] == ["Libellé"]
        rows = found.link.execute("SELECT c0 FROM raw ORDER BY rowid").fetchall()
        assert [one for (one,) in rows] == [
            one.encode()[:12].decode(errors="ignore") for one in texts
        ]


def test_letters_at_the_end_of_texts_are_of_their_own_encoding(tmp_path):
    with understanding(
        written(tmp_path, b"mot", "Liberté".encode("cp1252"), cpg=b"UTF-8")
    ) as found:
        assert found.link.execute("SELECT c0 FROM raw").fetchall() == [("Liberté",)]


@pytest.mark.parametrize("cpg", [b"", b"1252", b"UTF-8"])
def test_titles_alone_may_be_beyond_ascii(tmp_path, cpg):
    with understanding(written(tmp_path, "année".encode("cp1252"), b"2024", cpg=cpg)) as found:
        assert [each.title for each in found.columns] == ["année"]


def test_a_title_is_cut_within_a_letter_too(tmp_path):
    with understanding(written(tmp_path, "code_dépé".encode(), b"35")) as found:
        assert [each.title for each in found.columns] == ["code_dép"]


@pytest.mark.parametrize("ending", [".dbf", ".shx"])
def test_a_shapefile_without_a_part_says_so(tmp_path, ending):
    path = shapefile(tmp_path, left_out=(ending,))
    assert refused(tmp_path, path.read_bytes(), "b.zip").code == "parts"


def zipped(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path.read_bytes()


def test_an_archive_may_hold_a_notice_and_a_compressed_file(tmp_path):
    content = {"d/a.csv.gz": gzip.compress(table().encode()), "d/notice.pdf": b"%PDF-1.4"}
    assert len(read(tmp_path, zipped(tmp_path / "a.zip", **content), "b.zip")[2]) == 2


def test_files_of_one_name_in_an_archive_are_told_apart(tmp_path):
    content = zipped(tmp_path / "a.zip", **{"2023/a.csv": table(), "2024/a.csv": "x\n1\n2\n3\n"})
    assert refused(tmp_path, content, "b.zip").params["names"] == "a.csv, 2024 a.csv"
    assert len(read(tmp_path, content, "b.zip", Choices(sheet="a.csv"))[2]) == 2
    assert len(read(tmp_path, content, "b.zip", Choices(sheet="2024 a.csv"))[2]) == 3


@pytest.mark.parametrize(
    "files", [{"word/document.xml": "<w/>"},
              {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"}],
)  # fmt: skip
def test_a_written_document_is_no_table(tmp_path, files):
    assert refused(tmp_path, zipped(tmp_path / "a.zip", **files), "b.csv").code == "unknown_format"


@pytest.mark.parametrize("packed", ["", "gz", "xz"])
def test_a_tar_archive_is_refused_by_its_name(tmp_path, packed):
    path = tmp_path / "lieux.tar"
    with tarfile.open(path, f"w:{packed}") as archive:
        archive.add(__file__, "lieux.csv")
    assert refused(tmp_path, path.read_bytes(), "b.tar").code == "tar"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_found(tmp_path, name):
    assert read(tmp_path, table(sep="\t").encode(name))[2][0][0] == "été"


def test_what_is_nested_in_parquet_is_json(tmp_path):
    path = tmp_path / "a.parquet"
    nested = (
        "[i, 2] AS l, {'a': i, 'b': 'x'} AS s, map {'k': i} AS m, [{'d': DATE '2024-01-02'}] AS d"
    )
    duckdb.sql(f"COPY (SELECT {nested} FROM range(1) t(i)) TO '{path}' (FORMAT parquet)")
    titles, _, rows, _ = read(tmp_path, path.read_bytes(), "b.parquet")
    assert titles == ["l", "s", "m", "d"]
    assert rows == [("[0,2]", '{"a":0,"b":"x"}', '{"k":0}', '[{"d":"2024-01-02"}]')]


def test_the_first_layer_that_has_rows_is_read_and_an_arc_refused(tmp_path):
    path, made = tmp_path / "a.gpkg", engine.workshop(tmp_path, Limits(threads=1))
    made.execute(
        "COPY (SELECT i AS n, st_point(-1.6, 48.1) AS geom FROM range(3) t(i))"
        f" TO '{path}' (FORMAT GDAL, DRIVER 'GPKG', SRS 'EPSG:4326')"
    )
    made.close()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE vide (fid INTEGER PRIMARY KEY, t TEXT)")
        base.execute("UPDATE gpkg_contents SET rowid = 9")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
            " VALUES ('vide', 'attributes', 'vide')"
        )
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            base.execute(f'DROP TRIGGER "{name}"')
    assert [row[-1] for row in read(tmp_path, path.read_bytes(), "b.gpkg")[2]] == [0, 1, 2]
    arc = struct.pack("<2sBBiBII6d", b"GP", 0, 1, 4326, 1, 8, 3, -1.6, 48, -1.5, 48.1, -1.4, 48)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE a SET geom = ? WHERE n = 1", (arc,))
    assert refused(tmp_path, path.read_bytes(), "c.gpkg").code == "curves"


def test_another_base_than_a_geopackage_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as base, base:
        base.execute("CREATE TABLE t (a)")
    content = (tmp_path / "a.sqlite").read_bytes()
    assert refused(tmp_path, content, "b.sqlite").code == "unknown_format"


def test_a_file_of_an_archive_is_chosen_whatever_its_format_and_a_list_inside_it_too(tmp_path):
    lists = json.dumps({"agences": [{"a": 1}], "lignes": [{"b": 1}, {"b": 2}]})
    two = zipped(tmp_path / "a.zip", **{"a.json": lists, "b.geojson": collection({"n": 1})})
    assert refused(tmp_path, two, "b.zip").code == "archive_choice"
    assert read(tmp_path, two, "b.zip", Choices(sheet="a.json"))[0] == ["b"]
    assert read(tmp_path, two, "b.zip", Choices(sheet="b.geojson"))[0] == ["n"]
    one = zipped(tmp_path / "a.zip", **{"a.json": lists})
    assert read(tmp_path, one, "b.zip", Choices(sheet="agences"))[0] == ["a"]


def test_a_shapefile_is_chosen_among_several(tmp_path):
    with zipfile.ZipFile(shapefile(tmp_path)) as archive:
        parts = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    several = {f"{folder}/{name}": part for folder in "ab" for name, part in parts.items()}
    content = zipped(tmp_path / "b.zip", **several)
    wrong = refused(tmp_path, content, "c.zip")
    assert wrong.params["names"] == "LIEUX.SHP, b LIEUX.SHP"
    assert len(read(tmp_path, content, "c.zip", Choices(sheet="b LIEUX.SHP"))[2]) == 1
