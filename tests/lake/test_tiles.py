"""Vector tiles, read back by GDAL: every row once, where it is, under the policy of who asks."""

from __future__ import annotations

import json
import math

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.explore import wkb
from parvis.lake import drawing, rows
from parvis.lake.engine import spatial_extension
from parvis.lake.query import odsql, tree
from parvis.lake.query import tile as tiles
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.sql_projection import MERCATOR
from parvis.lake.query.tile import Grain, Tile
from tests.lake.makers import CONTEXT, COUNT, lake, loaded, read, version

__all__ = ["lake", "read", "version"]
pytestmark = pytest.mark.django_db

EVERYTHING = Tile(0, 0, 0)
MIDDLES = "* EXCLUDE geom, st_x(st_centroid(geom)) x, st_y(st_centroid(geom)) y"
SHAPES = "nom, st_geometrytype(geom)::VARCHAR, st_npoints(geom), st_xmax(geom) - st_xmin(geom)"
NAMED = tree.Query(tuple(tree.Output(tree.Column(name)) for name in (
    "cle", "espece", "hauteur", "plante_le", "remarquable", "vu_a")))  # fmt: skip


@pytest.fixture
def gdal(tmp_path):
    link = duckdb.connect()
    link.execute(f"LOAD '{spatial_extension()}'")

    def opened(
        data: bytes, tile: Tile, layer: str, wanted: str = MIDDLES
    ) -> list[dict[str, object]]:
        """What is wanted of each feature, whose place `geom` is in Web Mercator."""
        path = tmp_path / "tile.mvt"
        path.write_bytes(data)
        options = f"['X={tile.column}', 'Y={tile.row}', 'Z={tile.zoom}', 'CLIP=NO']"
        found = link.execute(
            f"SELECT {wanted} FROM st_read('{path}', layer = '{layer}', open_options = {options})"
        )
        names = [each[0] for each in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    yield opened
    link.close()


def made(version, tile, query=NAMED, policy=PUBLIC, grain=tiles.STANDARD):
    return rows.opened(version).tile(query, policy, CONTEXT, tile, "arbres", grain)


def under(version, zoom):
    """The tiles of a zoom that hold a row, by the rule of web maps."""
    found = rows.opened(version).answer(
        odsql.query(select="cle, shape", limit=COUNT), PUBLIC, CONTEXT
    )
    across = 2**zoom
    tiles_ = set()
    for _key, place in found.rows:
        lon, lat = wkb.first(place)
        y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
        tiles_.add(Tile(zoom, int((lon + 180) / 360 * across), int(y * across)))
    return tiles_


def test_a_tile_tells_each_row_with_its_values_and_its_number(version, gdal):
    told = gdal(made(version, EVERYTHING), EVERYTHING, "arbres")
    answer = rows.opened(version).answer(
        odsql.query(select="cle, espece, hauteur, plante_le, remarquable", limit=COUNT),
        PUBLIC, CONTEXT,
    )  # fmt: skip
    assert len(told) == COUNT
    by_number = {each["mvt_id"]: each for each in told}
    for number, (key, species, height, day, remarkable) in enumerate(answer.rows):
        each = by_number[number]
        assert (each["cle"], each["espece"]) == (key, species)
        assert each["hauteur"] == (None if height is None else pytest.approx(float(height)))
        assert each["plante_le"] == (None if day is None else day.isoformat())
        assert each["remarquable"] == remarkable


def test_the_tiles_of_a_zoom_tell_every_row_where_it_is(version, gdal):
    wanted = under(version, 14)
    assert len(wanted) > 3
    seen = {}
    for tile in wanted:
        west, north, side = tile.metres
        for each in gdal(made(version, tile), tile, "arbres"):
            margin = side * (tiles.BUFFER + 1) / tiles.EXTENT
            assert west - margin <= each["x"] <= west + side + margin
            assert north - side - margin <= each["y"] <= north + margin
            seen.setdefault(each["cle"], []).append((each["x"], each["y"], side))
    assert len(seen) == COUNT
    for places in seen.values():
        (x, y, side), *others = places
        for again in others:  # a row near a side is in both tiles, at one place
            assert again[:2] == pytest.approx((x, y), abs=2 * side / tiles.EXTENT)


@pytest.mark.parametrize("across", [4, 32])
def test_more_rows_than_a_tile_tells_are_counted_none_left_out(version, gdal, across):
    for zoom in (0, 13):
        total = 0
        for tile in under(version, zoom):
            data = made(version, tile, grain=Grain(COUNT // 100, across))
            squares = gdal(data, tile, tiles.counts("arbres"))
            total += sum(each["rows"] for each in squares)
            assert len(squares) <= across**2
            west, north, side = tile.metres
            for each in squares:
                assert west <= each["x"] <= west + side
                assert north - side <= each["y"] <= north
        assert total == COUNT


def test_a_tile_of_points_is_that_of_the_engines_own_projection(version, monkeypatch):
    wanted = [EVERYTHING, *under(version, 13), *under(version, 16)]
    monkeypatch.setattr(drawing, "WRITTEN", -1)
    drawn = [made(version, tile) for tile in wanted]
    monkeypatch.setattr(drawing, "MAPPED", MERCATOR)
    assert drawn == [made(version, tile) for tile in wanted]
    assert len(set(drawn)) > 20


def test_a_tile_is_the_same_written_from_lines_as_drawn_by_the_engine(version, gdal, monkeypatch):
    wanted = [*under(version, 14), *under(version, 16)]
    everything = "* REPLACE (st_astext(geom) AS geom)"

    def told(tiles_):
        found = [gdal(data, tile, "arbres", everything) for tile, data in tiles_.items()]
        return [sorted(rows_, key=lambda one: one["mvt_id"]) for rows_ in found]

    written = {tile: made(version, tile) for tile in wanted}
    monkeypatch.setattr(drawing, "WRITTEN", -1)
    drawn = {tile: made(version, tile) for tile in wanted}
    assert sum(written[tile] != drawn[tile] for tile in wanted) > 20  # made in two ways
    assert told(written) == told(drawn)


def test_a_crowded_tile_is_the_same_however_it_is_known(version, monkeypatch):
    grain = Grain(COUNT // 100)
    wanted = [EVERYTHING, *under(version, 13)]
    counted = [made(version, tile, grain=grain) for tile in wanted]
    monkeypatch.setattr(drawing, "NEAR", 0)
    assert counted == [made(version, tile, grain=grain) for tile in wanted]


def test_a_condition_holds_in_a_tile(version, gdal):
    where = odsql.where("hauteur > 25 and remarquable = true")
    expected = rows.opened(version).total(tree.Query(where=where), PUBLIC, CONTEXT)
    data = made(version, EVERYTHING, tree.Query(NAMED.select, where))
    assert 0 < expected < COUNT
    assert len(gdal(data, EVERYTHING, "arbres")) == expected


def test_a_tile_where_nothing_is_has_no_feature(version):
    there, elsewhere = made(version, EVERYTHING), made(version, Tile(3, 0, 0))
    assert b"tilleul" in there
    assert b"tilleul" not in elsewhere
    assert elsewhere.startswith(b"\x1a")  # a layer, as any reader of tiles expects


def test_hidden_columns_and_rows_are_in_no_tile(version, gdal):
    narrow = Policy(columns=frozenset({"cle", "shape"}), filter=odsql.where("hauteur > 20"))
    chosen = tree.Query((tree.Output(tree.Column("cle")),))
    told = gdal(made(version, EVERYTHING, chosen, narrow), EVERYTHING, "arbres")
    expected = rows.opened(version).total(chosen, narrow, CONTEXT)
    assert 0 < len(told) == expected < COUNT
    assert {name for each in told for name in each} <= {"cle", "x", "y", "OGC_FID", "mvt_id"}
    assert {each.get("mvt_id") for each in told} <= {None}  # a number would tell of hidden rows
    with pytest.raises(QueryProblem):
        made(version, EVERYTHING, NAMED, narrow)
    with pytest.raises(QueryProblem):
        made(version, EVERYTHING, chosen, Policy(columns=frozenset({"cle"})))


def test_who_may_see_groups_only_gets_no_tile(version):
    grouped = Policy(minimum=10, dimensions=("espece", "shape"))
    for most in (tiles.MOST, 0):
        with pytest.raises(QueryProblem):
            made(version, EVERYTHING, NAMED, grouped, Grain(most))


@given(st.integers(0, tiles.DEEPEST), st.floats(0, 1, exclude_max=True), st.floats(
    0, 1, exclude_max=True))  # fmt: skip
def test_the_box_of_a_tile_holds_it_and_no_more_than_what_is_around(zoom, x, y):
    tile = Tile(zoom, int(x * 2**zoom), int(y * 2**zoom))
    west, south, east, north = tile.box().flat
    assert -180 <= west < east <= 180
    assert -86 < south < north < 86
    assert (east - west) <= 360 / 2**zoom * (1 + 2 * tiles.BUFFER / tiles.EXTENT) + 1e-9


@pytest.mark.parametrize(
    "numbers", [(-1, 0, 0), (25, 0, 0), (0, 1, 0), (0, 0, 1), (3, 8, 0), (3, 0, -1)]
)
def test_there_is_no_tile_outside_the_squares(numbers):
    with pytest.raises(ValueError, match="Tile"):
        Tile(*numbers)


CIRCLE = 2_000  # corners of a shape


def shapes(path):
    """A round lake of 20 km, a pond of 20 m in it, a path of 10 m and a river that winds finely."""
    turns = [2 * math.pi * n / CIRCLE for n in range(CIRCLE)]

    def ring(degrees):
        found = [[-1.7 + degrees * math.cos(t), 48.1 + degrees * math.sin(t)] for t in turns]
        return [[*found, found[0]]]

    river = [[-1.9 + n / CIRCLE, 48.1 + 1e-5 * (n % 2)] for n in range(CIRCLE)]
    told = {
        "lac": {"type": "Polygon", "coordinates": ring(0.1)},
        "mare": {"type": "Polygon", "coordinates": ring(1e-4)},
        "sentier": {"type": "LineString", "coordinates": [[-1.7, 48.1], [-1.7001, 48.1]]},
        "rivière": {"type": "LineString", "coordinates": river},
    }
    features = [
        {"type": "Feature", "properties": {"nom": name}, "geometry": geometry}
        for name, geometry in told.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.fixture
def waters(lake, tmp_path):
    return loaded(shapes(tmp_path / "eaux.geojson"))


@pytest.fixture
def drawn(gdal, waters):
    """Name → (kind, corners, metres across in Web Mercator) of the shapes of a tile."""

    def read_back(tile):
        data = made(waters, tile, tree.Query((tree.Output(tree.Column("nom")),)))
        told = (tuple(each.values()) for each in gdal(data, tile, "arbres", SHAPES))
        return {name: rest for name, *rest in told}

    return read_back


def test_a_far_shape_has_no_more_corners_than_can_be_seen_and_is_never_lost(drawn):
    far = drawn(Tile(5, 15, 11))
    assert set(far) == {"lac", "mare", "sentier", "rivière"}
    kind, corners, width = far["lac"]
    metres = Tile(5, 15, 11).metres[2] / tiles.EXTENT
    assert kind == "POLYGON"
    assert corners < 60
    assert width == pytest.approx(math.radians(0.2) * tiles.EARTH, abs=2 * metres)
    assert far["mare"][:2] == far["sentier"][:2] == ["POINT", 1]
    assert far["rivière"][0] == "LINESTRING"
    assert far["rivière"][1] < 10


def test_a_near_shape_keeps_its_corners(drawn):
    zoom = 20
    x = int((-1.7 + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(48.1))) / math.pi) / 2 * 2**zoom)
    near = drawn(Tile(zoom, x, y))
    assert near["mare"][0] == "POLYGON"
    assert near["sentier"][0] == "LINESTRING"
    assert near["lac"][0] == "POLYGON"  # the tile is in it
