"""What the desk's screens about requests share: who enters, breadcrumbs, what an action refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records import keys
from parvis.records.desk.middleware import refuse
from parvis.records.problems import Problem
from parvis.rights.desk import who
from parvis.rights.desk.models import Part
from parvis.rights.download import attached
from parvis.rights.requests import access
from parvis.rights.requests.access import File
from parvis.rights.requests.models import Request

log = logging.getLogger(__name__)
SPACE = "parvis_rights"
LOST = (keys.KeyAbsent, keys.KeyUnreadable)


def at(name: str, *args: Any) -> str:
    return reverse(f"{SPACE}:{name}", args=args)


def lines(template: str, **context: Any) -> SafeString:
    """The lines of a long list, by the engine of public pages: it escapes as the desk's does, and
    takes a tenth of its time."""
    return mark_safe(render_to_string(template, context, using="jinja2"))  # noqa: S308


class RequestsItem(MenuItem):
    """In the menu of those who handle requests."""

    def is_shown(self, request: HttpRequest) -> bool:
        return access.handles(request.user)


class PartsItem(MenuItem):
    """In the menu of those whose service was asked something."""

    def is_shown(self, request: HttpRequest) -> bool:
        return who.was_asked(request.user)


class Screen(WagtailAdminTemplateMixin):
    """A screen of those who handle requests."""

    request: HttpRequest
    above: tuple[tuple[str, Any], ...] = ()  # names and titles of the screens above

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not access.handles(request.user):
            return refused(request)
        try:
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()  # what cannot be read shows while it is written
        except LOST:
            response = lost(request)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": at(name), "label": title} for name, title in self.above]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.page_title}]


def refused(request: HttpRequest) -> HttpResponse:
    """403, and said in the log."""
    logged(request)
    return refuse(request)


def logged(request: HttpRequest) -> None:
    """Who was refused what: an address of the desk, which says nothing of who asked."""
    log.warning("%s refused to user %s", request.path, request.user.pk)


def found(request: HttpRequest, pk: int) -> Request:
    """A request that this person handles; raise Http404, whether it is another's or none."""
    row = access.mine(request.user).select_related("organisation").filter(pk=pk).first()
    if row is None:
        logged(request)
        raise Http404
    return row


def found_part(request: HttpRequest, pk: int) -> Part:
    rows = who.parts_of(request.user).select_related("request", "organisation", "question", "reply")
    part = rows.filter(pk=pk).first()
    if part is None:
        logged(request)
        raise Http404
    return part


class OfRequest(Screen):
    """A screen about one request, found by its key."""

    above = (("list", gettext_lazy("Demandes de droits")),)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if access.handles(request.user):
            self.row = found(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, last = super().get_breadcrumbs_items()
        one = {"url": at("request", self.row.pk), "label": self.row.number}
        return [*before, one, last]


def lost(request: HttpRequest) -> HttpResponse:
    """The key of a request is not there: say so, and who can put it back."""
    return render(request, "records/desk/lost.html", {"back": at("list")}, status=503)


# Fields that a problem is about, by its code: the first that the form has. Others bear its name.
PLACES = {
    "empty": ("text",), "left": ("text",), "late": ("due",), "past": ("due", "until"),
    "beyond": ("until",), "again": ("organisation",), "before": ("since", "received", "ended"),
    "future": ("since", "received", "ended"), "itself": ("number",), "elsewhere": ("number",),
    "younger": ("number",),
}  # fmt: skip


def tried(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Act; write what was refused into the form, at the field it is about."""
    try:
        act()
    except Problem as problem:
        places = (problem.code, *PLACES.get(problem.code, ()))
        field = next((name for name in places if name in form.fields), None)
        form.add_error(field, problem.sentence(gettext))
        return False
    return True


def sent(file: File, content: bytes) -> HttpResponse:
    """A file as a download: never shown within the desk's own origin."""
    return attached(content, file.name, file.media_type)
