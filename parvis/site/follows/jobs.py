"""The daily letter. Runs every hour, each person gets at most one a day; may run twice."""

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
from parvis.site.follows import words
from parvis.site.follows.models import Follow
from parvis.site.follows.news import News, Reach, news_of

PEOPLE = 50  # a page of the batch: 50 people, at most 50 follows each


@task()
def send_digests() -> None:
    """Tell everyone whose letter is due, a page of people at a time."""
    day = timezone.localdate()
    last = 0
    while users := due_users(day, last):
        send_page(users, day)
        last = users[-1]


def due(day: dt.date) -> Q:
    return Q(mailed=None) | Q(mailed__lt=day)


def due_users(day: dt.date, after: int) -> list[int]:
    rows = Follow.objects.filter(due(day), user__gt=after, user__is_active=True)
    keys = rows.exclude(user__email="").order_by("user").values_list("user", flat=True)
    return list(keys.distinct()[:PEOPLE])


def send_page(users: list[int], day: dt.date) -> None:
    """Letters of these people. What they have nothing of is marked in one statement."""
    reach = reached()
    rows = Follow.objects.filter(due(day), user__in=users).select_related("user")
    follows = list(rows.order_by("user", "created"))
    told = news_of(follows, reach)
    for _user, some in groupby(told, key=lambda one: one.follow.user_id):
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
