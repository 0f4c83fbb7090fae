"""Points in Web Mercator are those that the engine's own projection gives, to the last bit."""

from __future__ import annotations

import pytest
from sqlglot import exp

from parvis.lake.query.sql_projection import CRS84, MERCATOR, projected
from tests.lake.query.engine import engine

FAR = "(VALUES (0, 90), (0, -90), (180, 0), (-180, 0), (181, 10), (400, 0), (0, 91)) AS t(x, y)"
MANY = "(SELECT random() * 360 - 180 AS x, random() * 170 - 85 AS y FROM range(2000))"


@pytest.mark.parametrize("points", [FAR, MANY])
def test_the_formula_gives_what_the_engine_gives(points):
    made = projected(exp.column("p"), MERCATOR, point=True).sql("duckdb")
    engine().execute(
        f"CREATE OR REPLACE TEMP TABLE points AS SELECT ST_Point(x, y) AS p FROM {points}"
    )
    said = f"TRY(ST_Transform(p, '{CRS84}', '{MERCATOR}', true))"
    rows = engine().execute(f"SELECT ST_AsText({made}), ST_AsText({said}) FROM points").fetchall()
    assert [one for one, _ in rows] == [other for _, other in rows]
    assert len(rows) > 5


def test_a_point_that_is_absent_or_empty_is_as_before():
    made = projected(exp.column("p"), MERCATOR, point=True).sql("duckdb")
    sql = f"SELECT {made} IS NULL FROM (VALUES (NULL::GEOMETRY)) AS t(p)"
    assert engine().execute(sql).fetchall() == [(True,)]
