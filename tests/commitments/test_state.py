"""Where a commitment stands: examples, then properties that hold for any evidence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.commitments.state import (
    Evidence,
    Facts,
    Standing,
    State,
    standing,
    tally,
    with_actions,
)

TODAY = dt.date(2026, 3, 12)
BEFORE, AFTER = dt.date(2026, 1, 1), dt.date(2026, 6, 1)

days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
maybe = st.none() | days
pieces = st.builds(Evidence, date=days, checked_on=maybe, final=st.booleans())
many = st.lists(pieces, max_size=4)
facts = st.builds(Facts, starts_on=maybe, due_on=maybe, abandoned_on=maybe, evidence=many)

# what adding evidence may never lower
RANK = [State.NOT_STARTED, State.WITHOUT_PROOF, State.LATE, State.UNDERWAY, State.KEPT]


def checked(final=False, date=BEFORE):
    return Evidence(date, date, final)


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        (Facts(), State.WITHOUT_PROOF),
        (Facts(starts_on=AFTER), State.NOT_STARTED),
        (Facts(starts_on=BEFORE), State.WITHOUT_PROOF),
        (Facts(evidence=[Evidence(BEFORE)]), State.WITHOUT_PROOF),
        (Facts(evidence=[checked()]), State.UNDERWAY),
        (Facts(evidence=[checked()], due_on=BEFORE), State.LATE),
        (Facts(due_on=BEFORE), State.WITHOUT_PROOF),
        (Facts(evidence=[checked(final=True)], due_on=BEFORE), State.KEPT),
        (Facts(evidence=[checked(final=True)], abandoned_on=BEFORE), State.ABANDONED),
    ],
)
def test_the_first_rule_that_holds_gives_the_state(given_facts, expected):
    assert standing(given_facts, TODAY).state is expected


def test_evidence_older_than_the_start_proves_nothing():
    old = Facts(starts_on=dt.date(2026, 2, 1), evidence=[checked(final=True)])
    assert standing(old, TODAY) == Standing(State.WITHOUT_PROOF, dt.date(2026, 2, 1))


def test_a_state_says_since_when_and_why():
    piece = Evidence(BEFORE, dt.date(2026, 2, 2))
    found = standing(Facts(evidence=[piece]), TODAY)
    assert found == Standing(State.UNDERWAY, dt.date(2026, 2, 2), [piece])


def test_actions_bring_a_commitment_forward_but_never_to_its_end():
    done = Facts(evidence=[checked(final=True)])
    assert standing(done, TODAY).state is State.KEPT
    assert standing(with_actions(Facts(), [done]), TODAY).state is State.UNDERWAY


def test_a_tally_names_every_state_those_without_proof_first():
    counts = tally([State.KEPT, State.KEPT, State.UNDERWAY])
    assert next(iter(counts)) is State.WITHOUT_PROOF
    assert counts[State.KEPT] == 2
    assert counts[State.WITHOUT_PROOF] == 0
    assert set(counts) == set(State)


@given(facts, pieces, days)
def test_adding_evidence_never_lowers_the_state(before, piece, today):
    after = Facts(before.starts_on, before.due_on, before.abandoned_on, [*before.evidence, piece])
    old, new = standing(before, today).state, standing(after, today).state
    if old is State.ABANDONED:
        assert new is State.ABANDONED
    else:
        assert RANK.index(new) >= RANK.index(old)


@given(facts, days)
def test_the_order_of_evidence_changes_nothing(some, today):
    turned = Facts(some.starts_on, some.due_on, some.abandoned_on, list(reversed(some.evidence)))
    one, other = standing(some, today), standing(turned, today)
    assert (one.state, one.since) == (other.state, other.since)


@given(facts, days)
def test_nothing_is_kept_without_a_checked_final_piece(some, today):
    if standing(some, today).state is State.KEPT:
        assert any(p.final and p.checked_on and p.checked_on <= today for p in some.evidence)


@given(facts, days, days)
def test_time_alone_moves_only_from_under_way_to_late(some, first, second):
    """With evidence already all checked, waiting proves nothing more."""
    early, late = min(first, second), max(first, second)
    if any((day := p.counts_from()) and day > early for p in some.evidence):
        return
    if (some.starts_on and some.starts_on > early) or some.abandoned_on:
        return
    old, new = standing(some, early).state, standing(some, late).state
    assert old == new or (old, new) == (State.UNDERWAY, State.LATE)


@given(facts, days)
def test_a_state_is_never_dated_after_today(some, today):
    since = standing(some, today).since
    assert since is None or since <= today
