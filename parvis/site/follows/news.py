"""What is new for many people at once, in a constant number of queries.

Each person is told only what they may see at this moment: rows go through their own audience.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import QueryDict

from parvis.design.errors import Refused
from parvis.organisations.standing import standings_of
from parvis.records import canonical, finding
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import HistoryEntry, Published
from parvis.records.past import Step, allowed, readable
from parvis.records.search import IndexUnavailable, SearchRequest
from parvis.site import addresses, changes
from parvis.site.follows.models import Follow
from parvis.site.pages.lists import SEARCH_FACETS
from parvis.site.queries import ListQuery, of_data

log = logging.getLogger(__name__)

FOUND = 50  # records of one search that are looked at
TOLD = 20  # and those that a letter names
SENTENCES = 8  # of one record


@dataclass(frozen=True)
class Item:
    """One changed record: its row, its headline and sentences; `gone` when it left the public."""

    row: Published
    headline: str = ""
    sentences: Sequence[str] = ()
    gone: bool = False


@dataclass(frozen=True)
class News:
    """What one follow has to tell; `more` records changed besides those named."""

    follow: Follow
    items: list[Item] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class Reach:
    """How far history, and the search index, were when the telling began: what comes after waits
    for the next letter, so that nothing is told twice or never."""

    history: int
    index: int


@dataclass
class Read:
    """What a batch reads once: rows and contents before, titles, who sees what."""

    audiences: Mapping[int | None, Audience]  # by user; None is who has no account
    rows: Mapping[UUID, Published]
    before: Mapping[int, dict[str, Any]]  # by follow
    others: Mapping[str, Published]
    found: Mapping[int, Sequence[UUID]]  # by follow of a search
    reach: Reach


def sees(audience: Audience, row: Published) -> bool:
    return audience.sees(row.circle, row.organisation)


def news_of(follows: Sequence[Follow], reach: Reach) -> list[News]:
    """News of these follows (who follows at hand); eight queries, whatever their number."""
    read = look(follows, reach)
    return [one for follow in follows if (one := news(follow, read)).items]


def look(follows: Sequence[Follow], reach: Reach) -> Read:
    users = {follow.user_id: follow.user for follow in follows if follow.user is not None}
    audiences: dict[int | None, Audience] = {None: VISITOR}
    audiences |= {key: one.audience for key, one in standings_of(users.values()).items()}
    found = searched(follows, audiences)
    wanted = {follow.record for follow in follows if follow.record}
    wanted |= {uuid for uuids in found.values() for uuid in uuids}
    rows = Published.objects.in_bulk(wanted)
    before = contents_before(follows)
    contents = [*before.values(), *(rows[f.record].content for f in follows if f.record in rows)]
    return Read(audiences, rows, before, named(contents), found, reach)


def contents_before(follows: Sequence[Follow]) -> dict[int, dict[str, Any]]:
    """What each followed record was when its follower was last told: two queries."""
    past = HistoryEntry.objects.filter(
        record=OuterRef("record"), sequence__lte=OuterRef("seen"), projection__isnull=False
    ).order_by("-sequence")
    rows = Follow.objects.filter(pk__in=[follow.pk for follow in follows], record__isnull=False)
    pairs = dict(
        rows.annotate(at=Subquery(past.values("sequence")[:1]))
        .exclude(at=None)
        .values_list("pk", "at")
    )
    entries = HistoryEntry.objects.only("sequence", "projection").in_bulk(set(pairs.values()))
    return {key: canonical.decode(entries[at].projection or b"{}") for key, at in pairs.items()}


def named(contents: Iterable[Mapping[str, Any]]) -> dict[str, Published]:
    """What the contents point to, by uuid: one query."""
    contents = list(contents)
    wanted = {link[1] for content in contents for link in content.get("links", ())}
    wanted |= {content["organisation"] for content in contents if content.get("organisation")}
    rows = Published.objects.live().filter(pk__in=wanted).defer("projection")
    return {str(row.pk): row for row in rows}


def searched(
    follows: Sequence[Follow], audiences: Mapping[int | None, Audience]
) -> dict[int, Sequence[UUID]]:
    """What each followed search finds, the last changed first: no query, the index answers."""
    found: dict[int, Sequence[UUID]] = {}
    for follow in follows:
        if follow.record is None and (question := question_of(follow)):
            query, filters = question
            request = SearchRequest(
                text=query.text, filters=filters, audience=audiences[follow.user_id],
                sort="updated", limit=FOUND,
            )  # fmt: skip
            try:
                found[follow.pk] = [hit.uuid for hit in finding.index().search(request).hits]
            except IndexUnavailable as cause:
                log.warning("followed search not asked, the index is unavailable: %s", cause)
    return found


def question_of(follow: Follow) -> tuple[ListQuery, dict[str, list[str]]] | None:
    """The words and filters of a followed search; None when its list is no more."""
    kind = addresses.kinds_by_path().get(follow.path)
    if follow.path and kind is None:
        return None
    fixed = {"type": [kind.name]} if kind else {}
    try:
        query = of_data(QueryDict(follow.query), kind.facets if kind else SEARCH_FACETS)
    except Refused:
        return None
    return query, query.filters | fixed


def news(follow: Follow, read: Read) -> News:
    audience = read.audiences[follow.user_id]
    if follow.record is not None:
        item = of_record(follow, read, audience)
        return News(follow, [item] if item else [])
    rows = [read.rows[uuid] for uuid in read.found.get(follow.pk, ()) if uuid in read.rows]
    fresh = [
        Item(row) for row in rows
        if follow.seen < row.sequence <= read.reach.index
        and row.state == Published.State.LIVE and sees(audience, row)
    ]  # fmt: skip
    return News(follow, fresh[:TOLD], max(0, len(fresh) - TOLD))


def of_record(follow: Follow, read: Read, audience: Audience) -> Item | None:
    row = read.rows.get(follow.record) if follow.record else None
    if row is None or not follow.seen < row.sequence <= read.reach.history:
        return None
    if not sees(audience, row):
        return None
    if row.state in {Published.State.WITHDRAWN, Published.State.ERASED}:
        return Item(row, gone=True)
    step = step_of(row, read.before.get(follow.pk), read, audience)
    return Item(row, changes.headline(step), changes.sentences(row.type, step)[:SENTENCES])


def step_of(row: Published, before: dict[str, Any] | None, read: Read, audience: Audience) -> Step:
    """From what the person was last told to what is published now, as far as they may see."""
    titles = {key: one.title for key, one in read.others.items() if sees(audience, one)}
    hidden = set(row.content.get("hidden", ()))
    kind = HistoryEntry.Kind
    state = kind.ARCHIVE if row.state == Published.State.ARCHIVED else kind.PUBLISH
    shown = before if before and allowed(before, audience) else None
    return Step(
        sequence=row.sequence,
        at=row.updated,
        kind=state,
        why="",
        before=readable(shown, titles, hidden) if shown else None,
        after=readable(row.content, titles, hidden),
    )
