"""What a profile tells of many rows."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest

from parvis.lake.profile import EXACT, FEW, personal, profile
from parvis.lake.profile_together import LONG

pytestmark = pytest.mark.once


def test_the_frequent_values_of_a_column_of_few_are_those_of_all_rows(tmp_path):
    rows, path = EXACT + 20_000, tmp_path / "rows.parquet"
    link = duckdb.connect()
    link.execute(
        f"COPY (SELECT (i * i % 997)::VARCHAR AS few, i % 40000 AS many FROM range({rows}) r(i))"
        f" TO '{path}'"
    )
    few, many = profile(link, path, {}, shape=False).columns
    link.close()
    counted = Counter(str(i * i % 997) for i in range(rows))
    first = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:10]
    assert few.frequent == tuple(first)
    assert not few.exact
    assert many.distinct > FEW
    assert {count for _, count in many.frequent} == {rows // 40_000}


@pytest.mark.parametrize("name", [
    "Nom du responsable", "nom_contact", "Nom de la gérante", "nom de l'élève", "Noms des parents",
    "nom_de_famille", "nom complet", "N° de sécurité sociale", "prénom", "Courriel",
])  # fmt: skip
def test_a_column_named_after_people_is_looked_at_by_a_person(name):
    assert personal(name, None) == "name"


@pytest.mark.parametrize(
    "name", ["nom", "Nom de la rue", "nom_commune", "nom de l'école", "agents"]
)
def test_a_column_named_after_things_is_not(name):
    assert personal(name, None) is None


@pytest.mark.parametrize("rows", [900, EXACT + 900])
def test_long_texts_are_counted_apart_and_told_among_no_frequent_values(tmp_path, rows):
    """They differ at their end alone; the manifest would hold them whole."""
    path, link = tmp_path / "rows.parquet", duckdb.connect()
    long = f"repeat('é', {LONG // 2}) || (i % 3)"
    link.execute(
        f"COPY (SELECT {long} AS long, if(i % 2 = 0, {long}, 'court') AS both FROM range({rows})"
        f" r(i)) TO '{path}'"
    )
    long, both = profile(link, path, {}, shape=False).columns
    link.close()
    assert (long.distinct, both.distinct) == (3, 4)
    assert long.frequent == ()
    assert both.frequent == (("court", rows // 2),)
