"""Paths of the OGC API."""

from django.urls import path, re_path

from parvis.catalogue.ogc import items, pages, tiles

urlpatterns = [
    path("", pages.landing, name="ogc"),
    path("conformance", pages.conformance, name="ogc_conformance"),
    path("api", pages.api, name="ogc_api"),
    path("collections", pages.collections, name="ogc_collections"),
    path("collections/<str:slug>", pages.collection, name="ogc_collection"),
    path("collections/<str:slug>/queryables", pages.queryables, name="ogc_queryables"),
    path("collections/<str:slug>/schema", pages.queryables, name="ogc_schema"),
    path("collections/<str:slug>/items", items.items, name="ogc_items"),
    path("collections/<str:slug>/items/<str:identifier>", items.item, name="ogc_item"),
    path("collections/<str:slug>/tiles", tiles.tilesets, name="ogc_tilesets"),
    path("collections/<str:slug>/tiles/<str:squares>", tiles.tileset, name="ogc_tileset"),
    path(
        "collections/<str:slug>/tiles/<str:squares>/<str:zoom>/<str:row>/<str:column>",
        tiles.tile,
        name="ogc_tile",
    ),
    path("tileMatrixSets", tiles.sets, name="ogc_squares"),
    path("tileMatrixSets/<str:squares>", tiles.matrix_set, name="ogc_matrix_set"),
    re_path("", pages.nowhere),
]
