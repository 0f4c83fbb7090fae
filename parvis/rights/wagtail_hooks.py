"""What the room adds to Wagtail's desk."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.rights.desk.screens import PartsItem, RequestsItem


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [path("demandes-de-droits/", include("parvis.rights.desk.urls"))]


@hooks.register("register_admin_menu_item")
def requests_item() -> RequestsItem:
    where = reverse_lazy("parvis_rights:list")
    return RequestsItem(_("Demandes de droits"), where, icon_name="mail", order=200)


@hooks.register("register_admin_menu_item")
def parts_item() -> PartsItem:
    where = reverse_lazy("parvis_rights:parts")
    return PartsItem(_("Questions sur des droits"), where, icon_name="help", order=202)
