"""Places from the engine's binary, values as files hold them."""

import csv
import io
import math
import struct
from datetime import date, datetime
from decimal import Decimal

import pytest

from parvis.catalogue.explore import values, wkb, written
from parvis.catalogue.explore.written import Style
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field

pytestmark = pytest.mark.once


def point(x, y, order="<"):
    return (b"\x01" if order == "<" else b"\x00") + struct.pack(f"{order}I2d", 1, x, y)


def line(*positions):
    return b"\x01" + struct.pack("<II", 2, len(positions)) + struct.pack(
        f"<{2 * len(positions)}d", *(n for one in positions for n in one)
    )  # fmt: skip


def several(kind, *parts):
    return b"\x01" + struct.pack("<II", kind, len(parts)) + b"".join(parts)


def test_every_kind_of_place_is_read():
    assert wkb.geojson(point(1, 2)) == {"type": "Point", "coordinates": [1, 2]}
    assert wkb.geojson(point(1, 2, ">")) == {"type": "Point", "coordinates": [1, 2]}
    assert wkb.geojson(line((1, 2), (3, 4)))["coordinates"] == [[1, 2], [3, 4]]
    ring = struct.pack("<I6d", 3, 0, 0, 1, 1, 0, 0)
    polygon = b"\x01" + struct.pack("<II", 3, 1) + ring
    assert wkb.geojson(polygon)["coordinates"] == [[[0, 0], [1, 1], [0, 0]]]
    assert wkb.geojson(several(6, polygon))["coordinates"] == [[[[0, 0], [1, 1], [0, 0]]]]
    both = wkb.geojson(several(7, point(1, 2), line((3, 4), (5, 6))))
    assert [one["type"] for one in both["geometries"]] == ["Point", "LineString"]
    high = b"\x01" + struct.pack("<I3d", 1001, 1, 2, 3)
    assert wkb.geojson(high)["coordinates"] == [1, 2, 3]
    measured = b"\x01" + struct.pack("<I3d", 2001, 1, 2, 9)
    assert wkb.geojson(measured)["coordinates"] == [1, 2]
    extended = b"\x01" + struct.pack("<II2d", 0x20000001, 4326, 1, 2)
    assert wkb.geojson(extended)["coordinates"] == [1, 2]


def test_the_first_position_stands_for_a_place():
    assert wkb.first(point(1, 2)) == wkb.first(point(1, 2, ">")) == [1, 2]
    assert wkb.first(several(5, line((3, 4), (5, 6)))) == [3, 4]
    assert wkb.first(several(7)) is None
    assert wkb.first(point(math.nan, math.nan)) is None


@pytest.mark.parametrize(
    ("kind", "value", "json", "cell"),
    [
        (Type.TEXT, "=1", "=1", "'=1"),
        (Type.TEXT, None, None, ""),
        (Type.INTEGER, -1, -1, "-1"),
        (Type.NUMBER, 0.5, 0.5, "0.5"),
        (Type.NUMBER, math.inf, None, ""),
        (Type.NUMBER, Decimal("12"), 12, "12"),
        (Type.BOOLEAN, True, True, "true"),
        (Type.DATE, date(2024, 1, 2), "2024-01-02", "2024-01-02"),
        (Type.DATETIME, datetime(2024, 7, 1, 10), "2024-07-01T12:00:00+02:00",
         "2024-07-01T12:00:00+02:00"),
        (Type.DATETIME, datetime.max, "9999-12-31T23:59:59.999999+00:00",
         "9999-12-31T23:59:59.999999+00:00"),
        (Type.POINT, point(1, 2), {"lon": 1, "lat": 2}, "2.0, 1.0"),
        (Type.SHAPE, point(1, 2),
         {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]},
          "properties": {}}, '{"type": "Point", "coordinates": [1.0, 2.0]}'),
        (Type.RANGE, {"low": 0.0, "high": None}, "[0, *[", "[0, *["),
        (Type.CELL, {"lon": 1.0, "lat": 2.0}, {"lon": 1, "lat": 2}, '{"lon": 1.0, "lat": 2.0}'),
    ],
)  # fmt: skip
def test_values_are_written_as_the_old_portal_does(kind, value, json, cell):
    field = Field("x", kind)
    (write,) = values.writers([field], "Europe/Paris")
    assert write(value) == json
    assert written.cell(field, Style(("x",), "Europe/Paris"))(value) == cell


