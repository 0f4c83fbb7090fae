"""schema.org JSON-LD of a record, read by search engines on its page."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from parvis.records import hooks
from parvis.records.projection import View
from parvis.site import addresses

KINDS = {
    "organisation": "Organization",
    "dataset": "Dataset",
    "service": "WebAPI",
    "page": "WebPage",
}


def of(view: View) -> dict[str, Any]:
    """What the room says, else what every record has."""
    told = hooks.first("schema_org", projection=view.content, base=settings.PARVIS_BASE_URL)
    return told or general(view)


def general(view: View) -> dict[str, Any]:
    data = {
        "@context": "https://schema.org",
        "@type": KINDS.get(view.type, "CreativeWork"),
        "@id": addresses.absolute(addresses.identifier_path(view.type, view.slug)),
        "url": addresses.absolute(addresses.record_path(view.type, view.slug)),
        "name": view.title,
        "description": view.lead,
        "inLanguage": view.content.get("language"),
        "datePublished": view.first_published.isoformat(),
        "dateModified": view.updated.isoformat(),
    }
    if view.type == "organisation":
        for name in ("inLanguage", "datePublished", "dateModified"):
            del data[name]
    elif view.organisation:
        owner = view.organisation
        identifier = addresses.absolute(addresses.identifier_path("organisation", owner.slug))
        data["publisher"] = {"@type": "Organization", "@id": identifier, "name": owner.title}
    return {name: value for name, value in data.items() if value}
