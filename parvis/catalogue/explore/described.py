"""A data set as the Explore API describes it: its metadata, its fields, its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from parvis.catalogue import access, words
from parvis.catalogue.columns import first_text
from parvis.catalogue.explore.values import NAMES, instant, iso
from parvis.catalogue.rows.keys import RowKey
from parvis.lake.models import Pointer
from parvis.lake.query import instants
from parvis.lake.query.schema import SPATIAL, TEMPORAL
from parvis.lake.served import layout
from parvis.records.audience import Audience
from parvis.records.models import Attachment
from parvis.records.projection import View
from parvis.records.text import clean_html

Plain = dict[str, Any]
# what Opendatasoft says of its own portals, and clients may read
UNSAID = (
    "source_domain", "source_domain_title", "source_domain_address", "source_dataset",
    "parent_domain", "shared_catalog", "geographic_reference", "geographic_area",
    "geographic_area_mode", "oauth_scope",
)  # fmt: skip
DATES = ("modified", "data_processed", "metadata_processed")
HANDFUL = 20  # attachments of one data set that a list tells


@dataclass(frozen=True)
class Described:
    """What one data set is told from: its view, the pointer to its rows if they may be seen, the
    titles of the columns that tell one row from another, as was chosen."""

    view: View
    pointer: Pointer | None
    key: Sequence[str] = ()

    @property
    def columns(self) -> Sequence[Mapping[str, Any]]:
        return self.pointer.version.columns if self.pointer else ()


def pointers(uuids: Iterable[UUID]) -> dict[UUID, Pointer]:
    """One query, which tells the key of each too."""
    keys = RowKey.objects.filter(dataset__uuid=OuterRef("dataset"), holds=True)
    found = Pointer.objects.select_related("version").filter(dataset__in=list(uuids))
    told = found.annotate(row_key=Subquery(keys.values("columns")[:1]))
    return {pointer.dataset: pointer for pointer in told}


def described(views: Sequence[View]) -> list[Described]:
    """One query for all."""
    known = pointers(view.uuid for view in views if access.open_to_all(view.content))
    found = [(view, known.get(view.uuid)) for view in views]
    return [Described(view, one, getattr(one, "row_key", None) or ()) for view, one in found]


def values(one: Described) -> Plain:
    """The metadata that a question may name; dates are ISO 8601 in UTC."""
    view, content, pointer = one.view, one.view.content, one.pointer
    licence, updated = content.get("licence") or "", iso(view.updated)
    return {
        "title": view.title,
        "description": clean_html(view.text("summary") or view.text("plain_summary")) or None,
        "theme": themes(content) or None,
        "keyword": list(content.get("keywords") or ()) or None,
        "publisher": view.organisation.title if view.organisation else None,
        "license": words.worded("licence", licence) or None,
        "license_url": licence if "://" in licence else None,
        "language": content.get("language") or "fr",
        "references": content.get("landing_page") or None,
        "territory": territories(content) or None,
        "update_frequency": words.worded("frequency", content.get("frequency")) or None,
        "modified": moment(content.get("modified") or "") or updated,
        "metadata_processed": updated,
        "data_processed": iso(pointer.published) if pointer else None,
        "records_count": pointer.version.rows if pointer else None,
        "federated": False,
    }


def metas(one: Described) -> Plain:
    """The metadata that Opendatasoft calls "default"."""
    content, told = one.view.content, values(one)
    return told | {
        "metadata_languages": [told["language"], *sorted(content.get("translations") or ())],
        "attributions": [words.attribution(one.view)] if content.get("distributions") else None,
        "timezone": None,
        "modified_updates_on_metadata_change": False,
        "modified_updates_on_data_change": False,
        **dict.fromkeys(UNSAID),
    }


def themes(content: Mapping[str, Any]) -> list[str]:
    """The producer's own words, which filters kept from the old portal name; else Europe's."""
    said = [first_text(item.get("labels", {})) for item in content.get("original_themes") or ()]
    found = [text for text in said if text]
    return found or [words.label("data-theme", uri) for uri in content.get("themes") or ()]


def territories(content: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(words.place_words, content.get("spatial") or ()))))


def moment(text: str) -> str:
    """The first instant of a date that a source told, perhaps in part; "" when it is none."""
    try:
        found = instants.read(text)
        if not isinstance(found, datetime):
            found = datetime.combine(found, time())
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
        return iso(found)
    except (ValueError, OverflowError):
        return ""


def features(one: Described) -> list[str]:
    """What the rows lend themselves to."""
    types = {layout.type_of(column) for column in one.columns}
    found = ["analyze"] if types else []
    found += ["geo"] if types & SPATIAL else []
    return found + (["timeserie"] if types & TEMPORAL else [])


def fields(one: Described) -> list[Plain]:
    """The columns of the rows, explained by the dictionary; its own list when there are no rows."""
    explained = {item["name"]: item for item in one.view.content.get("dictionary") or ()}
    if not one.pointer:
        return [field(item["name"], "", said_type(item), item) for item in explained.values()]
    return [
        field(
            column["name"], column["title"], NAMES[layout.type_of(column)],
            explained.get(column["name"]) or explained.get(column["title"]) or {},
            column["title"] in one.key,
        )
        for column in one.columns
    ]  # fmt: skip


def field(
    name: str, title: str, kind: str, said: Mapping[str, Any], identifies: bool = False
) -> Plain:
    """`identifies`: it is, alone or with others, what tells one row from another."""
    unit = {"unit": [said["unit"]]} if said.get("unit") else {}
    return {
        "name": name,
        "label": said.get("title") or title or name,
        "type": kind,
        "description": said.get("meaning") or None,
        "annotations": unit | ({"id": []} if identifies else {}),
    }


def said_type(item: Mapping[str, Any]) -> str:
    return (item.get("type") or "text").lower()


def document(one: Described, name: str, zone: str, files: Sequence[Attachment]) -> Plain:
    """The data set as lists and its own address give it; `name` is its identifier here."""
    content = one.view.content
    return {
        "dataset_id": name,
        "dataset_uid": one.view.uuid.hex,
        "attachments": [
            {"mimetype": file.media_type, "url": address(file), "id": str(file.uuid),
             "title": file.title}
            for file in files[:HANDFUL]
        ],
        "has_records": one.pointer is not None,
        "data_visible": access.open_to_all(content),
        "features": features(one),
        "metas": {"default": by_clock(metas(one), zone)},
        "fields": fields(one),
    }  # fmt: skip


def by_clock(default: Plain, zone: str) -> Plain:
    clock = ZoneInfo(zone)
    told = {name: datetime.fromisoformat(default[name]) for name in DATES if default.get(name)}
    return default | {name: instant(value, clock) for name, value in told.items()}


def attachments(views: Iterable[View], audience: Audience) -> dict[UUID, list[Attachment]]:
    """Files of records that this audience sees, as far as it may see the files too."""
    owners = {v.uuid: v.organisation.uuid if v.organisation else None for v in views}
    found: dict[UUID, list[Attachment]] = {uuid: [] for uuid in owners}
    for file in Attachment.objects.filter(record__in=owners):
        if audience.sees(file.circle, owners[file.record]):
            found[file.record].append(file)
    return found


def address(file: Attachment) -> str:
    name = (file.file.name or "").rpartition("/")[2]
    return settings.PARVIS_BASE_URL + reverse("attachment", args=[file.uuid, name])
