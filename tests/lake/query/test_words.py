"""Text folds alike in Python and in SQL, or a stored column would miss what a query seeks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from parvis.lake.query.sql_search import folded
from parvis.lake.query.words import fold
from tests.lake.query.engine import engine

SQL = exp.select(folded(exp.Placeholder(this="text"))).sql("duckdb")
FRENCH = "aàâäbcçdeéèêëfghiîïjlmnoôöœpqrstuùûüÿæABCÇÉÈÀŒÆ0123456789 '’-_.,;/()"


def in_sql(text: str) -> str:
    row = engine().execute(SQL, {"text": text}).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("text", ["", "L’avenue d'Été", "jusqu’à Œuvre", "a_b-c", "Saint-Cœur"])
def test_known_texts_fold_alike(text: str) -> None:
    assert in_sql(text) == fold(text)


@given(st.text(FRENCH, max_size=30))
def test_french_text_folds_alike(text: str) -> None:
    assert in_sql(text) == fold(text)
