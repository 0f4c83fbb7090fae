"""Paths of the Explore API v2.1, with and without their last slash: its clients write both."""

from django.urls import re_path

from parvis.catalogue.explore import catalogue, exports, records, whole

ONE = r"^catalog/datasets/(?P<slug>[^/]+)"
urlpatterns = [
    re_path(r"^catalog/datasets/?$", catalogue.datasets, name="explore_datasets"),
    re_path(r"^catalog/facets/?$", catalogue.facets, name="explore_catalogue_facets"),
    re_path(rf"{ONE}/?$", catalogue.dataset, name="explore_dataset"),
    re_path(rf"{ONE}/attachments/?$", catalogue.attachments, name="explore_files"),
    re_path(rf"{ONE}/records/?$", records.records, name="explore_records"),
    re_path(rf"{ONE}/records/(?P<identifier>[^/]+)/?$", records.record, name="explore_record"),
    re_path(rf"{ONE}/facets/?$", records.facets, name="explore_facets"),
    re_path(rf"{ONE}/exports/?$", exports.formats, name="explore_formats"),
    re_path(rf"{ONE}/exports/(?P<form>[^/]+)/?$", exports.export, name="explore_export"),
    re_path(r"^catalog/exports/?$", whole.formats, name="explore_catalogue_formats"),
    re_path(r"^catalog/exports/(?P<form>[^/]+)/?$", whole.export, name="explore_catalogue_export"),
    re_path("", catalogue.nowhere),
]
