"""Which data sets the table of the catalogue has to read, and which cannot wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.catalogue.unchanged import State
from parvis.lake.models import Pointer
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import HistoryEntry, Published
from parvis.records.models.published import circles
from parvis.records.projection import View, public_views, seen

BATCH = 200  # data sets read together: many more at once are slower, as memory is


def pointed() -> dict[UUID, int]:
    return dict(Pointer.objects.values_list("dataset", "version_id"))


def continues(known: State) -> bool:
    """Whether history still holds what was known: a restored backup tells another one."""
    if not known.sequence:
        return False
    found = HistoryEntry.objects.filter(sequence=known.sequence).values_list("digest", flat=True)
    return [bytes(digest) for digest in found] == [known.digest]


def shown(audience: Audience) -> QuerySet[Published]:
    return Published.objects.visible(audience).filter(type="dataset")


def every(audience: Audience, most: int | None) -> list[UUID]:
    """All that this audience sees; one more than `most` when there are more."""
    return some(shown(audience), most)


def since(sequence: int, most: int | None) -> list[UUID]:
    """Data sets that changed since this entry of history, or whose organisation did."""
    changed = Published.objects.filter(sequence__gt=sequence)
    owners = list(changed.filter(type="organisation").values_list("pk", flat=True))
    return [*some(changed.filter(type="dataset"), most), *owned(owners, most)]


def beside(audience: Audience) -> list[UUID]:
    """What this audience sees otherwise than visitors do: theirs alone, or of an organisation that
    only they see."""
    hidden = [*unseen(Published.objects.filter(type="organisation"), VISITOR)]
    return some(shown(audience).filter(~circles(VISITOR) | Q(organisation__in=hidden)), None)


def first(audience: Audience, sequence: int, most: int) -> tuple[set[UUID], set[UUID]]:
    """What the table may not go on showing as it was, since this entry of history: data sets that
    this audience sees no more; those to read at once, which a person changed, or whose organisation
    a person changed or is seen no more. What a machine brought in by thousands may wait."""
    changed = Published.objects.filter(sequence__gt=sequence)
    by_hand = HistoryEntry.objects.filter(sequence__gt=sequence, by__isnull=False)
    mine = changed.filter(pk__in=by_hand.values("record"))
    owners = mine.filter(type="organisation").values_list("pk", flat=True)
    gone = changed.filter(type="dataset").exclude(pk__in=shown(audience).values("pk"))
    left = unseen(changed.filter(type="organisation"), audience)
    return set(gone.values_list("pk", flat=True)), {
        *some(mine.filter(type="dataset"), most), *owned([*owners, *left], most)
    }  # fmt: skip


def unseen(rows: QuerySet[Published], audience: Audience) -> QuerySet[Published, UUID]:
    """Those that have no page for this audience."""
    return rows.exclude(pk__in=seen(audience).values("pk")).values_list("pk", flat=True)


def owned(owners: Collection[UUID], most: int | None) -> list[UUID]:
    if not owners:
        return []
    return some(Published.objects.filter(type="dataset", organisation__in=owners), most)


def some(rows: QuerySet[Published], most: int | None) -> list[UUID]:
    found = rows.order_by().values_list("pk", flat=True)
    return list(found if most is None else found[: most + 1])


def views(audience: Audience, uuids: Collection[UUID]) -> Iterator[list[View]]:
    """Those of the data sets that this audience sees. They are found by their keys alone: with
    their type a database may look through all of that type."""
    wanted = sorted(uuids)
    for start in range(0, len(wanted), BATCH):
        rows = Published.objects.visible(audience).filter(pk__in=wanted[start : start + BATCH])
        yield public_views([row for row in rows if row.type == "dataset"], audience)
