"""Following without an account: an address asks, its mailbox confirms, and stops.

Nothing is told, and no address is kept for long, before its owner said yes (double opt-in).
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from parvis.design.spoken import spoken
from parvis.records.sealed import address_mark
from parvis.site.follows import actions, words
from parvis.site.follows.actions import FollowProblem
from parvis.site.follows.models import Follow, Subscriber

CONFIRMED_WITHIN = dt.timedelta(days=3)
LETTERS_AN_HOUR = 300  # to addresses not confirmed, from everywhere


@transaction.atomic
def ask(email: str, record: UUID | None = None, path: str = "", query: str = "") -> Follow:
    """Keep what an address would follow, and write to it for confirmation. Asked again, the same
    is written again. Raises FollowProblem."""
    actions.check_length(query)
    hour = timezone.now() - dt.timedelta(hours=1)
    pending = Follow.objects.filter(subscriber__isnull=False, created__gt=hour)
    if pending.count() >= LETTERS_AN_HOUR:
        raise FollowProblem("busy")
    address, _fresh = Subscriber.objects.get_or_create(
        mark=address_mark(email), defaults={"email": email}
    )
    follow, _fresh = Follow.objects.get_or_create(
        subscriber=address, record=record, path=path, query=query,
        defaults={"seen": actions.last(), "language": spoken(), "confirmed": None},
    )  # fmt: skip
    words.confirmation(follow).send()
    return follow


def asked_for(token: str) -> Follow | None:
    """What a letter asks to confirm; None once it is too late."""
    key = actions.named_by(token, actions.CONFIRM, CONFIRMED_WITHIN)
    return Follow.objects.select_related("subscriber").filter(uuid=key).first() if key else None


@transaction.atomic
def confirm(follow: Follow) -> None:
    """Follow from now on; confirmed twice is once. Raises FollowProblem."""
    if follow.confirmed:
        return
    Subscriber.objects.select_for_update().get(follows=follow)
    known = Follow.objects.filter(subscriber=follow.subscriber_id, confirmed__isnull=False)
    if known.count() >= actions.MOST:
        raise FollowProblem("too_many", most=actions.MOST)
    rows = Follow.objects.filter(pk=follow.pk, confirmed=None)
    rows.update(confirmed=timezone.now(), seen=actions.last())


def of(token: str) -> Subscriber | None:
    """Whose list a letter opens; None once the address is erased."""
    key = actions.named_by(token, actions.MINE)
    return Subscriber.objects.filter(uuid=key).first() if key else None


@transaction.atomic
def stop(subscriber: Subscriber, key: Any) -> None:
    """Stop one thing; with the last one the address is erased."""
    try:
        uuid = UUID(str(key))
    except ValueError:
        return
    Follow.objects.filter(subscriber=subscriber, uuid=uuid).delete()
    if not Follow.objects.filter(subscriber=subscriber).exists():
        subscriber.delete()
