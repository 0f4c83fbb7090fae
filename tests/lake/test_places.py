"""Rows by where they are, and pages and their counts, are the engine's own, and points are looked
at only where nothing is hidden."""

from __future__ import annotations

import math
from datetime import timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.lake import actions, drawing, rows, store
from parvis.lake.query import bits, odsql, paging
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tile import STANDARD, Tile
from parvis.lake.served import layout, places
from parvis.lake.served.places import FEW, Places
from tests.lake.makers import CONTEXT, COUNT, lake, read, spoil, version

__all__ = ["lake", "read", "version"]
COLUMNS = [
    {"name": "shape", "title": "shape", "type": "GEOMETRY", "read_as": "point", "meaning": None}
]
ALL = (-180.0, -90.0, 180.0, 90.0)


@pytest.fixture(scope="module")
def link():
    made = duckdb.connect()
    yield made
    made.close()


def kept(link, folder, points):
    """A copy of rows at these points, None for those that have none."""
    west, south = layout.POINT[:2]
    link.execute(
        f'CREATE OR REPLACE TABLE kept ("{layout.SEQUENCE}" BIGINT, "{west}" DOUBLE,'
        f' "{south}" DOUBLE)'
    )
    told = [(n, *(point or (None, None))) for n, point in enumerate(points)]
    link.execute("BEGIN")
    for start in range(0, len(told), 500):
        some = told[start : start + 500]
        marks = ", ".join(["(?, ?, ?)"] * len(some))
        link.execute(f"INSERT INTO kept VALUES {marks}", [n for row in some for n in row])
    link.execute("COMMIT")
    path = folder / "rows.places"
    assert places.write(link, COLUMNS, "kept", path)
    return Places(path)


def told(known, box):
    found = known.within(box)
    return None if found is None else bits.numbers(found, known.rows, 0, known.rows)


def engines(link, box):
    west, south = layout.POINT[:2]
    asked = (
        f'SELECT "{layout.SEQUENCE}" FROM kept WHERE "{west}" BETWEEN $1 AND $3'
        f' AND "{south}" BETWEEN $2 AND $4 ORDER BY ALL'
    )
    return [number for (number,) in link.execute(asked, list(box)).fetchall()]


def along(count, placeless=()):
    """Points along a curve that turns, as rows stand."""
    return [
        None if n in placeless else (n / count * 90 - 45, math.sin(n / 200) * 40)
        for n in range(count)
    ]


@pytest.mark.once
@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, FEW + 1, FEW**2, FEW**2 + 3, 9_001])
def test_boxes_find_what_the_engine_finds(link, tmp_path, count):
    known = kept(link, tmp_path, along(count, {5, 70, *range(300, 500), count - 1}))
    assert known.rows == count
    for box in (ALL, (-10, -10, 10, 10), (-45, -90, -40, 90), (0, 0, 0, 0), (50, 50, 60, 60)):
        assert told(known, box) == engines(link, box), box


COORDINATE = st.sampled_from([-1.5, -1.0, 0.0, 0.25, 1.0, 2.0, math.nan])


