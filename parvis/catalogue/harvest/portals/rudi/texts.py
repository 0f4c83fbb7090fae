"""RUDI's texts in several languages."""

from __future__ import annotations

from parvis.catalogue.dcat import values
from parvis.catalogue.harvest.portals.items import Item
from parvis.catalogue.harvest.portals.said import Said


def dictionary(said: Said, item: Item, *path: str) -> dict[str, str]:
    """Texts by language: [{"lang": "fr-FR", "text": …}], without language the item's own."""
    found: dict[str, str] = {}
    for one in said.each(*path):
        tag = values.language_tag(one.text("lang")).partition("-")[0] or item.language
        if text := one.text("text"):
            found.setdefault(tag, text)
    if isinstance(said.raw(*path), str):
        found = item.here(said.text(*path))
    return dict(sorted(found.items()))
