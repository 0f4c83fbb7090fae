"""Paths of the Explore API v2.1."""

from django.urls import path, re_path

from parvis.catalogue.explore import catalogue, exports, records, whole

urlpatterns = [
    path("catalog/datasets", catalogue.datasets, name="explore_datasets"),
    path("catalog/facets", catalogue.facets, name="explore_catalogue_facets"),
    path("catalog/datasets/<str:slug>", catalogue.dataset, name="explore_dataset"),
    path("catalog/datasets/<str:slug>/attachments", catalogue.attachments, name="explore_files"),
    path("catalog/datasets/<str:slug>/records", records.records, name="explore_records"),
    path(
        "catalog/datasets/<str:slug>/records/<str:identifier>",
        records.record,
        name="explore_record",
    ),
    path("catalog/datasets/<str:slug>/facets", records.facets, name="explore_facets"),
    path("catalog/datasets/<str:slug>/exports", exports.formats, name="explore_formats"),
    path("catalog/datasets/<str:slug>/exports/<str:form>", exports.export, name="explore_export"),
    path("catalog/exports", whole.formats, name="explore_catalogue_formats"),
    path("catalog/exports/<str:form>", whole.export, name="explore_catalogue_export"),
    re_path("", catalogue.nowhere),
]
