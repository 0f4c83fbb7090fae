"""Is what is public what was published? The chain, the published rows, their edges, the records.

`parvis audit verify` reads everything once, in one snapshot of the database, and names each thing
that was changed behind the application's back: the record, the field, the value published and the
value found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from parvis.records import canonical, chain, hooks
from parvis.records.models import HistoryEntry, Link, Published, Record
from parvis.records.publishing import project

BATCH = 200
LONGEST = 80  # characters of a value that are shown
Kind, State = HistoryEntry.Kind, Published.State
STATES = {
    Kind.PUBLISH: State.LIVE,
    Kind.FORMAT: State.LIVE,
    Kind.WITHDRAW: State.WITHDRAWN,
    Kind.ARCHIVE: State.ARCHIVED,
    Kind.ERASE: State.ERASED,
}


@dataclass(frozen=True)
class Fault:
    """One thing that is not what it says: `problem` is a sentence that names it."""

    record: str
    key: str
    problem: str
    sequence: int | None = None
    field: str = ""


@dataclass
class Audit:
    """One reading of everything; `checked` counts entries and records read so far."""

    checked: int = 0
    head: tuple[int, str] = field(default=(0, chain.GENESIS.hex()))

    def faults(self) -> Iterator[Fault]:
        with snapshot():
            yield from self.chain_faults()
            yield from blanked_faults()
            yield from orphan_entries()
            yield from self.record_faults()
            yield from live_without_publication()

    def chain_faults(self) -> Iterator[Fault]:
        for found in chain.verify(self.entries()):
            yield Fault(found.record, "", found.problem, found.sequence)

    def entries(self) -> Iterator[HistoryEntry]:
        for entry in HistoryEntry.objects.order_by("sequence").iterator(BATCH):
            self.checked += 1
            self.head = (entry.sequence, bytes(entry.digest).hex())
            yield entry

    def record_faults(self) -> Iterator[Fault]:
        for rows in batches():
            self.checked += len(rows)
            yield from published_faults(rows)
            yield from edge_faults(rows)
            yield from live_faults([row for row in rows if row.state == State.LIVE])


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database while others write; a caller's transaction is kept."""
    if connection.in_atomic_block:
        yield
        return
    sqlite: Any = connection if connection.vendor == "sqlite" else SimpleNamespace()
    mode = getattr(sqlite, "transaction_mode", None)
    sqlite.transaction_mode = "DEFERRED"  # IMMEDIATE would keep the writers out
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        sqlite.transaction_mode = mode


def batches() -> Iterator[list[Published]]:
    last: UUID | None = None
    while True:
        rows = Published.objects.order_by("pk")
        found = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
        if not found:
            return
        yield found
        last = found[-1].pk


def fault(row: Published, problem: str, name: str = "") -> Fault:
    return Fault(str(row.uuid), row.key, f"{row.key} : {problem}", row.sequence, name)


def shown(value: Any) -> str:
    """A value in plain words, short."""
    if value is None or value in ("", [], {}):
        return _("rien")
    text = value if isinstance(value, str) else canonical.encode({"": value}).decode()[4:-1]
    return f"« {text if len(text) <= LONGEST else text[:LONGEST] + '…'} »"


def differences(
    row: Published, before: dict[str, Any], after: dict[str, Any], sentence: str
) -> Iterator[Fault]:
    for name, old, new in canonical.changes(before, after):
        values = {"field": label(row.type, name), "old": shown(old), "new": shown(new)}
        yield fault(row, sentence % values, name)


def label(kind: str, name: str) -> str:
    """What people call a field of this type of record."""
    model = model_of(kind)
    try:
        return str(model._meta.get_field(name).verbose_name) if model else name
    except (FieldDoesNotExist, AttributeError):
        return name


def model_of(kind: str) -> type[Record] | None:
    declared = hooks.record_types().get(kind)
    return apps.get_model(declared.model) if declared else None


def blanked_faults() -> Iterator[Fault]:
    """Content may be missing only where an erasure says so."""
    erasure = HistoryEntry.objects.filter(record=OuterRef("record"), kind=Kind.ERASE)
    blanked = HistoryEntry.objects.filter(nonce__isnull=True)
    unsaid = blanked.filter(~Exists(erasure) | Q(projection__isnull=False))
    for entry in unsaid.order_by("sequence").iterator(BATCH):
        problem = _("Le contenu de l’entrée %(sequence)s a disparu sans effacement déclaré.")
        said = problem % {"sequence": entry.sequence}
        yield Fault(str(entry.record), "", said, entry.sequence)


def orphan_entries() -> Iterator[Fault]:
    row = Published.objects.filter(pk=OuterRef("record"))
    lost = HistoryEntry.objects.filter(~Exists(row)).order_by("record")
    for uuid in lost.values_list("record", flat=True).distinct().iterator(BATCH):
        problem = _("L’historique parle de la fiche %(uuid)s, qui n’est plus nulle part.")
        yield Fault(str(uuid), "", problem % {"uuid": uuid})


