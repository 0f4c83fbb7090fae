"""What a harvest did, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Told = tuple[str, list[str]]  # an item and its sentences


class Refused(Exception):
    """The whole harvest is refused: one clear sentence, nothing changed."""


@dataclass
class Report:
    """Identifiers by outcome; `refused` and `remarks` say of each item all there is to say."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    refused: list[Told] = field(default_factory=list)
    remarks: list[Told] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "archived": len(self.archived),
            "refused": [{"item": item, "errors": errors} for item, errors in self.refused],
            "remarks": [{"item": item, "sentences": said} for item, said in self.remarks],
        }


def by_item(sentences: Sequence[tuple[str, str]]) -> list[Told]:
    """All sentences of an item together, in the order of the source."""
    found: dict[str, list[str]] = {}
    for item, sentence in sentences:
        found.setdefault(item, []).append(sentence)
    return list(found.items())
