"""The rules put to collection points: drafts before publication, what is public since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.privacy.notices import points, rules
from parvis.privacy.notices.rules import Known
from parvis.records import canonical, ruled, since
from parvis.records.consistency import Breach
from parvis.records.models import Published
from parvis.records.remembered import Register, only


def lacking(point: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    content = point.projected() | {"review_on": canonical.plain(point.review_on)}
    known = Known(timezone.localdate(), informs=len(point.informs))
    found: dict[str, str] = {}
    for breach in rules.check(content, known):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def found(rows: Sequence[Published]) -> Iterator[tuple[Published, Breach]]:
    """What each of these public points breaks, in a constant number of queries."""
    known = known_of(rows)
    for row in rows:
        for breach in rules.check(row.content, known[row.uuid]):
            yield row, breach


def known_of(rows: Sequence[Published]) -> dict[UUID, Known]:
    """What the rules must know of points beside what is published of each."""
    today, says = timezone.localdate(), points.says(rows)
    return {
        row.uuid: Known(
            today,
            informs=says[row.uuid].texts + says[row.uuid].silent,
            silent=says[row.uuid].silent,
            old=points.is_old(row.content, says[row.uuid].digest),
        )
        for row in rows
    }


def concerned(changes: since.Changes) -> set[UUID]:
    """Points of which `known_of` may say something else: a processing that they tell of, its
    controller or the mention of one of its algorithms was published anew."""
    processings = changes.tied("used_in") | since.subjects(changes.records, "processing")
    return since.subjects(changes.records | processings, "notice", "informs_about")


REGISTER = Register(
    "notice", only("shows", "form", "says"), known_of, rules.check, beside=tuple,
    concerned=concerned,
)  # fmt: skip
