"""Paths of the Explore API v2.1."""

from django.urls import path, re_path

from parvis.catalogue.explore import catalogue

urlpatterns = [
    path("catalog/datasets", catalogue.datasets, name="explore_datasets"),
    path("catalog/facets", catalogue.facets, name="explore_catalogue_facets"),
    path("catalog/datasets/<str:name>", catalogue.dataset, name="explore_dataset"),
    path("catalog/datasets/<str:name>/attachments", catalogue.attachments, name="explore_files"),
    re_path("", catalogue.nowhere),
]
