"""What a profile tells of many rows."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest

from parvis.lake.profile import EXACT, FEW, profile

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