@pytest.mark.once
@given(
    st.lists(st.none() | st.tuples(COORDINATE, COORDINATE), max_size=200),
    st.tuples(*[COORDINATE.filter(math.isfinite)] * 4),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_sides_and_rows_without_a_place_are_as_the_engine_has_them(link, tmp_path, points, box):
    assert told(kept(link, tmp_path, points), box) == engines(link, box)


@pytest.mark.once
def test_rows_that_follow_no_curve_are_left_to_the_engine(link, tmp_path, monkeypatch):
    scattered = [(n * 7919 % 1_000 / 10, n * 104_729 % 1_000 / 10) for n in range(40 * FEW)]
    known = kept(link, tmp_path, scattered)
    monkeypatch.setattr(places, "MOST", 39)
    assert told(known, (10, 10, 20, 20)) is None
    assert told(known, (0, 0, 100, 100)) == list(
        range(40 * FEW)
    )  # whole groups are not looked into
    monkeypatch.setattr(places, "MOST", 40)
    assert told(known, (10, 10, 20, 20)) == engines(link, (10, 10, 20, 20))


@pytest.mark.once
def test_points_that_are_cut_or_of_another_machine_are_not_believed(link, tmp_path):
    kept(link, tmp_path, along(200))
    path = tmp_path / "rows.places"
    whole = path.read_bytes()
    for spoiled in (b"", whole[:7], whole[:-8], whole[:64], whole[8:], whole[:-8] + whole[:-9:-1]):
        path.write_bytes(spoiled)
        with pytest.raises(ValueError, match=r"rows\.places|empty file"):
            Places(path)


@pytest.mark.once
def test_rows_that_are_no_points_have_no_file(link, tmp_path):
    path = tmp_path / "rows.places"
    shapes = [{**COLUMNS[0], "read_as": "shape"}]
    texts = [{**COLUMNS[0], "type": "VARCHAR"}]
    assert not places.write(link, shapes, "kept", path)
    assert not places.write(link, texts, "kept", path)
    assert not path.exists()


BOX = "in_bbox(shape, 48.12, -1.68, 48.15, -1.65)"
CONDITIONS = (
    BOX, f'{BOX} and "tilleul"', f'{BOX} or "tilleul"', f"not {BOX}", f'not "tilleul" and {BOX}',
    f"{BOX} and hauteur > 20", "in_bbox(shape, 1, 1, 2, 2)", "in_bbox(shape, -90, -180, 90, 180)",
    "hauteur > 20", "cle < 0", "espece = 'if' and hauteur = 7",
)  # fmt: skip
PAGES = ((10, 0), (10, 95), (0, 3), (100, 400), (1_000, 0), (10, COUNT), (5, paging.REACH))


@pytest.mark.django_db
@pytest.mark.parametrize("where", CONDITIONS)
def test_pages_and_counts_are_those_of_all_rows(version, where):
    actions.publish(version)
    opened = rows.opened(version)
    every = odsql.query(select="cle, shape", where=where)
    whole = list(opened.answer(every, PUBLIC, CONTEXT).rows)  # without a limit: by the engine
    assert opened.total(every, PUBLIC, CONTEXT) == len(whole)
    for limit, offset in PAGES:
        page = odsql.query(select="cle, shape", where=where, limit=limit, offset=offset)
        answer = opened.answer(page, PUBLIC, CONTEXT)
        assert list(answer.rows) == whole[offset : offset + limit], (limit, offset)
        assert answer.total in {len(whole), None if offset == paging.REACH else len(whole)}


@pytest.mark.django_db
def test_a_box_is_found_without_the_engine_where_nothing_is_hidden_alone(version, monkeypatch):
    actions.publish(version)
    opened, used = rows.opened(version), []
    found = Places.within
    monkeypatch.setattr(Places, "within", lambda *asked: used.append(asked) or found(*asked))
    query = odsql.query(select="cle", where=BOX, limit=5)
    public = opened.answer(query, PUBLIC, CONTEXT)
    assert len(used) == 1
    assert public.total > 5
    monkeypatch.setattr(Places, "within", lambda *_asked: pytest.fail("all rows were looked at"))
    for policy in (
        Policy(columns=frozenset({"cle", "shape"})), Policy(filter=odsql.where("cle > 3")),
    ):  # fmt: skip
        opened.answer(query, policy, CONTEXT)
        opened.total(query, policy, CONTEXT)
    with pytest.raises(QueryProblem):
        opened.answer(query, Policy(columns=frozenset({"cle"})), CONTEXT)


@pytest.mark.django_db
@pytest.mark.parametrize("where", [BOX, "cle > 3"])
def test_access_that_has_ended_finds_no_row(version, where):
    actions.publish(version)
    ended = Policy(until=CONTEXT.now.date() - timedelta(days=1))
    query = odsql.query(select="cle", where=where, limit=4)
    for asked in (rows.opened(version).answer, rows.opened(version).total):
        with pytest.raises(QueryProblem, match="ended"):
            asked(query, ended, CONTEXT)


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["", "hauteur > 20", '"tilleul"'])
def test_tiles_are_the_same_without_the_points(version, monkeypatch, where):
    actions.publish(version)
    monkeypatch.setattr(drawing, "WRITTEN", -1)  # all are drawn: those written put values otherwise
    opened = rows.opened(version)
    query = odsql.query(select="cle, espece", where=where)
    tiles = [Tile(12, 2028 + x, 1420 + y) for x in range(3) for y in range(4)]
    drawn = [opened.tile(query, PUBLIC, CONTEXT, tile, "arbres", STANDARD) for tile in tiles]
    assert max(map(len, drawn)) > 1_000
    monkeypatch.setattr(Places, "within", lambda *_asked: None)
    assert drawn == [
        opened.tile(query, PUBLIC, CONTEXT, tile, "arbres", STANDARD) for tile in tiles
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("spoiled", [None, b"", b"half", b"other   " * 8])
def test_without_its_points_a_copy_answers_the_same(version, spoiled):
    actions.publish(version)
    path = store.rows_cache().path(version.name).with_suffix(places.SUFFIX)
    query = odsql.query(select="*", where=BOX, limit=30)
    whole = rows.opened(version).answer(query, PUBLIC, CONTEXT)
    spoil(path, spoiled)
    again = rows.opened(version).answer(query, PUBLIC, CONTEXT)
    assert (again.rows, again.total) == (whole.rows, whole.total)
