"""What the room adds to Wagtail's desk beside the screens of its records."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.algorithms.desk.cases import TITLE, CasesItem


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [
        path("dossiers-de-decisions/", include("parvis.algorithms.desk.cases")),
        path("regles-de-calcul/", include("parvis.algorithms.desk.rules")),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for name, text in (
        ("parvis.case", _("Dossier d’une personne")),
        ("parvis.case_door", _("Clé de l’application qui décide")),
    ):
        actions.register_action(name, text, text)


@hooks.register("register_admin_menu_item")
def cases_item() -> CasesItem:
    where = reverse_lazy("parvis_cases:list")
    return CasesItem(TITLE, where, icon_name="folder-open-inverse", order=184)
