"""Rows by their lines are the engine's own, value for value, and only where nothing is hidden."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, timedelta

import brotli
import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.lake import actions, engine, finding, rows, store
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.sql import Context
from parvis.lake.served import cache as copies
from parvis.lake.served import layout, lines
from parvis.lake.served.lines import Lines
from tests.lake.makers import CONTEXT, COUNT, lake, read, spoil, version

__all__ = ["lake", "read", "version"]
KINDS = {
    "t": "VARCHAR", "i": "BIGINT", "n": "DOUBLE", "b": "BOOLEAN", "d": "DATE",
    "m": "TIMESTAMPTZ", "e": "DECIMAL(38,0)",
}  # fmt: skip
COLUMNS = [
    *({"name": name, "title": name, "type": kind, "meaning": None} for name, kind in KINDS.items()),
    {"name": "shape", "title": "shape", "type": "GEOMETRY", "read_as": "point", "meaning": None},
]
TOLD = ("t", "i", "n", "b", "d", "m", "shape")


@pytest.fixture(scope="module")
def link():
    made = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    made.execute(f"LOAD '{engine.spatial_extension()}'")
    made.execute("SET TimeZone = 'Europe/Paris'")
    yield made
    made.close()


def kept(link, folder, values):
    """Rows whose columns are those of `COLUMNS` but the last, a point made of two numbers."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in KINDS.items())
    link.execute(f"CREATE OR REPLACE TABLE raw ({columns}, x DOUBLE, y DOUBLE)")
    if values:
        marks = ", ".join("?" * len(values[0]))
        link.executemany(f"INSERT INTO raw VALUES ({marks})", values)
    link.execute(
        f'CREATE OR REPLACE TABLE kept AS SELECT rowid AS "{layout.SEQUENCE}", raw.*,'
        " st_point(x, y) AS shape FROM raw"
    )
    path = folder / "rows.lines"
    path.unlink(missing_ok=True)
    lines.write(link, COLUMNS, "kept", len(values), path)
    return Lines(path, COLUMNS)


def engines(link, names):
    zoned = ", ".join("timezone('UTC', m)" if name == "m" else name for name in names)
    return link.execute(f'SELECT {zoned} FROM kept ORDER BY "{layout.SEQUENCE}"').fetchall()


FINITE = st.floats(allow_nan=False)
ROW = st.tuples(
    st.none() | st.text(st.characters(codec="utf-8"), max_size=9),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | FINITE,
    st.none() | st.booleans(),
    st.none() | st.dates(),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.integers(-(10**38) + 1, 10**38 - 1).map(str),
    st.floats(-180, 180),
    st.floats(-90, 90),
)


@pytest.mark.once
@given(st.lists(ROW, max_size=5), st.permutations(TOLD), st.integers(1, len(TOLD)), st.booleans())
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_lines_give_what_the_engine_gives(link, tmp_path, values, order, wanted, packed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "MANY", 0 if packed else 5)
        made, names = kept(link, tmp_path, values), order[:wanted]
    found = made.rows(range(len(values)), names)
    assert found == engines(link, names)
    assert [[type(cell) for cell in row] for row in found or ()] == [
        [type(cell) for cell in row] for row in engines(link, names)
    ]


@pytest.mark.once
def test_rows_that_stand_apart_come_as_they_were_asked(link, tmp_path):
    texts = ('a "b"', "c\nd\x01", "é, l’œuf", "", "\\", "0")
    made = kept(link, tmp_path, [(text, *[None] * 6, 1, 2) for text in texts])
    assert made.rows([5, 0, 3], ["t"]) == [("0",), ('a "b"',), ("",)]
    assert made.rows([], ["t"]) == []
    assert made.rows([2], [layout.SEQUENCE, "t"]) == [(2, "é, l’œuf")]


@pytest.mark.once
def test_of_long_lines_fewer_are_held_at_once(link, tmp_path, monkeypatch):
    packed, held = lines._packed, []
    monkeypatch.setattr(
        lines, "_packed", lambda told, *asked: held.append(len(told)) or packed(told, *asked)
    )
    monkeypatch.setattr(lines, "SIZE", 100_000)
    texts = ["a" * 1000] * 200 + ["b"] * 1000
    made = kept(link, tmp_path, [(text, *[None] * 6, 1, 2) for text in texts])
    assert made.rows([0, 199, 200, 1199], ["t"]) == [(texts[0],), (texts[0],), ("b",), ("b",)]
    assert held[1] == 2 * lines.FEW
    assert max(held) > 10 * lines.FEW
    assert sum(held) == len(texts)


