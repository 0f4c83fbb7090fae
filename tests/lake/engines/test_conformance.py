"""Every engine computes the same: a job's plan, run by each, gives what stands here."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from parvis.lake import engine as engines
from parvis.lake.engines import plans
from parvis.lake.engines.duckdb import DuckDB
from parvis.lake.engines.plans import Source
from parvis.lake.engines.spark import Spark
from parvis.lake.query import odsql
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.reading import apart
from parvis.lake.versions import columns
from tests.lake.makers import CONTEXT

pytestmark = pytest.mark.once
ZONE = "Europe/Paris"
MASTER = "local-cluster[2,1,1024]"
# few rows: to compile for speed would last longest
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SMALL = {
    "spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false", "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
}  # fmt: skip
TREES = """cle;espece;hauteur;tour;planté le;vu à;relevé;remarquable;lon;lat
a;tilleul;12;1,5;2020-01-01;2024-03-31T01:30:00;08:30:00;oui;-1.70;48.10
b;chêne;30;2,25;2020-02-29;2024-03-31T03:30:00;09:00:00;non;-1.69;48.11
c;tilleul;7;;2021-12-31;2024-07-01T00:15:00;10:15:30;oui;-1.68;48.12
d;Été;;0,5;;2024-12-31T23:30:00;;;-1.67;48.13
e;;-3;-0,75;2019-06-15;;11:00:00;non;;
f;chêne;9000000000;1000;2020-01-01;2024-01-01T00:00:00;12:00:00;non;-1.65;48.15
"""
LATER = (
    TREES.splitlines()[0]
    + """
b;chêne;31;2,5;2020-02-29;2024-03-31T03:30:00;09:00:00;non;-1.69;48.11
g;if;1;0,1;2022-01-01;2024-02-01T00:00:00;08:00:00;oui;-1.60;48.00
"""
)
KINDS = "espèce;latin\ntilleul;Tilia\nchêne;Quercus\norme;Ulmus\n"


@pytest.fixture(scope="session", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request):
    """One session of Spark for the whole suite."""
    made = DuckDB(ZONE) if request.param == "duckdb" else Spark(MASTER, ZONE, SMALL)
    yield made
    made.close()


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """A file read as any file is."""

    def made(name, text, policy=PUBLIC):
        folder = tmp_path_factory.mktemp(name)
        path, rows = folder / f"{name}.csv", folder / "rows.parquet"
        path.write_text(text, "utf-8")
        return Source(name, columns(apart.read(path, rows)), rows, policy)

    return made


@pytest.fixture(scope="session")
def trees(source):
    return source("arbres", TREES)


@pytest.fixture
def asked(engine, tmp_path):
    """The lines of a plan's result."""

    def run(plan):
        out = engine.run(plan, tmp_path, "parquet")
        link = engines.workshop(tmp_path, engines.Limits())
        found = link.execute(f"SELECT * FROM read_parquet('{out}')").fetchall()
        link.close()
        return found

    return run


def ends_alike(found, wanted):
    """Numbers to fifteen digits: sums of doubles depend on their order."""
    assert len(found) == len(wanted)
    for line, expected in zip(found, wanted, strict=True):
        assert len(line) == len(expected)
        for mine, theirs in zip(line, expected, strict=True):
            if isinstance(theirs, float) and mine is not None:
                assert math.isclose(mine, theirs, rel_tol=1e-14), (line, expected)
            else:
                assert mine == theirs, (line, expected)


def aggregate(source, **clauses):
    return plans.aggregate(source, odsql.query(**clauses), CONTEXT)


