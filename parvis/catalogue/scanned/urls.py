"""Addresses of the desk's screens of scanned databases, under `/espace-agents/bases/`."""

from __future__ import annotations

from django.urls import path

from parvis.catalogue.sampled.desk import SampleView
from parvis.catalogue.scanned.desk import SourcesView, SourceView, TablesView, TableView

app_name = "parvis_scan"
urlpatterns = [
    path("", SourcesView.as_view(), name="sources"),
    path("ajouter/", SourceView.as_view(), name="add"),
    path("export/", SampleView.as_view(), name="sample"),
    path("<int:source>/", TablesView.as_view(), name="tables"),
    path("<int:source>/modifier/", SourceView.as_view(), name="edit"),
    path("<int:source>/export/", SampleView.as_view(), name="sample"),
    path("<int:source>/tables/<int:table>/", TableView.as_view(), name="table"),
]
