"""Background work for people: warn re-users, see changes in history, forget addresses.

Each may run twice, or be killed, without harm.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext, override
from django_tasks import task

from parvis.catalogue.citizens import changes, letters
from parvis.catalogue.citizens.models import (
    NO_ADDRESS,
    ChangeNotice,
    DataRequest,
    Passage,
    Submission,
    Warned,
    Watch,
)
from parvis.records import canonical
from parvis.records.audience import VISITOR
from parvis.records.models import HistoryEntry, Published
from parvis.records.models.published import Link
from parvis.records.past import allowed

BATCH = 500
# after the answer or the refusal: the two months to go to the CADA, and time for it to write
KEPT_AFTER_ANSWER = dt.timedelta(days=120)
KEPT_UNDECIDED = dt.timedelta(days=365)
WATCH = "reused"


@task()
def warn(key: int) -> None:
    """Tell the authors of the re-uses of a data set what changes: each once, a batch at a time."""
    notice = ChangeNotice.objects.filter(pk=key, told=None).first()
    if notice is None:
        return
    dataset = Published.objects.filter(pk=notice.dataset).first()
    if dataset is None:
        return
    told = Warned.objects.filter(notice=notice).values("mark")
    waiting = authors(notice.dataset).exclude(mark__in=told)
    marks = list(waiting.order_by("mark").values_list("mark", flat=True).distinct()[: BATCH + 1])
    for mark in marks[:BATCH]:
        tell(notice, dataset, mark)
    if len(marks) > BATCH:
        warn.enqueue(key)
        return
    with transaction.atomic():
        ChangeNotice.objects.filter(pk=key, told=None).update(told=timezone.now())
        Warned.objects.filter(notice=key).delete()


def authors(dataset: UUID) -> QuerySet[Submission]:
    """The submissions of live re-uses of a data set whose author left an address."""
    links = Link.objects.filter(predicate="reuses", object=dataset)
    reuses = links.filter(subject__state=Published.State.LIVE).values("subject")
    return Submission.objects.filter(record__in=reuses).exclude(mark="")


@transaction.atomic
def tell(notice: ChangeNotice, dataset: Published, mark: str) -> None:
    """One letter to one author, whatever the number of their re-uses of this data set."""
    if ChangeNotice.objects.select_for_update().filter(pk=notice.pk, told=None).first() is None:
        return  # another run has ended meanwhile
    _row, fresh = Warned.objects.get_or_create(notice=notice, mark=mark)
    theirs = list(authors(notice.dataset).filter(mark=mark).order_by("-pk"))
    if not fresh or not theirs:
        return
    rows = Published.objects.live().filter(pk__in=[one.record for one in theirs])
    titles = [row.title for row in rows.order_by("title")]
    where = f"{settings.PARVIS_BASE_URL}/id/{dataset.key}"
    letters.warned(theirs[0], notice, public_name(dataset), where, titles)


def public_name(dataset: Published) -> str:
    """Its title; of a set that the public no longer sees, the name in its address."""
    seen = VISITOR.sees(dataset.circle, dataset.organisation)
    return dataset.title if seen else dataset.slug


@task()
def see_changes() -> None:
    """Read history since the last time; a change that matters to re-users makes a notice."""
    last = HistoryEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    with transaction.atomic():
        watch, fresh = Watch.objects.select_for_update().get_or_create(
            name=WATCH, defaults={"sequence": last}
        )
        if fresh:  # what is already published is no change
            return
        entries = list(
            HistoryEntry.objects.filter(sequence__gt=watch.sequence, projection__isnull=False)
            .order_by("sequence")
            .only("sequence", "record", "kind", "projection")[:BATCH]
        )
        notices = list(filter(None, noticed(entries)))
        ChangeNotice.objects.bulk_create(notices, ignore_conflicts=True)
        watch.sequence = entries[-1].sequence if len(entries) == BATCH else last
        watch.save(update_fields=["sequence"])
    for key in ChangeNotice.objects.filter(told=None).values_list("pk", flat=True)[:BATCH]:
        warn.enqueue(key)


def noticed(entries: list[HistoryEntry]) -> list[ChangeNotice | None]:
    """The notices that these entries call for; three queries."""
    here = {entry.record for entry in entries}
    reused = set(
        Link.objects.filter(predicate="reuses", object__in=here).values_list("object", flat=True)
    )
    entries = [entry for entry in entries if entry.record in reused]
    before = previous_of(entries)
    return [notice(entry, before.get(entry.sequence)) for entry in entries]


def previous_of(entries: list[HistoryEntry]) -> dict[int, dict[str, Any]]:
    """The content before each entry, by its sequence: two queries for all."""
    earlier = HistoryEntry.objects.filter(
        record=OuterRef("record"), sequence__lt=OuterRef("sequence"), projection__isnull=False
    ).order_by("-sequence")
    rows = HistoryEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    pairs = rows.annotate(before=Subquery(earlier.values("sequence")[:1]))
    latest = dict(pairs.exclude(before=None).values_list("sequence", "before"))
    found = HistoryEntry.objects.only("sequence", "projection").in_bulk(list(latest.values()))
    return {
        later: canonical.decode(found[one].projection or b"{}") for later, one in latest.items()
    }


def notice(entry: HistoryEntry, before: dict[str, Any] | None) -> ChangeNotice | None:
    """Re-users are visitors: what they could not see, before or after, is not told."""
    after = canonical.decode(entry.projection or b"{}")
    if before is None or not allowed(before, VISITOR):
        return None
    gone = entry.kind in {HistoryEntry.Kind.ARCHIVE, HistoryEntry.Kind.WITHDRAW}
    with override(settings.LANGUAGE_CODE):
        if gone or not allowed(after, VISITOR):
            text = gettext("Ce jeu de données n’est plus tenu à jour, ou plus publié.")
            cause = ChangeNotice.Cause.ARCHIVED
        else:
            text = changes.sentence(before, after)
            cause = ChangeNotice.Cause.CHANGED
    if not text:
        return None
    return ChangeNotice(
        dataset=entry.record, cause=cause, text=text, sequence=entry.sequence, made=entry.at
    )


@task()
def forget_people() -> None:
    """Forget the addresses that serve no more, the reasons given to people long ago, and what
    nobody decided of in a year."""
    now = timezone.now()
    forget_addresses()
    refused = Submission.objects.exclude(reason="").filter(decided__lt=now - KEPT_AFTER_ANSWER)
    recent = Q(reason_corrected__gte=now - KEPT_AFTER_ANSWER)
    refused.exclude(recent).update(reason="")
    told = Q(submission__decided__lt=now - KEPT_AFTER_ANSWER) | Q(at__lt=now - KEPT_UNDECIDED)
    Passage.objects.filter(told).exclude(why="").update(why="")
    undecided = Submission.objects.filter(state=Submission.State.WAITING)
    undecided.filter(received__lt=now - KEPT_UNDECIDED).delete()


def forget_addresses() -> None:
    rows = Submission.objects.exclude(email="")
    live = Published.objects.live().values("uuid")
    gone = rows.filter(state=Submission.State.PUBLISHED, kind=Submission.Kind.REUSE)
    gone.exclude(record__in=live).update(**NO_ADDRESS)
    day = timezone.localdate() - KEPT_AFTER_ANSWER
    answered = DataRequest.objects.filter(answered__lt=day).exclude(corrected__gte=day)
    old = answered.values("uuid")
    rows.filter(kind=Submission.Kind.REQUEST, record__in=old).update(**NO_ADDRESS)
    withdrawn = rows.filter(state=Submission.State.PUBLISHED, kind=Submission.Kind.REQUEST)
    withdrawn.exclude(record__in=live).update(**NO_ADDRESS)
