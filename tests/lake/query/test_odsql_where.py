"""A re-user's `where`: every operator and predicate of the documentation, on rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parvis.lake.query.problems import QueryProblem
from tests.lake.query.engine import CONTEXT, UTC_CONTEXT
from tests.lake.query.towns import found

RING = "POLYGON((-1.75 48.05, -1.58 48.05, -1.58 48.15, -1.75 48.15, -1.75 48.05))"
GEOJSON = (
    '{"type": "Polygon", "coordinates": [[[-1.75, 48.05], [-1.58, 48.05], [-1.58, 48.15],'
    " [-1.75, 48.15], [-1.75, 48.05]]]}"
)

CASES = {
    # comparisons
    "population > 18200": [1, 4],
    "population >= 18200": [1, 3, 4],
    "population < 4500": [7],
    "population <= 4500": [6, 7],
    "population = 13000": [5],
    "population: 13000": [5],
    "population != 13000": [1, 2, 3, 4, 6, 7, 8],
    "population <> 13000": [1, 2, 3, 4, 6, 7, 8],
    "surface > 50.39": [1],
    "population > surface * 1000": [1, 2],
    "nom = 'Rennes'": [1],
    'nom: "Rennes"': [1],
    "nom = 'rennes'": [],
    "code = 35238": [1],
    "code = 00007": [7],
    "population = '13000'": [5],
    "`nom` = 'Bruz'": [4],
    "NOM = 'Bruz'": [4],
    # booleans
    "siege": [1],
    "siege is true": [1],
    "siege is false": [2, 3, 5, 6, 7],
    "siege is not true": [2, 3, 4, 5, 6, 7, 8],
    "siege: TRUE": [1],
    "not siege": [2, 3, 4, 5, 6, 7, 8],
    # logic: AND binds tighter; NOT keeps what lacks the value
    "siege or population > 13500 and surface < 12": [1, 2],
    "(siege or population > 13500) and surface < 12": [2],
    "NOT population > 10": [7, 8],
    "not not siege": [1],
    # absent
    "nom is null": [8],
    "nom is not null": [1, 2, 3, 4, 5, 6, 7],
    # in
    "population IN [4500..13600]": [2, 5, 6],
    "population IN ]4500..13600[": [5],
    "population: [4500 TO 13600]": [2, 5, 6],
    "population IN ]4500 TO 13600]": [2, 5],
    "population not in [1..200000]": [1, 7, 8],
    "fondation IN [date'2017'..date'2018']": [5],
    "fondation: ['2017-01-01' TO '2018-12-31']": [5, 6, 7],
    "fondation:[20170101 TO 20181231]": [5, 6, 7],
    "nom IN ('Bruz', \"Betton\", 'x')": [4, 5],
    "nom not in ('Bruz', 'Betton')": [1, 2, 3, 6, 7, 8],
    "'eau' IN themes": [1, 2, 7],
    "'eau' not in themes": [3, 4, 5, 6, 8],
    "themes = 'bus'": [3, 5],
    "themes in ('bus', 'eau')": [1, 2, 3, 5, 7],
    "population between 4500 and 13600": [2, 5, 6],
    # dates, days being whole
    "fondation = date'2007/11/20'": [4],
    "fondation = date'2007-11-20'": [4],
    "fondation > date'2017-04-03'": [6, 7],
    "fondation >= '2017-04-03'": [5, 6, 7],
    "fondation < date'1801'": [1],
    "releve = date'2025-03-30'": [1, 2],
    "releve <= date'2025-01-01'": [4, 5],
    "releve > date'2025-07-14'": [6, 7],
    "releve >= date'2025-07-14T10:00'": [3, 6, 7],
    "releve < '2025-03-30T00:30:00+01:00'": [4, 5],
    "releve >= now()": [],
    "releve >= now(days=-1)": [7],
    "releve >= now(year=2025, month=7, day=1)": [3, 6, 7],
    # parts of dates, by the clock of the zone
    "year(releve) = 2025": [1, 2, 3, 4, 5, 6],
    "month(fondation) = 2": [6],
    "day(fondation) >= 28": [6, 7],
    "hour(releve) = 0": [1, 4],
    "minute(releve) = 59": [7],
    "second(releve) = 30": [2],
    "millisecond(releve) = 250": [2],
    "quarter(fondation) = 4": [4, 7],
    "dayofweek(fondation) = 1": [2, 5, 7],
    "date_format(fondation, 'dd') = '03'": [5],
    # text functions
    "length(nom) = 4": [4],
    "lower(nom) = 'bruz'": [4],
    "upper(nom) = 'BRUZ'": [4],
    "ifnull(population, 0) = 0": [7, 8],
    "ifnull(nom, 'inconnu') = 'inconnu'": [8],
    # full text: every word, whole; accents, case and elisions do not count
    '"rennes"': [1],
    '"RENNES"': [1],
    '"etang"': [7],
    '"ile avenue"': [3],
    '"avenue" and "betton"': [],
    '"arbre"': [5],
    '"arbre*"': [4, 5],
    'NOT "arbre*"': [1, 2, 3, 6, 7, 8],
    '"oeuvre"': [1],
    '"l\'hermitage"': [6],
    '"hermitage"': [6],
    '"35238"': [1],
    '"velo"': [1, 3],
    '"saint jacques"': [2],
    "note like 'jardin'": [6],
    "note like 'jardin*'": [4, 6],
    "note like 'arbres jardins'": [4],
    "note not like 'jardin*'": [1, 2, 3, 5, 7, 8],
    "search(nom, 'rens')": [],
    "search(nom, 'renes')": [1],
    "search(*, 'jardn remarquabl')": [],
    "search(*, 'abre remarquab')": [5],
    "search('bruz')": [4],
    "search(nom, note, 'heritag')": [6],
    "search(nom, note, 'hermitag')": [6],
    "suggest(*, 'jard')": [4, 6],
    "suggest('saint jac')": [2],
    "suggest(nom, 'jac')": [2],
    "suggest(nom, note, 'be')": [5],
    "startswith(nom, 'B')": [4, 5],
    "startswith(nom, 'b')": [],
    "startswith(*, '352')": [1, 2],
    # places
    f"within(lieu, geom'{RING}')": [1, 2, 3],
    f"intersects(contour, geom'{RING}')": [1, 2, 3, 4, 5],
    f"within(contour, geom'{GEOJSON}')": [1],
    f"disjoint(lieu, geom'{RING}')": [4, 5, 6, 7],
    f"geometry(contour, geom'{RING}', INTERSECTS)": [1, 2, 3, 4, 5],
    f"geometry(contour, geom'{RING}', within)": [1],
    f"geometry(contour, geom'{RING}', DISJOINT)": [6, 7],
    f"polygon(lieu, geom'{RING}')": [1, 2, 3],
    "in_bbox(lieu, 48.15, -1.75, 48.05, -1.58)": [1, 2, 3],
    "bbox(lieu, geom'POINT(-1.75 48.15)', geom'POINT(-1.58 48.05)')": [1, 2, 3],
    "within_distance(lieu, geom'POINT(-1.68 48.11)', 6km)": [1, 2],
    "distance(lieu, GEOM'POINT(-1.68 48.11)', 10m)": [1],
    "distance(lieu, geom'POINT(-1.68 48.11)', 3.8mi)": [1, 2, 3],
    "distance(lieu, geom'POINT(-1.68 48.11)', 6000yd)": [1, 2],
    "distance(lieu, geom'POINT(-1.68 48.11)', 18000ft)": [1, 2],
    "distance(lieu, geom'POINT(-1.68 48.11)', 540000cm)": [1, 2],
    "distance(lieu, geom'POINT(-1.68 48.11)', 5400000mm)": [1, 2],
    "distance(lieu, geom'POINT(-1.68 48.11)') < 6000": [1, 2],
    "within_distance(contour, geom'POINT(-1.68 48.11)', 4km)": [1, 2, 3, 5],
}


@pytest.mark.parametrize("where", CASES)
def test_condition_keeps_the_rows_it_says(where: str) -> None:
    assert found(where) == CASES[where]


def test_case_of_keywords_and_spaces_do_not_count() -> None:
    assert found("siege OR(population>13500 aNd surface<12)") == [1, 2]
    assert found("nom='Bruz'or nom='Betton'") == [4, 5]


def test_several_conditions_are_all_required() -> None:
    from parvis.lake.query import odsql
    from parvis.lake.query.tree import Logic

    both = odsql.query(where=("siege", "", "population > 1")).where
    assert both == Logic("and", (odsql.where("siege"), odsql.where("population > 1")))


def test_zone_decides_which_day_an_instant_belongs_to() -> None:
    assert found("releve = date'2025-03-30'", CONTEXT) == [1, 2]
    assert found("releve = date'2025-03-30'", UTC_CONTEXT) == [2]
    assert found("hour(releve) = 23", UTC_CONTEXT) == [1, 4]
    assert found("year(releve) = 2025", replace(UTC_CONTEXT, zone="US/Eastern")) == [1, 2, 3, 5, 6]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("now(weekday=0)", "2021-05-10"),
        ("now(mondays=+1)", "2021-05-10"),
        ("now(mondays=-1)", "2021-05-03"),
        ("now(day=31, month=2)", "2021-02-28"),
        ("now(year=2001, months=-1)", "2001-04-06"),
        ("now(years=-1)", "2020-05-06"),
        ("now(year=2000)", "2000-05-06"),
        ("now(sundays=2)", "2021-05-16"),
        ("now(hours=-13)", "2021-05-05"),
    ],
)
def test_now_as_documented(written: str, day: str) -> None:
    from datetime import UTC, datetime

    from tests.lake.query.towns import answer

    thursday = datetime(2021, 5, 6, 12, 34, 55, 450500, tzinfo=UTC)
    context = replace(UTC_CONTEXT, now=thursday)
    (told,) = answer(context, select=f"{written} as t", limit=1)[0]
    assert told.date().isoformat() == day


@pytest.mark.parametrize("written", ["nom in (n*)", "nom not in (distinct nom)", "nom in (*)"])
def test_a_list_is_of_values_alone(written: str) -> None:
    with pytest.raises(QueryProblem):
        found(written)
