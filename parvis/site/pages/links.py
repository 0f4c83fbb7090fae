"""The addresses of a data set: whether each answers, since when, what happened before."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.catalogue.links import words
from parvis.catalogue.links.known import checks
from parvis.catalogue.words import form_name
from parvis.site import addresses
from parvis.site.caching import public_page
from parvis.site.pages.record import crumbs, view_at
from parvis.site.queries import LAST_PAGE, integer, past_the_end

A_PAGE = 10


@public_page
def addresses_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/donnees/<slug>/adresses/`."""
    view = view_at(request, "donnees", slug)
    if isinstance(view, HttpResponse):
        return view
    found = titled(view.content.get("distributions", ()))
    page = integer(request.GET, "page", 1, LAST_PAGE, 1)
    pages = max(1, ceil(len(found) / A_PAGE))
    if page > pages:
        raise past_the_end(page, pages)
    here = dict(list(found.items())[(page - 1) * A_PAGE : page * A_PAGE])
    known = checks(here.keys())
    context: dict[str, Any] = {
        "title": _("Adresses : %(title)s") % {"title": view.title},
        "view": view,
        "crumbs": [
            *crumbs(view.kind),
            view.link(addresses.record_path(view.type, view.slug)),
            {"title": _("Adresses"), "url": ""},
        ],
        "addresses": [words.shown(title, url, known.get(url)) for url, title in here.items()],
        "page": page,
        "pages": pages,
        "page_href": lambda number: f"?page={number}",
        "robots": "noindex",
    }
    return render(request, "catalogue/addresses.html", context)


def titled(distributions: Any) -> dict[str, str]:
    """address → what it leads to, each address once, in the order of the forms."""
    found: dict[str, str] = {}
    for item in distributions:
        title = item.get("title") or form_name(item)
        access, file = item.get("access_url"), item.get("download_url")
        if file:
            found.setdefault(file, _("Téléchargement : %(title)s") % {"title": title})
        if access:
            found.setdefault(access, _("Accès : %(title)s") % {"title": title})
    return found
