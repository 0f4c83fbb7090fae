"""How many rows a condition finds is counted once: the pages that follow are those of the engine,
and no other condition, rule, clock or version is told that number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from parvis.lake import actions, finding, rows, totals
from parvis.lake.query import odsql, paging
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from tests.lake.makers import CONTEXT, lake, read, version

__all__ = ["lake", "read", "version"]


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    made = totals.Totals()
    monkeypatch.setattr(totals, "totals", made)
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
    ]  # fmt: skip
    assert len({*asked}) == len(asked)
    assert key("code = 35") == key("code=35", now=CONTEXT.now + timedelta(days=1))
    assert key("code = 35", policy=Policy(purpose="une étude")) == key("code = 35")


@pytest.mark.once
def test_what_the_moment_changes_is_not_kept_nor_what_is_too_deep(kept):
    assert key("jour > now(days=-1)") is None
    assert key("code = 35", policy=Policy(filter=odsql.where("jour > now()"))) is None
    assert totals.key("v", None, PUBLIC, CONTEXT) is not None
    assert kept.keep(None, 3) == 3
    assert not kept.found


@pytest.mark.once
def test_the_numbers_that_are_kept_are_bounded():
    few = totals.Totals(most=2)
    for number in range(3):
        few.keep(bytes([number]), number)
        few.get(b"\0")
    assert (few.get(b"\0"), few.get(b"\1"), few.get(b"\2")) == (0, None, 2)
