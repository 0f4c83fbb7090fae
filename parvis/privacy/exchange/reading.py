"""The published register, batch after batch, as entries of a table; what of it is not published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.privacy import showing
from parvis.privacy.choices import ARTICLES, Ground, Role
from parvis.privacy.exchange.sheet import Entry
from parvis.privacy.notices import reading
from parvis.privacy.words import choice, spoken
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import Link, Published
from parvis.records.projection import View, make, neighbours_of, shown_organisations

BATCH = 200


@dataclass(frozen=True)
class Withheld:
    """Published processings that the reader does not see: how many, on which ground of the law."""

    ground: str
    article: str
    words: str
    count: int

    @property
    def why(self) -> str:
        return ", ".join(filter(None, [self.words, self.article]))


def batches(audience: Audience) -> Iterator[list[Published]]:
    """Every processing that the audience may see, by address."""
    rows = Published.objects.visible(audience).filter(type="processing").order_by("slug")
    after = ""
    while batch := list(rows.filter(slug__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].slug


def entries(audience: Audience) -> Iterator[Entry]:
    """A constant number of queries a batch, in the language in force."""
    called = showing.called()
    for batch in batches(audience):
        uuids = [row.uuid for row in batch]
        owners = shown_organisations({row.organisation for row in batch}, audience)
        mentions = reading.mentions_of(uuids, audience, spoken())
        software = applications(uuids, audience)
        for row in batch:
            owner, said = owners.get(row.organisation), mentions.get(row.uuid, ())
            yield Entry(
                row.content,
                reading.facts(row.content, owner, said),
                day(row.first_published),
                day(row.updated),
                software.get(row.uuid, []),
                kept_back(row.content, called),
                choice(Role, row.content.get("role")),
            )


def views(audience: Audience) -> Iterator[View]:
    """The same as machines read them, with their edges."""
    for batch in batches(audience):
        owners = shown_organisations({row.organisation for row in batch}, audience)
        near = neighbours_of([row.uuid for row in batch], audience)
        yield from (make(row, owners.get(row.organisation), near[row.uuid]) for row in batch)


def contact_of(organisation: str | None) -> str:
    """How everyone may reach an organisation, named by its key; "" where it is not said."""
    _kind, _slash, slug = (organisation or "").partition("/")
    rows = Published.objects.visible(VISITOR).filter(type="organisation", slug=slug)
    found = rows.first() if slug else None
    return str(found.content.get("contact") or "") if found else ""


def applications(uuids: list[UUID], audience: Audience) -> dict[UUID, list[str]]:
    """Titles of the applications that processings stand on, where they may be seen."""
    seen = Published.objects.visible(audience).filter(type="application")
    edges = Link.objects.filter(predicate="runs_on", subject__in=uuids, object__in=seen)
    found: dict[UUID, list[str]] = {}
    for subject, title in edges.order_by("object__title").values_list(
        "subject_id", "object__title"
    ):
        found.setdefault(subject, []).append(title)
    return found


def day(moment: Any) -> str:
    return str(timezone.localdate(moment).isoformat())


def kept_back(content: dict[str, Any], called: dict[str, str]) -> list[str]:
    """Fields that are not published, each with the ground of the law."""
    grounds: dict[str, Any] = content.get("kept_back") or {}
    return [
        f"{called.get(name, name)} ({choice(Ground, ground)}, {ARTICLES.get(ground, '')})"
        for name, ground in sorted(grounds.items())
    ]


def withheld(audience: Audience) -> list[Withheld]:
    """What the register holds and this audience does not see: numbers, never a title."""
    live = Published.objects.live().filter(type="processing")
    seen = Published.objects.visible(audience).filter(type="processing").values("pk")
    hidden = live.exclude(pk__in=seen)
    counts: Counter[Any] = Counter(row.content.get("reserved") or "" for row in hidden)
    return [
        Withheld(ground, ARTICLES.get(ground, ""), choice(Ground, ground), count)
        for ground, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
