"""KML as map makers write it: folders, extended data, several shapes a placemark."""

import zipfile

import duckdb
import pytest

from parvis.lake.engine import spatial_extension
from parvis.lake.reading import apart
from parvis.lake.reading.understand import Choices
from tests.lake.reading.test_files import read, refused

POINT = "<Point><coordinates>-1.6,48.1,0</coordinates></Point>"
DATA = '<ExtendedData><Data name="code"><displayName>Code</displayName><value>{}</value></Data>'
SIMPLE = (
    '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="code">{}</SimpleData></SchemaData>'
)


def placemark(name, inside=""):
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def kml(body, namespace='xmlns="http://www.opengis.net/kml/2.2"', encoding="UTF-8"):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f"{head}<kml {namespace}><Document><name>d</name>{body}</Document></kml>"


@pytest.mark.parametrize("data", [DATA, SIMPLE])
def test_extended_data_are_columns(tmp_path, data):
    rows = "".join(placemark(f"P{n}", f"{data.format(n)}</ExtendedData>{POINT}") for n in range(3))
    titles, _kinds, rows, _ = read(tmp_path, kml(rows), "a.kml")
    assert titles == ["Name", "Description", "code"]
    assert rows == [(f"P{n}", None, str(n)) for n in range(3)]


def test_every_folder_is_read_or_the_one_chosen(tmp_path):
    inner = f"<Folder><name>Parcs</name>{placemark('a', POINT)}</Folder>"
    body = f"{inner}<Folder><name>Écoles</name>{placemark('b')}{inner}</Folder>"
    titles, _, rows, _ = read(tmp_path, kml(body), "a.kml")
    assert titles == ["Name", "Description", "Folder"]
    assert [(row[0], row[2]) for row in rows] == [("a", "Parcs"), ("b", "Écoles"), ("a", "Parcs")]
    chosen = Choices(sheet="Écoles")
    assert read(tmp_path, kml(body), "a.kml", chosen)[2] == [("b", None, "Écoles")]
    wrong = refused(tmp_path, kml(body), "a.kml", Choices(sheet="Lacs"))
    assert (wrong.code, wrong.params["names"]) == ("sheet", "Parcs, Écoles")


SQUARE = "-1.6,48.1 -1.7,48.1 -1.7,48.2 -1.6,48.1"
HIGH = "-1.6,48.1,9 -1.7,48.1,9 -1.7,48.2,9 -1.6,48.1,9"
AREA = (
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon>"
)
SHAPES = {
    POINT: "POINT Z (-1.6 48.1 0)",
    "<Point><coordinates>\n -1.6,48.1\n</coordinates></Point>": "POINT (-1.6 48.1)",
    "<LineString><coordinates>-1.6,48.1,4 -1.7,48.2</coordinates></LineString>":
        "LINESTRING (-1.6 48.1, -1.7 48.2)",
    f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{SQUARE}</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon>": "POLYGON ((-1.6 48.1, -1.7 48.1, -1.7 48.2, -1.6 48.1))",
    f"<MultiGeometry>{POINT}{POINT}</MultiGeometry>":
        "MULTIPOINT Z (-1.6 48.1 0, -1.6 48.1 0)",
    f"<MultiGeometry>{POINT}<LineString><coordinates>-1.6,48.1,0 -1.7,48.2,0</coordinates>"
    "</LineString></MultiGeometry>":
        "GEOMETRYCOLLECTION Z (POINT Z (-1.6 48.1 0), LINESTRING Z (-1.6 48.1 0, -1.7 48.2 0))",
    "<gx:Track><gx:coord>-1.6 48.1 3</gx:coord><gx:coord>-1.7 48.2 3</gx:coord></gx:Track>":
        "LINESTRING Z (-1.6 48.1 3, -1.7 48.2 3)",
    "": None,
    # heights at some positions only
    f"<MultiGeometry>{POINT}{AREA.format(SQUARE)}</MultiGeometry>":
        "GEOMETRYCOLLECTION (POINT (-1.6 48.1),"
        " POLYGON ((-1.6 48.1, -1.7 48.1, -1.7 48.2, -1.6 48.1)))",
    f"<MultiGeometry>{AREA.format(HIGH)}{AREA.format(SQUARE)}</MultiGeometry>":
        "MULTIPOLYGON (((-1.6 48.1, -1.7 48.1, -1.7 48.2, -1.6 48.1)),"
        " ((-1.6 48.1, -1.7 48.1, -1.7 48.2, -1.6 48.1)))",
    # rings that do not end where they begin, or hold nothing
    AREA.format(SQUARE.rpartition(" ")[0]):
        "POLYGON ((-1.6 48.1, -1.7 48.1, -1.7 48.2, -1.6 48.1))",
    AREA.format("-1.6,48.1"): None,
    AREA.format("-1.6,48.1 -1.7,48.1"): None,
    # a collection inside others
    "<MultiGeometry>" * 2_000 + POINT * 2 + "</MultiGeometry>" * 2_000:
        "MULTIPOINT Z (-1.6 48.1 0, -1.6 48.1 0)",
    "<gx:Track><gx:coord>-1.6 48.1 3</gx:coord><gx:coord/><gx:coord>-1.7 48.2 3</gx:coord>"
    "</gx:Track>": "LINESTRING Z (-1.6 48.1 3, -1.7 48.2 3)",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_what_the_placemark_draws(tmp_path, shape):
    """A prefix that the file does not declare is no reason to refuse it."""
    path, rows = tmp_path / "a.kml", tmp_path / "rows.parquet"
    path.write_text(kml(placemark("other", POINT) + placemark("this", shape)), "utf-8")
    apart.read(path, rows)
    link = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    link.execute(f"LOAD '{spatial_extension()}'")
    told = link.execute(
        f"SELECT st_astext(shape) FROM read_parquet('{rows}') WHERE name = 'this'"
    ).fetchall()
    assert told == [(SHAPES[shape],)]
    far = "st_intersects(shape, st_makeenvelope(0, 0, 1, 1))"
    assert link.execute(f"SELECT bool_or({far}) FROM read_parquet('{rows}')").fetchall() == [
        (False,)
    ]


def test_html_that_nothing_encloses_is_text(tmp_path):
    told = "<description>Bonjour <b>le</b> monde<br/>ici</description>"
    row = read(tmp_path, kml(placemark("a", told)), "a.kml")[2][0]
    assert "Bonjour le monde\nici" in row


def test_other_prefixes_and_encodings_are_read(tmp_path):
    prefixed = kml(placemark("Été", POINT)).replace("</", "</k:").replace("<", "<k:")
    prefixed = prefixed.replace("<k:/k:", "</k:").replace("<k:?", "<?").replace("xmlns", "xmlns:k")
    assert read(tmp_path, prefixed, "a.kml")[2] == [("Été", None)]
    latin = kml(placemark("Été", POINT), encoding="ISO-8859-1").encode("latin-1")
    assert read(tmp_path, latin, "a.kml")[2] == [("Été", None)]


def test_a_kmz_is_read_and_a_broken_kml_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", kml(placemark("a", POINT)))
        archive.writestr("files/icon.png", b"\x89PNG")
    assert read(tmp_path, (tmp_path / "a.kmz").read_bytes(), "b.kmz")[2] == [("a", None)]
    places = [POINT.replace("48.1", wrong) for wrong in ("x", "", "nan", "1e400")]
    for wrong in (kml(placemark("a", POINT))[:-9], *(kml(placemark("a", at)) for at in places)):
        assert refused(tmp_path, wrong, "c.kml").code == "damaged"
    assert refused(tmp_path, kml(""), "c.kml").code == "empty"
