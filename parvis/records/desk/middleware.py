"""What holds for every address of the desk, Wagtail's own included.

Wagtail offers screens about pages, groups, sites and reports that know nothing of organisations:
all are closed but those named here. Platform administrators reach a few more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from csp.constants import NONCE, SELF
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import get_script_prefix, reverse
from django.utils import translation

from parvis.records.desk import rights

# by anyone who has a place at the desk; each of these checks the record itself
OPEN = {
    "wagtailadmin_home", "wagtailadmin_account", "wagtailadmin_logout", "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog", "wagtailadmin_dismissibles", "wagtailadmin_block_preview",
}  # fmt: skip
OPEN_SPACES = {"wagtailadmin_editing_sessions"}

# by nobody: there is no page tree, nothing is deleted, one signs in at the portal's own door
CLOSED_SPACES = {"wagtailadmin_pages", "wagtailadmin_password_reset", "wagtailsnippets"}
CLOSED = {
    "wagtailadmin_explore_root", "wagtailadmin_explore", "wagtailadmin_explore_results",
    "wagtailadmin_choose_page", "wagtailadmin_choose_page_child", "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple", "wagtailadmin_error_test",
    "wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete", "wagtail_bulk_action",
}  # fmt: skip
CLOSED_REPORTS = {"locked_pages", "aging_pages", "page_types_usage"}
FILES = {"wagtailimages", "wagtaildocs", "people"}  # whose bulk actions administrators keep


def desk_path() -> str:
    return at_home(get_script_prefix())


@cache
def at_home(_prefix: str) -> str:
    """Looked for once, not at each request of the portal."""
    return reverse("wagtailadmin_home")


@cache
def inner_path(prefix: str) -> str:
    """The desk as `path_info` says it under this script prefix: every request of the portal asks
    twice, and `reverse` takes long."""
    return desk_path().removeprefix(prefix[:-1])


def policy() -> dict[str, Any]:
    """The desk's content security: Wagtail's few inline scripts carry the nonce of their page."""
    public = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return {
        **public,
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
    }


class DeskMiddleware:
    """Closes what is not open, and sets the desk's own content security policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self.is_desk(request) and not getattr(response, "_parvis_preview", False):
            response._csp_config = policy()  # type: ignore[attr-defined]
        return response

    @staticmethod
    def is_desk(request: HttpRequest) -> bool:
        return request.path_info.startswith(inner_path(get_script_prefix()))

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not self.is_desk(request):
            return None
        space = match.namespaces[0] if match.namespaces else ""
        name = match.url_name or ""
        if name == "wagtailadmin_login" or space == "wagtailadmin_password_reset":
            target = request.GET.get("next", desk_path())
            return redirect_to_login(target, resolve_url(settings.LOGIN_URL))
        if not request.user.is_authenticated:
            return None  # Wagtail sends them to sign in
        speak_as_chosen(request.user)
        if is_closed(space, name, kwargs):
            raise Http404
        if is_open(space, name) or rights.is_administrator(request.user):
            return None
        return refuse(request)


def speak_as_chosen(user: Any) -> None:
    """In the language of this agent: Wagtail's views set it too, but an error that leaves one is
    told outside it."""
    if hasattr(user, "wagtail_userprofile"):
        translation.activate(user.wagtail_userprofile.get_preferred_language())


def is_closed(space: str, name: str, kwargs: dict[str, Any]) -> bool:
    if name == "wagtail_bulk_action" and kwargs.get("app_label") in FILES:
        return False
    if space == "wagtailadmin_reports":
        return name.removesuffix("_results") in CLOSED_REPORTS
    return space in CLOSED_SPACES or name in CLOSED


def is_open(space: str, name: str) -> bool:
    return space in OPEN_SPACES or name in OPEN or space.startswith("parvis_")


def refuse(request: HttpRequest) -> HttpResponse:
    """403 in the desk's own dress, with the way back."""
    return render(request, "records/desk/refused.html", status=403)
