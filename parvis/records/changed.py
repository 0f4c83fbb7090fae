"""What changed in many records since a day, as far as an audience may see it.

All changes are counted, those that are shown are told. Who could see an entry of history when it
was published is in its content: read once, it stays in this process under the digest of the entry.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet

from parvis.records import canonical
from parvis.records.audience import Audience
from parvis.records.models import HistoryEntry
from parvis.records.models.published import PublishedQuerySet
from parvis.records.past import Step, readable, seen_by, titles_of
from parvis.records.projection import View, public_views

STEPS = 2_000  # of all the records together
MOST = 20_000  # entries of which it is known who could see them

Seen = tuple[int, UUID | None]  # `past.seen_by`


class Entry(NamedTuple):
    sequence: int
    record: UUID
    at: dt.datetime
    digest: bytes


class Change(NamedTuple):
    """An entry, and the one before it that the audience may compare it with."""

    entry: Entry
    before: Entry | None


@dataclass(frozen=True)
class Changes:
    """How many changes, of how many records, how many of which begin a record; the last first."""

    total: int = 0
    records: int = 0
    fresh: int = 0
    last: Sequence[Change] = ()


def since(rows: PublishedQuerySet, audience: Audience, start: dt.datetime) -> Changes:
    """Published changes of these records from `start` on, at most STEPS. A constant number of
    queries.

    As in `past`: what was only for a narrower circle is left out, and so is what is hidden today.
    """
    history = HistoryEntry.objects.filter(record__in=rows.values("pk"), projection__isnull=False)
    recent = read(history.filter(at__gte=start).order_by("-sequence")[:STEPS])
    if not recent:
        return Changes()
    wanted = {entry.record for entry in recent}
    before = history.filter(sequence__lt=recent[-1].sequence).order_by()
    last = before.values("record").annotate(last=Max("sequence")).values("last")
    earlier = read(HistoryEntry.objects.filter(sequence__in=last).order_by("-sequence"))
    entries = [*recent, *(entry for entry in earlier if entry.record in wanted)]
    found = [one for one in compared(entries, audience) if one.entry.at >= start]
    return Changes(
        len(found),
        len({one.entry.record for one in found}),
        sum(one.before is None for one in found),
        found,
    )


def read(entries: QuerySet[HistoryEntry]) -> list[Entry]:
    columns = entries.values_list(*Entry._fields)
    return [Entry(number, record, at, bytes(digest)) for number, record, at, digest in columns]


def compared(entries: list[Entry], audience: Audience) -> list[Change]:
    """Each entry that the audience could see, with the one its record showed before, the last
    first."""
    seen = SEEN.of(entries)
    standing: dict[UUID, Entry | None] = {}
    found = []
    for entry in reversed(entries):
        if entry.digest in seen and audience.sees(*seen[entry.digest]):
            found.append(Change(entry, standing.get(entry.record)))
            standing[entry.record] = entry
        else:
            standing[entry.record] = None
    return found[::-1]


def told(
    found: Collection[Change], rows: PublishedQuerySet, audience: Audience
) -> list[tuple[View, Step]]:
    """These, in words, of those of these records that are still there; four queries."""
    if not found:
        return []
    wanted = {entry.sequence for change in found for entry in change if entry}
    held = HistoryEntry.objects.defer("nonce", "hidden_salt").in_bulk(wanted)
    contents = {
        number: canonical.decode(entry.projection)
        for number, entry in held.items()
        if entry.projection
    }
    names = titles_of(list(contents.values()), audience)
    records = rows.filter(pk__in={change.entry.record for change in found})
    views = {view.uuid: view for view in public_views(records, audience)}
    steps = []
    for entry, before in found:
        view, now = views.get(entry.record), held[entry.sequence]
        if view and entry.sequence in contents:
            hidden = set(view.content.get("hidden", ()))
            texts = [
                readable(contents[one.sequence], names, hidden)
                if one and one.sequence in contents else None
                for one in (before, entry)
            ]  # fmt: skip
            facts = (now.sequence, now.at, now.kind, now.why)
            step = Step(*facts, texts[0], texts[1] or {}, tuple(names.values()))
            steps.append((view, step))
    return steps


class Circles:
    """Who could see each entry of history; MOST of them."""

    def __init__(self) -> None:
        self.kept: OrderedDict[bytes, Seen] = OrderedDict()
        self.lock = Lock()

    def of(self, entries: Collection[Entry]) -> Mapping[bytes, Seen]:
        """By digest; not there: its content was erased meanwhile. One query for what is new."""
        with self.lock:
            found = {
                one.digest: self.kept[one.digest] for one in entries if one.digest in self.kept
            }
        unknown = {one.sequence: one.digest for one in entries if one.digest not in found}
        if unknown:
            fresh = HistoryEntry.objects.filter(
                sequence__gte=min(unknown), sequence__lte=max(unknown),
                record__in={one.record for one in entries if one.sequence in unknown},
                projection__isnull=False,
            ).order_by()  # fmt: skip
            made = {
                unknown[number]: seen_by(canonical.decode(projection or b""))
                for number, projection in fresh.values_list("sequence", "projection").iterator()
                if number in unknown
            }
            found |= made
            self.keep(made)
        return found

    def keep(self, made: Mapping[bytes, Seen]) -> None:
        with self.lock:
            self.kept.update(made)
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)


SEEN = Circles()
