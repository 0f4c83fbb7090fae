"""What the room adds to Wagtail's desk beside the screens of its records."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.privacy.incidents.desk import LIST, IncidentItem
from parvis.privacy.notices.desk import PointDesk
from parvis.privacy.policy.desk import ProtectionDesk
from parvis.privacy.register.desk import BOARD, BoardItem
from parvis.records.desk.viewset import register

register(PointDesk)
register(ProtectionDesk)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [
        path("violations/", include("parvis.privacy.incidents.desk")),
        path("registre-des-traitements/", include("parvis.privacy.register.desk")),
    ]


@hooks.register("register_admin_menu_item")
def incident_item() -> IncidentItem:
    label = _("Violations de données")
    return IncidentItem(label, reverse_lazy(LIST), icon_name="warning", order=168)


@hooks.register("register_admin_menu_item")
def board_item() -> BoardItem:
    label = _("Tenir le registre")
    return BoardItem(label, reverse_lazy(BOARD), icon_name="clipboard-list", order=160)
