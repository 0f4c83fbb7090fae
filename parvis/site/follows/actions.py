"""Following and stopping. Each person sees and stops only what is theirs."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Max

from parvis.records.models import HistoryEntry
from parvis.records.problems import Problem, gettext_noop
from parvis.site import addresses
from parvis.site.follows.models import Follow

MOST = 50
STOP = "parvis.follows.stop"


class FollowProblem(Problem):
    sentences: ClassVar = {
        "too_many": gettext_noop(
            "Vous suivez déjà %(most)s choses : arrêtez-en une avant d’en suivre une autre."
        ),
        "long": gettext_noop(
            "Cette recherche est trop longue pour être suivie : retirez un filtre."
        ),
    }


@transaction.atomic
def follow(user: Any, record: UUID | None = None, path: str = "", query: str = "") -> Follow:
    """Follow from now on; what is already followed stays as it is. Raises FollowProblem."""
    if len(query) > 1_000:
        raise FollowProblem("long")
    mine = Follow.objects.filter(user=user)
    if kept := mine.filter(record=record, path=path, query=query).first():
        return kept
    if mine.count() >= MOST:
        raise FollowProblem("too_many", most=MOST)
    last = HistoryEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    made, _fresh = Follow.objects.get_or_create(
        user=user, record=record, path=path, query=query,
        defaults={"seen": last, "language": addresses.language()},
    )  # fmt: skip
    return made


def stop(user: Any, uuid: str) -> int:
    """Stop one thing this person follows; how many were (0 when it is not theirs)."""
    try:
        key = UUID(uuid)
    except ValueError:
        return 0
    return Follow.objects.filter(user=user, uuid=key).delete()[0]


def stop_all(user: UUID) -> int:
    return Follow.objects.filter(user__uuid=user).delete()[0]


def stop_token(user: UUID) -> str:
    """What stops all the letters of one person without signing in; it opens nothing else."""
    return signing.dumps(str(user), salt=STOP)


def user_of(token: str) -> UUID | None:
    try:
        return UUID(signing.loads(token, salt=STOP))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
