"""What the room adds to Wagtail's desk beside the device's own screens."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.public_space.seen.desk import LIST, SeenItem
from parvis.public_space.signage.desk import SignDesk
from parvis.records.desk.viewset import register

register(SignDesk)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [path("equipements-signales/", include("parvis.public_space.seen.desk"))]


@hooks.register("register_admin_menu_item")
def seen_item() -> SeenItem:
    return SeenItem(_("Équipements signalés"), reverse_lazy(LIST), icon_name="view", order=146)
