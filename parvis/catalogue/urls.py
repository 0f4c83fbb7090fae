"""Machine doors of the catalogue."""

from django.urls import path

from parvis.catalogue import api

urlpatterns = [
    path("catalog", api.catalogue, name="catalog"),
    *(
        path(f"catalog.{extension}", api.catalogue, {"extension": extension})
        for extension in api.TYPES
    ),
]
