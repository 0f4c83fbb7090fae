"""The area of a list drawn on a map: two corners clicked one after the other, without a script.

A picture that is a button sends the place of the click. The same page names every commune, for
who does not click; the four numbers can be written beside the list itself.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design import sheets, territory
from parvis.design.maps import Position
from parvis.design.text import capital
from parvis.records.kinds import RecordType
from parvis.records.search.query import BOX
from parvis.site import addresses, queries
from parvis.site.caching import public_page
from parvis.site.queries import ListQuery, address

PICTURES = {"grande": sheets.WIDTH, "petite": 280}  # pixels across, by name of the button


@public_page
def zone_page(request: HttpRequest) -> HttpResponse:
    """`/zone/?liste=donnees`: click two corners, or follow the link of a commune."""
    kind, query = asked(request)
    here, before = clicked(request), corner(request)
    if here and before:
        (west, east), (south, north) = (sorted(pair) for pair in zip(here, before, strict=True))
        return redirect(within(kind, query, (west, south, east, north)))
    areas = territory.areas()
    first = here or before
    context = {
        "title": _("Choisir une zone"),
        "crumbs": [
            {"title": _("Accueil"), "url": addresses.root()},
            {"title": capital(kind.many), "url": listed(kind, query)},
            {"title": _("Choisir une zone"), "url": ""},
        ],
        "path": kind.path,
        "list_query": query,
        "first": f"{first[0]},{first[1]}" if first else "",
        "again": reverse("site:zone") + "?liste=" + kind.path + "&" + address(query)[1:],
        "pictures": [
            {"name": name, "width": width, "height": height(width)}
            for name, width in PICTURES.items()
        ],
        "communes": [
            {"title": area.name, "url": within(kind, query, sheets.box(area))} for area in areas
        ],
        "robots": "noindex",
    }
    return render(request, "site/zone.html", context)


@public_page
def picture(request: HttpRequest) -> HttpResponse:
    """`/zone/carte.svg`: the picture of the map, with the corner already chosen."""
    areas = territory.areas()
    if not areas:
        raise Http404
    return HttpResponse(sheets.picture(areas, corner(request)), content_type="image/svg+xml")


def asked(request: HttpRequest) -> tuple[RecordType, ListQuery]:
    """The list whose area is chosen, with its other filters; Http404 for one that has no place."""
    kind = addresses.kinds_by_path().get(queries.text(request.GET, "liste"))
    if kind is None or "territory" not in kind.facets or not territory.areas():
        raise Http404
    query = queries.list_query(request, kind.facets)
    rest = {name: values for name, values in query.filters.items() if name != BOX}
    return kind, replace(query, filters=rest, page=1)


def height(width: int) -> int:
    return round(sheets.height(territory.areas()) * width / sheets.WIDTH)


def clicked(request: HttpRequest) -> Position | None:
    """Where the picture was clicked. A button pressed by keyboard says 0, 0: the corner of the
    picture, which is no place of the territory."""
    for name, width in PICTURES.items():
        x = queries.integer(request.GET, f"{name}.x", 0, width, 0)
        y = queries.integer(request.GET, f"{name}.y", 0, height(width), 0)
        if x or y:
            return sheets.place_at(territory.areas(), x, y, width)
    return None


def corner(request: HttpRequest) -> Position | None:
    """The corner chosen first, "longitude,latitude" in degrees."""
    value = queries.text(request.GET, "coin")
    if not value:
        return None
    try:
        lon, lat = (float(part) for part in value.split(","))
    except ValueError:
        lon = lat = float("nan")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        mend = _("Donnez une longitude et une latitude en degrés. Par exemple -1.68,48.11.")
        raise queries.refuse("coin", value, mend)
    return lon, lat


def within(kind: RecordType, query: ListQuery, box: tuple[float, ...]) -> str:
    """The list within a box."""
    value = ",".join(str(side) for side in box)
    return listed(kind, replace(query, filters={**query.filters, BOX: [value]}))


def listed(kind: RecordType, query: ListQuery) -> str:
    text = address(query)
    return addresses.list_path(kind.name) + ("" if text == "?" else text)
