"""What Wagtail finds of the catalogue beside its types of records."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.catalogue.scanned.desk import LIST, BasesItem


@hooks.register("register_admin_urls")
def scanned_addresses() -> list[Any]:
    return [path("bases/", include("parvis.catalogue.scanned.urls"))]


@hooks.register("register_admin_menu_item")
def scanned_item() -> BasesItem:
    return BasesItem(_("Bases parcourues"), reverse_lazy(LIST), icon_name="site", order=121)
