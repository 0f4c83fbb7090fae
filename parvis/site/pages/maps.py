"""The map of rows, the one that moves and its tiles; of each version too."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import json_script
from django.utils.translation import gettext as _

from parvis.catalogue.explore.asked import shown
from parvis.catalogue.ogc.door import MVT
from parvis.catalogue.rows import moving, places
from parvis.catalogue.words import attribution
from parvis.design import numbers, territory
from parvis.design.errors import Missing
from parvis.design.spoken import spoken
from parvis.lake.query.tile import named
from parvis.site.caching import View
from parvis.site.pages.rows import Opened, absent, around, filtering, page_of_rows


def with_ground(view: View) -> View:
    """The pictures of the ground that the town chose may come from where they are."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        host = moving.basemap_host()
        if not host:
            return view(request, *args, **kwargs)
        allowed = csp_update({"img-src": [f"https://{host}"]})(view)
        return allowed(request, *args, **kwargs)

    return answer


@page_of_rows
def map_page(request: HttpRequest, found: Opened) -> HttpResponse:
    """`…/carte/`: where the rows are."""
    check_apart(found)
    title = _("Carte : %(title)s") % {"title": found.view.title}
    areas = territory.areas()
    made = places.chart_of_places(found.source, found.known, found.ask, title, areas)
    context = around(found, "map", _("Carte : %(title)s")) | filtering(found) | {
        "map": made,
        "moving": f"interactive/{question(found)}",
        "weight": numbers.size(moving.weight(), spoken()),
    }  # fmt: skip
    return render(request, "catalogue/rows/map.html", context)


@with_ground
@page_of_rows
def moving_page(request: HttpRequest, found: Opened) -> HttpResponse:
    """`…/carte/interactive/`: the map that moves, drawn by a script."""
    check_placed(found)
    told = moving.told(found.view.slug, found.source, found.known, territory.areas()) | {
        "query": question(found),
        "tiles": f"{found.root}carte/tuiles/",
        "credit": attribution(found.view),
    }
    context = around(found, "map", _("Carte interactive : %(title)s")) | filtering(found) | {
        "told": told,
        "script": json_script(told, "carte-donnees"),
        "styles": moving.STYLES,
        "scripts": moving.SCRIPTS,
        "host": moving.basemap_host(),
        "still": f"{found.root}carte/{question(found)}",
    }  # fmt: skip
    return render(request, "catalogue/rows/moving.html", context)


@page_of_rows
def tile(request: HttpRequest, found: Opened, zoom: str, row: str, column: str) -> HttpResponse:
    """`…/carte/tuiles/<zoom>/<row>/<column>`: a square of the map that moves, as a vector tile."""
    check_placed(found)
    try:
        where = named(zoom, row, column)
    except ValueError as error:
        why = _("Aucune ne porte le nom « %(name)s ».")
        name = shown(f"{zoom}/{row}/{column}")
        raise Missing(_("Pas de tuile ici"), why % {"name": name}) from error
    made = moving.tile(found.source, found.known, found.ask, where)
    return HttpResponse(made, content_type=MVT)


def question(found: Opened) -> str:
    """The filters of a page, as the end of an address; "" for all the rows."""
    return replace(found.ask, page=1).address().rstrip("?")


def check_placed(found: Opened) -> None:
    """Raises Missing where no column is a place, or rows may not be told one by one."""
    check_apart(found)
    if found.source.place() is None:
        why = _("Aucune colonne de ces données ne dit où sont les lignes.")
        raise Missing(_("Pas de carte"), why)


def check_apart(found: Opened) -> None:
    if found.source.policy.grouped_only:
        raise absent(_("Elles se donnent en groupes seulement : voyez le graphique."))
