"""Many records at once with what single saving gives: revision, log entry, open drafts rebased.

Rule 6 of the desk: a harvest or an import never writes rows alone. Rule 7: a record that has no
revision yet gets its baseline before its first change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from parvis.records import rows
from parvis.records.rebase import has_draft, rebase_drafts

BATCH = 500
STATE = ["latest_revision", "live_revision", "has_unpublished_changes"]


@transaction.atomic
def baseline(record: Any) -> None:
    """Store the state of a record that has no revision, as if it had been edited so."""
    if record.latest_revision_id is None:
        write_revisions([record], by=None, action="")


@transaction.atomic(savepoint=False)
def write_revisions(records: Sequence[Any], by: Any, action: str = "wagtail.edit") -> None:
    """Append one revision and one log entry to each saved record, as it stands in memory.

    All records are of one model. A live record's revision becomes its live one; its draft, if it
    has one, stays the latest. `action` "" logs nothing.
    """
    if not records:
        return
    kind = ContentType.objects.get_for_model(type(records[0]))
    now = timezone.now()
    for record, revision in zip(records, written(records, kind, by, now), strict=True):
        point(record, revision)
    rows.update(records, STATE)
    if action:
        log_many(records, kind, by, action, now)


def written(states: Sequence[Any], kind: ContentType, by: Any, now: Any) -> list[Revision]:
    """One new revision a record, from the state it has in memory."""
    revisions = [
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(state.pk),
            created_at=now,
            user=by,
            content=state.serializable_data(),
            object_str=str(state),
        )
        for state in states
    ]
    rows.insert(revisions, keyed=True)
    return revisions


def point(record: Any, revision: Revision) -> None:
    """Make a new revision the record's: live, latest, or both."""
    drafted = has_draft(record)
    if record.live:
        record.live_revision = revision
    if not (record.live and drafted):
        record.latest_revision = revision
        record.has_unpublished_changes = not record.live


def log_many(records: Sequence[Any], kind: ContentType, by: Any, action: str, now: Any) -> None:
    rows.insert(
        [
            ModelLogEntry(
                content_type=kind,
                object_id=str(record.pk),
                label=str(record),
                action=action,
                timestamp=now,
                user=by,
                revision_id=record.live_revision_id if record.live else record.latest_revision_id,
                content_changed=True,
            )
            for record in records
        ]
    )


def drafted_from(records: Sequence[Any]) -> dict[UUID, Mapping[str, Any]]:
    """What the open drafts of `records` were made from, by uuid; read it before saving the rows."""
    drafted = [record for record in records if record.pk and has_draft(record)]
    stored = {}
    if any(record.live_revision_id is None for record in drafted):
        model = type(records[0])
        stored = model._default_manager.in_bulk([r.pk for r in drafted if not r.live_revision_id])
    return {
        record.uuid: record.live_revision.content
        if record.live_revision_id
        else stored[record.pk].serializable_data()
        for record in drafted
    }


@transaction.atomic
def after_bulk_change(
    records: Sequence[Any],
    before: Mapping[UUID, Mapping[str, Any]],
    by: Any = None,
    action: str = "wagtail.edit",
) -> int:
    """What follows the bulk saving of rows: revisions, logs, drafts. Return clashing drafts.

    `before` is what `drafted_from` gave before the rows were saved.
    """
    write_revisions(records, by, action)
    return rebase_drafts(records, before)


@transaction.atomic
def write_drafts(records: Sequence[Any], drafts: Sequence[Any], by: Any) -> None:
    """Save `drafts` (the same records, changed) as drafts: a live row stays as it is.

    A record that was never live is its own draft: its row is saved by the caller.
    """
    write_revisions([r for r in records if r.latest_revision_id is None], by=None, action="")
    if not records:
        return
    kind = ContentType.objects.get_for_model(type(records[0]))
    now = timezone.now()
    for record, revision in zip(records, written(drafts, kind, by, now), strict=True):
        record.latest_revision = revision
        record.has_unpublished_changes = True
    rows.update(records, STATE)
    log_many(records, kind, by, "wagtail.edit", now)
