"""How many rows a condition finds is counted once: the pages that follow are those of the engine,
and no other condition, rule, clock or version is told that number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from parvis.lake import actions, finding, rows, totals
from parvis.lake.query import odsql, paging, tree
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.recent import Recent
from tests.lake.makers import CONTEXT, lake, read, version

__all__ = ["lake", "read", "version"]


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    made = Recent(totals.MOST)
    monkeypatch.setattr(totals, "kept", made)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["hauteur > 20", "espece = 'if' and hauteur = 7", "cle < 0"])
def test_pages_of_a_question_that_was_asked_are_not_counted_again(version, where, monkeypatch):
    actions.publish(version)
    opened = rows.opened(version)
    every = odsql.query(select="cle, shape", where=where)
    whole = list(opened.answer(every, PUBLIC, CONTEXT).rows)
    first = opened.answer(replace(every, limit=3), PUBLIC, CONTEXT)
    assert first.total == len(whole)
    monkeypatch.setattr(paging.Paged, "around", lambda *_made: pytest.fail("counted again"))
    monkeypatch.setattr(finding.policies, "total", lambda _query: pytest.fail("counted again"))
    for limit, offset in ((3, 0), (3, 3), (100, 1), (5, 5_000)):
        answer = opened.answer(replace(every, limit=limit, offset=offset), PUBLIC, CONTEXT)
        assert list(answer.rows) == whole[offset : offset + limit]
        assert answer.total == len(whole)
    assert opened.total(every, PUBLIC, CONTEXT) == len(whole)


@pytest.mark.django_db
def test_a_rule_has_numbers_of_its_own_and_ends(version):
    actions.publish(version)
    opened = rows.opened(version)
    query = odsql.query(where="hauteur > 20")
    every = opened.total(query, PUBLIC, CONTEXT)
    some = Policy(filter=odsql.where("cle > 100"), until=CONTEXT.now.date())
    assert opened.total(query, some, CONTEXT) < every
    assert opened.total(query, some, CONTEXT) < every
    assert opened.total(query, PUBLIC, CONTEXT) == every
    late = replace(CONTEXT, now=CONTEXT.now + timedelta(days=2))
    with pytest.raises(QueryProblem, match="ended"):
        opened.total(query, some, late)


def key(where, policy=PUBLIC, version="v", **context):
    return totals.key(version, odsql.where(where), policy, replace(CONTEXT, **context))


@pytest.mark.once
def test_a_number_is_that_of_one_question():
    asked = [
        key("code = 35"), key("code = 035"), key("code = '35'"), key("code = 35", version="w"),
        key("code = 35", zone="UTC"), key("code = 35", policy=Policy(columns=frozenset({"code"}))),
        key("code = 35", policy=Policy(filter=odsql.where("n > 1"))),
        key("code = 35", policy=Policy(minimum=5, dimensions=("code",))),
        key("code = 35", policy=Policy(minimum=6, dimensions=("code",))),
        key("code = 35", policy=Policy(minimum=5, dimensions=("code", "jour"))),
        key("code = 35", lang="en"), key("code = 35", projection="EPSG:2154"),
    ]  # fmt: skip
    assert len({*asked}) == len(asked)
    assert key("code = 35") == key("code=35", now=CONTEXT.now + timedelta(days=1))
    assert key("code = 35", policy=Policy(purpose="une étude")) == key("code = 35")


@pytest.mark.once
def test_what_the_moment_changes_is_not_kept_nor_what_is_too_deep(kept):
    assert key("jour > now(days=-1)") is None
    assert key("code = 35", policy=Policy(filter=odsql.where("jour > now()"))) is None
    assert totals.key("v", None, PUBLIC, CONTEXT) is not None
    deep = odsql.where("code = 35")
    while max(depth for _node, depth in tree.walk(deep)) < totals.DEEP:
        deep = tree.Not(deep)
    assert totals.key("v", deep, PUBLIC, CONTEXT) is not None
    assert totals.key("v", tree.Not(deep), PUBLIC, CONTEXT) is None
    assert totals.keep(None, 3) == 3
    assert not kept


@pytest.mark.once
def test_what_was_asked_last_is_kept():
    few = Recent(2)
    for number in range(3):
        few.put(number, str(number))
        few.get(0)
    assert (few.get(0), few.get(1), few.get(2), len(few)) == ("0", None, "2", 2)
    few.put(0, "again")
    few.put(3, "3")
    assert (few.get(0), few.get(2), few.get(3)) == ("again", None, "3")
