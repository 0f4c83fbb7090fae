"""The one projection: what an audience sees of published records. Every door starts here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from parvis.design.spoken import spoken
from parvis.design.text import cut, plain
from parvis.records import hooks
from parvis.records.audience import Audience
from parvis.records.kinds import Predicate, RecordType
from parvis.records.models.published import Link, Published, circles
from parvis.records.questions import Question

LINKS_SHOWN = 200  # a record page or graph node shows at most this many edges each way


# those of these organisations that an audience may see, by uuid
Owners = Callable[[Iterable[UUID | None]], Mapping[UUID | None, Published]]


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
    lang: str = ""  # of the title, where `for_reader` found that it is not the reader's

    @property
    def sentence(self) -> str:
        return str(self.predicate.forward if self.forward else self.predicate.backward)

    @property
    def key(self) -> str:
        return f"{self.type}/{self.slug}"


def of_each_sort(neighbours: Sequence[Neighbour], most: int) -> list[Neighbour]:
    """At most so many, in reading order: the first of each sort of tie, then the second of each,
    so that eleven rights do not hide the one algorithm."""
    sorts: Counter[tuple[str, bool]] = Counter()
    ranks = []
    for index, one in enumerate(neighbours):
        sort = (one.predicate.name, one.forward)
        ranks.append((sorts[sort], index))
        sorts[sort] += 1
    return [neighbours[index] for index in sorted(index for _rank, index in sorted(ranks)[:most])]


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

    def lang(self, name: str = "") -> str:
        return lang_of(self.content, name)

    def own(self) -> tuple[str, ...]:
        return own_words(self.content)

    def link(self, url: str) -> dict[str, str]:
        """The title as a link, or a step of a trail: with its language where it is not the
        reader's."""
        return titled(self.content, url)

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def lead(self) -> str:
        """One sentence for lists: the plain summary, else the beginning of the description."""
        return lead_of(self.content)


def translated(content: Mapping[str, Any], name: str, language: str | None = None) -> str:
    texts = content.get("translations")
    if texts:
        wanted = language or spoken()
        texts = texts.get(wanted, {})
    return str((texts and texts.get(name)) or content.get(name) or "")


def lead_of(content: dict[str, Any]) -> str:
    """`View.lead` of a projection."""
    return translated(content, "plain_summary") or cut(plain(translated(content, "summary")), 240)


def reads(content: dict[str, Any], language: str) -> bool:
    """Whether the title of a projection is written in this language."""
    said = content.get("language") == language
    return said or bool(content.get("translations", {}).get(language, {}).get("title"))


def lang_of(content: Mapping[str, Any], name: str = "") -> str:
    """The language in which a text of a record is read, where it is not the reader's; else "".

    Without a name, that of what is never translated: rows of a table, key words.
    """
    reader = spoken()
    source = str(content.get("language") or "")
    told = content.get("translations", {}).get(reader, {}).get(name)
    return "" if source == reader or told else source


def titled(content: dict[str, Any], url: str) -> dict[str, str]:
    """`View.link` of a projection."""
    return {
        "title": translated(content, "title"), "lang": lang_of(content, "title"), "url": url,
    }  # fmt: skip


def own_words(content: dict[str, Any]) -> tuple[str, ...]:
    """The texts of a record as they were written, the longest first, where that is not in the
    reader's language: what a sentence of ours may hold of them. A word alone may be of any
    language."""
    if not lang_of(content):
        return ()
    lines = {line.strip().rstrip(".") for text in texts_of(content) for line in text.split("\n")}
    return tuple(sorted((one for one in lines if " " in one), key=lambda one: (-len(one), one)))


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name != "translations":
                yield from texts_of(one)


def public_view(key: str, audience: Audience, owners: Owners | None = None) -> View | None:
    """The record "type/slug" with its neighbours; None when it is not for this audience.

    An archived record is still shown (its page says so). Four queries whatever its links, three
    when the caller's `owners` knows who answers for it.
    """
    kind, _slash, slug = key.partition("/")
    rows: list[Published] = PAGE([kind, slug], audience)
    if not rows:
        return None
    row = rows[0]
    neighbours = neighbours_of([row.uuid], audience).get(row.uuid, ())
    return view_of(row, audience, neighbours, owners)


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


def view_of(
    row: Published,
    audience: Audience,
    neighbours: Sequence[Neighbour],
    owners: Owners | None = None,
) -> View:
    wanted = {row.organisation}
    organisations = owners(wanted) if owners else shown_organisations(wanted, audience)
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
    rows: list[Published] = OWNERS(wanted, audience)
    return {row.uuid: row for row in rows}


def neighbours_of(
    uuids: Sequence[UUID], audience: Audience, limit: int = LINKS_SHOWN
) -> dict[UUID, list[Neighbour]]:
    """Edges of several records both ways, only those whose other end the audience may see."""
    found: dict[UUID, list[Neighbour]] = {uuid: [] for uuid in uuids}
    known = hooks.predicates()
    for forward in (True, False):
        for own, predicate, other, kind, slug, title, since, until in edges(
            uuids, audience, forward, limit * len(uuids)
        ):
            if predicate in known:
                edge = Neighbour(known[predicate], forward, other, kind, slug, title, since, until)
                found[own].append(edge)
    return found


def for_reader(neighbours: Sequence[Neighbour]) -> list[Neighbour]:
    """Those that a page is about to name, in the reader's language: a translated title, else the
    title with its language. One query; none in the portal's own language, in which titles are
    taken to be written."""
    if not neighbours or spoken() == settings.LANGUAGE_CODE:
        return list(neighbours)
    found = Published.objects.in_bulk({one.uuid for one in neighbours})
    contents = {uuid: row.content for uuid, row in found.items()}
    return [
        replace(one, title=translated(contents[one.uuid], "title"),
                lang=lang_of(contents[one.uuid], "title"))
        if one.uuid in contents else one
        for one in neighbours
    ]  # fmt: skip


def edges(
    uuids: Sequence[UUID], audience: Audience, forward: bool, limit: int
) -> list[tuple[UUID, str, UUID, str, str, str, dt.date | None, dt.date | None]]:
    """(record, predicate, other end: uuid, type, slug, title; since, until), in reading order."""
    return EDGES(uuids, (audience, forward, limit))


def seen(audience: Audience) -> QuerySet[Published]:
    """What has a page for this audience."""
    return Published.objects.visible(audience, archived=True)


def edges_of(shape: tuple[Audience, bool, int], uuids: list[UUID]) -> QuerySet[Link, Any]:
    audience, forward, limit = shape
    here, there = ("subject", "object") if forward else ("object", "subject")
    shown = Q(**{f"{there}__state": Published.State.LIVE}) & circles(audience, f"{there}__")
    return (
        Link.objects.filter(shown, **{f"{here}__in": uuids})
        .order_by("predicate", f"{there}__title")
        .values_list(f"{here}_id", "predicate", f"{there}_id", f"{there}__type",
                     f"{there}__slug", f"{there}__title", "since", "until")[:limit]
    )  # fmt: skip


# what every record page asks
PAGE = Question(lambda audience, key: seen(audience).filter(type=key[0], slug=key[1]))
OWNERS = Question(lambda audience, uuids: seen(audience).filter(pk__in=uuids))
EDGES = Question(edges_of)
