"""Text folds alike in Python and in SQL, or a stored column would miss what a query seeks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlglot import exp

from parvis.lake.query.schema import Column, Type
from parvis.lake.query.sql_search import folded, folded_digits, folded_plain, stored, unaccented
from parvis.lake.query.sql_usual import USUAL
from parvis.lake.query.words import fold
from tests.lake.query.engine import engine

GIVEN = exp.Placeholder(this="text")
SQL = exp.select(folded(GIVEN.copy())).sql("duckdb")
PLAIN = exp.select(folded_plain(GIVEN.copy())).sql("duckdb")
EARLIER = exp.select(unaccented(GIVEN.copy())).sql("duckdb")
FRENCH = "aàâäbcçdeéèêëfghiîïjlmnoôöœpqrstuùûüÿæABCÇÉÈÀŒÆ0123456789 '’-_.,:;/()"


def in_sql(text: str, sql: str = SQL) -> str:
    row = engine().execute(sql, {"text": text}).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    "text", ["", "L’avenue d'Été", "jusqu’à Œuvre", "a_b-c", "Saint-Cœur", "Saint-Malo 08:30"]
)
def test_known_texts_fold_alike(text: str) -> None:
    assert in_sql(text) == in_sql(text, PLAIN) == fold(text)


@given(st.text(FRENCH, max_size=30))
def test_french_text_folds_alike(text: str) -> None:
    assert in_sql(text) == in_sql(text, PLAIN) == fold(text)


@given(st.one_of(st.text(FRENCH, max_size=30), st.text(max_size=30)))
@example("L’œuf d'or, à Weiß-Straße")
@example("ſæ ﬁn İ ǅ e\u0301t\u0301e n'ʼl'’d'a")
def test_no_word_of_a_folded_text_is_lost_before_its_end(text: str) -> None:
    earlier = in_sql(text, EARLIER)
    assert all(word in earlier for word in in_sql(text).split())


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Type.INTEGER, "-7"), (Type.NUMBER, "170141183460469231731687303715884105727"),
     (Type.NUMBER, "-1e-07::DOUBLE"), (Type.NUMBER, "1.5e300::DOUBLE"),
     (Type.NUMBER, "'-infinity'::DOUBLE"), (Type.NUMBER, "'nan'::DOUBLE"),
     (Type.DATE, "DATE '0044-03-15 (BC)'"), (Type.DATE, "DATE 'infinity'"),
     (Type.DATE, "DATE '-infinity'"), (Type.DATE, "DATE '2024-02-29'"),
     (Type.DATETIME, "TIMESTAMPTZ '0044-03-15 (BC) 10:20:30.5+01'"),
     (Type.DATETIME, "TIMESTAMPTZ '2024-02-29 23:59:59.000001-03:30'"),
     (Type.DATETIME, "TIMESTAMPTZ '-infinity'")],
)  # fmt: skip
def test_numbers_and_dates_fold_alike(kind: Type, value: str) -> None:
    same_digits(kind, f"({value})::VARCHAR")


@given(
    st.one_of(
        st.tuples(st.just(Type.INTEGER), st.integers(-(2**63), 2**63 - 1)),
        st.tuples(st.just(Type.NUMBER), st.floats()),
        st.tuples(st.just(Type.DATE), st.dates()),
        st.tuples(st.just(Type.DATETIME), st.datetimes()),
    )
)
def test_any_number_or_date_folds_alike(one: tuple[Type, object]) -> None:
    kind, value = one
    same_digits(kind, "($1)::VARCHAR", value)


def same_digits(kind: Type, sql: str, *values: object) -> None:
    row = engine().execute(f"SELECT {sql}", [*values]).fetchone()
    assert row is not None
    made = exp.select(folded_digits(GIVEN.copy(), kind)).sql("duckdb")
    assert in_sql(row[0], made) == fold(row[0])


KEPT = {
    Type.BOOLEAN: "BOOLEAN", Type.INTEGER: "BIGINT", Type.NUMBER: "DOUBLE", Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMPTZ",
}  # fmt: skip
INSTANTS = st.datetimes().flatmap(
    lambda each: st.sampled_from([each, each.replace(microsecond=0), each.replace(second=0)])
)


@given(
    st.one_of(
        st.tuples(st.just(Type.BOOLEAN), st.booleans()),
        st.tuples(st.just(Type.INTEGER), st.integers(-(2**63), 2**63 - 1)),
        st.tuples(st.just(Type.NUMBER), st.floats() | st.decimals(-400, 4000, places=6)),
        st.tuples(st.just(Type.DATE), st.dates()),
        st.tuples(st.just(Type.DATETIME), INSTANTS),
    ),
    st.sampled_from(["UTC", "Europe/Paris", "America/St_Johns", "Indian/Reunion", "Asia/Kolkata"]),
)
def test_any_value_is_stored_as_its_text_folds(one: tuple[Type, object], zone: str) -> None:
    kind, value = one
    stored_alike(kind, f"($1::VARCHAR)::{KEPT[kind]}", str(value), zone=zone)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Type.INTEGER, "NULL::BIGINT"), (Type.BOOLEAN, "NULL::BOOLEAN"), (Type.NUMBER, "-0.0"),
     (Type.NUMBER, "'nan'::DOUBLE"), (Type.NUMBER, "1e15"), (Type.NUMBER, "-0.001"),
     (Type.NUMBER, "'-infinity'::DOUBLE"), (Type.NUMBER, "10000000000000001::DECIMAL(38,0)"),
     (Type.NUMBER, "-12::DECIMAL(38,0)"), (Type.DATE, "DATE '10000-01-01'"),
     (Type.DATE, "DATE '9999-12-31'"), (Type.DATE, "DATE '0999-12-31'"),
     (Type.DATE, "DATE 'infinity'"), (Type.DATE, "DATE '0044-03-15 (BC)'"),
     (Type.DATETIME, "TIMESTAMPTZ 'infinity'"), (Type.DATETIME, "NULL::TIMESTAMPTZ"),
     (Type.DATETIME, "TIMESTAMPTZ '1900-01-01'"), (Type.DATETIME, "TIMESTAMPTZ '1973-01-01'"),
     (Type.DATETIME, "TIMESTAMPTZ '2024-02-29 23:59:59.5'")],
)  # fmt: skip
def test_values_at_the_edges_are_stored_as_their_text_folds(kind: Type, value: str) -> None:
    for zone in ("Europe/Paris", "America/St_Johns"):
        stored_alike(kind, value, zone=zone)


def test_every_type_has_a_way_of_being_usual() -> None:
    assert set(KEPT) == set(USUAL)


def stored_alike(kind: Type, sql: str, *values: object, zone: str) -> None:
    made = exp.select(stored(Column("value", kind))).sql("duckdb", identify=True)
    asked = engine().cursor()
    asked.execute(f"SET TimeZone = '{zone}'")
    rows = f"(SELECT {sql} AS value) AS rows"
    row = asked.execute(f"{made}, value::VARCHAR FROM {rows}", [*values]).fetchone()
    assert row is not None
    assert row[0] == (None if row[1] is None else fold(row[1]))
