"""Steps beside doubles: whatever stands there, a condition finds the same rows, sooner."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.lake import actions, counting, rows, store
from parvis.lake.query import facets_together, odsql, tree
from parvis.lake.query.facets import Facet, counts
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.steps import MOST, Steps, between, narrower, ordinal
from parvis.lake.served import cache, stepping
from parvis.lake.served.cache import Cache
from tests.lake.makers import CONTEXT, COUNT, lake, loaded, read, version

__all__ = ["lake", "read", "version"]
ANY = st.floats(width=64) | st.sampled_from([0.0, -0.0, 5e-324, 1.7e308, -1.7e308, math.inf])
FINITE = st.floats(allow_nan=False, allow_infinity=False) | st.floats(0, 1)
SIGNS = st.sampled_from(["<", "<=", ">", ">="])
COLUMNS = [{"name": "b", "type": "DOUBLE", "meaning": None}]
ODD = (0.0, 7.0, 7.5, 12.0, 12.5, 29.0, 30.0, -3.0, 1e300)
PLAIN = Policy(until=date.max)  # everything, under a rule: without steps
OPEN = Policy(columns=frozenset({"espece", "remarquable", "hauteur", "cle"}))


def table(link: duckdb.DuckDBPyConnection, values: list[float | None], steps: Steps) -> None:
    link.execute("CREATE TABLE raw (b DOUBLE)")
    link.executemany("INSERT INTO raw VALUES (?)", [[value] for value in values])
    link.execute(f"CREATE TABLE kept AS {stepping.beside('SELECT b FROM raw', [steps])}")
    stepping.write(link, "kept", [steps])


@pytest.mark.once
@given(st.lists(ANY | FINITE | st.none(), min_size=1, max_size=30), FINITE, FINITE)
@hypothesis.settings(max_examples=60, deadline=None)
def test_whole_numbers_stand_in_the_order_of_doubles(values, one, other):
    steps = between("b", min(one, other), max(one, other))
    hypothesis.assume(steps)
    with duckdb.connect() as link:
        table(link, values, steps)
        found = link.execute('SELECT b, "b order" FROM kept ORDER BY b NULLS FIRST').fetchall()
        equal = "SELECT count(*) FROM kept x, kept y WHERE (x.b {0} y.b) <> (x.{1} {0} y.{1})"
        for sign in ("=", "<", "<="):
            assert link.execute(equal.format(sign, '"b order"')).fetchone() == (0,)
        told = [step for (step,) in link.execute(f"SELECT {steps.sql()} FROM kept").fetchall()]
        known = stepping.read(link, "memory")["b"]
    assert all(number == (None if b is None else ordinal(b)) for b, number in found)
    assert sorted(told) == [0 if b is None else steps.of(b) for b, _number in found]
    assert known.rows == tuple(told.count(step) for step in range(MOST + 1))
    assert (known.low, known.part) == (steps.low, steps.part)


def test_there_are_no_steps_between_equal_ends():
    assert between("b", 1.0, 1.0) is None
    assert between("b", 0.0, 5e-324) is None
    assert between("b", -1.7e308, 1.7e308) is None


@pytest.fixture
def copied(tmp_path: Path):
    """A copy of doubles written as SQL, and its steps."""

    def made(values: str) -> dict[str, Steps]:
        path = tmp_path / "objects" / "rows.parquet"
        path.parent.mkdir()
        duckdb.sql(f"SELECT ({values})::DOUBLE AS b FROM range(2000) r(i)").write_parquet(str(path))
        kept = Cache(tmp_path / "cache", 2**30, "Europe/Paris")
        assert kept.build("a", COLUMNS, path)
        with duckdb.connect() as link:
            link.execute(f"ATTACH '{kept.find('a')}' AS copy (READ_ONLY)")
            return dict(stepping.read(link, "copy"))

    return made


@pytest.mark.once
def test_a_few_values_far_away_leave_the_others_their_steps(copied):
    steps = copied("CASE WHEN i % 500 = 3 THEN 1e12 WHEN i % 4 = 0 THEN NULL ELSE i END")["b"]
    assert sum(steps.rows) == 2000
    assert steps.rows[0] == 500
    assert sum(1 for rows_ in steps.rows if rows_) > 200


@pytest.mark.once
@pytest.mark.parametrize("values", ["NULL", "'nan'", "'inf'", "3"])
def test_a_column_without_several_values_has_no_steps(copied, values):
    assert copied(values) == {}


@pytest.fixture(params=["parquet", "cache"])
def opened(request, version, settings):
    if request.param == "cache":
        actions.publish(version)
    else:
        settings.PARVIS_CACHE_GB = 0
    return rows.opened(version)


def facets(opened, condition, *names):
    queries = [counts(opened.schema, Facet(name), condition) for name in names]
    assert facets_together.alike(queries)
    return queries


@pytest.mark.django_db
@pytest.mark.parametrize("policy", [PUBLIC, OPEN, Policy(filter=odsql.where("cle > 40"))])
@pytest.mark.parametrize(
    "names", [("espece", "remarquable"), ("hauteur", "espece"), ("cle", "cle")]
)
def test_facets_by_the_rows_that_a_condition_leaves_out(opened, names, policy):
    for number in ODD:
        for sign in ("<", "<=", ">", ">="):
            condition = tree.Compare(sign, tree.Column("lon"), tree.Number(number / 300 - 1.7))
            if policy is OPEN:
                condition = tree.Compare(sign, tree.Column("cle"), tree.Number(number))
            queries = facets(opened, condition, *names)
            found = opened.counted(queries, policy, CONTEXT)
            assert found == [opened.answer(query, policy, CONTEXT) for query in queries]


@pytest.mark.django_db
def test_facets_without_a_condition_are_counted_once(opened, monkeypatch):
    asked, grouped = [], counting._grouped
    monkeypatch.setattr(
        counting, "_grouped", lambda *given: asked.append(given[2]) or grouped(*given)
    )
    queries = facets(opened, None, "espece", "remarquable")
    first, again = (opened.counted(queries, PUBLIC, CONTEXT) for _turn in range(2))
    assert first == again == [opened.answer(query, PUBLIC, CONTEXT) for query in queries]
    assert asked == [None]
    assert sum(number for _value, number in again[0].rows) == COUNT


@pytest.mark.django_db
def test_a_rule_that_hides_rows_never_hears_of_all_of_them(opened):
    queries = facets(opened, None, "espece", "remarquable")
    whole = opened.counted(queries, PUBLIC, CONTEXT)
    hidden = Policy(filter=odsql.where("cle < 100"))
    found = opened.counted(queries, hidden, CONTEXT)
    assert found == [opened.answer(query, hidden, CONTEXT) for query in queries] != whole
    for policy in (Policy(columns=frozenset({"cle", "remarquable"})), Policy(columns=frozenset())):
        with pytest.raises(QueryProblem):
            opened.counted(queries, policy, CONTEXT)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ['"12"', '"25*"', 'search("200")'])
def test_words_are_not_sought_among_steps(version, word, monkeypatch):
    monkeypatch.setattr(cache, "WORDED", 0)  # as where rows are many
    actions.publish(version)
    opened = rows.opened(version)
    queries = facets(opened, odsql.where(word), "espece", "cle")
    found = opened.counted(queries, PUBLIC, CONTEXT)
    assert found == [opened.answer(query, PUBLIC, CONTEXT) for query in queries]


@pytest.mark.django_db
def test_nobody_may_ask_for_steps(version):
    actions.publish(version)
    opened = rows.opened(version)
    with pytest.raises(QueryProblem):
        opened.counted(
            facets(opened, odsql.where("`lon step` > 3"), "espece", "remarquable"), PUBLIC, CONTEXT
        )


@pytest.fixture
def measured(lake, tmp_path):
    """Kinds and heights that are not whole, some without either."""
    path = tmp_path / "mesures.csv"
    kinds, lines = ("if", "", "chêne", "a", "z"), []
    for i in range(900):
        height = f"{(i * i % 997) / 8 - 20:.3f}" if i % 7 else ""
        lines.append(f"{kinds[i % 5]};{height};{i % 3}")
    path.write_text("\n".join(["espece;hauteur;rang", *lines]), encoding="utf-8")
    version = loaded(path)
    actions.publish(version)
    return version


@pytest.mark.once
@pytest.mark.django_db
@given(SIGNS, st.integers(-30, 110) | st.floats(-25, 106) | st.sampled_from([0.0, -0.0, 1e308]))
@hypothesis.settings(
    max_examples=80, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_rows_without_a_value_are_left_out_by_every_condition(measured, sign, number):
    opened = rows.opened(measured)
    condition = tree.Compare(sign, tree.Column("Hauteur"), tree.Number(number))
    queries = facets(opened, condition, "espece", "rang")
    found = opened.counted(queries, PUBLIC, CONTEXT)
    assert found == [opened.answer(query, PUBLIC, CONTEXT) for query in queries]


@pytest.mark.once
@pytest.mark.django_db
@given(
    st.lists(
        st.builds(
            tree.Compare, SIGNS, st.just(tree.Column("Hauteur")),
            st.builds(tree.Number, st.integers(-30, 110) | st.floats(-25, 106) | ANY),
        ),
        min_size=1, max_size=2,
    ),
    st.sampled_from([None, odsql.where("rang > 0"), odsql.where("not hauteur > 3 or rang = 1")]),
)  # fmt: skip
@hypothesis.settings(
    max_examples=120, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_calculations_by_steps_are_the_same_to_the_last_digit(measured, compared, other):
    opened = rows.opened(measured)
    where = tree.both(*compared, other)
    for text in ("", "espece"):
        asked = odsql.query(select="count(*), avg(hauteur), sum(rang)", group_by=text)
        query = replace(asked, where=where)
        told = [opened.answer(query, policy, CONTEXT) for policy in (PUBLIC, PLAIN)]
        assert repr(told[0].rows) == repr(told[1].rows)
    assert opened.total(tree.Query(where=where), PUBLIC, CONTEXT) == told_of(opened, where)


def told_of(opened, where):
    return len(opened.answer(tree.Query(where=where), PLAIN, CONTEXT).rows)


@pytest.mark.django_db
def test_whole_numbers_are_compared_where_no_rule_stands_before_the_rows(measured):
    opened = rows.opened(measured)
    with store.reader().reading(measured.name, measured.columns, lambda: None) as place:

        def compared(text, policy=PUBLIC):
            where = odsql.where(text) if isinstance(text, str) else text
            made = place.sooner(tree.Query(where=where), opened.schema, policy)
            nodes = [node for node, _depth in tree.walk(made.where)]
            return sum(isinstance(node, tree.Ordinal) for node in nodes)

        assert [compared(f"hauteur {sign} 90") for sign in ("<", "<=", ">=", ">")] == [1] * 4
        assert compared("hauteur > -10 and rang > 1 and hauteur < 90") == 2
        assert compared(f"hauteur > {2**63 - 1}") == 1
        for text in ("not hauteur > -10", "hauteur > -10 or rang > 1", "hauteur = 4", "rang > 0"):
            assert compared(text) == 0
        far = tree.Compare(">", tree.Column("hauteur"), tree.Number(2**63))
        assert compared(far) == 0  # the engine rounds such numbers in its own way
        assert compared("hauteur > -10", policy=PLAIN) == 0


@pytest.mark.django_db
def test_the_fewer_rows_are_those_counted(measured):
    opened = rows.opened(measured)
    with store.reader().reading(measured.name, measured.columns, lambda: None) as place:
        assert set(place.steps) == {"hauteur"}

        def side(text):
            return narrower(odsql.where(text), opened.schema, place.steps)

        assert [side(f"hauteur {sign}").cut for sign in ("> -10", "< 90", ">= 90", "<= -10")] == [
            True, True, False, False,
        ]  # fmt: skip
        for text in ("rang > 1", "hauteur = 4", "hauteur > rang", "hauteur > 4 and rang > 1"):
            assert side(text) is None
        assert narrower(None, opened.schema, place.steps) is None
        assert narrower(odsql.where("hauteur > 4"), opened.schema, {}) is None
