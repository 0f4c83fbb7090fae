"""Editorial pages at the root, and the map of the site."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.design.text import capital
from parvis.records.audience import audience_of
from parvis.records.models import Published
from parvis.records.projection import titled
from parvis.site import addresses, parts
from parvis.site.absent import absent
from parvis.site.caching import public_page
from parvis.site.pages.record import shown


@public_page
def editorial_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<slug>/`: a record of type page."""
    view = parts.view(request, f"{addresses.PAGE}/{slug}")
    return absent(request, addresses.PAGE, slug) if view is None else shown(request, view)


@public_page
def site_map(request: HttpRequest) -> HttpResponse:
    """`/plan-du-site/`: the lists that hold something, and every editorial page."""
    rows = Published.objects.visible(audience_of(request)).order_by()
    counts = dict(rows.values_list("type").annotate(n=Count("pk")))
    pages = rows.filter(type=addresses.PAGE).order_by("title")
    context: dict[str, Any] = {
        "title": _("Plan du site"),
        "lists": [
            {
                "title": capital(kind.many),
                "url": addresses.list_path(kind.name),
                "count": counts[kind.name],
            }
            for kind in addresses.kinds_by_path().values()
            if kind.name in counts and kind.name != addresses.PAGE
        ],
        "pages": [
            titled(one.content, addresses.record_path(addresses.PAGE, one.slug)) for one in pages
        ],
    }
    return render(request, "site/site_map.html", context)
