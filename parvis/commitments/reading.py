"""Commitments as an audience sees them, each with its state of today.

Reads published projections only; two or three queries whatever their number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.commitments.state import Evidence, Facts, Standing, State, standing, tally, with_actions
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import Link, Published
from parvis.records.projection import View, public_views

# what people read, and the level of the state's shape (design/components.html: state)
WORDS = {
    State.ABANDONED: (_("abandonné"), "bad"),
    State.NOT_STARTED: (_("non commencé"), "none"),
    State.WITHOUT_PROOF: (_("sans preuve"), "none"),
    State.LATE: (_("en retard"), "watch"),
    State.UNDERWAY: (_("en cours"), "good"),
    State.KEPT: (_("tenu"), "good"),
}


@dataclass(frozen=True)
class Followed:
    """A commitment or an action: its view, its number, where it stands; its actions below."""

    view: View
    number: str
    standing: Standing
    actions: tuple[Followed, ...] = ()

    @property
    def words(self) -> str:
        return str(WORDS[self.standing.state][0])

    @property
    def level(self) -> str:
        return WORDS[self.standing.state][1]

    @property
    def counts(self) -> dict[State, int]:
        """How many of its actions stand where, those without proof first."""
        return tally(action.standing.state for action in self.actions)


def day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def facts_of(content: Mapping[str, Any]) -> Facts:
    """The facts a projection shows; a field hidden by the switch is as if it were not known."""
    pieces = [
        Evidence(dt.date.fromisoformat(row["date"]), day(row["checked_on"]), row["final"])
        for row in content.get("evidence", ())
    ]
    return Facts(
        day(content.get("starts_on")),
        day(content.get("due_on")),
        day(content.get("abandoned_on")),
        pieces,
    )


def actions_by_commitment(audience: Audience, today: dt.date) -> dict[UUID, list[Followed]]:
    views = public_views(Published.objects.visible(audience).filter(type="action"), audience)
    edges = Link.objects.filter(predicate="carries_out").values_list("subject_id", "object_id")
    parents = dict(edges)
    found: dict[UUID, list[Followed]] = {}
    for view in sorted(views, key=lambda view: order(view.content["number"])):
        if view.uuid in parents:
            action = Followed(view, view.content["number"], standing(facts_of(view.content), today))
            found.setdefault(parents[view.uuid], []).append(action)
    return found


def order(number: str) -> list[int]:
    """4.10 comes after 4.2."""
    return [int(part) for part in number.split(".")]


def followed(audience: Audience, today: dt.date | None = None) -> list[Followed]:
    """Every commitment that this audience sees, by number, with its actions and states."""
    today = today or timezone.localdate()
    actions = actions_by_commitment(audience, today)
    rows = Published.objects.visible(audience).filter(type="commitment")
    found = []
    for view in public_views(rows, audience):
        mine = tuple(actions.get(view.uuid, ()))
        facts = with_actions(
            facts_of(view.content), [facts_of(action.view.content) for action in mine]
        )
        found.append(Followed(view, str(view.content["number"]), standing(facts, today), mine))
    return sorted(found, key=lambda one: order(one.number))


def follow(view: View, audience: Audience, today: dt.date | None = None) -> Followed:
    """One commitment or action with its state; a commitment with its actions. One or two queries.

    `view` may be that of a draft.
    """
    today = today or timezone.localdate()
    mine = actions_of(view, audience, today) if view.type == "commitment" else ()
    facts = with_actions(facts_of(view.content), [facts_of(a.view.content) for a in mine])
    return Followed(view, str(view.content["number"]), standing(facts, today), mine)


def actions_of(view: View, audience: Audience, today: dt.date) -> tuple[Followed, ...]:
    rows = Published.objects.visible(audience).filter(
        type="action", links_out__predicate="carries_out", links_out__object=view.uuid
    )
    views = sorted(public_views(rows, audience), key=lambda one: order(one.content["number"]))
    return tuple(
        Followed(one, one.content["number"], standing(facts_of(one.content), today))
        for one in views
    )


PROVED = frozenset({State.UNDERWAY, State.LATE, State.KEPT})


def commitments_proved() -> int:
    """Commitments with at least one checked piece of evidence, as visitors see them."""
    return sum(one.standing.state in PROVED for one in followed(VISITOR))


def actions_proved() -> int:
    return sum(
        action.standing.state in PROVED for one in followed(VISITOR) for action in one.actions
    )
