"""Vector tiles of a collection (OGC API Tiles, part 1), in the squares of every web map."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from parvis.catalogue.explore.answers import located
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.ogc import asked
from parvis.catalogue.ogc.crs import CRS84, URI
from parvis.catalogue.ogc.described import Collection, collection, extent_of, schema
from parvis.catalogue.ogc.door import JSON, MVT, ROOT, Plain, door, itself, link, told
from parvis.catalogue.ogc.items import crumbs
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.catalogue.rows import cells
from parvis.design import numbers
from parvis.design.spoken import spoken
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.sql import Context
from parvis.lake.query.tile import DEEPEST, ROWS_OF, STANDARD, WORLD, counts, named

SQUARES = "WebMercatorQuad"
DEFINED = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{SQUARES}"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
PIXELS = 256  # of a side of a tile, as the standard counts them
METRE = 3  # decimals of the size of a pixel
PIXEL = 0.00028  # metres of a pixel of the screen of the standard


@door
def sets(request: HttpRequest) -> HttpResponse:
    """The squares that tiles are cut in: one set."""
    asked.only(request.GET, asked.COMMON)
    title = _("Les découpages en tuiles")
    own = f"{ROOT}/tileMatrixSets/{SQUARES}"
    body: Plain = {
        "tileMatrixSets": [
            {"id": SQUARES, "title": SQUARES, "uri": DEFINED, "crs": crs(),
             "links": [link("self", own, JSON, SQUARES, [("f", "json")])]}
        ],
        "links": itself(request),
    }  # fmt: skip
    page = {
        "title": title,
        "crumbs": [{"title": "OGC API", "url": f"{ROOT}/?f=html"}],
        "tables": [{"caption": title, "headings": [_("Découpage")],
                    "rows": [[{"text": SQUARES, "url": f"{own}?f=html"}]]}],
    }  # fmt: skip
    return told(request, body, page)


@door
def matrix_set(request: HttpRequest, squares: str) -> HttpResponse:
    asked.only(request.GET, asked.COMMON)
    check(squares)
    levels = [level(zoom) for zoom in range(DEEPEST + 1)]
    body = {
        "id": SQUARES,
        "title": SQUARES,
        "uri": DEFINED,
        "crs": crs(),
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": levels,
        "links": itself(request),
    }
    headings = [_("Niveau"), _("Tuiles"), _("Mètres par pixel, à l’équateur")]
    rows = [
        [one["id"], cells.number(one["matrixWidth"] ** 2),
         numbers.number(one["cellSize"], METRE, spoken())]
        for one in levels
    ]  # fmt: skip
    page = {
        "title": SQUARES,
        "crumbs": [{"title": "OGC API", "url": f"{ROOT}/?f=html"},
                   {"title": _("Les découpages en tuiles"),
                    "url": f"{ROOT}/tileMatrixSets?f=html"}],
        "tables": [{"caption": _("Niveaux"), "headings": headings, "rows": rows}],
    }  # fmt: skip
    return told(request, body, page)


def crs() -> str:
    return f"{URI}EPSG/0/3857"


def level(zoom: int) -> Plain:
    cell = WORLD / PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-WORLD / 2, WORLD / 2],
        "tileWidth": PIXELS,
        "tileHeight": PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


def check(squares: str) -> None:
    if squares != SQUARES:
        raise OgcProblem("squares", value=shown(squares), known=SQUARES)


def placed(request: HttpRequest, slug: str) -> Collection:
    """A collection whose rows are somewhere. Raises OgcProblem."""
    one = collection(request, slug)
    if one.source.place() is None:
        raise OgcProblem("no_place", value=shown(slug))
    return one


@door
def tilesets(request: HttpRequest, slug: str) -> HttpResponse:
    asked.only(request.GET, asked.COMMON)
    one = placed(request, slug)
    own = f"{one.path}/tiles/{SQUARES}"
    entry = {
        "title": one.view.title, "dataType": "vector", "crs": crs(), "tileMatrixSetURI": DEFINED,
        "links": [link("self", own, JSON, _("Ces tuiles, décrites"), [("f", "json")])],
    }  # fmt: skip
    body = {"tilesets": [entry], "links": itself(request)}
    table = {
        "caption": _("Tuiles"),
        "headings": [_("Découpage")],
        "rows": [[{"text": SQUARES, "url": f"{own}?f=html"}]],
    }
    return told(request, body, page(one, _("Tuiles de « %(title)s »"), [table], crumbs(one)))


@door
def tileset(request: HttpRequest, slug: str, squares: str) -> HttpResponse:
    """The tiles of a collection; with `f=tilejson`, as TileJSON 3.0 tells them."""
    asked.only(request.GET, asked.COMMON)
    check(squares)
    one = placed(request, slug)
    if request.GET.get("f") == "tilejson":
        return JsonResponse(tilejson(one), json_dumps_params={"ensure_ascii": False})
    own = f"{one.path}/tiles/{SQUARES}"
    every = link("item", f"{own}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", MVT, _("Une tuile"))
    body: Plain = {
        "title": one.view.title,
        "description": one.view.lead,
        "dataType": "vector",
        "crs": crs(),
        "tileMatrixSetURI": DEFINED,
        "layers": [
            {"id": layer, "dataType": "vector",
             "propertiesSchema": {"type": "object", "properties": properties}}
            for layer, properties in layers(one).items()
        ],
        "links": [
            *itself(request),
            every | {"templated": True},
            link("describedby", own, JSON, "TileJSON", [("f", "tilejson")]),
            link(f"{REL}tiling-scheme", f"{ROOT}/tileMatrixSets/{SQUARES}", JSON, SQUARES),
            link(f"{REL}geodata", one.path, JSON, one.view.title),
        ],
    }  # fmt: skip
    if bounds := box(one):
        body["boundingBox"] = {"lowerLeft": bounds[:2], "upperRight": bounds[2:], "crs": CRS84.uri}
    trail = crumbs(one, {"title": _("Tuiles"), "url": f"{one.path}/tiles?f=html"})
    return told(request, body, page(one, _("Tuiles de « %(title)s »"), [said(one)], trail))


def said(one: Collection) -> Plain:
    """The layers, for people."""
    most = _("Les lignes de la tuile, quand elles sont %(num)s au plus.")
    return {
        "caption": _("Couches"),
        "headings": [_("Couche"), _("Ce qu’elle contient")],
        "rows": [
            [one.view.slug, most % {"num": cells.number(STANDARD.most)}],
            [counts(one.view.slug), _("Au-delà, le nombre de lignes de chaque carré.")],
        ],
    }


def page(one: Collection, title: str, tables: list[Plain], trail: list[Plain]) -> Plain:
    return {"title": title % {"title": one.view.title}, "crumbs": trail, "tables": tables}


def layers(one: Collection) -> dict[str, Plain]:
    """Properties of the features of each layer."""
    place = one.source.place()
    properties = schema(one, one.path)["properties"]
    kept = {name: of for name, of in properties.items() if not place or name != place.name}
    return {one.view.slug: kept, counts(one.view.slug): {ROWS_OF: {"type": "integer"}}}


def box(one: Collection) -> list[float]:
    """West, south, east, north; nothing where no row has a place."""
    spatial = extent_of(one.source).get("spatial")
    return list(spatial["bbox"][0]) if spatial else []


def tilejson(one: Collection) -> Plain:
    own = f"{settings.PARVIS_BASE_URL}{one.path}/tiles/{SQUARES}"
    found: Plain = {
        "tilejson": "3.0.0",
        "name": one.view.title,
        "tiles": [f"{own}/{{z}}/{{y}}/{{x}}"],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "vector_layers": [
            {"id": layer, "fields": {name: of.get("type", "") for name, of in properties.items()}}
            for layer, properties in layers(one).items()
        ],
    }
    if bounds := box(one):
        found["bounds"] = bounds
    return found


@door
def tile(
    request: HttpRequest, slug: str, squares: str, zoom: str, row: str, column: str
) -> HttpResponse:
    check(squares)
    one = placed(request, slug)
    query = asked.of_tile(request.GET, one.source.schema, one.source.complete)
    try:
        where = named(zoom, row, column)
    except ValueError as error:
        told_ = f"{zoom}/{row}/{column}"
        raise OgcProblem("tile", value=shown(told_), deepest=DEEPEST) from error
    context = Context(datetime.now(UTC), "UTC")
    try:
        made = one.source.tile(query, context, where, one.view.slug, STANDARD)
    except QueryProblem as problem:
        raise located(query, problem) from problem
    return HttpResponse(made, content_type=MVT)