@pytest.mark.once
def test_what_json_cannot_say_is_left_to_the_copy(link, tmp_path):
    made = kept(link, tmp_path, [(None, 1, math.nan, *[None] * 4, 1, 2)])
    ((number,),) = made.rows([0], ["n"])
    assert math.isnan(number)
    assert made.rows([0], ["e"]) is None  # decimals
    assert made.rows([0], ["other"]) is None
    link.execute("UPDATE kept SET d = DATE '0044-03-15 (BC)', m = 'infinity'")
    (tmp_path / "rows.lines").unlink()
    lines.write(link, COLUMNS, "kept", 1, tmp_path / "rows.lines")
    again = Lines(tmp_path / "rows.lines", COLUMNS)
    assert again.rows([0], ["d"]) is again.rows([0], ["m"]) is None
    assert again.rows([0], ["i"]) == [(1,)]


@pytest.mark.once
@pytest.mark.parametrize("packed", [True, False])
def test_rows_of_several_blocks(link, tmp_path, monkeypatch, packed):
    monkeypatch.setattr(lines, "BATCH", 2 * lines.FEW)
    monkeypatch.setattr(lines, "MANY", 0 if packed else 1000)
    count = 5 * lines.FEW + 3
    size = count * 60
    made = kept(link, tmp_path, [(f"é{n}" * (n % 5), n, *[None] * 5, 1, 2) for n in range(count)])
    assert ((tmp_path / "rows.lines").stat().st_size < size) == packed
    every = engines(link, ["i", "t"])
    for numbers in (range(count), range(30, 70), [count - 1, 0, 33, 32, 31], [7]):
        assert made.rows(numbers, ["i", "t"]) == [every[n] for n in numbers]
    assert made.rows([count + lines.FEW], ["i"]) is made.rows([count], ["i"]) is None


@pytest.mark.once
def test_lines_that_are_cut_or_of_other_rows_are_not_believed(link, tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MANY", 39)
    kept(link, tmp_path, [(str(n), *[None] * 6, 1, 2) for n in range(40)])
    path = tmp_path / "rows.lines"
    whole = path.read_bytes()
    for left in (0, 7, 40, 100, len(whole) - 8):
        path.write_bytes(whole[:left])
        with pytest.raises(ValueError, match=r"rows\.lines|empty file"):
            Lines(path, COLUMNS)
    path.write_bytes(b"\0\1\2\3" + whole[4:])
    assert Lines(path, COLUMNS).rows([7], ["t"]) is None
    assert Lines(path, COLUMNS).rows([33], ["t"]) == [("33",)]
    pack, (told, other) = brotli.compress, (b'\n7\x01"7"', b'\n8\x01"7"')
    monkeypatch.setattr(
        brotli, "compress", lambda block, **asked: pack(block.replace(told, other), **asked)
    )
    made = kept(link, tmp_path, [(str(n), *[None] * 6, 1, 2) for n in range(40)])
    assert made.rows([7], ["t"]) is None
    assert made.rows([6], ["t"]) == [("6",)]


PAGES = (
    {"limit": 20}, {"limit": 20, "offset": 1990}, {"limit": 5, "offset": COUNT}, {"limit": 0},
    {"limit": 100, "where": "hauteur > 20 and remarquable = true"},
    {"limit": 7, "offset": 3, "where": "in_bbox(shape, 48.12, -1.68, 48.15, -1.65)"},
    {"limit": 100, "where": '"tilleul"'}, {"limit": 10, "where": '"tilleul" and "oui"'},
    {"limit": 10, "offset": 2, "where": '"tilleul oui tilleul"'}, {"limit": 9, "where": '"12"'},
    {"limit": 10, "where": "cle < 0"}, {"limit": 10, "where": 'search("tileul")'},
    {"limit": 10, "where": '"oui" or "inconnu"'}, {"limit": 10, "order_by": "hauteur desc"},
    {"limit": 50, "offset": 7, "order_by": "espece, lon desc", "where": "hauteur = 12"},
    {"limit": 9, "order_by": "remarquable desc, lon / 2", "where": "lon > -1.68 and cle > 3"},
    {"limit": 40, "order_by": "random(3)", "where": '"tilleul"'},
    {"limit": 5, "offset": COUNT, "order_by": "cle"},
)  # fmt: skip
SELECTS = (
    "*",
    "cle, espece",
    "shape",
    "vu_a, plante_le as jour, cle",
    "cle + 1 as plus",
    "count(*)",
)


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, lines.MANY])
@pytest.mark.parametrize("select", SELECTS)
def test_pages_by_lines_are_those_of_the_columns(version, monkeypatch, select, many):
    monkeypatch.setattr(lines, "MANY", many)
    actions.publish(version)
    opened = rows.opened(version)
    assert place(opened)
    by_lines, used = [], []
    told = Lines.rows
    monkeypatch.setattr(Lines, "rows", lambda *a: used.append(a[2]) or told(*a))
    for page in PAGES:
        by_lines.append(opened.answer(odsql.query(select=select, **page), PUBLIC, CONTEXT))
    plain = select in SELECTS[:4]
    assert len(used) == (len(PAGES) if plain else 0)
    monkeypatch.setattr(finding, "LINES", -1)
    for page, found in zip(PAGES, by_lines, strict=True):
        answer = opened.answer(odsql.query(select=select, **page), PUBLIC, CONTEXT)
        assert (found.fields, found.rows) == (answer.fields, answer.rows), page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("select", "order", "names"),
    [
        ("cle as c, espece", "c desc", ["cle", "espece"]),
        ("hauteur as cle, espece", "cle desc, espece", ["hauteur", "espece"]),
        ("cle, -cle as c", "c", None),
    ],
)
def test_a_page_sorted_by_a_label_is_sorted_by_its_column(
    version, monkeypatch, select, order, names
):
    actions.publish(version)
    opened, used = rows.opened(version), []
    told = Lines.rows
    monkeypatch.setattr(Lines, "rows", lambda *a: used.append(a[2]) or told(*a))
    query = odsql.query(select=select, order_by=order, limit=60, where="lon > -1.69")
    found = opened.answer(query, PUBLIC, CONTEXT)
    assert used == [names] * (names is not None)
    monkeypatch.setattr(finding, "LINES", -1)
    assert found == opened.answer(query, PUBLIC, CONTEXT)
    assert len(found.rows) == 60


