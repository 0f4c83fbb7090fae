"""Tiles written from lines are, read back, those that the engine makes of the same rows."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from parvis.lake.query import mvt, tile
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field
from parvis.lake.served import layout
from tests.lake.test_lines import COLUMNS, ROW, kept, link
from tests.lake.vector_tiles import layers

__all__ = ["link"]
NAMES = {one.name: one for one in layout.schema(COLUMNS).columns}
POINTS = st.tuples(st.integers(-63, 4159), st.integers(-63, 4159))


def drawn(link, names, points):
    """By the engine."""
    told = [
        tile.told(exp.column(name, quoted=True), Field(name, NAMES[name].type)).sql("duckdb")
        + f' AS "{name}"'
        for name in names
    ]
    places = ", ".join(f"({number}, ST_Point({x}, {y}))" for number, (x, y) in enumerate(points))
    number = f'"{layout.SEQUENCE}"'
    asked = (
        f"SELECT ST_AsMVT(told, 'arbres', 4096, 'geo', 'number') FROM (SELECT {', '.join(told)},"
        f" place AS geo, {number}::BIGINT AS number FROM kept"
        f" JOIN (VALUES {places}) places(row, place) ON row = {number}) told"
    )
    return link.execute(asked.replace('"m"', "timezone('UTC', \"m\")", 1)).fetchone()[0]


def written(made, names, points, numbers):
    page = made.rows(range(len(points)), names)
    told = [
        mvt.Property(name, NAMES[name].type, cells)
        for name, cells in zip(names, page.cells, strict=True)
    ]
    return mvt.layer("arbres", 4096, points, told, numbers)


@pytest.mark.once
@given(st.lists(st.tuples(ROW, POINTS), min_size=1, max_size=6),
       st.permutations(("t", "i", "n", "b", "d", "m")), st.integers(1, 6))  # fmt: skip
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_tile_says_of_lines_what_the_engine_says_of_their_rows(
    link, tmp_path, told, order, wanted
):
    (values, points), names = zip(*told, strict=True), order[:wanted]
    made = kept(link, tmp_path, list(values))
    one = layers(written(made, names, points, range(len(points))))
    two = layers(drawn(link, names, points))
    assert repr(one) == repr(two)  # NaN is not itself, and 0.0 is -0.0
    assert one["arbres"]["features"]


def cells(*told):
    return [one.encode() for one in told]


def test_what_is_not_in_a_tile_and_what_is_not_known_is_not_told():
    names = mvt.Property("nom", Type.TEXT, cells('"a"', '"b"', "null", '"b"'))
    ages = mvt.Property("âge", Type.INTEGER, cells("1", "2", "null", "2"))
    data = mvt.layer("l", 4096, [None, (1, -2), (3, 4), (5, 6)], [names, ages], None)
    (told,) = layers(data).values()
    assert told == {
        "version": 2, "extent": 4096,
        "features": {None: ((5, 6), {"nom": ("text", "b"), "âge": ("whole", 2)})},
    }  # fmt: skip
    assert data.count(b"b") == 1


def test_a_tile_may_hold_no_property_or_no_feature():
    (told,) = layers(mvt.layer("l", 512, [(1, 2)], [], [7])).values()
    assert told["features"] == {7: ((1, 2), {})}
    (told,) = layers(mvt.layer("l", 512, [], [mvt.Property("a", Type.TEXT, [])], [])).values()
    assert told == {"version": 2, "extent": 512, "features": {}}


def test_long_texts_many_values_and_great_numbers_come_whole():
    count = mvt.MANY + 5
    long = mvt.Property("long", Type.TEXT, cells(*(f'"{"é" * 300}{n}"' for n in range(count))))
    great = mvt.Property("grand", Type.INTEGER, cells(*(str(2**62 - n) for n in range(count))))
    points = [(n % 4096, -(n % 63)) for n in range(count)]
    numbers = range(2**40, 2**40 + count)
    (told,) = layers(mvt.layer("l", 4096, points, [long, great], numbers)).values()
    for n, (place, said) in enumerate(told["features"].values()):
        assert place == points[n]
        assert said == {"long": ("text", "é" * 300 + str(n)), "grand": ("whole", 2**62 - n)}
    assert list(told["features"]) == list(numbers)


@given(st.integers(0, 2**64))
def test_a_whole_number_is_written_seven_bits_an_octet(number):
    told = mvt.varint(number)
    assert len(told) == max(1, math.ceil(number.bit_length() / 7))
    assert [one >> 7 for one in told] == [1] * (len(told) - 1) + [0]
    assert sum((one & 127) << 7 * at for at, one in enumerate(told)) == number
