"""Finding records: the search index of this machine, fed from history, read by every door."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from parvis.records import hooks
from parvis.records.kinds import Circle
from parvis.records.models.history import HistoryEntry
from parvis.records.models.published import Published
from parvis.records.questions import Question
from parvis.records.search import (
    Index,
    IndexUnavailable,
    Removal,
    SearchDocument,
    SearchRequest,
    SearchResult,
)

log = logging.getLogger(__name__)

BATCH = 1_000  # records read at a time while an index is made
ROWS = Question(lambda audience, uuids: Published.objects.visible(audience).filter(pk__in=uuids))


class Line(NamedTuple):
    """What a list reads of a record: a whole row takes as long again to make."""

    uuid: UUID
    sequence: int
    type: str
    slug: str
    organisation: UUID | None
    projection: bytes


LINES = Question(
    lambda audience, uuids: (
        Published.objects.visible(audience).filter(pk__in=uuids).values_list(*Line._fields)
    )
)
Row = TypeVar("Row", Published, Line)


@dataclass(frozen=True)
class Found(Generic[Row]):
    """Rows of one page in order, the count of all, facets, a better spelling; `partial` when the
    index is being rebuilt and only titles were looked at."""

    rows: Sequence[Row] = ()
    total: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    suggestion: str = ""
    relaxed: bool = False
    partial: bool = False


@cache
def index() -> Index:
    """This process's reader of this machine's index."""
    return Index.open(settings.PARVIS_SEARCH)


def version() -> str:
    """How far this machine's index is: what a list shows depends on it too."""
    try:
        return str(index().sequence)
    except IndexUnavailable:
        return "none"


def find(request: SearchRequest) -> Found[Published]:
    """Search; the rows are read again through the audience's rule, so that a record withdrawn an
    instant ago is not shown."""
    try:
        result = index().search(request)
    except IndexUnavailable as cause:
        return find_titles(request, cause)
    rows: list[Published] = ROWS([hit.uuid for hit in result.hits], request.audience)
    return found(result, {row.uuid: row for row in rows})


def find_keys(request: SearchRequest) -> list[UUID]:
    """What `find` finds, in order, before anything is read of it: to be asked for through the
    audience's rule."""
    try:
        return [hit.uuid for hit in index().search(request).hits]
    except IndexUnavailable as cause:
        return [row.uuid for row in find_titles(request, cause).rows]


def find_lines(request: SearchRequest) -> Found[Line]:
    """`find`, with what a list reads of each record."""
    try:
        result = index().search(request)
    except IndexUnavailable as cause:
        titles = find_titles(request, cause)
        lines = [Line(*(getattr(row, name) for name in Line._fields)) for row in titles.rows]
        return Found(rows=lines, total=titles.total, partial=True)
    rows = map(Line._make, LINES([hit.uuid for hit in result.hits], request.audience))
    return found(result, {line.uuid: line for line in rows})


def found(result: SearchResult, rows: Mapping[UUID, Row]) -> Found[Row]:
    return Found(
        rows=[rows[hit.uuid] for hit in result.hits if hit.uuid in rows],
        total=result.total,
        facets={name: list(values) for name, values in result.facets.items()},
        suggestion=result.suggestion,
        relaxed=result.relaxed,
    )


def find_titles(request: SearchRequest, cause: IndexUnavailable) -> Found[Published]:
    """What the database alone can answer while the index is rebuilt: words of the title."""
    log.warning("search index unavailable, looking at titles only: %s", cause)
    rows = Published.objects.visible(request.audience)
    if kinds := list(request.filters.get("type", ())):
        rows = rows.filter(type__in=kinds)
    for word in request.text.replace("\0", " ").split()[:8]:
        rows = rows.filter(Q(title__icontains=word))
    order = "-updated" if request.sort == "updated" else "title"
    page = rows.order_by(order)[request.offset : request.offset + request.limit]
    return Found(rows=list(page), total=rows.count(), partial=True)


class HistorySource:
    """Published records as the follower reads them, in the order of history."""

    def origin(self) -> str:
        first = HistoryEntry.objects.order_by("sequence").values_list("digest", flat=True).first()
        return bytes(first).hex() if first else ""

    def last_sequence(self) -> int:
        last = HistoryEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        return last or 0

    def changes_after(self, sequence: int, limit: int) -> Iterator[SearchDocument | Removal]:
        entries = list(
            HistoryEntry.objects.filter(sequence__gt=sequence)
            .order_by("sequence")
            .values_list("sequence", "record")[:limit]
        )
        rows = Published.objects.in_bulk({record for _sequence, record in entries})
        names = organisation_names(rows.values())
        for number, record in entries:
            row = rows.get(record)
            if row is None or row.state != Published.State.LIVE:
                yield Removal(record, number)
            else:
                yield document(row, number, name_for(row, names))

    def standing(self) -> Iterator[SearchDocument]:
        """In the order of their keys, a batch at a time: nothing is held open meanwhile."""
        live = Published.objects.live().order_by("pk")
        rows = list(live[:BATCH])
        while rows:
            names = organisation_names(rows)
            for row in rows:
                yield document(row, 0, name_for(row, names))
            rows = list(live.filter(pk__gt=rows[-1].pk)[:BATCH])


def organisation_names(rows: Iterable[Published]) -> dict[UUID | None, tuple[int, str]]:
    """Circle and title of the organisations that answer for these records."""
    wanted = {row.organisation for row in rows if row.organisation}
    found = Published.objects.live().filter(pk__in=wanted).values_list("pk", "circle", "title")
    return {pk: (circle, title) for pk, circle, title in found}


def name_for(row: Published, names: dict[UUID | None, tuple[int, str]]) -> str:
    """The organisation's name, when whoever may see the record may see the organisation too."""
    circle, title = names.get(row.organisation, (Circle.PUBLIC, ""))
    return title if circle <= min(row.circle, Circle.AGENTS) else ""


def document(row: Published, sequence: int, organisation: str) -> SearchDocument:
    """A published record as it is searched; rooms add to it through the `search_fields` hook."""
    content = row.content
    extra = room_fields(content)
    translations = content.get("translations", {}).values()
    other_titles = tuple(texts["title"] for texts in translations if "title" in texts)
    other_texts = [text for texts in translations for text in texts.values()]
    summary = " ".join(filter(None, [content.get("plain_summary"), content.get("summary")]))
    body = " ".join([extra.pop("body", ""), *other_texts])
    return SearchDocument(
        uuid=row.uuid,
        type=row.type,
        slug=row.slug,
        title=row.title,
        sequence=sequence,
        summary=summary,
        body=body,
        titles=other_titles,
        organisation=organisation,
        organisation_uuid=row.organisation,
        circle=row.circle,
        updated=row.updated.timestamp(),
        **extra,
    )


def room_fields(content: dict[str, Any]) -> dict[str, Any]:
    """What rooms add; a room that fails is logged, and the record is found by its own texts."""
    extra: dict[str, Any] = {}
    try:
        for fields in hooks.manager().hook.search_fields(projection=content):
            extra |= fields or {}
    except Exception:
        log.exception("search fields of %s %s failed", content.get("type"), content.get("slug"))
        return {}
    return extra
