"""Machine doors of the catalogue."""

from django.urls import include, path

from parvis.catalogue import api, table
from parvis.catalogue.explore.older import urls as older
from parvis.catalogue.live import door as live
from parvis.catalogue.rows import exports

urlpatterns = [
    path("api/explore/v2.1/", include("parvis.catalogue.explore.urls")),
    *older.urlpatterns,
    path("ogc/", include("parvis.catalogue.ogc.urls")),
    path("api/versions/<str:slug>/<str:version>/<str:form>", exports.export, name="version_file"),
    path("api/live/<str:slug>", live.push, name="push_rows"),
    path("catalog", api.catalogue, name="catalog"),
    path("catalog.csv", table.national, name="catalog_csv"),
    *(
        path(f"catalog.{extension}", api.catalogue, {"extension": extension})
        for extension in api.TYPES
    ),
]
