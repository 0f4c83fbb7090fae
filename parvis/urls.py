"""The addresses of the portal: French at the root, English under /en/."""

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as desk

from parvis.organisations.urls import fixed as accounts

urlpatterns: list[Any] = [
    *accounts,
    *i18n_patterns(path("", include("parvis.organisations.urls")), prefix_default_language=False),
    path("", include("parvis.catalogue.urls")),
    path("", include("parvis.public_space.urls")),
    path("", include("parvis.algorithms.urls")),
    path("", include("parvis.privacy.urls")),
    path("", include("parvis.observations.sta.urls")),
    path("espace-agents/", include(desk)),
    path("", include("parvis.site.doors")),
    *i18n_patterns(path("", include("parvis.site.urls")), prefix_default_language=False),
]

handler400 = "parvis.design.errors.bad_request"
handler403 = "parvis.design.errors.permission_denied"
handler404 = "parvis.site.absent.page_not_found"
handler500 = "parvis.design.errors.server_error"
handler429 = "parvis.organisations.signin.too_many"
