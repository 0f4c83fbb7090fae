"""What Wagtail finds of observations."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.observations.desk import KEYS, KeysItem, KeysView

addresses = ([path("", KeysView.as_view(), name="list")], "parvis_keys")


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [path("cles/", include(addresses))]


@hooks.register("register_admin_menu_item")
def keys_item() -> KeysItem:
    return KeysItem(_("Clés des capteurs"), reverse_lazy(KEYS), icon_name="key", order=144)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    name, text = "parvis.sensor_key", _("Clé de capteurs")
    actions.register_action(name, text, text)