@pytest.mark.parametrize("quote_all", [False, True])
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Type.INTEGER, (0, None, -3, 2**70)),
        (Type.INTEGER, (None, None)),
        (Type.NUMBER, (0.0, -0.0, None, 1e-7, 1e22, 48.1, 0.1 + 0.2)),
        (Type.NUMBER, (1.5, math.inf, math.nan, None)),
        (Type.NUMBER, (Decimal(3), Decimal("2.5"), None)),
        (Type.NUMBER, (1, 2.5)),
        (Type.TEXT, ("=1+1", "=1+1", "a", "", None, "a;b", 'say "x"', "-3", "'x")),
        (Type.BOOLEAN, (True, False, None, True)),
        (Type.DATE, (date(2024, 2, 29), None, date(2024, 2, 29))),
        (Type.DATETIME, (datetime(2024, 7, 1, 10), None, datetime.max)),
        (Type.POINT, (point(1, 2), None)),
        (Type.RANGE, ({"low": 0.0, "high": None}, None)),
    ],
)
def test_a_column_of_a_file_is_its_cells_one_by_one(kind, given, quote_all):
    fields = [Field("x", kind), Field("y", kind)]
    style = Style(("x", "y"), "Europe/Paris", quote_all=quote_all)
    file = b"".join(written.as_csv(fields, [[], [(one, one) for one in given]], style))
    one_by_one = written.cell(fields[0], style)
    expected = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    out = csv.writer(expected, delimiter=";", quoting=quoting)
    out.writerows([("x", "y"), *((one_by_one(one), one_by_one(one)) for one in given)])
    assert file.decode("utf-8-sig") == expected.getvalue()


def test_a_file_of_no_row_has_its_headings():
    fields, style = [Field("x", Type.TEXT)], Style(("x",), "UTC", mark=False)
    assert b"".join(written.as_csv(fields, [[], []], style)) == b"x\r\n"


def test_several_values_are_one_cell():
    field = Field("x", Type.TEXT, many=True)
    assert written.cell(field, Style(("x",), separator="|"))(["+a", None, "b"]) == "'+a||b"


def test_a_title_twice_tells_the_column():
    fields = [Field("a", Type.TEXT), Field("b", Type.TEXT)]
    assert written.headings(fields, {"a": "Nom", "b": "Nom"}) == ["Nom", "Nom (b)"]


def test_rows_told_a_column_at_a_time_are_told_as_each_value_is():
    fields = [
        Field("t", Type.TEXT), Field("n", Type.NUMBER), Field("i", Type.INTEGER),
        Field("b", Type.BOOLEAN), Field("d", Type.DATE), Field("p", Type.POINT),
        Field("s", Type.TEXT, many=True),
    ]  # fmt: skip
    rows = [
        ("é", math.inf, 3, True, date(2026, 1, 2), point(1, 2), ["a", None]),
        (None, 1.5, Decimal("4"), False, None, None, None),
        ("", None, None, None, date(1, 1, 1), point(math.nan, math.nan), []),
    ]
    write = values.writers(fields, "UTC")
    each = [tuple(one(value) for one, value in zip(write, row, strict=True)) for row in rows]
    assert list(values.told(fields, rows, "UTC")) == each
    assert list(values.told(fields, [], "UTC")) == []
    assert list(values.told([], [(), ()], "UTC")) == [(), ()]


def test_an_empty_point_has_no_coordinates():
    assert wkb.geojson(point(math.nan, math.nan)) == {"type": "Point", "coordinates": []}
