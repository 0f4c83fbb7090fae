"""Where a commitment stands, computed from its evidence: nobody types a progress.

A pure function of what is kept and of today. The first rule that holds gives the state:

1. abandoned: an act says so, with its reasons;
2. not started: before the start date;
3. without proof: no checked evidence counts yet (the first value of the Open Government
   Partnership's reviewers: « aucune preuve disponible » is a state of its own);
4. kept: a checked, final piece of evidence;
5. late: the due date has passed and nothing final proves it;
6. under way: checked evidence, no due date passed.

A piece of evidence counts when someone checked it, from the day it was checked, and when it is
not older than the start of the commitment.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """The value is what machines read; people read the words of `plugs`."""

    ABANDONED = "abandoned"
    NOT_STARTED = "not_started"
    WITHOUT_PROOF = "without_proof"
    LATE = "late"
    UNDERWAY = "underway"
    KEPT = "kept"


@dataclass(frozen=True)
class Evidence:
    """One piece: its own date, the day someone checked it (None: nobody yet), final or partial."""

    date: dt.date
    checked_on: dt.date | None = None
    final: bool = False

    def counts_from(self) -> dt.date | None:
        """First day on which the piece proves anything; None while nobody has checked it."""
        return max(self.date, self.checked_on) if self.checked_on else None


@dataclass(frozen=True)
class Facts:
    """What is kept of a commitment or an action, as far as its state goes."""

    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    abandoned_on: dt.date | None = None
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True)
class Standing:
    """A state, since when (None: always so, or unknown) and the evidence that made it."""

    state: State
    since: dt.date | None = None
    evidence: Sequence[Evidence] = field(default_factory=tuple)


def standing(facts: Facts, today: dt.date) -> Standing:
    """The state on that day, by the rules above in their order."""
    if facts.abandoned_on and facts.abandoned_on <= today:
        return Standing(State.ABANDONED, facts.abandoned_on)
    if facts.starts_on and today < facts.starts_on:
        return Standing(State.NOT_STARTED)
    counting = counted(facts, today)
    if not counting:
        return Standing(State.WITHOUT_PROOF, facts.starts_on)
    final = [piece for piece in counting if piece.final]
    if final:
        return Standing(State.KEPT, first_day(final), final)
    if facts.due_on and facts.due_on < today:
        return Standing(State.LATE, facts.due_on + dt.timedelta(days=1), counting)
    return Standing(State.UNDERWAY, first_day(counting), counting)


def counted(facts: Facts, today: dt.date) -> list[Evidence]:
    """The evidence that counts on that day."""
    return [
        piece
        for piece in facts.evidence
        if (day := piece.counts_from())
        and day <= today
        and (facts.starts_on is None or piece.date >= facts.starts_on)
    ]


def first_day(pieces: Iterable[Evidence]) -> dt.date | None:
    return min((day for piece in pieces if (day := piece.counts_from())), default=None)


def with_actions(commitment: Facts, actions: Iterable[Facts]) -> Facts:
    """The commitment, whose actions' evidence counts as a part of the way, never as the end.

    Only evidence given for the commitment itself can say that the whole is kept.
    """
    parts = [
        Evidence(piece.date, piece.checked_on, final=False)
        for action in actions
        for piece in action.evidence
    ]
    return Facts(
        commitment.starts_on,
        commitment.due_on,
        commitment.abandoned_on,
        (*commitment.evidence, *parts),
    )


def tally(states: Iterable[State]) -> dict[State, int]:
    """How many stand where, those without proof first, every state named even at 0."""
    counts = Counter(states)
    order = sorted(
        State, key=lambda state: (state is not State.WITHOUT_PROOF, list(State).index(state))
    )
    return {state: counts[state] for state in order}
