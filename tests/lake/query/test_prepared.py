"""A question of a shape that was asked before gets the answer that writing it anew would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from sqlglot import exp

from parvis.lake.query import odsql, tree
from parvis.lake.query.policy import PUBLIC, Policy, statement
from parvis.lake.query.prepared import prepared
from parvis.lake.query.problems import QueryProblem
from tests.lake.query.engine import UTC_CONTEXT, engine, run
from tests.lake.query.towns import SCHEMA, table

TOWNS = exp.to_table("villes")
ALIKE = [
    ("nom = 'Rennes'", "nom = 'Bruz'", 'nom = "l\'eau"', "nom = 7", "nom = 07", "nom = '7'"),
    ("population > 13000", "population > 13000.0", "population > '13000'", "population > 4.5"),
    ("population between 1 and 18200", "population between 18200 and 1"),
    ("releve > '2025-01-01'", "releve > '2025'", "releve > date'2025-07-14'"),
    ("code = 35238", "code = 7", "code = 00007", "code = '00007'"),
    (
        "in_bbox(lieu, 48.05, -1.75, 48.15, -1.58)",
        "in_bbox(lieu, 40, -1, 41, 2)",
        "in_bbox(lieu, -90, -180, 90, 180)",
    ),
    ("not nom = 'Rennes' or population > 18200", "not nom = 'Bruz' or population > 1"),
    ("'bus' in themes", "'eau' in themes"),
    ('"rennes"', '"bruz"', '"b*"', '"2025"', '"352*"', '"rennes 35238"', '"35238 rennes"', '"l\'"'),
    ("search(nom, 'renes')", "search(nom, 'bruz')", "nom like 'rennes'", "nom like 'b*'"),
]


@pytest.fixture(autouse=True)
def towns():
    table()


def answers(query, policy=PUBLIC, context=UTC_CONTEXT):
    made = prepared(query, SCHEMA, policy, context, TOWNS)
    return made.fields, engine().execute(made.text, dict(made.parameters)).fetchall()


def anew(query, policy=PUBLIC, context=UTC_CONTEXT):
    made = statement(query, SCHEMA, policy, context, TOWNS)
    return made.fields, run(made)


def named(fields):
    return [(field.name, field.type, field.many) for field in fields]


@pytest.mark.parametrize("conditions", ALIKE)
def test_values_of_one_shape_never_mix(conditions):
    def question(where):
        return odsql.query(where=where, order_by="nom", limit=3)

    written = {where: anew(question(where)) for where in conditions}
    for first, second in permutations(conditions, 2):
        for where in (first, second, first):
            fields, rows = answers(question(where))
            wanted, said = written[where]
            assert named(fields) == named(wanted)
            assert rows == said


def test_one_text_serves_all_values_of_a_shape():
    texts = {
        prepared(odsql.query(where=f"nom = '{name}'", limit=limit, offset=offset),
                 SCHEMA, PUBLIC, UTC_CONTEXT, TOWNS).text
        for name, limit, offset in (("Rennes", 1, 1), ("Bruz", 50, 7))
    }  # fmt: skip
    assert len(texts) == 1


def test_pages_of_one_shape_have_their_own_limits():
    for limit, offset in ((2, 0), (3, 2), (1, 5), (2, 0)):
        query = odsql.query(select="nom", order_by="nom", limit=limit, offset=offset)
        assert answers(query)[1] == anew(query)[1]


def test_an_answer_is_labelled_as_its_own_question_was_written():
    for select in ("count(*)", "COUNT(*)", "count( * )"):
        query = odsql.query(select=select)
        assert named(answers(query)[0]) == named(anew(query)[0])


def test_each_question_has_its_own_clock_zone_and_language():
    moments = (datetime(2024, 2, 1, tzinfo=UTC), datetime(2025, 6, 30, tzinfo=UTC))
    for select in ("now() as t", "date_format(releve, 'MMMM yyyy HH') as t"):
        for now in moments:
            for zone in ("UTC", "Europe/Paris"):
                for lang in ("fr", "en"):
                    context = replace(UTC_CONTEXT, now=now, zone=zone, lang=lang)
                    query = odsql.query(select=select, order_by="nom", limit=8)
                    assert answers(query, context=context)[1] == anew(query, context=context)[1]


def test_a_shape_known_under_one_rule_opens_nothing_under_another():
    query = odsql.query(select="nom, population", where="population > 10", limit=10)
    everything = answers(query)[1]
    rule = Policy(filter=odsql.where("population > 18200"))
    assert answers(query, rule)[1] == anew(query, rule)[1] != everything
    with pytest.raises(QueryProblem):
        answers(query, Policy(columns=frozenset({"nom"})))
    grouped = Policy(minimum=2, dimensions=("nom",))
    with pytest.raises(QueryProblem):
        answers(query, grouped)


def test_access_ends_for_a_shape_that_is_known():
    query = odsql.query(select="nom", limit=1)
    rule = Policy(until=date(2026, 3, 31))
    assert answers(query, rule)[1]
    later = replace(UTC_CONTEXT, now=datetime(2026, 4, 1, tzinfo=UTC))
    with pytest.raises(QueryProblem):
        answers(query, rule, later)


def test_a_box_across_the_antimeridian_is_written_anew():
    place = tree.Column("lieu")
    for box in ((-2.0, 48.0, -1.0, 49.0), (170.0, 48.0, -1.0, 49.0), (-2.0, 48.0, 170.0, 49.0)):
        query = tree.Query(where=tree.Call("s_intersects", (place, tree.Box(box))))
        assert answers(query)[1] == anew(query)[1]
