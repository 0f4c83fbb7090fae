"""Open drafts follow the live record: a three-way merge, field by field, that decides nothing
silently.

`merge` is pure. `rebase_drafts` is what a harvest or an import calls after it has written newer
live values: each draft keeps what its author changed and takes what changed elsewhere; where both
changed one field, the author's value stays in the draft and a `Conflict` is kept, which the desk
shows and which holds publication back until someone has decided.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

# what Wagtail keeps in a revision about the record's state rather than its content
STATE = frozenset(
    {
        "pk", "id", "uuid", "slug", "organisation", "created", "live", "has_unpublished_changes",
        "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired", "locked",
        "locked_at", "locked_by", "latest_revision", "live_revision", "wagtail_admin_comments",
    }
)  # fmt: skip
ABSENT = object()


@dataclass(frozen=True)
class Clash:
    """A field that the draft and the live record both changed, differently."""

    name: str
    base: Any
    draft: Any
    live: Any


@dataclass(frozen=True)
class Merge:
    """The merged draft (keys as in a revision's content), what it took, what clashes."""

    content: dict[str, Any]
    taken: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = field(default=())


def merge(
    base: Mapping[str, Any],
    draft: Mapping[str, Any],
    live: Mapping[str, Any],
    skip: frozenset[str] = STATE,
) -> Merge:
    """Merge `draft` (made from `base`) with `live` (what `base` has become since).

    A field that only one side changed keeps that change; a field changed alike has no clash; a
    field in `skip` is the draft's as it stands.
    """
    content = dict(draft)
    taken: list[str] = []
    clashes: list[Clash] = []
    for name in sorted((draft.keys() | live.keys() | base.keys()) - skip):
        old, ours, theirs = (side.get(name, ABSENT) for side in (base, draft, live))
        if theirs in (old, ours):
            continue
        if ours == old:
            taken.append(name)
            if theirs is ABSENT:
                content.pop(name, None)
            else:
                content[name] = theirs
        else:
            clashes.append(Clash(name, *(None if v is ABSENT else v for v in (old, ours, theirs))))
    return Merge(content, tuple(taken), tuple(clashes))


def rebase_drafts(records: Sequence[Any], before: Mapping[UUID, Mapping[str, Any]]) -> int:
    """Merge the open drafts of `records` (live rows, just saved) with their new live state.

    `before` holds, by uuid, the serializable data that each draft was made from. Call it in the
    transaction that wrote the live values. Return how many drafts clash.
    """
    from parvis.records.models.conflict import Conflict

    waiting = [r for r in records if r.uuid in before and has_draft(r)]
    clashing = 0
    for record in waiting:
        revision = record.latest_revision
        sides = (before[record.uuid], revision.content, record.serializable_data())
        base, draft, live = (as_stored(side) for side in sides)
        found = merge(base, draft, live)
        if found.taken:
            save_draft(record, found.content, revision.user)
        if found.clashes:
            clashing += 1
            Conflict.objects.keep(record, found.clashes)
    return clashing


def as_stored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Serializable data as a revision's JSON gives it back: dates as text."""
    stored: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return stored


def has_draft(record: Any) -> bool:
    return bool(
        record.has_unpublished_changes
        and record.latest_revision_id
        and record.latest_revision_id != record.live_revision_id
    )


def save_draft(record: Any, content: dict[str, Any], user: Any) -> None:
    """Store a merged draft as a new revision of its author's; the live row stays as it is."""
    draft = record.with_content_json(content)
    draft.save_revision(user=user, log_action="parvis.rebase", clean=False)
