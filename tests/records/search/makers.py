"""A history held in memory, and documents made in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from parvis.records.search import Removal, SearchDocument


def identity(slug: str) -> UUID:
    return uuid5(NAMESPACE_URL, slug)


def document(title: str, **fields: Any) -> SearchDocument:
    slug = fields.pop("slug", title)
    return SearchDocument(
        uuid=identity(slug), type=fields.pop("type", "dataset"), slug=slug, title=title,
        sequence=fields.pop("sequence", 0), **fields,
    )  # fmt: skip


class History:
    """A Source over a list; `add` numbers changes from 1."""

    def __init__(self, *documents: SearchDocument, name: str = "history") -> None:
        self.name = name
        self.changes: list[SearchDocument | Removal] = []
        self.add(*documents)

    def add(self, *documents: SearchDocument) -> None:
        for found in documents:
            self.changes.append(replace(found, sequence=len(self.changes) + 1))

    def remove(self, slug: str) -> None:
        self.changes.append(Removal(identity(slug), len(self.changes) + 1))

    def origin(self) -> str:
        return self.name

    def last_sequence(self) -> int:
        return len(self.changes)

    def changes_after(self, sequence: int, limit: int) -> Iterable[SearchDocument | Removal]:
        return self.changes[sequence : sequence + limit]

    def standing(self) -> Iterable[SearchDocument]:
        last = {change.uuid: change for change in self.changes}
        return [change for change in last.values() if isinstance(change, SearchDocument)]
