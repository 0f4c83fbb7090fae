"""Addresses that have no language: identifiers, the machine doors, files."""

from django.urls import path, re_path

from parvis.site import attachments, converters, health, identifiers, sitemaps
from parvis.site.api import graph, openapi, records

converters.register()

urlpatterns = [
    path("id/<name:kind>/<name:slug>", identifiers.identifier, name="identifier"),
    path("api/", openapi.entrance, name="api"),
    path("api/openapi.json", openapi.document, name="openapi"),
    path("api/types", records.types, name="types"),
    path("api/records", records.search, name="records"),
    path("api/records.csv", records.table, name="records_csv"),
    path("api/graph/<name:kind>/<name:slug>", graph.graph, name="graph"),
    path("pieces-jointes/<uuid:uuid>/<name:name>", attachments.file, name="attachment"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-listes.xml", sitemaps.lists, name="sitemap_lists"),
    re_path(r"^sitemap-(?P<number>[0-9]{1,9})\.xml$", sitemaps.page, name="sitemap_page"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", health.healthz, name="health"),
]
