"""The one projection: what an audience sees of published records. Every door starts here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from parvis.design.text import cut, plain
from parvis.records import hooks
from parvis.records.audience import Audience
from parvis.records.kinds import Predicate, RecordType
from parvis.records.models.published import Link, Published, circles

LINKS_SHOWN = 200  # a record page or graph node shows at most this many edges each way


@dataclass(frozen=True)
class Neighbour:
    """The other end of an edge, as far as the audience may see it."""

    predicate: Predicate
    forward: bool  # True: the record is the subject
    uuid: UUID
    type: str
    slug: str
    title: str
    since: dt.date | None
    until: dt.date | None

    @property
    def sentence(self) -> str:
        return str(self.predicate.forward if self.forward else self.predicate.backward)

    @property
    def key(self) -> str:
        return f"{self.type}/{self.slug}"


@dataclass(frozen=True)
class View:
    """One record as one audience sees it: `content` is the projection, `neighbours` its edges."""

    uuid: UUID
    type: str
    slug: str
    state: str
    content: dict[str, Any]
    first_published: dt.datetime
    updated: dt.datetime
    sequence: int
    organisation: Published | None = None
    neighbours: Sequence[Neighbour] = field(default_factory=tuple)

    @property
    def key(self) -> str:
        return f"{self.type}/{self.slug}"

    @property
    def kind(self) -> RecordType:
        return hooks.record_types()[self.type]

    @property
    def archived(self) -> bool:
        return self.state == Published.State.ARCHIVED

    def text(self, name: str, language: str | None = None) -> str:
        """A text field in the reader's language where a translation exists, else as written."""
        return translated(self.content, name, language)

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def lead(self) -> str:
        """One sentence for lists: the plain summary, else the beginning of the description."""
        return self.text("plain_summary") or cut(plain(self.text("summary")), 240)

    def reads(self, language: str) -> bool:
        """Whether the title is written in this language."""
        said = self.content.get("language") == language
        return said or bool(self.content.get("translations", {}).get(language, {}).get("title"))


def translated(content: dict[str, Any], name: str, language: str | None = None) -> str:
    wanted = (language or get_language() or "fr").split("-")[0]
    texts = content.get("translations", {}).get(wanted, {})
    return str(texts.get(name) or content.get(name) or "")


def public_view(key: str, audience: Audience) -> View | None:
    """The record "type/slug" with its neighbours; None when it is not for this audience.

    An archived record is still shown (its page says so). Three queries whatever its links.
    """
    kind, _slash, slug = key.partition("/")
    row = Published.objects.visible(audience, archived=True).filter(type=kind, slug=slug).first()
    if row is None:
        return None
    return view_of(row, audience, neighbours_of([row.uuid], audience).get(row.uuid, ()))


def public_views(
    rows: Iterable[Published],
    audience: Audience,
    organisations: Mapping[UUID | None, Published] | None = None,
) -> list[View]:
    """Views of rows that came from `Published.objects.visible(audience)`: one query for all.

    None when the caller has their `shown_organisations` already.
    """
    rows = list(rows)
    if organisations is None:
        organisations = shown_organisations({row.organisation for row in rows}, audience)
    return [make(row, organisations.get(row.organisation)) for row in rows]


def view_of(row: Published, audience: Audience, neighbours: Sequence[Neighbour]) -> View:
    organisations = shown_organisations({row.organisation}, audience)
    return make(row, organisations.get(row.organisation), neighbours)


def make(
    row: Published, organisation: Published | None, neighbours: Sequence[Neighbour] = ()
) -> View:
    content = dict(row.content)
    content["links"] = [
        [n.predicate.name, n.key, n.since and n.since.isoformat(), n.until and n.until.isoformat()]
        for n in neighbours
        if n.forward
    ]
    content["organisation"] = organisation.key if organisation else None
    return View(
        uuid=row.uuid,
        type=row.type,
        slug=row.slug,
        state=row.state,
        content=content,
        first_published=row.first_published,
        updated=row.updated,
        sequence=row.sequence,
        organisation=organisation,
        neighbours=neighbours,
    )


def shown_organisations(
    uuids: Iterable[UUID | None], audience: Audience
) -> dict[UUID | None, Published]:
    """The responsible organisations that this audience may see, by uuid."""
    wanted = [uuid for uuid in uuids if uuid]
    rows = Published.objects.visible(audience, archived=True).filter(pk__in=wanted)
    return {row.uuid: row for row in rows}


def neighbours_of(
    uuids: Sequence[UUID], audience: Audience, limit: int = LINKS_SHOWN
) -> dict[UUID, list[Neighbour]]:
    """Edges of several records both ways, only those whose other end the audience may see."""
    found: dict[UUID, list[Neighbour]] = {uuid: [] for uuid in uuids}
    known = hooks.predicates()
    for forward, here, there in ((True, "subject", "object"), (False, "object", "subject")):
        shown = Q(**{f"{there}__state": Published.State.LIVE}) & circles(audience, f"{there}__")
        columns = [f"{here}_id", "predicate", f"{there}_id", f"{there}__type", f"{there}__slug",
                   f"{there}__title", "since", "until"]  # fmt: skip
        rows = (
            Link.objects.filter(shown, **{f"{here}__in": uuids})
            .order_by("predicate", f"{there}__title")
            .values_list(*columns)[: limit * len(uuids)]
        )
        for own, predicate, other, kind, slug, title, since, until in rows:
            if predicate in known:
                edge = Neighbour(known[predicate], forward, other, kind, slug, title, since, until)
                found[own].append(edge)
    return found
