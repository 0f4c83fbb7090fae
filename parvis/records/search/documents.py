"""What the index is fed: one flat document a published record, or its removal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from parvis.records.kinds import Circle

FACET_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")


def use_count(acts: float, views: float = 0) -> float:
    """What `SearchDocument.weight` counts: deliberate acts (re-uses, followers), and views, of
    which a hundred weigh as much as one act: robots and mistakes make most of the large counts."""
    return max(acts, 0) + max(views, 0) / 100


@dataclass(frozen=True)
class SearchDocument:
    """One record as it is searched.

    `facets` maps a facet's name (`[a-z0-9_]+`) to the values of the record; `type` and
    `organisation` (its UUID) are added by the index. `weight` is a `use_count`, which lifts a
    record among equals, as a recent `updated` (seconds since 1970) does. `titles` holds titles in
    other languages or of former times, `box` is west, south, east, north (degrees) around what the
    record covers, `parts` the names of what the record holds (files, columns),
    `body` the rest of the text, in any language.
    """

    uuid: UUID
    type: str
    slug: str
    title: str
    sequence: int
    acronym: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    body: str = ""
    titles: tuple[str, ...] = ()
    organisation: str = ""
    organisation_uuid: UUID | None = None
    circle: int = Circle.PUBLIC
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None
    weight: float = 0
    updated: float = 0

    def __post_init__(self) -> None:
        for name in self.facets:
            if not FACET_NAME.match(name):
                raise ValueError(f"facet name {name!r}: use a-z, 0-9 and _, a letter first")


@dataclass(frozen=True)
class Removal:
    """A record that is no longer to be found (withdrawn, erased)."""

    uuid: UUID
    sequence: int


class Source(Protocol):
    """The history as the follower reads it. Sequences grow; each change has its own.

    `origin` names the history (for instance the hash of its first entry): when it changes, or when
    `last_sequence` falls below what the index holds (a restored database), the index is rebuilt,
    from what is `standing`: each record that may be found, once, as it is now.
    """

    def origin(self) -> str: ...

    def last_sequence(self) -> int: ...

    def changes_after(self, sequence: int, limit: int) -> Iterable[SearchDocument | Removal]: ...

    def standing(self) -> Iterable[SearchDocument]: ...
