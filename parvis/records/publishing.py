"""The one place where records become public, change, or stop being so.

Every road ends here: a colleague's click, the end of a workflow, a scheduled date, a harvest of
ten thousand. Many are written at once; one is a list of one. Within one transaction: the live
rows, the published projections, their edges and, last, the entries of history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction

from parvis.records import canonical, chain, hooks, rows
from parvis.records.models.conflict import Conflict
from parvis.records.models.history import HistoryEntry
from parvis.records.models.published import Link, Published

Kind = HistoryEntry.Kind


@dataclass(frozen=True)
class Projection:
    """What one record shows: public content, the hidden fields (digested only), its edges."""

    content: dict[str, Any]
    hidden: dict[str, Any]
    edges: frozenset[tuple[str, UUID, Any, Any]]

    @cached_property
    def bytes(self) -> bytes:
        return canonical.encode(self.content)


def project(record: Any) -> Projection:
    """Compute what a record would show if it were published as it stands in memory."""
    switched = record.withheld()
    values = {
        "plain_summary": record.plain_summary,
        "summary": record.summary,
        "review_on": canonical.plain(record.review_on),
        **record.projected(),
    }
    edges = frozenset((t.predicate, t.object, t.since, t.until) for t in record.relations())
    content = {name: value for name, value in values.items() if name not in switched}
    content |= {
        "type": record.record_type,
        "uuid": str(record.uuid),
        "slug": record.slug,
        "title": record.title,
        "circle": int(record.circle),
        "organisation": str(record.organisation.uuid) if record.organisation else None,
        "language": record.source_language,
        "translations": shown_translations(record.translations, switched),
        "hidden": sorted(switched),
        "links": sorted(
            [p, str(o), canonical.plain(s), canonical.plain(u)] for p, o, s, u in edges
        ),
    }
    hidden = {name: values[name] for name in switched if name in values}
    return Projection(content, hidden, edges)


def shown_translations(translations: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    return {
        language: {name: text for name, text in texts.items() if text and name not in hidden}
        for language, texts in translations.items()
    }


def check_may(by: Any, verb: str, records: Iterable[Any]) -> None:
    """Raise PermissionDenied unless this person may do `verb` on every record.

    `by` None is the application itself (harvest, schedule, command line): it may.
    """
    if by is None:
        return
    for record in records:
        if not hooks.first("may", user=by, verb=verb, record=record):
            raise PermissionDenied(f"{by} may not {verb} {record.key}")


def check_complete(records: Iterable[Any]) -> None:
    """Raise ValidationError naming, for the first record that lacks something, each field."""
    for record in records:
        problems = record.problems()
        if problems:
            raise ValidationError(problems)


def check_settled(draft: Any) -> None:
    """Raise ValidationError while fields of the draft clash with the live record."""
    fields = list(Conflict.objects.of(draft).values_list("field", flat=True))
    if fields:
        text = gettext(
            "La fiche publiée a changé depuis : choisissez d’abord quoi garder (%(names)s)."
        )
        raise ValidationError(text % {"names": ", ".join(fields)})


@transaction.atomic
def publish_revision(record: Any, revision: Any, by: Any = None, **options: Any) -> None:
    """Publish (or schedule) one Wagtail revision: `Record.publish` comes here.

    Wagtail says `skip_permission_checks` when its own view, a workflow or a schedule has decided by
    type of record: the person, where there is one, is asked about this very record all the same.
    A draft that newer live values contradict waits for a person's decision (`rebase.py`).
    """
    draft = revision.as_object()
    options.pop("skip_permission_checks", None)
    check_may(by, "publish", [draft])
    check_complete([draft])
    check_settled(draft)
    action = PublishRevisionAction(revision, user=by, **options)
    action.execute(skip_permission_checks=True)
    scheduled = draft.go_live_at and draft.go_live_at > timezone.now()
    if action.object.live and not scheduled:
        write([action.object], Kind.PUBLISH, by=by)


@transaction.atomic
def publish_many(records: Sequence[Any], by: Any = None, why: str = "") -> int:
    """Publish saved records as they stand in memory; return how many projections changed.

    The rows must have been saved by the caller in the same transaction. Unchanged projections
    write nothing: neither row nor entry.
    """
    check_may(by, "publish", records)
    check_complete(records)
    return write(records, Kind.PUBLISH, by=by, why=why)


def write(records: Sequence[Any], kind: str, by: Any = None, why: str = "") -> int:
    """Write projections, edges and history of live records; only what changed."""
    projections = {record.uuid: project(record) for record in records}
    known = Published.objects.in_bulk(list(projections))
    changed: list[UUID] = []
    for uuid, projection in projections.items():
        row = known.get(uuid)
        shown = bytes(row.projection) if row and row.state == Published.State.LIVE else b""
        if shown != projection.bytes:
            changed.append(uuid)
    if changed:
        store([(uuid, projections[uuid]) for uuid in changed], known, kind, by, why)
    return len(changed)


def store(
    items: Sequence[tuple[UUID, Projection]],
    known: dict[UUID, Published],
    kind: str,
    by: Any,
    why: str,
) -> None:
    entries = chain.append(
        [chain.Change(uuid, kind, item.bytes, item.hidden, why) for uuid, item in items],
        by=by.uuid if by else None,
    )
    fresh: list[Published] = []
    stale: list[Published] = []
    for (uuid, item), entry in zip(items, entries, strict=True):
        row = known.get(uuid) or Published(uuid=uuid, first_published=entry.at)
        (stale if uuid in known else fresh).append(fill(row, item, entry))
    rows.insert(fresh)
    rows.update(stale, COPIED)
    Link.objects.filter(subject__in=[uuid for uuid, _item in items]).delete()
    rows.insert(
        [
            Link(subject_id=uuid, predicate=p, object_id=o, since=s, until=u)
            for uuid, item in items
            for p, o, s, u in item.edges
        ]
    )


COPIED = [
    "type", "slug", "title", "circle", "organisation", "state", "sequence", "updated", "projection",
]  # fmt: skip


def fill(row: Published, item: Projection, entry: HistoryEntry) -> Published:
    content = item.content
    row.type, row.slug, row.title = content["type"], content["slug"], content["title"]
    row.circle = content["circle"]
    row.organisation = UUID(content["organisation"]) if content["organisation"] else None
    row.state = Published.State.LIVE
    row.sequence, row.updated, row.projection = entry.sequence, entry.at, item.bytes
    return row


@transaction.atomic
def withdraw_many(
    records: Sequence[Any],
    by: Any = None,
    why: str = "",
    expired: bool = False,
    state: str = Published.State.WITHDRAWN,
) -> int:
    """Take records off every public door; their addresses answer 410 and say why.

    Return how many were live. `state` is WITHDRAWN, or ARCHIVED for what vanished at its source
    (its page stays, and says so).
    """
    check_may(by, "withdraw", records)
    for record in records:
        if record.live and state == Published.State.WITHDRAWN:
            UnpublishAction(record, set_expired=expired, user=by).execute(
                skip_permission_checks=True
            )
    kind = Kind.ARCHIVE if state == Published.State.ARCHIVED else Kind.WITHDRAW
    uuids = [record.uuid for record in records]
    shown = list(Published.objects.live().filter(pk__in=uuids))
    return end(shown, kind, state, by, why)


def end(ended: Sequence[Published], kind: str, state: str, by: Any, why: str) -> int:
    """Set the state of published rows and append the entries that say so."""
    changes = [chain.Change(row.uuid, kind, bytes(row.projection), {}, why) for row in ended]
    entries = chain.append(changes, by=by.uuid if by else None)
    for row, entry in zip(ended, entries, strict=True):
        row.state, row.sequence, row.updated = state, entry.sequence, entry.at
    rows.update(ended, ["state", "sequence", "updated"])
    return len(ended)
