"""Addresses of before 2.0 that public code still calls, with and without their last slash."""

from django.urls import include, path, re_path

from parvis.catalogue.explore.older import analyze, datasets, records

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
urlpatterns = [
    path("api/records/", include(of_records)),
    path("api/datasets/", include(of_datasets)),
    path("explore/dataset/", include(of_pages)),
]
