"""The daily letter, and forgetting. Each may run twice; a person gets at most one letter a day."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django_tasks import task

from parvis.records import finding
from parvis.records.models import HistoryEntry
from parvis.records.search import IndexUnavailable
from parvis.site.follows import subscribers, words
from parvis.site.follows.models import Follow, Subscriber
from parvis.site.follows.news import News, Reach, news_of

PEOPLE = 50  # a page of the batch: 50 people, at most 50 follows each
HOLDERS = ("user", "subscriber")  # with an account, without


@task()
def send_digests() -> None:
    """Tell everyone whose letter is due, a page of people at a time."""
    day = timezone.localdate()
    for holder in HOLDERS:
        last = 0
        while keys := due_keys(day, last, holder):
            send_page(keys, day, holder)
            last = keys[-1]


@task()
def forget_unconfirmed() -> None:
    """Erase what nobody confirmed from their mailbox in time, and addresses that follow nothing."""
    old = timezone.now() - subscribers.CONFIRMED_WITHIN
    Follow.objects.filter(confirmed=None, created__lt=old).delete()
    Subscriber.objects.filter(follows=None, created__lt=old).delete()


def due(day: dt.date) -> Q:
    return Q(mailed=None) | Q(mailed__lt=day)


def due_keys(day: dt.date, after: int, holder: str) -> list[int]:
    """Keys of the next people whose letter is due; `holder` is one of HOLDERS."""
    rows = Follow.objects.filter(due(day), confirmed__isnull=False, **{f"{holder}__gt": after})
    if holder == "user":
        rows = rows.filter(user__is_active=True).exclude(user__email="")
    return list(rows.order_by(holder).values_list(holder, flat=True).distinct()[:PEOPLE])


def send_page(keys: list[int], day: dt.date, holder: str = "user") -> None:
    """Letters of these people. What they have nothing of is marked in one statement."""
    reach = reached()
    rows = Follow.objects.filter(due(day), confirmed__isnull=False, **{f"{holder}__in": keys})
    follows = list(rows.select_related(holder).order_by(holder, "created"))
    told = news_of(follows, reach)
    for _key, some in groupby(told, key=lambda one: one.follow.holder.pk):
        send(list(some), day, reach)
    silent = {follow.pk for follow in follows} - {one.follow.pk for one in told}
    with transaction.atomic():
        advance(silent, day, reach)


def reached() -> Reach:
    """How far history is, and how far the search index is: nothing in between may be missed."""
    last = HistoryEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    try:
        return Reach(last, min(last, finding.index().sequence))
    except IndexUnavailable:
        return Reach(last, 0)


def advance(keys: set[int], day: dt.date, reach: Reach) -> int:
    """Mark these follows told, unless another run did; how many were not."""
    rows = Follow.objects.filter(due(day), pk__in=keys)
    moved = rows.filter(record__isnull=False).update(seen=reach.history, mailed=day)
    searches = rows.filter(record__isnull=True)
    if reach.index:
        searches = searches.filter(seen__lte=reach.index)
        return moved + searches.update(seen=reach.index, mailed=day)
    return moved


@transaction.atomic
def send(news: list[News], day: dt.date, reach: Reach) -> None:
    """One letter, in the transaction that marks it sent: twice the job, once the letter."""
    if advance({one.follow.pk for one in news}, day, reach):
        words.letter(news).send()