def place(opened, policy=PUBLIC):
    version = opened.version
    with store.reader().reading(version.name, version.columns, lambda: None) as found:
        return found.lines(policy)


@pytest.mark.django_db
def test_lines_are_read_where_nothing_is_hidden_alone(version, monkeypatch):
    actions.publish(version)
    opened = rows.opened(version)
    assert place(opened)
    monkeypatch.setattr(Lines, "rows", lambda *_asked: pytest.fail("a line was read"))
    for policy in (
        Policy(columns=frozenset({"cle", "espece"})), Policy(filter=odsql.where("cle > 3")),
    ):  # fmt: skip
        assert place(opened, policy) is None
        for page in ({"limit": 4}, {"limit": 4, "where": '"tilleul"'}, {"order_by": "cle"}):
            opened.answer(odsql.query(**{"select": "cle", "limit": 4} | page), policy, CONTEXT)
    assert place(opened, Policy(minimum=5, dimensions=("espece",))) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", [{}, {"where": '"tilleul"'}, {"where": "cle > 3"}, {"order_by": "hauteur"}]
)
def test_access_that_has_ended_reads_no_line_and_no_word(version, page):
    actions.publish(version)
    ended = Policy(until=CONTEXT.now.date() - timedelta(days=1))
    with pytest.raises(QueryProblem, match="ended"):
        rows.opened(version).answer(odsql.query(select="cle", limit=4, **page), ended, CONTEXT)


@pytest.mark.django_db
def test_a_page_without_rows_still_counts_what_words_find(version):
    actions.publish(version)
    opened, query = rows.opened(version), odsql.query(select="cle", where='"tilleul"', limit=0)
    answer = opened.answer(query, PUBLIC, CONTEXT)
    assert (answer.rows, answer.total) == ([], COUNT // 4)
    assert opened.total(query, PUBLIC, CONTEXT) == COUNT // 4


@pytest.mark.django_db
def test_a_place_in_another_projection_is_not_that_of_a_line(version):
    actions.publish(version)
    opened, query = rows.opened(version), odsql.query(select="shape", limit=2)
    elsewhere = replace(CONTEXT, projection="EPSG:2154")
    assert isinstance(elsewhere, Context)
    found, plain = (opened.answer(query, PUBLIC, one).rows for one in (elsewhere, CONTEXT))
    assert found != plain


@pytest.mark.django_db
@pytest.mark.parametrize("spoiled", [None, b"", b"half"])
def test_without_its_lines_a_copy_answers_the_same(version, spoiled):
    actions.publish(version)
    path = store.rows_cache().path(version.name).with_suffix(lines.SUFFIX)
    query = odsql.query(select="*", where='"tilleul"', limit=30)
    whole = rows.opened(version).answer(query, PUBLIC, CONTEXT)
    spoil(path, spoiled)
    opened = rows.opened(version)
    assert place(opened) is None
    assert opened.answer(query, PUBLIC, CONTEXT) == whole


@pytest.mark.django_db
def test_lines_go_with_their_copy_and_are_not_kept_beyond_the_budget(version, monkeypatch):
    actions.publish(version)
    kept_ = store.rows_cache()
    path = kept_.path(version.name)
    beside = path.with_suffix(lines.SUFFIX)
    assert beside.exists()
    kept_.forget(version.name)
    assert not path.exists()
    assert not beside.exists()
    monkeypatch.setattr(copies, "WORDED", COUNT - 1)
    actions.publish(version)
    assert path.exists()
    assert beside.exists()  # however many rows there are
    narrow = replace(kept_, budget=path.stat().st_size)
    kept_.forget(version.name)
    assert narrow.build(version.name, version.columns, store.store().rows_path(version.sha256))
    assert path.exists()
    assert not beside.exists()
