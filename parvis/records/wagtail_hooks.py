"""What Wagtail finds of ours: the rooms' types of records, our screens, and what is taken away."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.search import SearchArea

from parvis.records.desk import menu as menus
from parvis.records.desk import rights
from parvis.records.desk.answers import AnswerView
from parvis.records.desk.search import SearchView
from parvis.records.desk.todo import AwaitsPanel

for config in apps.get_app_configs():
    if config.name.startswith("parvis.") and find_spec(f"{config.name}.desk"):
        import_module(f"{config.name}.desk")

SETTINGS_NEVER = {"collections", "sites", "redirects", "locales"}
REPORTS_NEVER = {"locked-pages", "aging-pages", "page-types-usage"}


@hooks.register("register_admin_urls")
def own_addresses() -> list[Any]:
    feedback = ([path("<uuid:uuid>/", AnswerView.as_view(), name="answer")], "parvis_feedback")
    search = ([path("", SearchView.as_view(), name="search")], "parvis_search")
    return [path("signalements/", include(feedback)), path("recherche/", include(search))]


@hooks.register("register_admin_search_area")
def search_area() -> SearchArea:
    """The field of the menu searches records: Wagtail's own searches pages."""
    return SearchArea(_("Fiches"), reverse_lazy("parvis_search:search"), name="records", order=0)


@hooks.register("construct_homepage_panels")
def home(request: Any, panels: list[Any]) -> None:
    panels[:] = [AwaitsPanel(request.user)]


# last, so that those which other applications add are not even asked whether they show
@hooks.register("construct_homepage_summary_items", order=1000)
def no_summary(_request: Any, items: list[Any]) -> None:
    items.clear()


@hooks.register("construct_main_menu")
def menu(request: Any, items: list[Any]) -> None:
    hidden = menus.hidden(request.user)
    items[:] = menus.arranged([item for item in items if item.name not in hidden])


@hooks.register("construct_settings_menu")
def settings_menu(_request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in SETTINGS_NEVER]


@hooks.register("construct_reports_menu")
def reports_menu(_request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in REPORTS_NEVER]


@hooks.register("construct_snippet_action_menu")
def action_menu(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Wagtail shows these by type; here, by this very record. Saving comes first."""
    from parvis.records.desk.views import may_publish_now

    record = context.get("instance")
    if record is None or not hasattr(record, "record_type"):
        return
    if not may_publish_now(request.user, record):
        items[:] = [item for item in items if item.name != "action-publish"]
    if not rights.may(request.user, "withdraw", record):
        items[:] = [item for item in items if item.name != "action-unpublish"]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for name, text in (
        ("parvis.rebase", _("Brouillon mis à jour d’après la fiche publiée")),
        ("parvis.join", _("Document joint")),
        ("parvis.remove", _("Document retiré")),
    ):
        actions.register_action(name, text, text)


@hooks.register("insert_global_admin_css")
def colours() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("design/tokens.css"),
        static("records/desk.css"),
    )


@hooks.register("insert_editor_js")
def scripts() -> str:
    return format_html('<script src="{}"></script>', static("records/field.js"))
