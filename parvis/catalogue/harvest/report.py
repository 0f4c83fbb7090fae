"""What a harvest did, counted, with what there is to say of single items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parvis.catalogue.harvested import TOLD

LONGEST_NAME = 500  # characters of an item's name in a report
Told = tuple[str, list[str]]  # an item and its sentences


class Refused(Exception):
    """A harvest is refused or stopped: one clear sentence."""


@dataclass
class Report:
    """How many items by outcome; `refused` and `remarks` say of each item all there is to say."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    archived: int = 0
    refused: list[Told] = field(default_factory=list)
    remarks: list[Told] = field(default_factory=list)

    def tell(self, refused: Sequence[tuple[str, str]], remarks: Sequence[tuple[str, str]]) -> None:
        """Add sentences, once each (a page may be read again), all of an item together; the first
        TOLD items are kept."""
        for told, said in ((self.refused, refused), (self.remarks, remarks)):
            before = dict(told) if said else {}
            for item, sentences in by_item([(name[:LONGEST_NAME], one) for name, one in said]):
                if item in before:
                    before[item] += [one for one in sentences if one not in before[item]]
                elif len(told) < TOLD:
                    told.append((item, sentences))

    def as_json(self) -> dict[str, object]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "archived": self.archived,
            "refused": [{"item": item, "errors": errors} for item, errors in self.refused],
            "remarks": [{"item": item, "sentences": said} for item, said in self.remarks],
        }


def by_item(sentences: Sequence[tuple[str, str]]) -> list[Told]:
    """All sentences of an item together, in the order of the source."""
    found: dict[str, list[str]] = {}
    for item, sentence in sentences:
        found.setdefault(item, []).append(sentence)
    return list(found.items())
