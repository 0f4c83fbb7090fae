"""Append to the history chain, and verify it.

Sequence and digest are taken last in the transaction, under one lock, so that four writers make
one chain and a follower that reads `sequence > last` never misses a row: on PostgreSQL an
advisory lock held to the commit, on SQLite the IMMEDIATE transaction itself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.records import canonical, rows
from parvis.records.models.history import HistoryEntry

GENESIS = bytes(32)
LOCK = 0x70617276  # "parv"
Head = tuple[int, bytes]  # sequence and digest of an entry


@dataclass(frozen=True)
class Change:
    """One change to append; `hidden` fields are only digested, `why` is said in public."""

    record: UUID
    kind: str
    projection: bytes = b""
    hidden: dict[str, Any] = field(default_factory=dict)
    why: str = ""


def append(changes: Sequence[Change], by: UUID | None) -> list[HistoryEntry]:
    """Append changes as one unbroken batch; call it last in the transaction of the change itself.

    Raises TransactionManagementError outside a transaction: a change and its entry stand or fall
    together.
    """
    if not changes:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("history is appended inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    sequence, previous = head() or (0, GENESIS)
    entries = []
    now = timezone.now()
    for change in changes:
        sequence += 1
        entry = build(change, sequence, previous, now, by)
        previous = bytes(entry.digest)
        entries.append(entry)
    rows.insert(entries)
    return entries


def head() -> Head | None:
    """The last entry: nothing was published since, as long as it is this one."""
    last = HistoryEntry.objects.order_by("-sequence").values_list("sequence", "digest").first()
    return (last[0], bytes(last[1])) if last else None


def build(
    change: Change, sequence: int, previous: bytes, at: dt.datetime, by: UUID | None
) -> HistoryEntry:
    nonce, salt = secrets.token_bytes(16), secrets.token_bytes(16)
    entry = HistoryEntry(
        sequence=sequence,
        previous=previous,
        record=change.record,
        kind=change.kind,
        at=at,
        by=by,
        why=change.why,
        nonce=nonce,
        projection=change.projection,
        content_digest=canonical.digest(nonce, change.projection, change.why.encode()),
        hidden_salt=salt,
        hidden_digest=canonical.digest(salt, canonical.encode(change.hidden)),
    )
    entry.digest = seal(entry)
    return entry


def seal(entry: HistoryEntry) -> bytes:
    """The digest that an entry must carry."""
    facts = {
        "sequence": entry.sequence,
        "record": str(entry.record),
        "kind": entry.kind,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "by": str(entry.by) if entry.by else None,
        "format": entry.format,
    }
    return canonical.digest(
        bytes(entry.previous),
        canonical.encode(facts),
        bytes(entry.content_digest),
        bytes(entry.hidden_digest),
    )


@dataclass(frozen=True)
class Break:
    """A place where the chain, or a record, is not what it says: one sentence in plain words."""

    sequence: int | None
    record: str
    problem: str


def verify(entries: Iterator[HistoryEntry]) -> Iterator[Break]:
    """Walk entries in order of sequence and yield each place where the chain does not hold."""
    sequence, previous = 0, GENESIS
    for entry in entries:
        name = str(entry.record)
        if entry.sequence != sequence + 1:
            missing = _("L’historique saute de l’entrée %(before)s à l’entrée %(after)s.")
            values = {"before": sequence, "after": entry.sequence}
            yield Break(entry.sequence, name, missing % values)
        if bytes(entry.previous) != previous:
            yield broken(entry, _("L’entrée %(sequence)s ne suit pas celle d’avant."))
        if seal(entry) != bytes(entry.digest):
            sentence = _("La nature, la date ou l’auteur de l’entrée %(sequence)s ont été changés.")
            yield broken(entry, sentence)
        if not entry.erased and content_digest(entry) != bytes(entry.content_digest):
            yield broken(entry, _("Le contenu de l’entrée %(sequence)s a été changé."))
        sequence, previous = entry.sequence, bytes(entry.digest)


def broken(entry: HistoryEntry, sentence: str) -> Break:
    return Break(entry.sequence, str(entry.record), sentence % {"sequence": entry.sequence})


def content_digest(entry: HistoryEntry) -> bytes:
    content = bytes(entry.projection or b"")
    return canonical.digest(bytes(entry.nonce or b""), content, entry.why.encode())


def blank(record: UUID) -> int:
    """Lawful erasure: forget the content of every entry of a record; the chain still verifies."""
    return HistoryEntry.objects.filter(record=record).update(
        projection=None, nonce=None, hidden_salt=None, why=""
    )