def published_faults(rows: Sequence[Published]) -> Iterator[Fault]:
    """Each published row is what the last entry of its record says."""
    uuids = [row.uuid for row in rows]
    of_these = HistoryEntry.objects.filter(record__in=uuids)
    last = dict(of_these.values_list("record").annotate(Max("sequence")).order_by())
    entries = {entry.record: entry for entry in of_these.filter(sequence__in=last.values())}
    for row in rows:
        entry = entries.get(row.uuid)
        if entry is None:
            yield fault(row, _("elle est publiée sans aucune trace dans l’historique."))
        else:
            yield from row_faults(row, entry)


def row_faults(row: Published, entry: HistoryEntry) -> Iterator[Fault]:
    if row.sequence != entry.sequence:
        problem = _("elle se dit à l’entrée %(said)s, la dernière est l’entrée %(last)s.")
        yield fault(row, problem % {"said": row.sequence, "last": entry.sequence}, "sequence")
    if row.state != STATES[Kind(entry.kind)]:
        problem = _("son état est « %(state)s », l’historique dit « %(kind)s ».")
        names = {"state": row.get_state_display(), "kind": entry.get_kind_display()}
        yield fault(row, problem % names, "state")
    content = content_of(row)
    if content is None:
        yield fault(row, _("sa publication est illisible."), "projection")
        return
    if not entry.erased and entry.projection is not None:
        sentence = _("« %(field)s » : l’historique dit %(old)s, la publication montre %(new)s.")
        yield from differences(row, canonical.decode(entry.projection), content, sentence)
    if row.state != State.ERASED:
        sentence = _("« %(field)s » : la publication dit %(old)s, sa colonne %(new)s.")
        columns = columns_of(row)
        yield from differences(row, {n: content.get(n) for n in columns}, columns, sentence)


def content_of(row: Published) -> dict[str, Any] | None:
    try:
        return canonical.decode(row.projection)
    except ValueError:
        return None


def columns_of(row: Published) -> dict[str, Any]:
    return {
        "type": row.type,
        "slug": row.slug,
        "title": row.title,
        "circle": row.circle,
        "organisation": str(row.organisation) if row.organisation else None,
    }


def edge_faults(rows: Sequence[Published]) -> Iterator[Fault]:
    """Published edges are those of the projection, no more and no less."""
    drawn: dict[UUID, list[list[Any]]] = {row.uuid: [] for row in rows}
    for link in Link.objects.filter(subject__in=drawn):
        since, until = canonical.plain(link.since), canonical.plain(link.until)
        drawn[link.subject_id].append([link.predicate, str(link.object_id), since, until])
    for row in rows:
        said = (content_of(row) or {}).get("links", [])
        for sentence, extra in (
            (_("un lien a été ajouté hors de l’application : %(link)s."), (drawn[row.uuid], said)),
            (_("un lien a disparu hors de l’application : %(link)s."), (said, drawn[row.uuid])),
        ):
            for edge in extra[0]:
                if edge not in extra[1]:
                    yield fault(row, sentence % {"link": shown(edge)}, "links")


def live_faults(rows: Sequence[Published]) -> Iterator[Fault]:
    """Each record in line, projected anew, shows what it published."""
    by_type: dict[str, list[Published]] = {}
    for row in rows:
        by_type.setdefault(row.type, []).append(row)
    for kind, some in by_type.items():
        model = model_of(kind)
        if model is None:
            yield from (fault(row, _("aucune pièce ne connaît son type.")) for row in some)
        else:
            yield from model_faults(model, some)


def model_faults(model: type[Record], rows: Iterable[Published]) -> Iterator[Fault]:
    by_uuid = {row.uuid: row for row in rows}
    found = model._default_manager.select_related("organisation").filter(uuid__in=by_uuid)
    records = {record.uuid: record for record in found}
    for uuid, row in by_uuid.items():
        record = records.get(uuid)
        if record is None:
            yield fault(row, _("la fiche a disparu de la base sans retrait ni effacement."))
        elif not record.live:
            yield fault(row, _("la fiche n’est plus en ligne, sans retrait déclaré."), "live")
        else:
            yield from drift(row, record)


def drift(row: Published, record: Record) -> Iterator[Fault]:
    """Fields that both know: one that a newer version of Parvis added is not a fault."""
    published = content_of(row)
    if published is None:
        return
    try:
        now = canonical.decode(project(record).bytes)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        problem = _("la fiche ne peut plus être lue : %(error)s.")
        yield fault(row, problem % {"error": error})
        return
    both = published.keys() & now.keys()
    sentence = _(
        "« %(field)s » a été changé hors de l’application : publié %(old)s, trouvé %(new)s."
    )
    before, after = ({n: c[n] for n in both if n != "links"} for c in (published, now))
    yield from differences(row, before, after, sentence)


def live_without_publication() -> Iterator[Fault]:
    """A record marked as being in line that nobody published."""
    public = Published.objects.filter(pk=OuterRef("uuid"), state__in=[State.LIVE, State.ARCHIVED])
    for kind in hooks.record_types():
        model = model_of(kind)
        if model is None:
            continue
        lone = model._default_manager.filter(~Exists(public), live=True)
        for uuid, slug in lone.values_list("uuid", "slug").iterator(BATCH):
            problem = _("la fiche est marquée en ligne sans avoir été publiée.")
            yield Fault(str(uuid), f"{kind}/{slug}", f"{kind}/{slug} : {problem}", None, "live")
