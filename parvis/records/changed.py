"""What changed in many records since a day, as far as an audience may see it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max

from parvis.records import canonical
from parvis.records.audience import Audience
from parvis.records.models import HistoryEntry
from parvis.records.past import Step, allowed, readable, titles_of
from parvis.records.projection import View

STEPS = 2_000  # of all the records together


def since(views: Sequence[View], audience: Audience, start: dt.datetime) -> list[tuple[View, Step]]:
    """Their published changes from `start` on, the last first; at most STEPS. Four queries.

    As in `past`: what was only for a narrower circle is left out, and so is what is hidden today.
    """
    by_uuid = {view.uuid: view for view in views}
    rows = HistoryEntry.objects.filter(record__in=list(by_uuid), projection__isnull=False)
    rows = rows.defer("nonce", "hidden_salt")
    recent = list(rows.filter(at__gte=start).order_by("-sequence")[:STEPS])
    if not recent:
        return []
    oldest = recent[-1].sequence
    wanted = {entry.record for entry in recent}
    before = rows.filter(record__in=wanted, sequence__lt=oldest).order_by()
    kept = [last for _record, last in before.values_list("record").annotate(Max("sequence"))]
    entries = [*recent, *rows.filter(sequence__in=kept).order_by("-sequence")]
    return [
        (by_uuid[record], step) for record, step in steps(entries, by_uuid, audience)
        if step.at >= start
    ]  # fmt: skip


def steps(
    entries: Sequence[HistoryEntry], views: dict[UUID, View], audience: Audience
) -> list[tuple[UUID, Step]]:
    """Each entry with what the record showed before, the last first."""
    contents = [canonical.decode(bytes(entry.projection or b"")) for entry in entries]
    names = titles_of(contents, audience)
    shown: dict[UUID, dict[str, object] | None] = defaultdict(lambda: None)
    found = []
    for entry, content in reversed(list(zip(entries, contents, strict=True))):
        hidden = set(views[entry.record].content.get("hidden", ()))
        if not allowed(content, audience):
            shown[entry.record] = None
            continue
        told = readable(content, names, hidden)
        step = Step(entry.sequence, entry.at, entry.kind, entry.why, shown[entry.record], told)
        found.append((entry.record, step))
        shown[entry.record] = told
    return found[::-1]
