"""A re-user's `select`, `group_by` and `order_by`, as documented, on rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC, statement, total
from parvis.lake.query.problems import QueryProblem
from tests.lake.query.engine import CONTEXT, UTC_CONTEXT, ask, engine, exp
from tests.lake.query.towns import LINED, answer, table


def fields(**clauses: Any) -> list[str]:
    query = odsql.query(**clauses)
    made = statement(query, LINED, PUBLIC, CONTEXT, exp.to_table(table()))
    return [field.name for field in made.fields]


RENNES = "nom = 'Rennes'"
SELECTIONS: dict[str, tuple[list[str], tuple[Any, ...]]] = {
    "nom, population as habitants": (["nom", "habitants"], ("Rennes", 222485)),
    "2 as deux": (["deux"], (2,)),
    "2 * population as double": (["double"], (444970,)),
    "population + 1, population - 1": (["population + 1", "population - 1"], (222486, 222484)),
    "population / 2": (["population / 2"], (111242.5,)),
    "population / 0": (["population / 0"], (None,)),
    "(population + 5) * 2 as n": (["n"], (444980,)),
    "-surface as moins": (["moins"], (-50.4,)),
    '"bonjour" as mot': (["mot"], ("bonjour",)),
    "length(nom)": (["length(nom)"], (6,)),
    "lower(nom), upper('été') as u": (["lower(nom)", "u"], ("rennes", "ÉTÉ")),
    "year(fondation), month(fondation), day(fondation)": (
        ["year(fondation)", "month(fondation)", "day(fondation)"],
        (1790, 1, 1),
    ),
    "hour(releve), minute(releve), second(releve)": (
        ["hour(releve)", "minute(releve)", "second(releve)"],
        (0, 30, 0),
    ),
    "releve": (["releve"], (datetime(2025, 3, 29, 23, 30),)),
    "ifnull(note, 'rien') as n": (["n"], ("Œuvre d’art de l’Hôtel de Ville",)),
    "json_format(note, 'non') as j": (["j"], ("non",)),
    "json_format(note, null) as j": (["j"], (None,)),
    "json_format(note) as j": (["j"], ("Œuvre d’art de l’Hôtel de Ville",)),
    "include(po*)": (["population"], (222485,)),
    "include(nom), include(s*)": (["nom", "surface", "siege"], ("Rennes", 50.4, True)),
    "nom, include(pop*), exclude(nom)": (["population"], (222485,)),
    "themes": (["themes"], (["eau", "vélo"],)),
}


@pytest.mark.parametrize("select", SELECTIONS)
def test_selection(select: str) -> None:
    names, row = SELECTIONS[select]
    assert fields(select=select) == names
    assert answer(select=select, where=RENNES) == [row]


def test_everything_by_default_in_the_order_of_the_columns() -> None:
    names = [column.name for column in LINED.columns]
    assert fields() == fields(select="*") == names
    assert fields(select="exclude(s*)") == [name for name in names if name[0] != "s"]
    assert fields(select="*, population * 2 as double") == [*names, "double"]


FORMATS = {
    "dd/MM/YYYY": "20/11/2007",
    "'The date is 'dd/MM/YYYY": "The date is 20/11/2007",
    "'The date is '''dd/MM/YYYY''": "The date is '20/11/2007'",
    "E": "mar.",
    "EEEE": "mardi",
    "H": "1",
    "HH": "01",
    "yy": "07",
    "yyyy": "2007",
    "M": "11",
    "MM": "11",
    "MMM": "nov.",
    "MMMM": "novembre",
    "xx": "07",
    "xxxx": "2007",
    "w": "47",
    "ww": "47",
    "e": "2",
    "D": "324",
    "DDD": "324",
    "d-dd": "20-20",
    "m:mm:s.ss": "23:23:45.45",
    "?,.:/-": "?,.:/-",
}


@pytest.mark.parametrize("pattern", FORMATS)
def test_date_format_as_documented(pattern: str) -> None:
    engine().execute(
        "CREATE OR REPLACE TABLE jour AS SELECT TIMESTAMPTZ '2007-11-20 01:23:45Z' AS d"
    )
    from parvis.lake.query.schema import Column, Schema, Type

    schema = Schema((Column("d", Type.DATETIME),))
    query = odsql.query(select=f'date_format(d, "{pattern}") as t')
    assert ask(query, schema, "jour", context=UTC_CONTEXT) == [(FORMATS[pattern],)]


def test_language_and_zone_of_dates() -> None:
    from dataclasses import replace

    english = replace(UTC_CONTEXT, lang="en")
    assert answer(
        english, select="date_format(fondation, 'EEEE d MMMM') as t", where="nom='Bruz'"
    ) == [("Tuesday 20 November",)]
    assert answer(CONTEXT, select="date_format(releve, 'HH') as t", where=RENNES) == [("00",)]
    assert answer(UTC_CONTEXT, select="date_format(releve, 'HH') as t", where=RENNES) == [("23",)]


AGGREGATES = {
    "count(*)": 8,
    "count(nom)": 7,
    "count(distinct siege)": 2,
    "count(distinct ifnull(siege, false))": 2,
    "sum(population)": 291185,
    "avg(population)": pytest.approx(41597.857),
    "min(surface)": 0.5,
    "max(population)": 222485,
    "min(fondation)": date(1790, 1, 1),
    "max(releve)": datetime(2026, 3, 31, 9, 59),
    "median(population)": 13600,
    "percentile(population, 50)": 13600,
    "percentile(population, 25)": 8750,
    "sum(population) / count(*)": pytest.approx(36398.125),
}


@pytest.mark.parametrize("select", AGGREGATES)
def test_aggregate_of_everything(select: str) -> None:
    assert answer(select=f"{select} as x") == [(AGGREGATES[select],)]


def test_extents() -> None:
    from parvis.lake.query.geometry import from_wkt

    rows = answer(select="envelope(lieu) as e, bbox(lieu) as b")
    shapes = engine().execute("SELECT ST_AsText(ST_GeomFromWKB($e)), ST_AsText(ST_GeomFromWKB($b))",
                              dict(zip("eb", rows[0], strict=True))).fetchone()  # fmt: skip
    assert shapes is not None
    hull, box = (from_wkt(shape) for shape in shapes)
    assert hull.kind == box.kind == "Polygon"
    corners = set(box.coordinates[0])  # type: ignore[arg-type]
    assert corners == {(-1.82, 48.02), (-1.82, 48.3), (-1.6, 48.3), (-1.6, 48.02)}


def test_an_aggregate_beside_columns_is_that_of_all_the_rows() -> None:
    rows = answer(select="nom, max(population) as plus, count(*) as n", where="population > 18000")
    assert rows == [("Rennes", 222485, 3), ("Cesson-Sévigné", 222485, 3), ("Bruz", 222485, 3)]


def low_high(low: Any, high: Any) -> dict[str, Any]:
    return {"low": low, "high": high}


GROUPS: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {
    ("siege", "count(*)", ""): [(None, 2), (False, 5), (True, 1)],
    ("siege", "", ""): [(None,), (False,), (True,)],
    ("siege as s", "count(*) as n", "n desc"): [(False, 5), (None, 2), (True, 1)],
    ("siege", "count(*)", "count(*) desc, siege"): [(False, 5), (None, 2), (True, 1)],
    ("siege", "siege, sum(population) as t", "t desc"): [
        (True, 222485), (False, 49300), (None, 19400),
    ],
    ("siege", "", "siege desc"): [(True,), (False,), (None,)],
    ("year(fondation) as an, siege", "count(*)", "an desc, siege"): [
        (2018, False, 2), (2017, False, 1), (2007, None, 1), (1921, False, 1), (1801, False, 1),
        (1790, True, 1), (None, None, 1),
    ],
    ("date_format(releve, 'yyyy') as an", "count(*)", "an"): [
        (None, 1), ("2025", 6), ("2026", 1),
    ],
    ("RANGE(population, ]10000, 15000, 20000[)", "count(*)", ""): [
        (low_high(None, 10000), 2), (low_high(10000, 15000), 2), (low_high(15000, 20000), 2),
        (low_high(20000, None), 1),
    ],
    ("RANGE(population, [4500, 13600])", "count(*)", ""): [(low_high(4500, 13600), 2)],
    ("range(population, *, 10000, *)", "count(*)", ""): [
        (low_high(None, 10000), 2), (low_high(10000, None), 5),
    ],
    ("RANGE(surface, [20.5[)", "count(*)", ""): [(low_high(20.5, None), 4)],
    ("RANGE(population, 10000)", "count(*)", ""): [
        (low_high(0, 10000), 2), (low_high(10000, 20000), 4), (low_high(220000, 230000), 1),
    ],
    ("RANGE(fondation, ]date'1900-01-01', date'2018-01-01'])", "count(*)", ""): [
        (low_high(None, date(1900, 1, 1)), 2),
        (low_high(date(1900, 1, 1), date(2018, 1, 1)), 3),
    ],
    ("range(releve, *, date'2025-03-30', *)", "count(*)", ""): [
        (low_high(None, datetime(2025, 3, 29, 23)), 2),
        (low_high(datetime(2025, 3, 29, 23), None), 5),
    ],
    ("range(fondation, 1 year)", "count(*)", "count(*) desc"): [
        (low_high(date(2018, 1, 1), date(2019, 1, 1)), 2),
        *((low_high(date(year, 1, 1), date(year + 1, 1, 1)), 1)
          for year in (1790, 1801, 1921, 2007, 2017)),
    ],
    ("ifnull(siege, false) as s", "count(*) / 2 as demi", ""): [(False, 3.5), (True, 0.5)],
}  # fmt: skip


@pytest.mark.parametrize("clauses", GROUPS)
def test_groups(clauses: tuple[str, str, str]) -> None:
    group_by, select, order_by = clauses
    rows = answer(group_by=group_by, select=select, order_by=order_by)
    assert rows == GROUPS[clauses]


@pytest.mark.parametrize(
    ("unit", "groups"),
    [("1ms", 7), ("500 milliseconds", 7), ("1 s", 7), ("1 minute", 7), ("1m", 7), ("2 hours", 7),
     ("1h", 7), ("1 day", 5), ("1 d", 5), ("3 days", 5), ("1 week", 5), ("1M", 5), ("1 month", 5),
     ("1q", 4), ("1 year", 2), ("1y", 2)],
)  # fmt: skip
def test_periods(unit: str, groups: int) -> None:
    rows = answer(group_by=f"range(releve, {unit})", select="count(*)")
    assert (len(rows), sum(count for _, count in rows)) == (groups, 7)
    assert all(group["low"] < group["high"] for group, _ in rows)


def test_a_day_of_the_zone_may_last_23_hours() -> None:
    rows = answer(group_by="range(releve, 1 day)", select="count(*)", where="nom = 'Rennes'")
    assert rows == [(low_high(datetime(2025, 3, 29, 23), datetime(2025, 3, 30, 22)), 1)]


def test_points_close_to_each_other_form_clusters() -> None:
    wide = answer(group_by="geo_cluster(lieu, 5)", select="count(*)")
    fine = answer(group_by="geo_cluster(lieu, 14, 10) as g", select="count(*), g")
    assert [count for _, count in wide] == [7]
    assert wide[0][0] == {"lon": pytest.approx(-1.7), "lat": pytest.approx(48.1314, abs=1e-3)}
    assert len(fine) == 7


ORDERS = {
    "nom": [5, 4, 3, 7, 6, 1, 2, 8],
    "nom desc": [2, 1, 6, 7, 3, 4, 5, 8],
    "-nom": [2, 1, 6, 7, 3, 4, 5, 8],
    "population DESC, nom": [1, 4, 3, 2, 5, 6, 7, 8],
    "population": [7, 6, 5, 2, 3, 4, 1, 8],
    "siege, population desc": [3, 2, 5, 6, 7, 1, 4, 8],
    "fondation": [1, 2, 3, 4, 5, 6, 7, 8],
    "length(nom)": [4, 7, 1, 5, 6, 3, 2, 8],
    "distance(lieu, geom'POINT(-1.6 48.12)')": [3, 1, 5, 2, 4, 6, 7, 8],
}


@pytest.mark.parametrize("order_by", ORDERS)
def test_order(order_by: str) -> None:
    assert [row for (row,) in answer(select="ligne", order_by=order_by)] == ORDERS[order_by]


def test_a_seed_always_gives_one_order_and_another_seed_another() -> None:
    def drawn(seed: int) -> list[Any]:
        return answer(select="ligne", order_by=f"random({seed})")

    assert drawn(1) == drawn(1)
    assert sorted(drawn(1)) == sorted(drawn(2))
    assert len({tuple(drawn(seed)) for seed in range(5)}) > 3
    grouped = answer(group_by="siege", order_by="random(1)")
    assert grouped == answer(group_by="siege", order_by="random(1)")


def test_pages_follow_each_other_without_loss() -> None:
    pages = [answer(select="ligne", order_by="siege", limit=3, offset=at) for at in (0, 3, 6)]
    assert [row for page in pages for row in page] == answer(select="ligne", order_by="siege")


def test_total_counts_rows_whatever_is_selected() -> None:
    query = odsql.query(select="nom", where="siege is false", limit=1)
    assert ask(total(query), LINED, table()) == [(5,)]


def test_an_alias_never_stands_for_a_column_in_where_or_aggregates() -> None:
    assert answer(select="surface as population", where="population = 13000") == [(26.7,)]
    rows = answer(group_by="siege as population", select="sum(population) as t", where="siege")
    assert rows == [(True, 222485)]


REFUSED = {
    ("select", "populaton"): "unknown_column_near",
    ("select", "xyzzy"): "unknown_column",
    ("select", "lenght(nom)"): "unknown_function_near",
    ("select", "nom, nom"): "twice",
    ("select", "range(population, 3)"): "group_only",
    ("select", "length(nom, nom)"): "arguments",
    ("select", "length(population)"): "type",
    ("select", "nom + 1"): "type",
    ("select", "percentile(population, 101)"): "argument",
    ("select", "sum(nom)"): "type",
    ("select", "sum(max(population))"): "aggregate_here",
    ("select", "distance(lieu, geom'POINT(1)')"): "geometry",
    ("select", "date_format(fondation, 'QQ')"): "date_format",
    ("select", 'date_format(fondation, "dd \'x")'): "date_format",
    ("select", "include(zz*)"): "unknown_column",
    ("where", "count(*) > 2"): "aggregate_here",
    ("where", "nom"): "condition",
    ("where", "population like"): "unfinished",
    ("where", "nom > 3 and lieu = 3"): "compare",
    ("where", "fondation > date'2017-13-01'"): "date",
    ("where", "fondation = 'demain'"): "date",
    ("where", "date_field IN [2022-03-12 TO 2022-04-27]"): "unknown_column",
    ("where", "fondation IN [2022-03-12 TO 2022-04-27]"): "compare",
    ("where", "themes > 'a'"): "compare",
    ("where", "within_distance(lieu, geom'POINT(1 1)', 1 day)"): "argument",
    ("where", "within_distance(nom, geom'POINT(1 1)', 1km)"): "type",
    ("where", "search(lieu, 'a')"): "type",
    ("where", "nom = 'a"): "unfinished",
    ("where", "nom = 1 1"): "unexpected",
    ("where", "random(1) = 2"): "group_only",
    ("where", "now(yeers=1) = releve"): "unknown_function_near",
    ("where", "now(month=13) = releve"): "argument",
    ("group_by", "count(*)"): "aggregate_here",
    ("group_by", "lieu"): "type",
    ("group_by", "range(population, 3, 2)"): "range",
    ("group_by", "range(population, -3)"): "argument",
    ("group_by", "range(fondation, 2 months)"): "argument",
    ("group_by", "range(nom, 3)"): "type",
    ("group_by", "geo_cluster(lieu, 26)"): "argument",
    ("order_by", "nom, avg(population)"): "order_aggregates_first",
    ("order_by", "lieu"): "type",
}


@pytest.mark.parametrize("clause", REFUSED)
def test_what_is_wrong_is_said_at_its_place(clause: tuple[str, str]) -> None:
    name, text = clause
    with pytest.raises(QueryProblem) as refused:
        answer(**{name: text})
    assert refused.value.code == REFUSED[clause]
    assert refused.value.place is not None
    assert refused.value.sentence().startswith("Ligne 1, caractère ")
    assert "%(" not in refused.value.sentence()


def test_a_column_outside_the_groups_is_refused() -> None:
    for clauses in ({"select": "surface"}, {"order_by": "surface"}):
        with pytest.raises(QueryProblem) as refused:
            answer(group_by="siege", **clauses)
        assert refused.value.code == "not_grouped"


def test_the_place_points_at_the_word() -> None:
    with pytest.raises(QueryProblem) as refused:
        answer(where="siege and\n  (populaton > 3)")
    place = refused.value.place
    assert place is not None
    assert (place.line, place.column, place.end - place.start) == (2, 4, len("populaton"))
    assert refused.value.params == {"word": "populaton", "near": "population"}
