"""What Wagtail finds of the catalogue beside its types of records."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from parvis.catalogue.deposits.desk import DECISIONS, DecisionsItem
from parvis.catalogue.scanned.desk import LIST, BasesItem


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [
        path("bases/", include("parvis.catalogue.scanned.urls")),
        path("depots/", include("parvis.catalogue.deposits.urls")),
    ]


@hooks.register("register_admin_menu_item")
def scanned_item() -> BasesItem:
    return BasesItem(_("Bases parcourues"), reverse_lazy(LIST), icon_name="site", order=112)


@hooks.register("register_admin_menu_item")
def decisions_item() -> DecisionsItem:
    return DecisionsItem(
        _("Colonnes sur des personnes"), reverse_lazy(DECISIONS), icon_name="user", order=116
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for name, text in (
        ("parvis.deposit", _("Fichier de données déposé")),
        ("parvis.withdraw_deposit", _("Fichier de données retiré")),
        ("parvis.decide", _("Décision sur des données de personnes")),
        ("parvis.rows", _("Lignes publiées")),
        ("parvis.key", _("Clé des lignes choisie")),
        ("parvis.feed", _("Données qui arrivent seules")),
        ("parvis.grant", _("Accès à des lignes qui ne sont pas ouvertes à tous")),
    ):
        actions.register_action(name, text, text)
