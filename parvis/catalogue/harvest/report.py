"""What a harvest did, item by item."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Identifiers by outcome; `refused` says for each item all its errors at once."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    refused: list[tuple[str, list[str]]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "archived": len(self.archived),
            "refused": [{"item": item, "errors": errors} for item, errors in self.refused],
        }
