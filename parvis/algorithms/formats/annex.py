"""What a public deployer sends to the European database of high-risk AI systems: Regulation (EU)
2024/1689, Annex VIII, section C, five items. Pure.

The items were read in a reproduction, as titles: their wording here is ours, in English.
"""

from __future__ import annotations

from typing import Any

from parvis.algorithms.formats.blocks import packed
from parvis.algorithms.formats.pieces import Packed, Piece, Same, Shape
from parvis.algorithms.formats.terms import Entry

PIECES: dict[str, Piece] = {
    "deployer_name": Same("organisation_name"),
    "deployer_contact": Packed(packed(("contact", "contact_url"))),
    "submitted_by": Same("submitted_by"),
    "provider_entry_url": Same("provider_entry_url"),
    "fria_summary": Same("fria_summary"),
    "dpia_summary": Same("dpia_summary"),
    "system_name": Same("title"),
}
SHAPE = Shape("annex", PIECES, "system_name")


def to_annex(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_annex(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)
