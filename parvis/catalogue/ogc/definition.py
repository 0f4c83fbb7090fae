"""The OpenAPI 3.0 description of /ogc/: every path and parameter, with its bounds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from parvis import __version__
from parvis.catalogue.ogc import asked
from parvis.catalogue.ogc.crs import CRS84, OFFERED
from parvis.catalogue.ogc.door import FORMS, GEOJSON, HTML, JSON, MVT, OPENAPI, ROOT, SCHEMA

Plain = dict[str, Any]
PROBLEM = "application/problem+json"
COLLECTION = "/collections/{collectionId}"
REFUSED = ("400", "403", "404", "503")


def document() -> Plain:
    territory = {"territory": settings.PARVIS_TERRITORY}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Les données de %(territory)s (OGC API)") % territory,
            "version": __version__,
        },
        "servers": [{"url": f"{settings.PARVIS_BASE_URL}{ROOT}"}],
        "paths": paths(),
        "components": {
            "parameters": {one["name"]: one for one in (*common(), *of_items())},
            "responses": {"problem": problem()},
        },
    }


def paths() -> Plain:
    own, name = [slug()], COLLECTION
    return {
        "/": path("getLandingPage", _("Le point de départ"), JSON),
        "/conformance": path("getConformance", _("Les normes suivies"), JSON),
        "/api": path("getApi", _("Cette description"), OPENAPI),
        "/collections": path(
            "getCollections", _("Les collections, page par page"), JSON,
            [whole("limit", 100, 1, 1_000), string("after", _("Identifiant de la dernière lue."))],
        ),
        name: path("getCollection", _("Une collection"), JSON, own),
        f"{name}/queryables": path(
            "getQueryables", _("Les colonnes que l’on peut filtrer"), SCHEMA, own
        ),
        f"{name}/schema": path("getSchema", _("Les colonnes et leurs types"), SCHEMA, own),
        f"{name}/items": path(
            "getFeatures", _("Les objets, page par page"), GEOJSON,
            [*own, *(reference(one["name"]) for one in of_items())],
        ),
        f"{name}/items/{{featureId}}": path(
            "getFeature", _("Un objet"), GEOJSON,
            [*own, in_path("featureId", _("Identifiant d’un objet.")), reference("crs")],
        ),
        **paths_of_tiles(),
    }  # fmt: skip


def paths_of_tiles() -> Plain:
    own, tiles = [slug()], f"{COLLECTION}/tiles"
    matrix = [*own, in_path("tileMatrixSetId", _("Identifiant du découpage, WebMercatorQuad."))]
    return {
        tiles: path("getTileSets", _("Les tuiles vectorielles d’une collection"), JSON, own),
        f"{tiles}/{{tileMatrixSetId}}": path(
            "getTileSet", _("Des tuiles, décrites ; f=tilejson pour TileJSON"), JSON, matrix
        ),
        f"{tiles}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": path(
            "getTile", _("Une tuile vectorielle"), MVT,
            [*matrix, in_path("tileMatrix", _("Niveau, de 0 à 24.")),
             in_path("tileRow", _("Rangée, depuis le nord.")),
             in_path("tileCol", _("Colonne, depuis l’ouest.")),
             *(reference(one) for one in asked.OF_TILE)],
        ),
        "/tileMatrixSets": path("getTileMatrixSets", _("Les découpages en tuiles"), JSON),
        "/tileMatrixSets/{tileMatrixSetId}": path(
            "getTileMatrixSet", _("Un découpage en tuiles"), JSON, matrix[1:]
        ),
    }  # fmt: skip


def path(identifier: str, summary: str, media: str, parameters: list[Plain] | None = None) -> Plain:
    answers: Plain = {media: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}
    shared = [one["name"] for one in common()]
    if media == MVT:  # it has no other form
        answers = {media: {"schema": {"type": "string", "format": "binary"}}}
        shared.remove("f")
    return {
        "get": {
            "operationId": identifier,
            "summary": summary,
            "parameters": [
                *(parameters or []), *map(reference, shared)
            ],
            "responses": {
                "200": {"description": summary, "content": answers},
                **{code: {"$ref": "#/components/responses/problem"} for code in REFUSED},
            },
        }
    }  # fmt: skip


def problem() -> Plain:
    members = {"type": "string", "detail": "string", "status": "integer"}
    properties = {name: {"type": kind} for name, kind in members.items()}
    schema = {"type": "object", "properties": properties}
    return {
        "description": _("Ce qui a été refusé, et comment faire"),
        "content": {PROBLEM: {"schema": schema}},
    }


def reference(name: str) -> Plain:
    return {"$ref": f"#/components/parameters/{name}"}


def common() -> list[Plain]:
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        string("f", _("La forme de la réponse."), enum=list(FORMS)),
        string("lang", _("La langue des mots de la réponse."), enum=languages),
    ]


def of_items() -> list[Plain]:
    """As part 1 words them (fc-limit, fc-bbox and fc-time definitions), then parts 2 and 3."""
    systems = [crs.uri for crs in OFFERED]
    return [
        whole("limit", asked.DEFAULT, 1, asked.MOST),
        whole("offset", 0, 0),
        boxed(),
        string("bbox-crs", _("Le système des nombres de bbox."), enum=systems),
        string("crs", _("Le système des lieux de la réponse."), enum=systems, default=CRS84.uri),
        string("datetime", _("Une date, un instant, ou deux séparés par « / ».")),
        string("filter", _("Une condition en CQL2.")),
        string("filter-lang", _("La forme de filter."), enum=list(asked.LANGUAGES)),
        string("filter-crs", _("Le système des lieux de filter."), enum=systems),
        listed("properties", _("Les colonnes voulues.")),
        listed("sortby", _("Les colonnes qui rangent, « - » devant pour l’ordre inverse.")),
        string("q", _("Des mots à chercher dans toutes les colonnes.")),
    ]


def parameter(name: str, description: str, schema: Plain) -> Plain:
    return {
        "name": name, "in": "query", "required": False, "description": description,
        "schema": schema, "style": "form", "explode": False,
    }  # fmt: skip


def string(name: str, description: str, **more: Any) -> Plain:
    return parameter(name, description, {"type": "string", **more})


def listed(name: str, description: str) -> Plain:
    return parameter(name, description, {"type": "array", "items": {"type": "string"}})


def whole(name: str, default: int, low: int, high: int | None = None) -> Plain:
    schema: Plain = {"type": "integer", "minimum": low, "default": default}
    words = {
        "limit": _("Combien au plus ; au-delà du plus grand, le plus grand."),
        "offset": _("Combien en passer d’abord."),
    }
    return parameter(name, words[name], schema | ({"maximum": high} if high else {}))


def boxed() -> Plain:
    schema = {
        "type": "array",
        "items": {"type": "number"},
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    }
    words = _("Ouest, sud, est, nord ; ce qui n’a pas de lieu y est aussi.")
    return parameter("bbox", words, schema)


def in_path(name: str, description: str) -> Plain:
    return {"name": name, "in": "path", "required": True, "description": description,
            "schema": {"type": "string"}}  # fmt: skip


def slug() -> Plain:
    return in_path("collectionId", _("Identifiant d’une collection."))
