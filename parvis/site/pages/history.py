"""What changed in a record, in plain words."""

from __future__ import annotations

from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.records import past
from parvis.records.audience import audience_of
from parvis.site import addresses, changes
from parvis.site.caching import public_page
from parvis.site.pages.record import crumbs, view_at
from parvis.site.queries import LAST_PAGE, integer, past_the_end

STEPS_A_PAGE = 10


@public_page
def history_page(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """`/<path>/<slug>/historique/`."""
    view = view_at(request, path, slug)
    if isinstance(view, HttpResponse):
        return view
    page = integer(request.GET, "page", 1, LAST_PAGE, 1)
    pages = max(1, ceil(past.count(view) / STEPS_A_PAGE))
    if page > pages:
        raise past_the_end(page, pages)
    steps = past.past_of(view, audience_of(request), (page - 1) * STEPS_A_PAGE, STEPS_A_PAGE)
    context = {
        "title": _("L’histoire de %(title)s") % {"title": view.title},
        "view": view,
        "crumbs": [
            *crumbs(view.kind),
            view.link(addresses.record_path(view.type, view.slug)),
            {"title": _("Histoire"), "url": ""},
        ],
        "steps": [
            {
                "sequence": step.sequence,
                "at": step.at,
                "title": changes.headline(step),
                "why": step.why,
                "lang": view.lang(),
                "differences": changes.marked(view.type, step),
            }
            for step in steps
        ],
        "page": page,
        "pages": pages,
        "page_href": lambda number: f"?page={number}",
        "feed": addresses.part_path(view.type, view.slug, "record_feed"),
    }
    return render(request, "site/history.html", context)
