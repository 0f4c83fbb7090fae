"""`/catalog`: the whole catalogue as DCAT-AP 3, whole by default, in Hydra pages with `?page=`."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from parvis.catalogue import dcat, rdf
from parvis.design.errors import Refused
from parvis.records.audience import audience_of
from parvis.records.finding import HistorySource
from parvis.records.machine import machine

PAGE = 100
TYPES: dict[dcat.Extension, str] = {
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "jsonld": "application/ld+json",
}
ACCEPTED: dict[str, dcat.Extension] = {
    "text/turtle": "ttl",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
}


def etag(request: HttpRequest, extension: str = "") -> str | None:
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    asked = extension or negotiated(request)
    return f'"{HistorySource().last_sequence()}-{asked}-{request.GET.get("page", "")[:9]}"'


@machine
@condition(etag_func=etag)
def catalogue(
    request: HttpRequest, extension: dcat.Extension | Literal[""] = ""
) -> StreamingHttpResponse:
    """Every published data set and service that the one who asks may see."""
    asked = extension or negotiated(request)
    audience = audience_of(request)
    paged = "page" in request.GET
    number = page_number(request.GET["page"]) if paged else 0
    doc = rdf.page(number, PAGE, audience) if paged else None
    if paged and doc is None:
        raise Http404
    told = dcat.to_rdf(doc) if doc else rdf.whole(audience)
    response = StreamingHttpResponse(dcat.pieces(told, asked), content_type=TYPES[asked])
    private = settings.SESSION_COOKIE_NAME in request.COOKIES
    response["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    response["Vary"] = "Accept, Cookie"
    return response


def negotiated(request: HttpRequest) -> dcat.Extension:
    """The form that `Accept` prefers; Turtle when it does not say."""
    preferred = request.get_preferred_type(list(ACCEPTED))
    return ACCEPTED.get(str(preferred), "ttl")


def page_number(value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < len(value) < 8 and int(value) > 0:
        return int(value)
    shown: dict[str, Any] = {"value": value[:40].replace("\0", "?")}
    raise Refused(
        _("Cette adresse contient une valeur que nous ne comprenons pas"),
        _("« page » vaut « %(value)s ».") % shown,
        "",
        _("Donnez un nombre entier à partir de 1, par exemple page=1."),
    )
