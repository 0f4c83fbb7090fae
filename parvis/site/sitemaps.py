"""`/sitemap.xml`: an index of pages of at most 5,000 addresses, and `/robots.txt`.

A page holds the records whose last change bears a number of history between two multiples of
5,000: no page is ever renumbered, and none needs the ones before it to be read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.db.models import F, IntegerField, Max
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.site import addresses

ADDRESSES = 5000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def xml(parts: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=600"
    return response


@require_safe
def index(request: HttpRequest) -> StreamingHttpResponse:
    return xml(index_parts())


def index_parts() -> Iterator[str]:
    yield f"{HEAD}<sitemapindex {NAMES}>\n"
    yield f"<sitemap><loc>{place('/sitemap-listes.xml')}</loc></sitemap>\n"
    number = Cast((F("sequence") - 1) / ADDRESSES, IntegerField())
    pages = (
        Published.objects.visible(VISITOR)
        .order_by()
        .annotate(page=number)
        .values_list("page")
        .annotate(last=Max("updated"))
        .order_by("page")
    )
    for page, last in pages:
        yield f"<sitemap><loc>{place(f'/sitemap-{page}.xml')}</loc>{when(last)}</sitemap>\n"
    yield "</sitemapindex>\n"


@require_safe
def page(request: HttpRequest, number: str) -> StreamingHttpResponse:
    first = int(number) * ADDRESSES
    rows = Published.objects.visible(VISITOR).filter(
        sequence__gt=first, sequence__lte=first + ADDRESSES
    )
    if not rows.exists():
        raise Http404
    columns = rows.order_by("sequence").values_list("type", "slug", "updated")
    return xml(page_parts(columns.iterator(chunk_size=1000)))


def page_parts(rows: Iterator[tuple[str, str, dt.datetime]]) -> Iterator[str]:
    yield f"{HEAD}<urlset {NAMES}>\n"
    for kind, slug, updated in rows:
        yield entry(addresses.record_path(kind, slug), updated)
    yield "</urlset>\n"


@require_safe
def lists(request: HttpRequest) -> StreamingHttpResponse:
    """The home and the lists that hold something."""
    return xml(list_parts())


def list_parts() -> Iterator[str]:
    kinds = {kind.name: kind for kind in addresses.kinds_by_path().values()}
    alive = Published.objects.visible(VISITOR).has_types(kinds)
    yield f"{HEAD}<urlset {NAMES}>\n{entry('/')}"
    for kind in kinds.values():
        if kind.name in alive:
            yield entry(addresses.list_path(kind.name))
    yield "</urlset>\n"


def entry(path: str, updated: dt.datetime | None = None) -> str:
    """One address, with its translation beside."""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{place(path, code)}"/>'
        for code, _name in settings.LANGUAGES
    )
    return f"<url><loc>{place(path)}</loc>{when(updated)}{others}</url>\n"


def place(path: str, language: str = settings.LANGUAGE_CODE) -> str:
    path = path if language == settings.LANGUAGE_CODE else addresses.other_language(path)
    return escape(addresses.absolute(quote(path)))


def when(moment: dt.datetime | None) -> str:
    return f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /espace-agents/",
        "Disallow: /recherche",
        "Disallow: /en/recherche",
        "Disallow: /*/signaler/",
        f"Sitemap: {settings.PARVIS_BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
