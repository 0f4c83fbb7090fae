"""`/api/records/1.0/analyze/`: what charts made before 2.0 ask, answered in their form."""

from __future__ import annotations

import csv
import io
import json
import math
import statistics
from datetime import date, timedelta
from urllib.parse import urlencode

import duckdb
import pytest

from parvis.catalogue.explore import asked
from tests.catalogue.explore.test_records import filled, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
COUNT = 60


@pytest.fixture
def arbres(lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", COUNT)
    return filled("Arbres", path, slug="arbres")


@pytest.fixture
def rows(tmp_path, arbres):
    """The file read by another hand."""
    found = duckdb.sql(f"SELECT * FROM read_csv('{tmp_path / 'arbres.csv'}', delim=';')")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def asked_of(client, status=200, path="/api/records/1.0/analyze/", **parameters):
    query = urlencode({"dataset": "arbres"} | parameters, doseq=True)
    response = client.get(f"{path}?{query}")
    assert response.status_code == status, response.getvalue()
    return response


def analyze(client, status=200, **parameters):
    return json.loads(asked_of(client, status, **parameters).content)


def grouped(rows, key):
    found = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def test_a_series_for_each_value(client, rows):
    found = analyze(client, x="espece", **{"y.nombre.func": "COUNT"})
    expected = {name: len(those) for name, those in grouped(rows, lambda r: r["espece"]).items()}
    assert {one["x"]: one["nombre"] for one in found} == expected
    assert [one["x"] for one in found] == sorted(expected)


FUNCTIONS = {
    "COUNT": len, "AVG": statistics.fmean, "SUM": sum, "MIN": min, "MAX": max,
    "STDDEV": statistics.pstdev, "SUMSQUARES": lambda values: sum(v * v for v in values),
}  # fmt: skip


def test_every_function_tells_what_it_says(client, rows):
    asked_ = {f"y.{name}.func": name.lower() for name in FUNCTIONS}
    asked_ |= {f"y.{name}.expr": "hauteur" for name in FUNCTIONS}
    for one in analyze(client, x="espece", **asked_):
        values = [row["hauteur"] for row in rows if row["espece"] == one["x"]]
        for name, function in FUNCTIONS.items():
            assert one[name] == pytest.approx(function(values)), name


def test_quantiles_by_their_percents(client, rows):
    (one,) = analyze(
        client,
        **{"y.q.func": "QUANTILES", "y.q.expr": "hauteur", "y.q.subsets": "25,50"},
    )
    values = sorted(row["hauteur"] for row in rows)
    quarters = statistics.quantiles(values, n=4, method="inclusive")
    assert one == {"q": {"25.0": quarters[0], "50.0": quarters[1]}}
    (half,) = analyze(client, **{"y.q.func": "QUANTILES", "y.q.expr": "hauteur"})
    assert half == {"q": {"50.0": quarters[1]}}


EXPRESSIONS = {
    "sin(hauteur)*2": lambda h: math.sin(h) * 2,
    "(hauteur + 1) / 2 - 3": lambda h: (h + 1) / 2 - 3,
    "pow(hauteur, 2) + hypot(3, 4)": lambda h: h**2 + 5,
    "max(hauteur, 10) - min(hauteur, 10)": lambda h: max(h, 10) - min(h, 10),
    "toDegrees(atan2(hauteur, 1))": lambda h: math.degrees(math.atan2(h, 1)),
    "IEEEremainder(hauteur, 7)": lambda h: math.remainder(h, 7),
    "rint(hauteur / 2)": lambda h: round(h / 2),
    "ulp(hauteur)": math.ulp,
    "signum(hauteur - 10)": lambda h: (h > 10) - (h < 10),
    "log(hauteur + 1) + log10(100) + cbrt(8)": lambda h: math.log(h + 1) + 2 + 2,
    "exp(0) + sqrt(hauteur) + cosh(0) + tanh(0) + sinh(0)": lambda h: 2 + math.sqrt(h),
    "tan(0) + cos(0) + asin(0) + acos(1) + atan(0) + toRadians(180)": lambda h: 1 + math.pi,
    "abs(-hauteur) + ceil(0.2) + floor(0.8) + round(0.6)": lambda h: h + 2,
    "7": lambda h: 7,
}  # fmt: skip


def test_expressions_of_numbers(client, rows):
    for expression, function in EXPRESSIONS.items():
        (one,) = analyze(client, **{"y.s.func": "SUM", "y.s.expr": expression})
        expected = math.fsum(function(row["hauteur"]) for row in rows)
        assert one["s"] == pytest.approx(expected), expression


def test_what_has_no_answer_is_absent(client, arbres):
    (one,) = analyze(client, **{"y.s.func": "SUM", "y.s.expr": "sqrt(-1 - hauteur)"})
    assert one == {"s": None}
    (huge,) = analyze(client, **{"y.s.func": "STDDEV", "y.s.expr": "pow(10, 200 + hauteur)"})
    assert huge == {"s": None}
    (moment,) = analyze(client, **{"y.s.func": "MIN", "y.s.expr": "time(vu_a)"})
    assert moment["s"] == 1_719_828_000_000


def test_a_date_is_told_by_its_parts(client, rows):
    days = grouped(rows, lambda r: r["planté le"])
    found = analyze(client, x="plante_le", **{"y.n.func": "COUNT"})
    assert [one["x"] for one in found] == [
        {"year": day.year, "month": day.month, "day": day.day} for day in sorted(days)
    ]
    assert [one["n"] for one in found] == [len(days[day]) for day in sorted(days)]


PARTS = (
    ({"precision": "year"}, lambda d: {"year": d.year}),
    ({"precision": "month"}, lambda d: {"year": d.year, "month": d.month}),
    ({"periodic": "month", "precision": "month"}, lambda d: {"month": d.month}),
    ({"periodic": "month"}, lambda d: {"month": d.month, "day": d.day}),
    ({"periodic": "weekday"}, lambda d: {"weekday": d.weekday()}),
    ({"periodic": "week"}, lambda d: {"week": d.isocalendar().week}),
    ({"precision": "week"},
     lambda d: {"year": d.isocalendar().year, "week": d.isocalendar().week}),
    ({"x": "plante_le.yearday"}, lambda d: {"yearday": d.timetuple().tm_yday}),
    ({"x": "plante_le.quarter"}, lambda d: {"quarter": (d.month + 2) // 3}),
    ({"x": ["plante_le.year", "plante_le.month"]}, lambda d: {"year": d.year, "month": d.month}),
    ({"x": "plante_le.weekday"}, lambda d: {"weekday": d.weekday()}),
)  # fmt: skip


def test_every_precision_and_period(client, lake, tmp_path):
    """Over two changes of year; the first days of 2021 are of the last week of 2020."""
    days = [date(2019, 12, 20) + timedelta(days=5 * n) for n in range(80)]
    path = tmp_path / "jours.csv"
    path.write_text("n;plante_le\n" + "".join(f"{n};{d}\n" for n, d in enumerate(days)), "utf-8")
    filled("Jours", path, slug="jours")
    for parameters, part in PARTS:
        asked_ = {"dataset": "jours", "x": "plante_le", "y.n.func": "COUNT"} | parameters
        found = [(tuple(one["x"].items()), one["n"]) for one in analyze(client, **asked_)]
        expected = grouped(days, lambda day, part=part: tuple(part(day).items()))
        assert found == [(key, len(expected[key])) for key in sorted(expected)], parameters


def test_hours_are_told_by_the_clock_that_is_asked(client, arbres):
    for zone, hour in (("UTC", 10), ("Europe/Paris", 12)):
        (one,) = analyze(client, x="vu_a.hour", timezone=zone, **{"y.n.func": "COUNT"})
        assert one == {"x": {"hour": hour}, "n": COUNT}


def test_several_axes_are_each_under_its_name(client, rows):
    found = analyze(
        client, x=["espece", "plante_le.month"], sort="x.espece,-x.plante_le.month",
        **{"y.n.func": "COUNT"},
    )  # fmt: skip
    assert set(found[0]["x"]) == {"espece", "plante_le"}
    months = [one["x"]["plante_le"]["month"] for one in found if one["x"]["espece"] == "if"]
    assert months == sorted(months, reverse=True)
    assert sum(one["n"] for one in found) == COUNT


def test_groups_are_sorted_and_cut(client, rows):
    series = {"y.h.func": "SUM", "y.h.expr": "hauteur"}
    sums = {
        name: sum(row["hauteur"] for row in those)
        for name, those in grouped(rows, lambda r: r["espece"]).items()
    }
    rising = sorted(sums, key=lambda name: sums[name])
    for sort, expected in (
        ("h", rising[::-1]), ("-h", rising), ("y.h", rising[::-1]),
        ("x", sorted(sums)), ("-x", sorted(sums, reverse=True)),
    ):  # fmt: skip
        found = analyze(client, x="espece", sort=sort, **series)
        assert [sums[one["x"]] for one in found] == [sums[name] for name in expected], sort
    (first,) = analyze(client, x="espece", sort="h", maxpoints=1, **series)
    assert first["h"] == max(sums.values())
    assert len(analyze(client, x="espece", maxpoints=0, **series)) == len(sums)


def test_a_series_adds_up(client, rows):
    found = analyze(
        client, x="plante_le.day", **{"y.n.func": "COUNT", "y.n.cumulative": "true"},
        **{"y.s.func": "COUNT"},
    )  # fmt: skip
    total = 0
    for one in found:
        total += one["s"]
        assert one["n"] == total
    assert total == COUNT


def test_a_series_adds_up_apart_for_each_other_axis(client, rows):
    told = {"y.n.func": "COUNT", "y.n.cumulative": "true"}
    found = analyze(client, x=["plante_le.day", "espece"], **told)
    last = {one["x"]["espece"]: one["n"] for one in found}
    assert last == {k: len(v) for k, v in grouped(rows, lambda r: r["espece"]).items()}


def test_what_all_groups_tell_together(client, rows):
    told = {"y.h.func": "AVG", "y.h.expr": "hauteur", "agg.h.func": "MIN,MAX,SUM,AVG,COUNT"}
    found = analyze(client, x="espece", **told)
    values = [one["h"] for one in found["results"]]
    assert found["aggregations"]["h"] == pytest.approx({
        "min": min(values), "max": max(values), "sum": math.fsum(values),
        "avg": statistics.fmean(values), "count": len(values),
    })  # fmt: skip


def test_filters_are_those_of_the_search(client, rows):
    series = {"y.n.func": "COUNT"}
    for parameters, kept in (
        ({"q": "espece:if"}, lambda r: r["espece"] == "if"),
        ({"refine.espece": "if"}, lambda r: r["espece"] == "if"),
        ({"exclude.espece": "if"}, lambda r: r["espece"] != "if"),
        ({"q": "hauteur > 12"}, lambda r: r["hauteur"] > 12),
    ):
        (one,) = analyze(client, **parameters, **series)
        assert one["n"] == len([row for row in rows if kept(row)]), parameters


def test_a_table_of_the_same(client, rows):
    told = {"y.n.func": "COUNT", "y.q.func": "QUANTILES", "y.q.expr": "hauteur"}
    response = asked_of(client, x=["espece", "plante_le.year"], format="csv", **told)
    lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["espece", "plante_le.year", "n", "q.50.0"]
    found = analyze(client, x=["espece", "plante_le.year"], **told)
    assert [int(line[2]) for line in lines[1:]] == [one["n"] for one in found]


REFUSED = (
    {}, {"y.n.func": "RIEN"}, {"y.n.func": "AVG"}, {"y.n.func": "SUM", "y.n.expr": "espece"},
    {"y.n.func": "SUM", "y.n.expr": "rien"}, {"y.n.func": "SUM", "y.n.expr": "rien(hauteur)"},
    {"y.n.func": "SUM", "y.n.expr": "hauteur >"}, {"y.n.func": "SUM", "y.n.expr": "hauteur > 1"},
    {"y.n.func": "SUM", "y.n.expr": "count(*)"}, {"y.n.func": "SUM", "y.n.expr": "random()"},
    {"y.x.func": "COUNT"}, {"y.n.func": "COUNT", "x": "rien"},
    {"y.n.func": "COUNT", "x": "espece.year"}, {"y.n.func": "COUNT", "x": "shape"},
    {"y.n.func": "COUNT", "x": "plante_le", "precision": "siècle"},
    {"y.n.func": "COUNT", "x": "plante_le", "periodic": "jour"},
    {"y.n.func": "COUNT", "x": "espece", "sort": "rien"},
    {"y.n.func": "COUNT", "x": "espece", "maxpoints": "-1"},
    {"y.n.func": "COUNT", "format": "jsonp"}, {"y.n.func": "COUNT", "y.n.cumulative": "peut-être"},
    {"y.n.func": "QUANTILES", "y.n.expr": "hauteur", "y.n.subsets": "101"},
    {"y.n.func": "QUANTILES", "y.n.expr": "hauteur", "y.n.subsets": "moitié"},
    {"y.n.func": "COUNT", "agg.n.func": "RIEN"}, {"y.n.func": "COUNT", "agg.autre.func": "MIN"},
    {"y.n.func": "COUNT", "dataset": ""}, {"y.n.func": "COUNT", "dataset": "rien"},
)  # fmt: skip


def test_what_cannot_be_is_refused_in_a_sentence(client, arbres):
    for parameters in REFUSED:
        query = urlencode({"dataset": "arbres"} | parameters)
        response = client.get(f"/api/records/1.0/analyze/?{query}")
        assert response.status_code in {400, 404}, parameters
        assert json.loads(response.content)["message"]
    named = analyze(client, 400, **{"y.haut.func": "SUM", "y.haut.expr": "espece"})
    assert named["clause"] == "y.haut.expr"


def test_the_terms_of_all_series_are_counted_together(client, arbres):
    """Of each quantile too: a short address would keep the process for a minute."""
    told = {"x": "espece"}
    for number in range(10):
        told[f"y.s{number}.func"] = "QUANTILES"
        told[f"y.s{number}.expr"] = "+".join(["hauteur"] * 30)
        told[f"y.s{number}.subsets"] = ",".join(map(str, range(50)))
    assert "2000 termes" in analyze(client, 400, **told)["message"]


def test_more_groups_than_are_given_are_refused_not_lost(client, arbres, monkeypatch):
    from parvis.catalogue.explore.older import analyze as door
    from parvis.catalogue.explore.older import analyzed

    for module in (door, analyzed):
        monkeypatch.setattr(module, "GROUPS", 3)
    assert asked.GROUPS == 20_000
    series = {"y.n.func": "COUNT"}
    assert "maxpoints" in analyze(client, 400, x="plante_le", **series)["message"]
    assert len(analyze(client, x="plante_le", maxpoints=3, **series)) == 3


def test_rows_that_are_not_open_are_not_analysed(client, lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", 5)
    filled("Crèches", path, slug="creches", access_level="personal")
    assert analyze(client, 403, dataset="creches", **{"y.n.func": "COUNT"})["message"]


def test_with_and_without_its_last_slash(client, arbres):
    for path in ("/api/records/1.0/analyze", "/api/records/1.0/analyze/"):
        assert asked_of(client, path=path, **{"y.n.func": "COUNT"}).json() == [{"n": COUNT}]
