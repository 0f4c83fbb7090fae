"""`/api/openapi.json`, joined from what each room says of its doors; `/api/` says the same to
people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis import __version__
from parvis.records import hooks
from parvis.records.machine import machine
from parvis.records.openapi import (
    JSON,
    LIST,
    NULLABLE,
    NUMBER,
    PROBLEM,
    TEXT,
    Doors,
    Parameter,
    Route,
    listed,
    of,
    refer,
)
from parvis.records.walking import MOST_DEPTH
from parvis.site.caching import public_page
from parvis.site.queries import LAST_PAGE, LONGEST_VALUE, SORTS

KIND = Parameter("kind", TEXT, gettext_lazy("Le type de fiche."), "path")
SLUG = Parameter("slug", TEXT, gettext_lazy("L’adresse courte de la fiche."), "path")
PAGE = Parameter(
    "page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE}, gettext_lazy("La page.")
)
FORMAT = Parameter("format", {"type": "string", "enum": ["html", "json", "ttl", "jsonld", "rdf"]})
ASKED = (
    Parameter("q", {"type": "string", "maxLength": LONGEST_VALUE}, gettext_lazy("Mots.")),
    Parameter("type", TEXT, gettext_lazy("Le type de fiche.")),
    Parameter("organisation", TEXT, gettext_lazy("L’organisation qui en répond (uuid).")),
    Parameter("sort", {"type": "string", "enum": list(SORTS)}),
)

ROUTES = (
    Route("types", "/api/types", gettext_lazy("Les types de fiches publiées"), schema="Types"),
    Route(
        "records",
        "/api/records",
        gettext_lazy("Chercher des fiches"),
        (JSON,),
        (*ASKED, PAGE),
        "Records",
    ),
    Route(
        "records_csv",
        "/api/records.csv",
        gettext_lazy("Toutes les fiches trouvées, en tableau"),
        ("text/csv",),
        ASKED,
    ),
    Route(
        "graph",
        "/api/graph/{kind}/{slug}",
        gettext_lazy("Ce qui entoure une fiche"),
        (JSON,),
        (
            KIND,
            SLUG,
            Parameter("depth", {"type": "integer", "minimum": 1, "maximum": MOST_DEPTH}),
        ),
        "Graph",
    ),
    Route(
        "identifier",
        "/id/{kind}/{slug}",
        gettext_lazy("Une fiche, dans la forme demandée"),
        (JSON, "text/turtle", "application/ld+json", "application/rdf+xml", "text/html"),
        (KIND, SLUG, FORMAT),
        "Record",
        refused={PROBLEM: "Problem", "text/html": ""},
    ),
    Route("openapi", "/api/openapi.json", gettext_lazy("Cette description")),
    Route("health", "/healthz", gettext_lazy("L’état du service"), schema="Health"),
)


SCHEMAS: dict[str, dict[str, Any]] = {
    "Types": of("object", types=listed(of("object", type=TEXT, one=TEXT, many=TEXT,
                iri=NULLABLE, count=NUMBER, url=NULLABLE, facets=listed(TEXT)))),
    "Record": of("object", id=TEXT, url=TEXT, type=TEXT, uuid=TEXT, slug=TEXT, title=TEXT,
                 state=TEXT, organisation=NULLABLE, language=TEXT, first_published=TEXT,
                 updated=TEXT, sequence=NUMBER, links=LIST),
    "Records": of("object", total=NUMBER, page=NUMBER, page_size=NUMBER,
                  partial={"type": "boolean"}, suggestion=NULLABLE, next=NULLABLE,
                  records=listed(refer("Record"))),
    "Graph": of("object", start=TEXT, depth=NUMBER, cut={"type": "boolean"}, most_nodes=NUMBER,
                nodes=listed(of("object", id=TEXT, type=TEXT, slug=TEXT, title=TEXT, url=TEXT,
                                depth=NUMBER)),
                edges=listed(of("object", subject=TEXT, predicate=TEXT, object=TEXT, since=NULLABLE,
                                until=NULLABLE))),
    "Health": of("object", status=TEXT, database=TEXT, search=TEXT,
                 lag={"type": ["integer", "null"]}, version=TEXT),
    "Problem": of("object", type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
}  # fmt: skip


DOORS = Doors("Fiches", gettext_lazy("Les fiches publiées, et ce qui les lie"), ROUTES, SCHEMAS)
KEY = {"key": {"type": "http", "scheme": "bearer"}}


@machine
@public_page
def document(request: HttpRequest) -> HttpResponse:
    rooms: list[Doors] = hooks.gather("machine_doors")
    paths: dict[str, dict[str, Any]] = {}
    for room in rooms:
        for route in room.routes:
            paths.setdefault(route.path, {})[route.method] = route.document(room.tag)
    schemas = {name: schema for room in rooms for name, schema in room.schemas.items()}
    return JsonResponse(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"{settings.PARVIS_SITE_NAME} – {settings.PARVIS_TERRITORY}",
                "version": __version__,
                "description": _("Tout ce qui est publié, sans clé. Les dates ont leur fuseau."),
            },
            "servers": [{"url": settings.PARVIS_BASE_URL}],
            "tags": [tag(room) for room in rooms],
            "paths": paths,
            "components": {"schemas": schemas, "securitySchemes": KEY},
        }
    )


def tag(room: Doors) -> dict[str, Any]:
    found: dict[str, Any] = {"name": room.tag, "description": str(room.title)}
    if room.elsewhere:
        found["externalDocs"] = {"url": f"{settings.PARVIS_BASE_URL}{room.elsewhere}"}
    return found


@public_page
def entrance(request: HttpRequest) -> HttpResponse:
    """`/api/`: the doors for machines, for the people who program them."""
    context = {
        "title": _("Interface de programmation (API)"),
        "rooms": hooks.gather("machine_doors"),
        "example": f"{settings.PARVIS_BASE_URL}/api/records?q=arbres",
        "kinds": list(hooks.record_types().values()),
    }
    return render(request, "site/api.html", context)
