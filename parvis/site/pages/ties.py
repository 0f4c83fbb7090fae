"""All that a record is tied to, both ways, page by page."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.records import walking
from parvis.records.audience import audience_of
from parvis.records.projection import for_reader
from parvis.site import addresses
from parvis.site.caching import public_page
from parvis.site.pages.record import crumbs, sentences, view_at
from parvis.site.queries import LAST_PAGE, integer, past_the_end

TIES_A_PAGE = 50


@public_page
def ties_page(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """`/<path>/<slug>/liens/`."""
    view = view_at(request, path, slug)
    if isinstance(view, HttpResponse):
        return view
    page = integer(request.GET, "page", 1, LAST_PAGE, 1)
    found, total = walking.ties(
        view.uuid, audience_of(request), (page - 1) * TIES_A_PAGE, TIES_A_PAGE
    )
    pages = max(1, ceil(total / TIES_A_PAGE))
    if page > pages:
        raise past_the_end(page, pages)
    context: dict[str, Any] = {
        "title": _("Les liens de %(title)s") % {"title": view.title},
        "view": view,
        "crumbs": [
            *crumbs(view.kind),
            view.link(addresses.record_path(view.type, view.slug)),
            {"title": _("Liens"), "url": ""},
        ],
        "tie_sentences": sentences(for_reader(found)),
        "total": total,
        "page": page,
        "pages": pages,
        "page_href": lambda number: f"?page={number}",
        "graph_url": f"/api/graph/{view.key}?depth=2",
    }
    return render(request, "site/ties.html", context)
