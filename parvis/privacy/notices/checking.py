"""The rules put to collection points: drafts before publication, what is public since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from parvis.privacy.notices import points, rules
from parvis.privacy.notices.rules import Known
from parvis.records import canonical, ruled
from parvis.records.consistency import Breach
from parvis.records.models import Published


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
    today, told = timezone.localdate(), points.told(rows)
    for row in rows:
        mine = told[row.uuid]
        known = Known(
            today,
            informs=len(mine.texts) + mine.silent,
            silent=mine.silent,
            old=points.is_old(row.content, mine.says),
        )
        for breach in rules.check(row.content, known):
            yield row, breach
