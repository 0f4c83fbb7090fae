"""Lawful erasure: what a record said is forgotten everywhere, and that it was erased is said.

The chain of history keeps its digests, so it still verifies; nothing of the text can be guessed
from them (`models/history.py`). Gone too: revisions, the desk's journal, messages, documents and
the words of the address itself. Other records may still name it in their own texts, and backups
made before hold it until they are thrown away: both are for the person who erases.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import ModelLogEntry

from parvis.records import chain
from parvis.records.models import Alias, Attachment, Feedback, HistoryEntry, Link, Published
from parvis.records.publishing import check_may


def erased_slug(kind: str, slug: str) -> str:
    """What stands for the address of an erased record: it answers 410 and says no word of it."""
    return f"erased-{hashlib.sha256(f'{kind}/{slug}'.encode()).hexdigest()[:40]}"


@transaction.atomic
def erase(record: Any, by: Any) -> None:
    """Forget a record; raise PermissionDenied unless this person may. No reason is kept."""
    check_may(by, "erase", [record])
    uuid, kind = record.uuid, record.record_type
    forget_documents(uuid)
    Feedback.objects.filter(record=uuid).delete()
    Link.objects.filter(Q(subject=uuid) | Q(object=uuid)).delete()
    for alias in Alias.objects.filter(record=uuid):
        Alias.objects.filter(pk=alias.pk).update(slug=erased_slug(kind, alias.slug))
    content_type = ContentType.objects.get_for_model(type(record))
    ModelLogEntry.objects.filter(content_type=content_type, object_id=str(record.pk)).delete()
    record.revisions.all().delete()
    change = chain.Change(uuid, HistoryEntry.Kind.ERASE)
    (entry,) = chain.append([change], by=by.uuid if by else None)
    chain.blank(uuid)
    Published.objects.filter(pk=uuid).update(
        state=Published.State.ERASED,
        slug=erased_slug(kind, record.slug),
        title="",
        projection=b"{}",
        updated=entry.at,
        sequence=entry.sequence,
    )
    record.delete()


def forget_documents(uuid: Any) -> None:
    """Rows now, files once the transaction is certain."""
    documents = list(Attachment.objects.filter(record=uuid))
    files = [(document.file.storage, document.file.name or "") for document in documents]
    Attachment.objects.filter(record=uuid).delete()

    def delete() -> None:
        for storage, name in files:
            storage.delete(name)

    transaction.on_commit(delete)
