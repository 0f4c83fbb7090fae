"""The engine's words, which may quote a hidden row, are never shown."""

from __future__ import annotations

import duckdb
import pytest

from parvis.lake.query.failures import problem

SECRET = "Jeanne-Martin"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (f"SELECT CAST(v AS INTEGER) FROM (SELECT '{SECRET}' AS v)", "value"),
        (f"SELECT error('{SECRET}')", "value"),
        ("SELECT 9223372036854775807::BIGINT + v FROM (SELECT 1::BIGINT AS v)", "value"),
        (f'SELECT "{SECRET}"', "failed"),
        (f"SELECT '{SECRET}' FROM", "failed"),
    ],
)
def test_a_failure_tells_its_kind_only(statement: str, code: str) -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as failed:
        connection.execute(statement).fetchall()
    said = problem(failed.value)
    assert said.code == code
    assert SECRET not in said.sentence()


@pytest.mark.parametrize("kind", [duckdb.Error, *duckdb.Error.__subclasses__()])
def test_every_kind_of_failure_has_a_sentence(kind: type[duckdb.Error]) -> None:
    assert SECRET not in problem(kind(SECRET)).sentence()


def test_limits_have_their_own_sentences() -> None:
    assert problem(duckdb.InterruptException("")).code == "stopped"
    assert problem(duckdb.OutOfMemoryException("")).code == "memory"
