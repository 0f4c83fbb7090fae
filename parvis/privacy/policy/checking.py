"""The rules put to the measures of the policy: drafts before publication, what is public since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.privacy.policy import rules
from parvis.privacy.policy.rules import Known
from parvis.records import canonical, ruled
from parvis.records.consistency import Breach
from parvis.records.models import Attachment, Link, Published
from parvis.records.remembered import Register, only


def lacking(measure: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    content = measure.projected() | {"review_on": canonical.plain(measure.review_on)}
    known = Known(timezone.localdate(), protects=len(measure.protected))
    found: dict[str, str] = {}
    for breach in rules.check(content, known):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def found(rows: Sequence[Published]) -> Iterator[tuple[Published, Breach]]:
    """What each of these public measures breaks, in a constant number of queries."""
    known = known_of(rows)
    for row in rows:
        for breach in rules.check(row.content, known[row.uuid]):
            yield row, breach


def known_of(rows: Sequence[Published]) -> dict[UUID, Known]:
    """What the rules must know of measures beside what is published of each."""
    today = timezone.localdate()
    uuids = [row.uuid for row in rows]
    files: Counter[UUID] = Counter(
        Attachment.objects.filter(record__in=uuids).order_by().values_list("record", flat=True)
    )
    edges = Link.objects.filter(predicate="protects", subject__in=uuids).order_by()
    protects: Counter[UUID] = Counter(edges.values_list("subject_id", flat=True))
    return {uuid: Known(today, files=files[uuid], protects=protects[uuid]) for uuid in uuids}


REGISTER = Register("policy", only(), known_of, rules.check)
