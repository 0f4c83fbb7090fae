"""The forms that machines read of a record: JSON, Turtle, JSON-LD, RDF/XML."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parvis.records import rdf
from parvis.records.projection import View
from parvis.site import addresses
from parvis.site.queries import refuse

# format: (media type, RDF serialisation or "" for our own JSON); the first is the default
FORMATS = {
    "json": ("application/json", ""),
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "jsonld"),
    "rdf": ("application/rdf+xml", "xml"),
}
HTML = "html"


def as_json(view: View) -> dict[str, Any]:
    """A record as our own API gives it: its projection, its identifier and its page."""
    content = {name: value for name, value in view.content.items() if name != "circle"}
    return content | {
        "id": addresses.absolute(addresses.identifier_path(view.type, view.slug)),
        "url": addresses.absolute(addresses.record_path(view.type, view.slug)),
        "state": view.state,
        "first_published": view.first_published.isoformat(),
        "updated": view.updated.isoformat(),
        "sequence": view.sequence,
    }


def chosen(request: HttpRequest, suffix: str) -> str:
    """The form that is asked for: by the end of the address, `?format=`, or `Accept`."""
    asked = suffix or request.GET.get("format", "")
    if asked:
        if asked not in {HTML, *FORMATS}:
            raise refuse("format", asked, ", ".join([HTML, *FORMATS]))
        return asked
    offered = {"text/html": HTML} | {media: name for name, (media, _rdf) in FORMATS.items()}
    return offered.get(request.get_preferred_type(list(offered)) or "", HTML)


def answer(view: View, name: str) -> HttpResponse:
    media, serialisation = FORMATS[name]
    if serialisation:
        content = rdf.serialise(view.content, settings.PARVIS_BASE_URL, serialisation)
        return HttpResponse(content, content_type=f"{media}; charset=utf-8")
    text = json.dumps(as_json(view), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type=media)
