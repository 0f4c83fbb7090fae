"""One row of the data sets that another Parvis exported at its desk."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from parvis.catalogue import columns
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import AgentDoc, DatasetDoc, DistributionDoc
from parvis.catalogue.dcat.plain import fits, from_plain
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.inventory.fields import LEFT, OWN
from parvis.catalogue.harvest.portals.items import Found, Item
from parvis.records.exchange import Row

_JSON = {
    "themes", "original_themes", "keywords", "contacts", "languages", "more", "spatial",
    "temporal", "distributions", "translations", "hidden_fields",
}  # fmt: skip
_YES_NO = {"oui": True, "non": False}
_LISTS = {"translations": dict[str, dict[str, str]], "hidden_fields": tuple[str, ...]}


def own(row: Row) -> Found:
    """A row that is not for everyone is left, and a field that its owners hide is not read."""
    item = Item(row.texts.get("identifier") or row.texts.get("slug") or f"ligne {row.number}")
    told = content(row, item)
    circle = told.get("circle", "")
    if circle not in ("", "public"):
        item.note("unlisted", value=circle)
        return Found(item)
    told = shown(told)
    item.language = described.tag_of(told.get("source_language", ""))
    doc = from_plain(DatasetDoc, document(told, item))
    listed = told.get("distributions") or []
    listed = listed if isinstance(listed, list) else [listed]
    files = tuple(found for one in listed if (found := file(one, item)))
    publisher = told.get("organisation", "")
    doc = replace(
        doc,
        uri=values.web_address(told.get("uri", "")),
        identifier=told.get("identifier") or told.get("slug", ""),
        title=spoken(told, "title", item),
        description=spoken(told, "summary", item) or spoken(told, "plain_summary", item),
        publisher=AgentDoc(name=item.here(publisher)) if publisher else None,
        why_not_open=item.here(told.get("why_not_open", "")),
        personal_data=_YES_NO.get(told.get("personal_data", "")),
        distributions=files,
        extras=doc.extras | {n: t for n, t in told.items() if n not in {*OWN, *LEFT} and t},
    )
    return Found(item, doc)


def shown(told: dict[str, Any]) -> dict[str, Any]:
    """Without what the owners hide, said again in `more` or not."""
    hidden = set(told.get("hidden_fields") or ())
    inside = hidden | {c.field for name, c in columns.DATASET.items() if name in hidden}
    kept = {name: value for name, value in told.items() if name not in hidden}
    if isinstance(kept.get("more"), dict):
        kept["more"] = {name: v for name, v in kept["more"].items() if name not in inside}
    return kept


def content(row: Row, item: Item) -> dict[str, Any]:
    """Values by column: texts, and what our export writes as JSON."""
    found: dict[str, Any] = {}
    for name, text in row.texts.items():
        cell = values.clean(text)
        if name in _JSON and cell:
            try:
                value = json.loads(cell)
            except (ValueError, RecursionError):
                item.note("value", name, cell)
                continue
            if name in _LISTS and not fits(_LISTS[name], value):
                item.note("value", name, cell)
                continue
            found[name] = value
        elif name and cell:
            found[name] = cell
    return found


def document(told: dict[str, Any], item: Item) -> dict[str, Any]:
    """The plain document, without what has not the shape that ours has."""
    held = {name: told.get(name, column.empty) for name, column in columns.DATASET.items()}
    more = told.get("more") or {}
    for name in columns.unfit(columns.DATASET, DatasetDoc, held, more):
        item.note("value", name, str(told.get(name))[:200])
        held[name], more = (more, {}) if name == "more" else (columns.DATASET[name].empty, more)
    held.pop("more", None)
    for name in ("issued", "modified"):
        held[name] = item.when(name, held[name])
    return columns.give(columns.DATASET, held, more)


def spoken(told: dict[str, Any], name: str, item: Item) -> dict[str, str]:
    """A text in every language it is written in."""
    own_text = item.here(told.get(name, ""))
    others = (told.get("translations") or {}).items()
    return own_text | {tag: said[name] for tag, said in others if said.get(name)}


def file(told: Any, item: Item) -> DistributionDoc | None:
    if not isinstance(told, dict):
        item.note("value", "distributions", str(told))
        return None
    held = {name: told.get(name, column.empty) for name, column in columns.DISTRIBUTION.items()}
    more = told.get("more") or {}
    address = held["access_url"]
    if columns.unfit(columns.DISTRIBUTION, DistributionDoc, held, more):
        item.note("value", "distributions", str(told))
        return None
    if not values.web_address(address):
        item.note("address", "distributions", str(held["title"] or address))
        return None
    return from_plain(DistributionDoc, columns.give(columns.DISTRIBUTION, held, more))
