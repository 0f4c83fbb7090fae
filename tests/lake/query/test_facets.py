"""A citizen opens a facet, chooses a value, sees what is left."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.lake.query.facets import (
    Facet,
    Refinement,
    counts,
    path_of,
    read_facet,
    read_refinement,
    refined,
)
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.tree import Column as Named
from parvis.lake.query.tree import Output, Query
from tests.lake.query.engine import UTC_CONTEXT, ask, engine
from tests.lake.query.towns import LINED, table


def values(facet: Facet, *chosen: Refinement) -> list[tuple[Any, ...]]:
    return ask(counts(LINED, facet, None, chosen), LINED, table(), context=UTC_CONTEXT)


def kept(*chosen: Refinement, facets: tuple[Facet, ...] = ()) -> list[int]:
    query = Query((Output(Named("ligne"), label="ligne"),), refined(LINED, chosen, facets))
    return [row[0] for row in ask(query, LINED, table(), context=UTC_CONTEXT)]


def test_the_most_frequent_value_comes_first() -> None:
    assert values(Facet("siege")) == [(False, 5), (True, 1)]
    assert values(Facet("nom", sort="alphanum", limit=2)) == [("Betton", 1), ("Bruz", 1)]
    assert values(Facet("nom", sort="-alphanum", limit=1)) == [("étang", 1)]


def test_each_value_of_a_list_is_counted() -> None:
    assert values(Facet("themes")) == [("eau", 3), ("bus", 2), ("vélo", 2)]
    assert kept(read_refinement("themes:eau")) == [1, 2, 7]
    assert kept(read_refinement("themes:eau"), read_refinement("themes:vélo")) == [1]


def test_several_values_of_a_disjunctive_facet_widen_the_choice() -> None:
    bus, eau = read_refinement("themes:bus"), read_refinement("themes:eau")
    facet = Facet("themes", disjunctive=True)
    assert kept(bus, eau, facets=(facet,)) == [1, 2, 3, 5, 7]
    assert values(facet, bus) == [("eau", 3), ("bus", 2), ("vélo", 2)]
    assert values(Facet("themes"), bus) == [("bus", 2), ("vélo", 1)]


def test_a_date_opens_by_year_then_month_then_day() -> None:
    facet = Facet("releve", sort="alphanum")
    assert values(facet) == [("2024", 1), ("2025", 5), ("2026", 1)]
    assert values(facet, read_refinement("releve:2025"))[:2] == [("2025/01", 1), ("2025/03", 2)]
    assert values(facet, read_refinement("releve:2025/03")) == [
        ("2025/03/29", 1),
        ("2025/03/30", 1),
    ]
    assert kept(read_refinement("releve:2025/03")) == [1, 2]
    assert kept(read_refinement('releve:"2025/3/29"')) == [1]
    assert kept(read_refinement("releve:2024/12")) == [4]
    assert kept(read_refinement("fondation:2018")) == [6, 7]
    assert path_of("2025/03", LINED.columns[6], facet) == ("2025", "03")


def test_what_is_excluded_leaves_the_rest_and_what_has_no_value() -> None:
    assert kept(read_refinement("nom:Bruz", excluded=True)) == [1, 2, 3, 5, 6, 7, 8]
    assert kept(read_refinement("releve:2025", excluded=True)) == [4, 7, 8]
    assert kept(read_refinement("siege:false"), read_refinement("nom:Bruz", excluded=True)) == [
        2, 3, 5, 6, 7,
    ]  # fmt: skip


def test_numbers_are_chosen_as_numbers() -> None:
    assert kept(read_refinement("population:13000")) == [5]
    assert kept(read_refinement("code:00007")) == [7]


def test_a_text_with_a_separator_is_a_hierarchy() -> None:
    engine().execute(
        "CREATE OR REPLACE TABLE fichiers AS SELECT * FROM (VALUES ('a/b/c'), ('a/b'), ('a/d'),"
        " ('ab'), (NULL)) AS t(chemin)"
    )
    schema = Schema((Column("chemin", Type.TEXT),))
    facet = read_facet('facet(name="chemin", hierarchical=true, separator="/", sort="alphanum")')

    def found(*chosen: Refinement) -> list[tuple[Any, ...]]:
        return ask(counts(schema, facet, None, chosen), schema, "fichiers")

    assert found() == [("a", 3), ("ab", 1)]
    assert found(read_refinement("chemin:a")) == [("a/b", 2), ("a/d", 1)]
    assert found(read_refinement("chemin:a/b")) == [("a/b", 1), ("a/b/c", 1)]


def test_facet_as_documented() -> None:
    assert read_facet("nom") == Facet("nom")
    assert read_facet("`12`") == Facet("12")
    text = 'facet(name="nom", disjunctive=true, sort="-alphanum", limit=5)'
    assert read_facet(text) == Facet("nom", True, None, "-alphanum", 5)


@pytest.mark.parametrize(
    "text",
    [
        "facet(nom)",
        'facet(name="a", sort="loud")',
        'facet(name="a", nam="b")',
        "1",
        "facet(limit=2)",
        'facet(name="a", limit=0)',
        'facet(name="a", limit=true)',
        "a; drop table villes",
    ],
)
def test_ill_written_facets_are_refused(text: str) -> None:
    with pytest.raises(QueryProblem):
        read_facet(text)


@pytest.mark.parametrize("text", ["nom", ":x", "nom:", "nom:''"])
def test_ill_written_refinements_are_refused(text: str) -> None:
    with pytest.raises(QueryProblem):
        kept(read_refinement(text))


def test_unknown_or_spatial_columns_have_no_facet() -> None:
    for text in ("nomm:x", "lieu:x", "releve:2025/13", "releve:hier"):
        with pytest.raises(QueryProblem):
            kept(read_refinement(text))
