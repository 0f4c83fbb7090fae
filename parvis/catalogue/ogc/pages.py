"""`/ogc/`, `/ogc/conformance`, `/ogc/collections` and what describes one collection."""

from __future__ import annotations

from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parvis.catalogue.explore.asked import shown
from parvis.catalogue.ogc import asked, definition, described
from parvis.catalogue.ogc.described import Collection
from parvis.catalogue.ogc.door import (
    HTML,
    JSON,
    OPENAPI,
    ROOT,
    SCHEMA,
    Plain,
    door,
    form,
    itself,
    link,
    told,
)
from parvis.catalogue.ogc.items import crumbs
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.records.audience import audience_of

DEFAULT, MOST = 100, 1_000  # collections of one answer
FEATURES = "http://www.opengis.net/spec/ogcapi-features-"
TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
CONFORMS = (
    *(f"{FEATURES}1/1.0/conf/{name}" for name in ("core", "geojson", "html", "oas30")),
    f"{FEATURES}2/1.0/conf/crs",
    *(
        f"{FEATURES}3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        TILES + name
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    ),
    *(
        CQL2 + name
        for name in (
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators",
            "case-insensitive-comparison", "accent-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions",
            "temporal-functions", "property-property", "arithmetic",
        )
    ),
)  # fmt: skip


@door
def landing(request: HttpRequest) -> HttpResponse:
    asked.only(request.GET, asked.COMMON)
    title = _("Les données de %(territory)s (OGC API)") % {"territory": settings.PARVIS_TERRITORY}
    lead = _("Chaque jeu de données ouvert, ligne par ligne, pour les logiciels de cartographie.")
    body = {
        "title": title,
        "description": lead,
        "links": [
            *itself(request),
            link("service-desc", f"{ROOT}/api", OPENAPI, _("Les chemins, pour un programme"),
                 [("f", "json")]),
            link("service-doc", f"{ROOT}/api", HTML, _("Les chemins, en page"), [("f", "html")]),
            link("conformance", f"{ROOT}/conformance", JSON, _("Les normes suivies")),
            link("data", f"{ROOT}/collections", JSON, _("Les collections")),
            link("http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", f"{ROOT}/tileMatrixSets",
                 JSON, _("Les découpages en tuiles")),
        ],
    }  # fmt: skip
    return told(request, body, {"title": title, "lead": lead})


@door
def conformance(request: HttpRequest) -> HttpResponse:
    asked.only(request.GET, asked.COMMON)
    title = _("Les normes suivies")
    body = {"conformsTo": CONFORMS, "links": itself(request)}
    table = {
        "caption": title,
        "headings": [_("Classe de conformité")],
        "rows": [[{"text": one, "url": one}] for one in CONFORMS],
    }
    trail = [{"title": "OGC API", "url": f"{ROOT}/?f=html"}]
    return told(request, body, {"title": title, "crumbs": trail, "tables": [table]})


@door
def api(request: HttpRequest) -> HttpResponse:
    asked.only(request.GET, asked.COMMON)
    body = definition.document()
    rows = [[path, of["get"]["summary"]] for path, of in body["paths"].items()]
    page = {
        "title": _("Les chemins de l’OGC API"),
        "crumbs": [{"title": "OGC API", "url": f"{ROOT}/?f=html"}],
        "tables": [
            {"caption": _("Chemins"), "headings": [_("Adresse"), _("Ce qu’elle donne")],
             "rows": rows}
        ],
    }  # fmt: skip
    return told(request, body, page, OPENAPI)


@door
def collections(request: HttpRequest) -> HttpResponse:
    given = asked.only(request.GET, (*asked.COMMON, "limit", "after"))
    limit = min(asked.whole(given, "limit", DEFAULT, 1), MOST)
    found = list(
        islice(described.collections(audience_of(request), given.get("after", "")), limit + 1)
    )
    kept = found[:limit]
    title = _("Les collections")
    body: Plain = {
        "links": itself(request),
        "collections": [described.document(one) for one in kept],
    }
    if len(found) > limit:
        pairs = [(n, v) for n, v in given.items() if n != "after"]
        media = HTML if form(request) == "html" else JSON
        following = [*pairs, ("after", kept[-1].view.slug)]
        body["links"].append(link("next", request.path, media, _("Page suivante"), following))
    table = {
        "caption": title,
        "headings": [_("Collection"), _("Résumé")],
        "rows": [
            [{"text": one.view.title, "url": f"{one.path}?f=html"}, one.view.lead] for one in kept
        ],
    }
    trail = [{"title": "OGC API", "url": f"{ROOT}/?f=html"}]
    lead = "" if kept else _("Aucune collection n’est ouverte pour l’instant.")
    shown_ = {"title": title, "lead": lead, "crumbs": trail, "tables": [table] if kept else []}
    return told(request, body, shown_)


@door
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    asked.only(request.GET, asked.COMMON)
    one = described.collection(request, slug)
    body = described.document(one)
    body["links"] = [*itself(request), *body["links"]]
    return told(request, body, page(one, crumbs(one)[:-1]))


def page(one: Collection, trail: list[Plain]) -> Plain:
    properties = described.schema(one, one.path)["properties"]
    rows = [
        [name, of["title"], of.get("type") or of["format"], of.get("description", "")]
        for name, of in properties.items()
    ]
    headings = [_("Colonne"), _("Titre"), _("Type"), _("Sens")]
    return {
        "title": one.view.title,
        "lead": one.view.lead,
        "spoken": one.view.lang(),
        "title_lang": one.view.lang("title"),
        "lead_lang": one.view.lang("plain_summary"),
        "crumbs": trail,
        "tables": [{"caption": _("Colonnes"), "headings": headings, "rows": rows}],
    }


@door
def queryables(request: HttpRequest, slug: str) -> HttpResponse:
    """The columns that a filter may name: all of them."""
    asked.only(request.GET, asked.COMMON)
    one = described.collection(request, slug)
    return told(request, described.schema(one, request.path), page(one, crumbs(one)), SCHEMA)


@door
def nowhere(request: HttpRequest) -> HttpResponse:
    raise OgcProblem("address", value=shown(request.path))