DAY = dt.date
CASES = {
    "counts and sums by text": (
        {"select": "count(*) as n, sum(hauteur) as s, avg(hauteur) as a", "group_by": "espece"},
        [(None, 1, -3, -3.0), ("chêne", 2, 9_000_000_030, 4_500_000_015.0),
         ("tilleul", 2, 19, 9.5), ("Été", 1, None, None)],
    ),
    "of all rows: ends, quantiles, distinct, divisions, calculations around calculations": (
        {"select": "min(tour) as a, max(tour) as b, min(espece) as c, max(espece) as d,"
                   " min(plante_le) as e, max(vu_a) as f, median(tour) as g,"
                   " percentile(tour, 25) as h, percentile(tour, 90) as i,"
                   " count(distinct espece) as j, count(espece) as k, count(*) as l,"
                   " count(hauteur / (hauteur - 12)) as m, sum(hauteur / 2) as n,"
                   " max(tour * tour) as o, sum(tour) / count(*) + 1 as p, 0 - min(hauteur) as q"},
        [(-0.75, 1000.0, "chêne", "Été", DAY(2019, 6, 15), dt.datetime(2024, 12, 31, 22, 30),
          1.5, 0.5, 600.9, 3, 5, 6, 4, 4_500_000_023.0, 1e6, 168.25, 3)],
    ),
    "the clock of the zone, across its changes": (
        {"select": "count(*) as n", "where": "vu_a is not null",
         "group_by": "year(vu_a) as y, month(vu_a) as m, dayofweek(vu_a) as d, hour(vu_a) as h"},
        [(2024, 1, 1, 0, 1), (2024, 3, 7, 1, 1), (2024, 3, 7, 3, 1), (2024, 7, 1, 0, 1),
         (2024, 12, 2, 23, 1)],
    ),
    "text functions": (
        {"select": "count(*) as n", "group_by": "upper(espece) as u, length(espece) as l",
         "where": "espece is not null"},
        [("CHÊNE", 5, 2), ("TILLEUL", 7, 2), ("ÉTÉ", 3, 1)],
    ),
    "groups in the order asked, the first of them": (
        {"select": "count(*) as n", "group_by": "espece", "order_by": "n desc", "limit": 2},
        [("chêne", 2), ("tilleul", 2)],
    ),
}  # fmt: skip
# condition: rows for which it does not hold, an absent value aside
RULES = {
    "hauteur > 0": 1,
    "espece is not null": 1,
    "vu_a = date'2024-07-01'": 4,  # all of the day
    "hauteur * 2000000000 < 0": 3,  # beyond 64 bits it is absent
    "startswith(espece, 'til') or remarquable = false or cle in ('d', 'zz')": 0,
    "not espece = 'chêne'": 2,
    r"""espece = "l'\\$p0 :p1 `x` --" """: 5,
}


@pytest.mark.parametrize("case", CASES)
def test_calculations(asked, trees, case):
    clauses, wanted = CASES[case]
    ends_alike(asked(aggregate(trees, **clauses)), wanted)


def test_a_profile(asked, trees):
    names = ["espece", "tour", "plante_le", "vu_a", "remarquable", "shape"]
    some = Source("quelques", trees.columns, trees.parquet, Policy(frozenset(names)))
    lines = {line[0]: line[1:] for line in asked(plans.profile(some, CONTEXT))}
    assert list(lines) == names  # in the order of the file
    nothing = (None,) * 8
    assert lines["espece"] == ("text", None, 6, 1, 3, "chêne", "Été", *nothing)
    assert lines["plante_le"][:6] == ("date", None, 6, 1, 4, "2019-06-15")
    assert lines["vu_a"][4:7] == (5, "2023-12-31 23:00:00", "2024-12-31 22:30:00")
    assert lines["remarquable"] == ("boolean", None, 6, 1, 2, None, None, *nothing)
    assert lines["shape"] == ("point", None, 6, 1, None, None, None, *nothing)
    quantiles = (-0.5, 0.5, 1.5, 2.25, 800.45)
    ends_alike(
        [lines["tour"]],
        [("number", None, 6, 1, 5, None, None, -0.75, 1000.0, 200.7, *quantiles)],
    )


def test_a_validation(asked, trees):
    rules = {text: odsql.where(text) for text in RULES}
    plan = plans.validate(trees, rules, ("plante_le",), CONTEXT)
    wanted = [*RULES.items(), ("unique(plante_le)", 1)]
    assert asked(plan) == [(rule, 6, failed) for rule, failed in wanted]


def test_a_join_that_keeps_all(asked, trees, source):
    plan = plans.join(trees, source("genres", KINDS), {"espece": "espece"}, True, CONTEXT)
    names = [each.name for each in plan.fields]
    assert names == [*(each["name"] for each in trees.columns), "latin"]
    lines = {line[0]: line for line in asked(plan)}
    assert {key: line[-1] for key, line in lines.items()} == {
        "a": "Tilia", "b": "Quercus", "c": "Tilia", "d": None, "e": None, "f": "Quercus",
    }  # fmt: skip
    assert lines["a"][names.index("vu_a")] == dt.datetime(2024, 3, 31, 0, 30)


