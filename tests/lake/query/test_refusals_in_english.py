"""A refusal is told in the reader's language, the kinds of values in it too."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from sqlglot import exp

from parvis.lake.query import odsql, tree
from parvis.lake.query.policy import PUBLIC, statement
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.sql import NAMES
from tests.lake.makers import CONTEXT

SCHEMA = Schema((Column("nom", Type.TEXT), Column("lieu", Type.POINT), Column("vu", Type.DATETIME)))
TOLD = (
    ("distance(lieu, 3, 1km) > 1", "a geometry, such as"),
    ("sum(nom) > 1", "“sum”"),
    ("nom + 1 > 2", "of type a text where a number"),
    ("lieu > 3", "a place"),
    ("within_distance(lieu, geom'POINT(1 1)', nom)", "a distance, such as 1km"),
    ("year(nom) = 2", "a date"),
)


def asked(where):
    query = tree.Query(where=odsql.where(where))
    statement(query, SCHEMA, PUBLIC, CONTEXT, exp.to_table("rows"))


@pytest.mark.parametrize(("where", "words"), TOLD)
def test_kinds_of_values_are_told_in_english(where, words):
    with pytest.raises(QueryProblem) as caught:
        asked(where)
    with translation.override("en"):
        said = caught.value.sentence(gettext)
    assert words in said
    assert not any(f" {word}" in said for word in NAMES.values())
