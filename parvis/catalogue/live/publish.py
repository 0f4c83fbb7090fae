"""Rows that publish themselves: the same gate as a person's, the columns that readers know, and no
version for ever every minute.

The rule of history: the first rows of each day are an edition, which stays for ever; those that
come after are read as they come, and let go an hour after others took their place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from parvis.catalogue import loading
from parvis.catalogue.deposits import gate
from parvis.catalogue.live.models import Feed
from parvis.catalogue.models import Edition
from parvis.catalogue.rows import actions as keying
from parvis.catalogue.rows import editions
from parvis.lake import actions
from parvis.lake.models import Pointer, Version
from parvis.lake.reading import types
from parvis.lake.reading.understand import Choices
from parvis.lake.store import store

PASSED = dt.timedelta(hours=1)


def choices_of(feed: Feed, version: Version | None) -> Choices:
    """What a producer chose, and the types that readers know: a value of another type is refused,
    so that no column changes under those who use it."""
    given: dict[str, Any] = dict(feed.choices)
    known = {
        each["title"]: each["read_as"]
        for each in (version.columns if version else ())
        if each["read_as"] in types.BY_NAME
    }
    dropped = tuple(given.get("dropped", ()))
    return Choices(**{**given, "types": known | given.get("types", {}), "dropped": dropped})


def publish(feed: Feed, path: Path) -> bool:
    """The rows of a file are what readers get; whether they are others than before. Raises
    Unreadable, Held, Damaged: readers keep what they have."""
    pointer = Pointer.objects.filter(dataset=feed.dataset.uuid).select_related("version").first()
    before = pointer.version if pointer else None
    decisions = gate.in_force(feed.dataset)
    choices = gate.applied(unblurred(choices_of(feed, before), decisions), decisions)
    with actions.kept(path, choices, feed.address or str(feed.get_kind_display())) as name:
        gate.demand(store().manifest(name), gate.in_force(feed.dataset))
        version = actions.recorded(feed.dataset.uuid, name)
        if first_of_day(feed):
            loading.published(version)
        else:
            actions.publish(version)
            keying.look(version)
    changed = before is None or before.pk != version.pk
    if before and changed:
        feed.passing = [*feed.passing, [before.pk, timezone.now().isoformat()]]
    return changed


def unblurred(choices: Choices, decisions: gate.Decisions) -> Choices:
    """Of columns told less precisely, the type that readers know is not that of the file."""
    kept = {
        title: kind for title, kind in choices.types.items()
        if title not in decisions or decisions[title].measure == gate.Measure.KEEP
    }  # fmt: skip
    if any(one.measure == gate.Measure.COUNT for one in decisions.values()):
        kept = {}  # the column of counts is in no file
    return replace(choices, types=kept)


def first_of_day(feed: Feed) -> bool:
    last = editions.of(feed.dataset.uuid).first()
    return last is None or timezone.localdate(last.published) < timezone.localdate()


def let_go(feed: Feed) -> int:
    """Forgets rows that passed; how many versions. The store collects them afterwards."""
    now = timezone.now()
    old = [key for key, at in feed.passing if _moment(at) < now - PASSED]
    kept = Exists(Edition.objects.filter(version=OuterRef("pk")))
    read = Exists(Pointer.objects.filter(version=OuterRef("pk")))
    rows = Version.objects.filter(pk__in=old, dataset=feed.dataset.uuid).exclude(kept | read)
    gone, _each = rows.delete()
    feed.passing = [pair for pair in feed.passing if pair[0] not in old]
    return gone


def _moment(text: str) -> dt.datetime:
    found = parse_datetime(text)
    assert found is not None  # written by us
    return found
