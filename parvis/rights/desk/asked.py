"""Questions to services: the screens of their agents, who read nothing else of a request, and what
the officer does with one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records.problems import Problem
from parvis.rights.desk import parts, who
from parvis.rights.desk.fields import FilesField, text_field
from parvis.rights.desk.models import Part
from parvis.rights.desk.screens import (
    LOST,
    Screen,
    at,
    found_part,
    logged,
    lost,
    refused,
    sent,
    tried,
)
from parvis.rights.requests import access, course

A_PAGE = 50


class PartsView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/demandes-de-droits/questions/`: what waits first, then what was answered."""

    template_name = "rights/desk/parts.html"
    page_title = gettext_lazy("Questions sur des demandes de droits")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not who.serves(request.user):
            return refused(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = who.parts_of(self.request.user).select_related("request", "organisation")
        waiting = rows.filter(state=Part.State.ASKED).order_by("due", "pk")
        answered = rows.exclude(state=Part.State.ASKED).order_by("-ended", "-pk")
        return {
            **super().get_context_data(**kwargs),
            "waiting": Paginator(waiting, A_PAGE).get_page(self.request.GET.get("p")),
            "answered": answered[:A_PAGE],
            "today": course.today(),
        }


class ReplyForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("Votre réponse"), widget=forms.RadioSelect,
        choices=[
            (Part.State.GIVEN.value, gettext_lazy("Voici ce que nous avons, ou avons fait")),
            (Part.State.NOTHING.value, gettext_lazy("Nous avons cherché et n’avons rien")),
        ],
    )  # fmt: skip
    text = text_field(
        gettext_lazy("Explication"),
        gettext_lazy("Où vous avez cherché, ce qui s’y trouve, ce qui ne peut pas être remis."),
    )
    joined = FilesField()


class PartView(WagtailAdminTemplateMixin, FormView):
    """`…/questions/<pk>/`: read the question (which is written in the log), answer it once."""

    template_name = "rights/desk/part.html"
    page_title = gettext_lazy("Une question")
    form_class = ReplyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.part = found_part(request, kwargs["pk"])
        try:
            self.question, self.reply = parts.read(self.part, request.user)
        except LOST:
            return lost(request)
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": at("parts"), "label": PartsView.page_title}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "part": self.part,
            "question": self.question,
            "reply": self.reply,
            "waits": self.part.state == Part.State.ASKED,
            "late": self.part.due < course.today(),
        }

    def form_valid(self, form: ReplyForm) -> HttpResponse:
        told = form.cleaned_data
        act = (self.part, self.request.user, told["state"], told["text"], told["joined"])
        if not tried(form, lambda: parts.reply(*act)):
            return self.form_invalid(form)
        messages.success(self.request, gettext("Merci : le délégué a votre réponse."))
        return redirect(at("parts"))


def piece(request: HttpRequest, pk: int, uuid: Any) -> HttpResponse:
    """`…/questions/<pk>/pieces/<uuid>/`"""
    part = found_part(request, pk)
    one = parts.piece(part, uuid)
    if one is None:
        raise Http404
    try:
        return sent(*parts.read_piece(part, one, request.user))
    except LOST:
        return lost(request)


def of_officer(request: HttpRequest, pk: int) -> Part:
    """A question of a request that this person handles; raise Http404."""
    rows = Part.objects.select_related("request", "organisation")
    part = rows.filter(pk=pk, request__in=access.mine(request.user)).first()
    if part is None:
        logged(request)
        raise Http404
    return part


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """`…/questions/<pk>/retirer/`: the officer needs it no more."""
    part = of_officer(request, pk)
    try:
        parts.cancel(part, request.user)
    except Problem as problem:
        messages.error(request, problem.sentence(gettext))
    else:
        messages.success(request, gettext("La question est retirée."))
    return redirect(at("request", part.request_id))


class TypedView(Screen, FormView):
    """`…/questions/<pk>/noter/`: the officer types in what a service answered another way."""

    template_name = "rights/desk/typed.html"
    page_title = gettext_lazy("Noter la réponse d’un service")
    form_class = ReplyForm
    above = (("list", gettext_lazy("Demandes de droits")),)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.part = of_officer(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "part": self.part}

    def form_valid(self, form: ReplyForm) -> HttpResponse:
        told = form.cleaned_data
        act = (self.part, self.request.user, told["state"], told["text"], told["joined"])
        if not tried(form, lambda: parts.reply(*act)):
            return self.form_invalid(form)
        messages.success(self.request, gettext("La réponse est au dossier."))
        return redirect(at("request", self.part.request_id))
