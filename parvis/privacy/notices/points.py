"""What collection points show beside what they would show today.

A constant number of queries, whatever the number of points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from parvis.privacy.notices import reading
from parvis.privacy.notices.text import Text
from parvis.records.audience import VISITOR
from parvis.records.consistency import Content
from parvis.records.models import Link, Published, Record

COPIED_IN = "fr"  # the language whose digest a copy bears: others say the same


@dataclass(frozen=True)
class Told:
    """What one point tells of: the public notices of its processings, in the order of their
    titles; how many of its processings are not public."""

    texts: tuple[Text, ...]
    silent: int = 0
    slugs: tuple[str, ...] = ()  # of the processings of these texts

    @property
    def says(self) -> str:
        """The digest of all these texts; "" for none."""
        marks = [text.digest for text in self.texts]
        if len(marks) < 2:
            return "".join(marks)
        return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:12]


def told(points: Sequence[Published], language: str = COPIED_IN) -> dict[UUID, Told]:
    """What each published point would show today, in the form it says."""
    uuids = [point.uuid for point in points]
    edges = Link.objects.filter(predicate="informs_about", subject__in=uuids).order_by(
        "object__title", "object_id"
    )
    told_by: dict[UUID, list[UUID]] = {uuid: [] for uuid in uuids}
    for subject, processing in edges.values_list("subject_id", "object_id"):
        told_by[subject].append(processing)
    wanted = {one for mine in told_by.values() for one in mine}
    rows = Published.objects.visible(VISITOR).in_bulk(wanted)
    forms = {str(point.content.get("form") or "notice") for point in points}
    made = {form: reading.texts(list(rows.values()), form, language) for form in forms}
    found: dict[UUID, Told] = {}
    for point in points:
        form = str(point.content.get("form") or "notice")
        mine = told_by[point.uuid]
        there = [one for one in mine if one in rows]
        texts = tuple(made[form][one] for one in there)
        slugs = tuple(rows[one].slug for one in there)
        found[point.uuid] = Told(texts, len(mine) - len(texts), slugs)
    return found


def public_points() -> list[Published]:
    rows = Published.objects.visible(VISITOR).filter(type="notice")
    return list(rows.order_by("title", "pk"))


def is_old(content: Content, now: str) -> bool:
    """Whether a copy says what is no longer so; of one whose text nobody knows, nothing is said."""
    copied = content.get("shows") == "copy" and bool(content.get("says"))
    return copied and content["says"] != now


def old(points: Iterable[Published]) -> dict[UUID, str]:
    """Points whose copy is old, with the digest of the text of the day."""
    copies = [one for one in points if one.content.get("shows") == "copy"]
    now = told(copies) if copies else {}
    return {
        one.uuid: now[one.uuid].says for one in copies if is_old(one.content, now[one.uuid].says)
    }


def today(point: Record) -> Told:
    """What a published point would show today."""
    row = Published.objects.visible(VISITOR).filter(pk=point.uuid).first()
    return told([row])[row.uuid] if row else Told(())
