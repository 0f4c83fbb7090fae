"""What collection points show beside what they would show today.

A constant number of queries, whatever the number of points.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from parvis.privacy.notices import reading
from parvis.privacy.notices.choices import Form
from parvis.privacy.notices.digests import COPIED_IN, Digests
from parvis.privacy.notices.text import Text
from parvis.records.audience import VISITOR
from parvis.records.consistency import Content
from parvis.records.models import Link, Published, Record
from parvis.records.since import parts

DIGESTS = {form.value: Digests(form.value) for form in Form}


@dataclass(frozen=True)
class Told:
    """What one point tells of: the public notices of its processings, in the order of their
    titles; how many of its processings are not public."""

    texts: tuple[Text, ...]
    silent: int = 0
    slugs: tuple[str, ...] = ()  # of the processings of these texts

    @property
    def says(self) -> str:
        return together([text.digest for text in self.texts])


@dataclass(frozen=True)
class Says:
    """The same without the texts: how many there are, and their digest."""

    digest: str
    texts: int
    silent: int


def together(digests: Sequence[str]) -> str:
    """The digest of all these texts; "" for none."""
    if len(digests) < 2:
        return "".join(digests)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:12]


def told(points: Sequence[Published], language: str = COPIED_IN) -> dict[UUID, Told]:
    """What each published point would show today, in the form it says."""
    told_by = informs(points)
    wanted = {one for mine in told_by.values() for one in mine}
    rows = Published.objects.visible(VISITOR).in_bulk(wanted)
    forms = {form_of(point) for point in points}
    made = {form: reading.texts(list(rows.values()), form, language) for form in forms}
    found: dict[UUID, Told] = {}
    for point in points:
        mine = told_by[point.uuid]
        there = [one for one in mine if one in rows]
        texts = tuple(made[form_of(point)][one] for one in there)
        slugs = tuple(rows[one].slug for one in there)
        found[point.uuid] = Told(texts, len(mine) - len(texts), slugs)
    return found


def says(points: Sequence[Published]) -> dict[UUID, Says]:
    """What each published point would say today, of which the texts were made once."""
    told_by, wanted = informs(points), defaultdict[str, set[UUID]](set)
    for point in points:
        wanted[form_of(point)].update(told_by[point.uuid])
    made = {form: DIGESTS[form].of(theirs) for form, theirs in wanted.items()}
    found: dict[UUID, Says] = {}
    for point in points:
        digests = made[form_of(point)]
        mine = [digests[one] for one in told_by[point.uuid] if one in digests]
        silent = len(told_by[point.uuid]) - len(mine)
        found[point.uuid] = Says(together(mine), len(mine), silent)
    return found


def form_of(point: Published) -> str:
    return str(point.content.get("form") or Form.NOTICE)


def informs(points: Sequence[Published]) -> dict[UUID, list[UUID]]:
    """The processings of each point, in the order of their titles."""
    found: dict[UUID, list[UUID]] = {point.uuid: [] for point in points}
    for part in parts(list(found)):
        edges = Link.objects.filter(predicate="informs_about", subject__in=part)
        ordered = edges.order_by("object__title", "object_id")
        for subject, processing in ordered.values_list("subject_id", "object_id"):
            found[subject].append(processing)
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
    now = says(copies)
    return {
        one.uuid: now[one.uuid].digest
        for one in copies
        if is_old(one.content, now[one.uuid].digest)
    }


def today(point: Record) -> Told:
    """What a published point would show today."""
    row = Published.objects.visible(VISITOR).filter(pk=point.uuid).first()
    return told([row])[row.uuid] if row else Told(())
