"""`/api/openapi.json`, made from one table of routes; `/api/` says the same to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis import __version__
from parvis.records import hooks
from parvis.records.walking import MOST_DEPTH
from parvis.site.api.problems import machine
from parvis.site.caching import public_page
from parvis.site.queries import LAST_PAGE, LONGEST_VALUE, SORTS

JSON = "application/json"


@dataclass(frozen=True)
class Parameter:
    name: str
    schema: dict[str, Any]
    text: Any = ""
    place: str = "query"

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name, "in": self.place, "schema": self.schema}
        found |= {"required": True} if self.place == "path" else {}
        return found | ({"description": str(self.text)} if self.text else {})


@dataclass(frozen=True)
class Route:
    """One machine door: `name` is that of the URL, `answers` its media types."""

    name: str
    path: str
    summary: Any
    answers: tuple[str, ...] = (JSON,)
    parameters: tuple[Parameter, ...] = ()
    schema: str = ""


TEXT = {"type": "string"}
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
    ),
    Route("openapi", "/api/openapi.json", gettext_lazy("Cette description")),
    Route("health", "/healthz", gettext_lazy("L’état du service"), schema="Health"),
)


def of(kind: str, *required: str, **properties: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind}
    if properties:
        found |= {"properties": properties}
    return found | ({"required": list(required or properties)} if properties else {})


NULLABLE = {"type": ["string", "null"]}
NUMBER = {"type": "integer"}
LIST = {"type": "array"}
SCHEMAS: dict[str, dict[str, Any]] = {
    "Types": of("object", types=LIST | {"items": of("object", type=TEXT, one=TEXT, many=TEXT,
                iri=NULLABLE, count=NUMBER, url=NULLABLE, facets=LIST | {"items": TEXT})}),
    "Record": of("object", id=TEXT, url=TEXT, type=TEXT, uuid=TEXT, slug=TEXT, title=TEXT,
                 state=TEXT, organisation=NULLABLE, language=TEXT, first_published=TEXT,
                 updated=TEXT, sequence=NUMBER, links=LIST),
    "Records": of("object", total=NUMBER, page=NUMBER, page_size=NUMBER,
                  partial={"type": "boolean"}, suggestion=NULLABLE, next=NULLABLE,
                  records=LIST | {"items": {"$ref": "#/components/schemas/Record"}}),
    "Graph": of("object", start=TEXT, depth=NUMBER, cut={"type": "boolean"}, most_nodes=NUMBER,
                nodes=LIST | {"items": of("object", id=TEXT, type=TEXT, slug=TEXT, title=TEXT,
                                          url=TEXT, depth=NUMBER)},
                edges=LIST | {"items": of("object", subject=TEXT, predicate=TEXT, object=TEXT,
                                          since=NULLABLE, until=NULLABLE)}),
    "Health": of("object", status=TEXT, database=TEXT, search=TEXT,
                 lag={"type": ["integer", "null"]}, version=TEXT),
    "Problem": of("object", type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
}  # fmt: skip


def operation(route: Route) -> dict[str, Any]:
    schema = {"schema": {"$ref": f"#/components/schemas/{route.schema}"}} if route.schema else {}
    content = {media: schema if media == JSON else {} for media in route.answers}
    problem = {"$ref": "#/components/schemas/Problem"}
    refused = {"application/problem+json": {"schema": problem}}
    return {
        "operationId": route.name,
        "summary": str(route.summary),
        "parameters": [parameter.document() for parameter in route.parameters],
        "responses": {
            "200": {"description": "OK", "content": content},
            "default": {"description": _("Refus, en une phrase"), "content": refused},
        },
    }


@machine
@public_page
def document(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"{settings.PARVIS_SITE_NAME} – {settings.PARVIS_TERRITORY}",
                "version": __version__,
                "description": _("Tout ce qui est publié, sans clé. Les dates ont leur fuseau."),
            },
            "servers": [{"url": settings.PARVIS_BASE_URL}],
            "paths": {route.path: {"get": operation(route)} for route in ROUTES},
            "components": {"schemas": SCHEMAS},
        }
    )


@public_page
def entrance(request: HttpRequest) -> HttpResponse:
    """`/api/`: the doors for machines, for the people who program them."""
    context = {
        "title": _("Interface de programmation (API)"),
        "routes": ROUTES,
        "example": f"{settings.PARVIS_BASE_URL}/api/records?q=arbres",
        "kinds": list(hooks.record_types().values()),
    }
    return render(request, "site/api.html", context)
