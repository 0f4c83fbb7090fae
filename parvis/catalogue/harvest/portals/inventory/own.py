"""One row of the data sets that another Parvis exported at its desk."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from parvis.catalogue import access, columns, marks
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import AgentDoc, DatasetDoc, DistributionDoc
from parvis.catalogue.dcat.plain import fits, from_plain
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.inventory.fields import LEFT, OWN
from parvis.catalogue.harvest.portals.items import Found, Item
from parvis.records.exchange import Row

_JSON = {
    "themes", "original_themes", "keywords", "contacts", "languages", "more", "spatial",
    "temporal", "distributions", "translations", "hidden_fields", "legal_reasons",
    "hvd_categories", "inspire_themes", "dictionary",
}  # fmt: skip
_YES_NO = {"oui": True, "non": False}
_TEXTS = tuple[str, ...]
_LISTS = {
    "translations": dict[str, dict[str, str]],
    "hidden_fields": _TEXTS,
    "legal_reasons": _TEXTS,
    "hvd_categories": _TEXTS,
    "inspire_themes": _TEXTS,
}


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
    doc = from_plain(DatasetDoc, decided(document(told, item), told, item))
    files = tuple(f for one in listed(told.get("distributions")) if (f := file(one, item)))
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


def decided(plain: dict[str, Any], told: dict[str, Any], item: Item) -> dict[str, Any]:
    """What a steward of the other portal decided, in the terms of a document."""
    level, reasons = told.get("access_level", ""), access.named(told.get("legal_reasons", ()))
    rights = access.rights(
        {"access_level": level, "access_rights": told.get("access_rights") or ""}
    )
    if level and rights:
        plain = plain | {"access_rights": columns.uri_named(rights)}
    if reasons:
        said = [{"labels": {"fr": f"{one.label} ({one.article})"}} for one in reasons]
        plain = plain | {"rights": [*plain.get("rights", ()), *said]}
    if process := item.here(told.get("process", "")):
        plain = plain | {"provenance": [*plain.get("provenance", ()), {"labels": process}]}
    if categories := told.get("hvd_categories"):
        plain = plain | {"hvd_categories": categories}
    themes = {
        "original_themes": plain.get("original_themes", ()),
        "inspire_themes": told.get("inspire_themes", ()),
    }
    if found := [column(one, item) for one in listed(told.get("dictionary"))]:
        plain = plain | {"columns": [one for one in found if one]}
    return plain | {"original_themes": marks.themes_out(themes)}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def column(told: Any, item: Item) -> dict[str, str]:
    """One column of the other portal's dictionary; {} and a remark for what is none."""
    if not isinstance(told, dict) or not told.get("name"):
        item.note("value", "dictionary", str(told)[:200])
        return {}
    texts = ((field, told.get(own)) for own, field in {"name": "name", **columns.SAID}.items())
    return {field: values.clean(text) for field, text in texts if isinstance(text, str) and text}


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
