"""Addresses of before 2.0 that public code still calls, with and without their last slash."""

from django.urls import re_path

from parvis.catalogue.explore.older import datasets, records

SLUG = r"(?P<slug>[^/]+)"
urlpatterns = [
    re_path(r"^api/records/1\.0/search/?$", records.search, name="records_1_search"),
    re_path(r"^api/records/1\.0/download/?$", records.download, name="records_1_download"),
    re_path(r"^api/records/", records.nowhere),
    re_path(r"^api/datasets/1\.0/search/?$", datasets.search, name="datasets_1_search"),
    re_path(rf"^api/datasets/1\.0/{SLUG}/?$", datasets.dataset, name="datasets_1"),
    re_path(r"^api/datasets/", records.nowhere),
    re_path(rf"^explore/dataset/{SLUG}/download/?$", records.download, name="old_download"),
]
