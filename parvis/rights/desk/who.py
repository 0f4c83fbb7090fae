"""Who works on requests beside their officer: agents of the services that are asked something."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from parvis.organisations.models import Membership
from parvis.organisations.rights import Reach, Role, Verb
from parvis.organisations.standing import today
from parvis.people.models import User
from parvis.records.questions import Question
from parvis.rights.desk.models import Part
from parvis.rights.requests.access import posts_of

# who answers for a service: its own agents, or those who stand for the branch it is part of
REACHES = {Role.CONTRIBUTOR: Reach.OWN, Role.STEWARD: Reach.BRANCH, Role.PRIVACY: Reach.BRANCH}


def serves(user: Any) -> frozenset[int]:
    """Organisations whose parts this person may read and answer. Running the platform gives none:
    only a post does."""
    found: set[int] = set()
    for post in posts_of(user):
        if post.role in REACHES and post.right(Verb.ANSWER):
            found |= post.within(REACHES[post.role])
    return frozenset(found)


def parts_of(user: Any) -> QuerySet[Part]:
    """The parts that this person may read: answered or not, none that was taken back."""
    return parts_within(list(serves(user)))


def parts_within(organisations: list[Any]) -> QuerySet[Part]:
    rows = Part.objects.filter(organisation__in=organisations)
    return rows.exclude(state=Part.State.CANCELLED)


SOME = Question(lambda _shape, keys: parts_within(keys).order_by().values_list("pk")[:1])


def was_asked(user: Any) -> bool:
    """Whether there is any part that this person may read: every page of the desk asks it."""
    return bool(SOME(list(serves(user))))


def agents(organisation: int) -> list[User]:
    """Those who are written to about a part: who works in the service itself."""
    held = Membership.objects.on(today()).filter(role__in=REACHES, organisation=organisation)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
