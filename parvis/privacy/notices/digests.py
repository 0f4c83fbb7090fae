"""The digests of the notices of the day, which tell an old copy from one that is right. Each text
is made again only when what it is made of changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from parvis.privacy.notices import reading
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.remembered import MOST, fetched
from parvis.records.since import parts

COPIED_IN = "fr"  # the language whose digest a copy bears: others say the same


class Digests:
    """Those of one form, of public processings; MOST of them are kept."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.kept: Mapping[UUID, tuple[Any, str]] = {}

    def of(self, processings: Iterable[UUID]) -> dict[UUID, str]:
        """A constant number of queries for PART of them."""
        wanted, kept = list(processings), self.kept
        made_of = sources(wanted)
        found = {
            uuid: kept[uuid]
            for uuid, source in made_of.items()
            if uuid in kept and kept[uuid][0] == source
        }
        fresh = list(fetched([uuid for uuid in made_of if uuid not in found]))
        for uuid, text in reading.texts(fresh, self.form, COPIED_IN).items() if fresh else ():
            found[uuid] = made_of[uuid], text.digest
        self.kept = {**(kept if len(kept) < MOST else {}), **found}
        return {uuid: digest for uuid, (_source, digest) in found.items()}


def sources(processings: list[UUID]) -> dict[UUID, Any]:
    """What the text of each public processing is made of: how it and its controller were last
    published, the mentions of its algorithms."""
    shown = Published.objects.visible(VISITOR)
    rows = {
        uuid: (sequence, owner)
        for part in parts(processings)
        for uuid, sequence, owner in shown.filter(pk__in=part).values_list(
            "pk", "sequence", "organisation"
        )
    }
    owners = {owner for _sequence, owner in rows.values() if owner}
    published = dict(shown.filter(pk__in=owners).values_list("pk", "sequence"))
    mentions = reading.mentions_of(list(rows), VISITOR, COPIED_IN)
    return {
        uuid: (sequence, owner and published.get(owner), mentions.get(uuid))
        for uuid, (sequence, owner) in rows.items()
    }
