"""Following and stopping. Each person sees and stops only what is theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Max, Q

from parvis.design.spoken import spoken
from parvis.records.models import HistoryEntry
from parvis.records.problems import Problem, gettext_noop
from parvis.site.follows.models import Follow, Subscriber

MOST = 50
STOP = "parvis.follows.stop"
MINE = "parvis.follows.mine"
CONFIRM = "parvis.follows.confirm"


class FollowProblem(Problem):
    sentences: ClassVar = {
        "too_many": gettext_noop(
            "Vous suivez déjà %(most)s choses : arrêtez-en une avant d’en suivre une autre."
        ),
        "busy": gettext_noop(
            "Beaucoup d’adresses attendent d’être confirmées : revenez dans une heure, ou suivez "
            "le fil Atom, qui ne demande rien."
        ),
        "long": gettext_noop(
            "Cette recherche est trop longue pour être suivie : retirez un filtre."
        ),
    }


def check_length(query: str) -> None:
    if len(query) > 1_000:
        raise FollowProblem("long")


def last() -> int:
    """How far history is: what is followed from now on."""
    return HistoryEntry.objects.aggregate(last=Max("sequence"))["last"] or 0


@transaction.atomic
def follow(user: Any, record: UUID | None = None, path: str = "", query: str = "") -> Follow:
    """Follow from now on; what is already followed stays as it is. Raises FollowProblem."""
    check_length(query)
    mine = Follow.objects.filter(user=user)
    if kept := mine.filter(record=record, path=path, query=query).first():
        return kept
    if mine.count() >= MOST:
        raise FollowProblem("too_many", most=MOST)
    made, _fresh = Follow.objects.get_or_create(
        user=user, record=record, path=path, query=query,
        defaults={"seen": last(), "language": spoken()},
    )  # fmt: skip
    return made


def stop(user: Any, uuid: str) -> int:
    """Stop one thing this person follows; how many were (0 when it is not theirs)."""
    try:
        key = UUID(uuid)
    except ValueError:
        return 0
    return Follow.objects.filter(user=user, uuid=key).delete()[0]


def stop_all(holder: UUID) -> int:
    """Stop all that a person or an address follows; the address itself is erased."""
    gone = Follow.objects.filter(user__uuid=holder).delete()[0]
    return gone + Subscriber.objects.filter(uuid=holder).delete()[0]


def follows_any(holder: UUID) -> bool:
    return Follow.objects.filter(Q(user__uuid=holder) | Q(subscriber__uuid=holder)).exists()


def stop_token(holder: UUID) -> str:
    """What stops all the letters of one person without signing in; it opens nothing else."""
    return signing.dumps(str(holder), salt=STOP)


def mine_token(subscriber: UUID) -> str:
    """What opens the list of what one address follows, to who reads its mail."""
    return signing.dumps(str(subscriber), salt=MINE)


def confirm_token(follow: UUID) -> str:
    return signing.dumps(str(follow), salt=CONFIRM)


def named_by(token: str, salt: str, lasts: dt.timedelta | None = None) -> UUID | None:
    """Whom or what a token of ours names; None for any other, or one that is too old."""
    try:
        return UUID(signing.loads(token, salt=salt, max_age=lasts))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
