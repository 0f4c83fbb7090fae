"""Rows out: what DuckDB says of the Parquet is what a reader gets, however they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

import duckdb
import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from parvis.lake import actions, finding, rows, store, view
from parvis.lake.engine import spatial_extension
from parvis.lake.query import odsql, paging, tree
from parvis.lake.query.facets import Facet, counts
from parvis.lake.query.facets_together import alike
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import SPATIAL, Type
from parvis.lake.served import cache, lasting, reader
from tests.lake.makers import CONTEXT, COUNT, lake, read, version

__all__ = ["lake", "read", "version"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def published(version):
    """A version that this machine has a copy of."""
    actions.publish(version)
    return version


def asked(version, policy=PUBLIC, **clauses):
    return rows.opened(version).answer(odsql.query(**clauses), policy, CONTEXT).rows


def parquet(lake, version, sql):
    link = duckdb.connect()
    link.execute(f"LOAD '{spatial_extension()}'")
    link.execute("SET TimeZone = 'UTC'")
    found = link.execute(sql.format(t=f"read_parquet('{lake.rows_path(version.sha256)}')"))
    answer = found.fetchall()
    link.close()
    return answer


QUESTIONS = {
    "SELECT cle, espece FROM {t} LIMIT 50": {"select": "cle, espece", "limit": 50},
    "SELECT cle FROM {t} LIMIT 7 OFFSET 1990": {"select": "cle", "limit": 7, "offset": 1990},
    "SELECT cle FROM {t} LIMIT 50 OFFSET 1990": {"select": "cle", "limit": 50, "offset": 1990},
    "SELECT cle, hauteur FROM {t} WHERE hauteur > 25 AND remarquable LIMIT 20 OFFSET 10": {
        "select": "cle, hauteur", "where": "hauteur > 25 and remarquable = true", "limit": 20,
        "offset": 10,
    },
    "SELECT cle FROM {t} ORDER BY hauteur DESC, cle LIMIT 9": {
        "select": "cle", "order_by": "hauteur desc, cle", "limit": 9,
    },
    "SELECT count(*), avg(hauteur) FROM {t}": {"select": "count(*), avg(hauteur)", "limit": 1},
    "SELECT espece, count(*) n FROM {t} GROUP BY 1 ORDER BY 1": {
        "select": "espece, count(*) as n", "group_by": "espece",
    },
    "SELECT count(*) FROM {t} WHERE st_x(shape) BETWEEN -1.68 AND -1.65"
    " AND st_y(shape) BETWEEN 48.12 AND 48.15": {
        "select": "count(*)", "where": "in_bbox(shape, 48.12, -1.68, 48.15, -1.65)",
    },
}  # fmt: skip


@pytest.mark.parametrize("kept", ["parquet", "cache"])
def test_answers_are_those_of_the_parquet(lake, version, kept, settings):
    if kept == "cache":
        actions.publish(version)
        assert store.rows_cache().find(version.name)
    else:
        settings.PARVIS_CACHE_GB = 0
    for sql, clauses in QUESTIONS.items():
        said = parquet(lake, version, sql)
        assert said
        assert asked(version, **clauses) == said, sql


WORDS = (
    '"chene"', '"CHÊNE 12"', '"2020 01"', '"12 oui"', '"true"', '"1.7 if"', 'search("tileul")',
    'search("erabl 4")', 'search(espece, "chène")', 'suggest("erab")', 'suggest("2024 07")',
    'search(lat, "48 1")', '"inconnu"', '"10 00 00"',
)  # fmt: skip


@pytest.mark.parametrize("kept", ["parquet", "cache"])
def test_text_kept_folded_finds_what_the_values_themselves_do(version, kept, settings):
    if kept == "cache":
        actions.publish(version)
    else:
        settings.PARVIS_CACHE_GB = 0
    stored, made = rows.opened(version), rows.opened(version)
    assert all(one.folded for one in stored.schema.columns if one.type not in SPATIAL)
    plain = tuple(replace(one, folded=None) for one in made.schema.columns)
    made.schema = replace(made.schema, columns=plain)
    found = set()
    scanned = everything(made)
    for words in WORDS:
        query = odsql.query(select="cle", where=words)
        first = stored.answer(query, PUBLIC, CONTEXT).rows
        second = made.answer(query, scanned, CONTEXT).rows
        assert first == second, words
        found.add(len(first))
    assert len(found) > 4  # some find nothing, others few rows or many


def everything(opened):
    """A rule that names every column: its rows are looked through, not found by their words."""
    return Policy(columns=frozenset(each.name for each in opened.schema.columns))


SAID = st.sampled_from(
    ["chêne", "chenes", "CHE*", "tileul", "érable", "erab*", "if", "ifs", "12", "1*", "2020",
     "01", "oui", "nno", "true", "fal*", "07 2024", "l’if", "d'érable", "zzz", "*", "1.7", "48",
     "-", "é*"]
)  # fmt: skip
FORMS = st.sampled_from(["{}", "search({})", "not {}", "not search({})"])


@pytest.mark.once
@given(
    st.lists(SAID, max_size=3), st.sampled_from(["{}", "search({})", "not {}", "not search({})"])
)
@hypothesis.settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_words_find_the_rows_that_reading_all_of_them_finds(published, words, form):
    text = '"' + " ".join(words) + '"'
    opened = rows.opened(published)
    query = odsql.query(select="cle", where=form.format(text))
    found = opened.answer(query, PUBLIC, CONTEXT).rows
    assert found == opened.answer(query, everything(opened), CONTEXT).rows


@pytest.mark.parametrize(
    ("runs", "lines"), [(paging.RUNS, finding.LINES), (paging.RUNS, -1), (0, -1)]
)
@pytest.mark.parametrize("where", [
    '"chêne"', 'search("tileul")', '"chêne" and cle > 40', 'not "chêne"', '"12"', '"zzz"', '"*"',
    '"Chêne non chene"', '"oui zzz"', '"chêne" or "if"',
])  # fmt: skip
def test_a_page_found_by_words_is_that_of_reading_all_rows(
    published, where, runs, lines, monkeypatch
):
    monkeypatch.setattr(paging, "RUNS", runs)
    monkeypatch.setattr(finding, "LINES", lines)
    opened = rows.opened(published)
    for select in ("cle, espece", "*"):
        for limit, offset in ((5, 0), (40, 3), (100, 10_000)):
            query = odsql.query(select=select, where=where, limit=limit, offset=offset)
            found = opened.answer(query, PUBLIC, CONTEXT)
            read_ = opened.answer(query, everything(opened), CONTEXT)
            assert (found.rows, found.fields) == (read_.rows, read_.fields)
            total = opened.total(query, everything(opened), CONTEXT)
            assert found.total == total or (found.total is None and not found.rows)


@pytest.mark.once
@given(st.lists(SAID, min_size=1, max_size=3), st.integers(0, 60), st.integers(0, 1_200), FORMS)
@hypothesis.settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_page_of_words_is_that_of_reading_all_rows(published, words, limit, offset, form):
    where = form.format('"' + " ".join(words) + '"')
    query = odsql.query(select="*", where=where, limit=limit, offset=offset)
    opened = rows.opened(published)
    found = opened.answer(query, PUBLIC, CONTEXT)
    assert found.rows == opened.answer(query, everything(opened), CONTEXT).rows
    assert found.total in (None, opened.total(query, everything(opened), CONTEXT))


@pytest.mark.parametrize("kept", ["parquet", "cache"])
@pytest.mark.parametrize("where", [None, "hauteur > 12", "lat is null", '"chêne" or cle < 9'])
def test_facets_in_one_pass_are_those_of_a_pass_each(version, kept, where, settings):
    if kept == "cache":
        actions.publish(version)
    else:
        settings.PARVIS_CACHE_GB = 0
    opened = rows.opened(version)
    condition = odsql.where(where) if where else None
    facets = (Facet("espece"), Facet("remarquable", limit=1), Facet("hauteur", limit=4))
    queries = [counts(opened.schema, facet, condition) for facet in facets]
    assert alike(queries)
    found = opened.counted(queries, PUBLIC, CONTEXT)
    assert found == [opened.answer(query, PUBLIC, CONTEXT) for query in queries]
    assert not alike([*queries, counts(opened.schema, Facet("lon"), odsql.where("cle = 1"))])
    assert not alike([*queries, counts(opened.schema, Facet("plante_le"), condition)])
    assert not alike([*queries, counts(opened.schema, Facet("cle", sort="num"), condition)])


def test_numbers_that_follow_each_other_are_a_run():
    assert paging.runs([]) == paging.runs(range(3, 3)) == []
    assert paging.runs(range(3, 9)) == [(3, 8)]
    assert paging.runs([4]) == [(4, 4)]
    assert paging.runs([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]


def test_words_are_used_where_nothing_is_hidden_alone(published):
    opened = rows.opened(published)
    with store.reader().reading(published.name, published.columns, lambda: None) as place:
        assert place.words
        assert place.schema(opened.schema, PUBLIC).words is place.words
        some = frozenset({"cle", "espece"})
        for policy in (
            Policy(columns=some), Policy(filter=odsql.where("cle > 3")),
            Policy(minimum=5, dimensions=("espece",)), everything(opened),
        ):  # fmt: skip
            assert place.schema(opened.schema, policy).words is None
        assert place.schema(opened.schema, PUBLIC).only(some).words is None
        assert place.words.holding("tilleul").bit_count() == COUNT / 4
        assert not place.words.holding("")


def test_beyond_a_number_of_rows_words_are_not_kept(version, monkeypatch):
    monkeypatch.setattr(cache, "WORDED", COUNT - 1)
    actions.publish(version)
    with store.reader().reading(version.name, version.columns, lambda: None) as place:
        assert place.words is None
    query = odsql.query(select="count(*) as n", where='"tilleul"')
    assert rows.opened(version).answer(query, PUBLIC, CONTEXT).rows == [(COUNT // 4,)]


def test_columns_have_their_types_and_titles(version):
    opened = rows.opened(version)
    assert {each.name: each.type for each in opened.schema.columns} == {
        "cle": Type.INTEGER, "espece": Type.TEXT, "hauteur": Type.INTEGER,
        "plante_le": Type.DATE, "vu_a": Type.DATETIME, "releve": Type.TEXT,
        "remarquable": Type.BOOLEAN, "lon": Type.NUMBER, "lat": Type.NUMBER, "shape": Type.POINT,
    }  # fmt: skip
    assert opened.titles["plante_le"] == "planté le"
    assert opened.count == COUNT


def test_an_instant_without_a_zone_is_of_the_territory(version):
    chosen = "plante_le, vu_a, releve, remarquable"
    assert asked(version, select=chosen, where="cle = 0") == [
        (date(2020, 1, 1), datetime(2024, 7, 1, 10, 0), "08:30:00", True)
    ]


def test_the_first_answer_waits_for_no_copy_and_the_next_read_it(version):
    assert len(asked(version, limit=10)) == 10
    store.reader().settled()
    assert store.rows_cache().find(version.name)
    assert len(asked(version, limit=10)) == 10


def test_a_damaged_copy_is_left_for_the_parquet(version):
    actions.publish(version)
    store.rows_cache().path(version.name).write_bytes(b"not a database" * 1000)
    assert len(asked(version, limit=10)) == 10


def test_a_lost_store_is_a_problem_that_names_no_path(lake, version, settings):
    settings.PARVIS_CACHE_GB = 0
    lake.rows_path(version.sha256).unlink()
    with pytest.raises(EngineProblem) as refused:
        asked(version, limit=10)
    assert refused.value.code == "failed"
    assert str(lake.root) not in refused.value.sentence()
    with pytest.raises(EngineProblem):
        next(rows.opened(version).stream(odsql.query(), PUBLIC, CONTEXT))


def test_a_damaged_parquet_is_a_problem_without_the_engines_words(lake, version, settings):
    settings.PARVIS_CACHE_GB = 0
    lake.rows_path(version.sha256).write_bytes(b"PAR1 and nothing more PAR1")
    with pytest.raises(EngineProblem):
        asked(version, limit=10)


def test_pages_are_whole_and_never_overlap(version):
    pages = [asked(version, select="cle", limit=300, offset=at) for at in range(0, 2100, 300)]
    assert sorted(row[0] for page in pages for row in page) == list(range(COUNT))
    assert [len(page) for page in pages] == [300] * 6 + [200]


ONLY_OAKS = Policy(
    frozenset({"cle", "espece"}),
    tree.Compare("=", tree.Column("espece"), tree.Text("chêne")),
)


def test_a_policy_applies_to_answers_totals_and_streams(version):
    opened, every = rows.opened(version), odsql.query(limit=5000)
    assert {row[1] for row in asked(version, ONLY_OAKS, limit=5000)} == {"chêne"}
    assert opened.total(every, ONLY_OAKS, CONTEXT) == COUNT // 4
    streamed = [row for batch in opened.stream(odsql.query(), ONLY_OAKS, CONTEXT) for row in batch]
    assert len(streamed) == COUNT // 4
    assert {len(row) for row in streamed} == {2}
    with pytest.raises(QueryProblem):
        asked(version, ONLY_OAKS, select="hauteur", limit=1)


def test_columns_alone_are_a_policy_too_on_every_page(version):
    few = Policy(frozenset({"cle"}))
    assert asked(version, few, limit=2, offset=1000) == asked(
        version, select="cle", limit=2, offset=1000
    )
    for hidden in ("espece", "`row number`"):
        with pytest.raises(QueryProblem):
            asked(version, few, select=hidden, limit=1)


def test_access_that_has_ended_has_no_count_either(version):
    ended = Policy(until=date(2026, 3, 30))
    opened = rows.opened(version)
    for call in (opened.answer, opened.total, opened.fields):
        with pytest.raises(QueryProblem) as refused:
            call(odsql.query(limit=1), ended, CONTEXT)
        assert refused.value.code == "ended"


def test_small_groups_stay_out_of_the_count(version):
    grouped = Policy(minimum=600, dimensions=("espece",))
    assert rows.opened(version).total(odsql.query(), grouped, CONTEXT) == 0
    with pytest.raises(QueryProblem):
        asked(version, grouped, limit=10)


def test_totals_are_exact(version):
    opened = rows.opened(version)
    assert opened.total(odsql.query(), PUBLIC, CONTEXT) == COUNT
    assert opened.total(odsql.query(where="espece = 'if'"), PUBLIC, CONTEXT) == COUNT // 4
    assert opened.total(odsql.query(where="hauteur > 1000"), PUBLIC, CONTEXT) == 0


def test_a_stream_gives_every_row_once_in_its_order(lake, version):
    opened = rows.opened(version)
    query = odsql.query(select="cle")
    batches = list(opened.stream(query, PUBLIC, CONTEXT))
    assert [len(batch) for batch in batches] == [1000, 1000]
    said = parquet(lake, version, "SELECT cle FROM {t}")
    assert [row for batch in batches for row in batch] == said
    assert [each.name for each in opened.fields(query, PUBLIC, CONTEXT)] == ["cle"]


def refusal(version, query):
    try:
        rows.opened(version).answer(query, PUBLIC, CONTEXT)
    except EngineProblem as refused:
        return refused.code
    return None


LONG = " or ".join(f"search(espece, 'xylophone{i}')" for i in range(60))


def test_an_answer_too_long_is_refused_and_the_next_is_given(version, monkeypatch):
    actions.publish(version)
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    assert refusal(version, odsql.query(select="count(*)", where=LONG)) == "stopped"
    monkeypatch.setattr(reader, "SECONDS", 10.0)
    assert len(asked(version, limit=5)) == 5


def test_few_answers_may_last_and_their_places_are_given_back(version, monkeypatch):
    actions.publish(version)
    monkeypatch.setattr(lasting, "LONG", 0.001)
    places = lasting.Places(threads=1)
    monkeypatch.setattr(lasting, "places", places)
    lasts = odsql.query(select="count(*)", where=LONG)
    assert places.take()
    assert refusal(version, lasts) == "crowded"
    assert len(asked(version, limit=5)) == 5  # what does not last finds its answer
    places.give()
    assert refusal(version, lasts) is None
    assert places.take()


def test_an_answer_too_long_is_worth_asking_again_where_a_copy_is_being_made(
    version, monkeypatch, settings
):
    monkeypatch.setattr(cache.Cache, "build", lambda *_told: False)  # another process is at it
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    asked_for = odsql.query(select="count(*)", where=LONG)
    assert refusal(version, asked_for) == "preparing"
    settings.PARVIS_CACHE_GB = 0  # no copy will be made
    assert refusal(version, asked_for) == "stopped"


def test_more_rows_than_an_answer_holds_is_a_refusal_never_a_cut(version, monkeypatch):
    monkeypatch.setattr(view, "MOST", 500)
    assert len(asked(version, limit=500)) == 500
    with pytest.raises(EngineProblem):
        asked(version, limit=501)


def test_nothing_published_is_nothing(lake, version):
    assert rows.current(uuid4()) is None
    assert rows.current(version.dataset) is None
    actions.publish(version)
    assert rows.current(version.dataset) == version


@pytest.mark.parametrize("name", ["row number", "row numbr"])
@pytest.mark.parametrize("order", ["", "cle"])
def test_no_question_knows_the_column_that_numbers_the_rows(version, name, order):
    actions.publish(version)
    query = odsql.query(select="cle", where=f"`{name}` > 3", order_by=order, limit=2)
    opened = rows.opened(version)
    for asked in (opened.answer, opened.total, opened.fields):
        with pytest.raises(QueryProblem) as refused:
            asked(query, PUBLIC, CONTEXT)
        assert refused.value.params.get("near") != "row number"


def test_parquet_is_let_go_once_the_copy_answers(version):
    opened, query = rows.opened(version), odsql.query(limit=1)
    views = "SELECT count(*) FROM duckdb_views() WHERE NOT internal"

    def viewed() -> int:
        ((count,),) = store.reader().cursor().execute(views).fetchall()
        return count

    opened.answer(query, PUBLIC, CONTEXT)
    assert viewed() == 1
    store.reader().settled()
    opened.answer(query, PUBLIC, CONTEXT)
    assert viewed() == 0


def test_a_copy_that_could_not_be_made_is_not_tried_at_each_question(version, monkeypatch):
    tried = []

    def failing(*_asked):
        tried.append(1)
        raise duckdb.Error("no room")

    def ask() -> None:
        rows.opened(version).answer(odsql.query(limit=1), PUBLIC, CONTEXT)
        store.reader().settled()

    monkeypatch.setattr(cache.Cache, "build", failing)
    for _ in range(3):
        ask()
    assert tried == [1]
    monkeypatch.setattr(reader, "RETRIED", -1.0)
    ask()
    assert tried == [1, 1]