def test_two_columns_of_one_name_stand_apart(asked, trees):
    plan = plans.join(trees, trees, {"cle": "cle"}, False, CONTEXT)
    names = [each.name for each in plan.fields]
    first, second = names.index("hauteur"), names.index("hauteur_2")
    lines = asked(plan)
    assert len(lines) == 6
    assert all(line[first] == line[second] for line in lines)


def test_versions_made_one(engine, trees, source, tmp_path):
    plan = plans.compact([trees, source("suite", LATER)], ("cle",), CONTEXT)
    out = engine.run(plan, tmp_path, "parquet")
    link = engines.workshop(tmp_path, engines.Limits())
    found = link.execute(
        "SELECT cle, espece, hauteur, tour, plante_le, vu_a, releve, remarquable,"
        f" st_astext(shape) FROM read_parquet('{out}')"
    ).fetchall()
    link.close()
    assert [line[0] for line in found] == list("abcdefg")
    assert found[1] == (
        "b", "chêne", 31, 2.5, DAY(2020, 2, 29), dt.datetime(2024, 3, 31, 1, 30), "09:00:00",
        False, "POINT (-1.69 48.11)",
    )  # fmt: skip
    assert found[4][-1] is None
    assert found[5][2] == 9_000_000_000


def test_columns_and_rows_that_a_policy_hides_are_in_no_result(asked, trees):
    policy = Policy(frozenset({"cle", "espece"}), odsql.where("hauteur < 10"))
    hidden = Source("cache", trees.columns, trees.parquet, policy)
    assert [line[:5] for line in asked(plans.profile(hidden, CONTEXT))] == [
        ("cle", "text", None, 2, 0), ("espece", "text", None, 2, 1),
    ]  # fmt: skip
    assert asked(plans.compact([hidden], ("cle",), CONTEXT)) == [("c", "tilleul"), ("e", None)]
    with pytest.raises(QueryProblem, match="unknown_column"):
        aggregate(hidden, select="max(hauteur)")
    with pytest.raises(QueryProblem, match="unknown_column"):
        plans.validate(hidden, {}, ("hauteur",), CONTEXT)


def test_groups_too_small_are_in_no_result(asked, trees):
    policy = Policy(minimum=2, dimensions=("espece",))
    grouped = Source("groupes", trees.columns, trees.parquet, policy)
    plan = aggregate(grouped, select="count(*) as n, sum(tour) as t", group_by="espece")
    assert asked(plan) == [("chêne", 2, 1002.25), ("tilleul", 2, None)]
    for job in (
        lambda: plans.profile(grouped, CONTEXT),
        lambda: plans.compact([grouped], ("espece",), CONTEXT),
        lambda: plans.join(grouped, trees, {"espece": "espece"}, False, CONTEXT),
        lambda: plans.validate(grouped, {}, ("espece",), CONTEXT),
    ):
        with pytest.raises(QueryProblem, match="aggregates_only"):
            job()


def test_an_access_that_ended_gives_nothing(trees):
    ended = Source("fini", trees.columns, trees.parquet, Policy(until=DAY(2026, 3, 30)))
    for job in (
        lambda: plans.profile(ended, CONTEXT),
        lambda: aggregate(ended, select="count(*)"),
    ):
        with pytest.raises(QueryProblem, match="ended"):
            job()


def test_a_csv_file(trees, tmp_path):
    plan = aggregate(trees, select="count(*) as n", group_by="espece")
    out = DuckDB(ZONE).run(plan, tmp_path, "csv")
    assert out.read_text("utf-8") == "espece,n\n,1\nchêne,2\ntilleul,2\nÉté,1\n"


def test_a_damaged_file_is_a_clear_refusal(engine, trees, tmp_path):
    spoilt = tmp_path / "objects" / "rows.parquet"
    spoilt.parent.mkdir()
    spoilt.write_bytes(b"PAR1 and nothing more PAR1")
    source = Source("abime", trees.columns, spoilt, PUBLIC)
    with pytest.raises(EngineProblem):
        engine.run(aggregate(source, select="count(cle) as n"), tmp_path, "parquet")


def test_what_spark_lacks_is_refused_before_it_starts(trees, tmp_path):
    near = "within_distance(shape, geom'POINT(0 0)', 1m)"
    plan = aggregate(trees, select="count(*)", where=near)
    never = Spark("no such master", ZONE)
    with pytest.raises(QueryProblem, match="engine"):
        never.run(plan, tmp_path, "parquet")
    with pytest.raises(QueryProblem, match="job_lists"):
        plans.aggregate(trees, odsql.query(select="cle"), CONTEXT)
