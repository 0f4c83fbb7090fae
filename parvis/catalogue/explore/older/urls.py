"""Addresses of before 2.0 that public code still calls, with and without their last slash."""

from django.urls import include, path, re_path

from parvis.catalogue.explore import catalogue, exports, whole
from parvis.catalogue.explore import records as rows
from parvis.catalogue.explore.older import analyze, datasets, records, wrapped

SLUG = r"(?P<slug>[^/]+)"
of_records = [
    re_path(r"^1\.0/search/?$", records.search, name="records_1_search"),
    re_path(r"^1\.0/analyze/?$", analyze.analyze, name="records_1_analyze"),
    re_path(r"^1\.0/download/?$", records.download, name="records_1_download"),
    re_path("", records.nowhere),
]
of_datasets = [
    re_path(r"^1\.0/search/?$", datasets.search, name="datasets_1_search"),
    re_path(rf"^1\.0/{SLUG}/?$", datasets.dataset, name="datasets_1"),
    re_path("", records.nowhere),
]
of_pages = [re_path(rf"^{SLUG}/download/?$", records.download, name="old_download")]
ONE = rf"^catalog/datasets/{SLUG}"
of_2_0 = [
    re_path(r"^catalog/datasets/?$", wrapped.datasets, name="datasets_2"),
    re_path(r"^catalog/aggregates/?$", wrapped.catalogue_aggregates, name="aggregates_2"),
    re_path(r"^catalog/facets/?$", catalogue.facets),
    re_path(r"^catalog/exports/?$", whole.formats),
    re_path(r"^catalog/exports/(?P<form>[^/]+)/?$", wrapped.catalogue_export, name="catalog_2"),
    re_path(rf"{ONE}/?$", wrapped.dataset, name="dataset_2"),
    re_path(rf"{ONE}/attachments/?$", catalogue.attachments),
    re_path(rf"{ONE}/records/?$", wrapped.of_rows, name="records_2"),
    re_path(rf"{ONE}/records/(?P<identifier>[^/]+)/?$", wrapped.of_row, name="record_2"),
    re_path(rf"{ONE}/aggregates/?$", wrapped.aggregates, name="groups_2"),
    re_path(rf"{ONE}/facets/?$", rows.facets),
    re_path(rf"{ONE}/exports/?$", exports.formats),
    re_path(rf"{ONE}/exports/(?P<form>[^/]+)/?$", wrapped.export, name="export_2"),
    re_path("", records.nowhere),
]
urlpatterns = [
    path("api/explore/v2.0/", include(of_2_0)),
    path("api/v2/", include(of_2_0)),
    path("api/records/", include(of_records)),
    path("api/datasets/", include(of_datasets)),
    path("explore/dataset/", include(of_pages)),
]
