"""The map that moves: what its page tells the script, and the tiles that it draws."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.catalogue.rows.asked import Asked, context
from parvis.catalogue.rows.columns import Described
from parvis.catalogue.rows.editions import short
from parvis.catalogue.rows.places import naming
from parvis.catalogue.rows.source import GivenRows
from parvis.catalogue.rows.table import shown
from parvis.design.maps import Place
from parvis.design.spoken import spoken
from parvis.lake.query import tree
from parvis.lake.query.schema import NUMERIC, SPATIAL, Type
from parvis.lake.query.tile import Grain, Tile

GRAIN = Grain(most=500, across=8)
TOLD = 5  # columns of a row that is pointed at
STYLES = ("js_lib_leaflet/leaflet.css", "catalogue/map.css")
SCRIPTS = ("js_lib_leaflet/leaflet.js", "catalogue/tile.js", "catalogue/map.js")
TEN_METRES = 4  # decimals of a degree
KINDS = {Type.BOOLEAN: "boolean", Type.DATE: "date", Type.DATETIME: "datetime"}


def columns(known: Sequence[Described]) -> list[Described]:
    """The one that names a row, then the first others; none is a place."""
    name = naming([one for one in known if one.type not in SPATIAL] or known)
    others = [one for one in shown(known, Asked()) if one.type not in SPATIAL and one != name]
    return [name, *others][:TOLD]


def kind(column: Described) -> str:
    """How the script writes its values."""
    if column.type in NUMERIC:
        return "text" if column.meaning == "annee" else "number"
    return KINDS.get(column.type, "text")


def tile(source: GivenRows, known: Sequence[Described], ask: Asked, where: Tile) -> bytes:
    """The rows that are asked in a square of the map. Its layers bear the name of the version:
    rows read meanwhile of another one are not mistaken for these.

    Raises ClauseProblem, QueryProblem or EngineProblem.
    """
    select = tuple(tree.Output(tree.Column(one.name)) for one in columns(known))
    query = tree.Query(select, where=ask.where(source.schema))
    return source.tile(query, context(), where, short(source.version), GRAIN)


def told(
    slug: str, source: GivenRows, known: Sequence[Described], areas: Sequence[Place]
) -> dict[str, Any]:
    """What the script reads: columns, extent (west, south, east, north), the ground (rings of
    [lat, lon]), words. Raises EngineProblem."""
    return {
        "lang": spoken(),
        "zone": settings.TIME_ZONE,
        "rows": reverse("ogc_items", args=[slug]) + "/",
        "columns": [
            {"name": one.name, "title": one.heading, "kind": kind(one)} for one in columns(known)
        ],
        "extent": source.extent() or around(areas),
        "ground": [] if settings.PARVIS_BASEMAP else outlines(areas),
        "basemap": settings.PARVIS_BASEMAP
        and {"url": settings.PARVIS_BASEMAP, "credit": settings.PARVIS_BASEMAP_CREDIT},
        "words": words(),
    }


def around(areas: Sequence[Place]) -> list[float] | None:
    """The territory, where the extent of rows is not told."""
    corners = [corner for area in areas for ring in area.rings for corner in ring]
    if not corners:
        return None
    lon, lat = ([corner[n] for corner in corners] for n in (0, 1))
    return [min(lon), min(lat), max(lon), max(lat)]


def outlines(areas: Sequence[Place]) -> list[list[list[float]]]:
    return [
        [[round(lat, TEN_METRES), round(lon, TEN_METRES)] for lon, lat in ring]
        for area in areas
        for ring in area.rings
    ]


def words() -> dict[str, str]:
    return {
        "closer": _("Agrandir"),
        "farther": _("Réduire"),
        "failed": _("Une partie de la carte n’a pas pu être lue : déplacez-la pour réessayer."),
        "yes": _("oui"),
        "no": _("non"),
        "crowd": _("Lignes au même endroit : %s. Filtrez-les pour les lire une à une."),
        "nothing": _("Rien à cet endroit."),
        "centre": _("Centrer"),
        "square": _("Autour de %(place)s : %(count)s. Agrandir"),
        "inView": _("Lignes dans la carte : %s."),
        "first": _("Les %s premières sont dans le tableau : agrandissez la carte."),
    }


def basemap_host() -> str:
    """Whom the page asks for pictures of the ground; "" for nobody."""
    return urlsplit(settings.PARVIS_BASEMAP).netloc


@cache
def weight() -> int:
    """Bytes of the program and its styles, compressed as they are sent, beyond those of a page."""
    found = (finders.find(name) for name in (*STYLES, *SCRIPTS))
    return sum(len(gzip.compress(Path(str(path)).read_bytes())) for path in found)
