"""What people could have written about records, and the public answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from parvis.demo import source
from parvis.demo.source import Row
from parvis.design.text import french_spaces
from parvis.records.models import Feedback, Published

TEXTS = ("text", "answer")


def load(people: Mapping[str, Any], now: dt.datetime) -> int:
    """Create the messages that are missing; how many."""
    rows = [
        {**row, **{name: french_spaces(row[name]) for name in TEXTS if name in row}}
        for row in source.rows("feedback")
    ]
    texts = [row["text"] for row in rows]
    known = set(Feedback.objects.filter(text__in=texts).values_list("text", flat=True))
    fresh = [row for row in rows if row["text"] not in known]
    Feedback.objects.bulk_create([message(row, people, now) for row in fresh])
    return len(fresh)


def message(row: Row, people: Mapping[str, Any], now: dt.datetime) -> Feedback:
    kind, _slash, slug = row["record"].partition("/")
    answer = row.get("answer", "")
    return Feedback(
        record=Published.objects.get(type=kind, slug=slug),
        kind=row["kind"],
        text=row["text"],
        created=now + dt.timedelta(days=row["created"]),
        state=Feedback.State.ANSWERED if answer else Feedback.State.WAITING,
        answer=answer,
        answered=now + dt.timedelta(days=row["answered"]) if answer else None,
        answered_by=people.get(row.get("by", "")),
    )
