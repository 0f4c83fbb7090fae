"""The officer's board: what is late or inconsistent by controller, and how officers are reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.privacy import jobs, officers
from parvis.privacy.models import Officer
from parvis.privacy.register import dashboard
from parvis.records.desk import columns, rights
from parvis.records.desk.middleware import refuse

BOARD, OFFICER = "parvis_privacy:board", "parvis_privacy:officer"
A_PAGE, FINDINGS = 20, 50


def organisations(user: Any) -> Any:
    return rights.organisations(user, "publish", "processing")


OFFICERS = rights.Answering(
    "publish",
    lambda mine, after: (
        mine.filter(pk__gt=after[0])
        .order_by("title", "pk")
        .values_list("pk", "title", "officer__email", "officer__phone")[:200]
    ),
)


class BoardItem(MenuItem):
    """In the menu of those who publish processings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rights.for_some(request.user, "publish", "processing")


class BoardView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/registre-des-traitements/`: controllers, those with most to mend first."""

    template_name = "privacy/desk/board.html"
    page_title = gettext_lazy("Tenir le registre des traitements")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not organisations(request.user).exists():
            return refuse(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = dashboard.controllers(user)
        page = Paginator(found, A_PAGE).get_page(self.request.GET.get("p"))
        mine = OFFICERS(user, "processing", [0])
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "officers": [
                (title, email or phone or "", columns.at(OFFICER, key))
                for key, title, email, phone in mine
            ],
        }


class ControllerView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/registre-des-traitements/responsable/<pk>/`: all that is to be mended in the
    processings of one controller."""

    template_name = "privacy/desk/controller.html"
    page_title = gettext_lazy("Ce qui est à reprendre")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not organisations(request.user).exists():
            return refuse(request)
        found = {one.key: one for one in dashboard.controllers(request.user)}
        if kwargs["pk"] not in found:
            raise Http404
        self.controller = found[kwargs["pk"]]
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.controller.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        board = {"url": reverse(BOARD), "label": BoardView.page_title}
        return [*self.breadcrumbs_items, board, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.controller.found, FINDINGS).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "findings": dashboard.told(list(page.object_list)),
        }


class OfficerForm(forms.ModelForm[Officer]):
    class Meta:
        model = Officer
        fields = officers.CONTACTS

    def clean(self) -> dict[str, Any]:
        """A way of reaching the officer, at least one."""
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(sent.get(name) for name in ("email", "phone", "address")):
            self.add_error(
                "email", gettext("Donnez une adresse e-mail, un téléphone ou une adresse postale.")
            )
        return sent


class OfficerView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/registre-des-traitements/delegue/<pk>/`, of one organisation."""

    template_name = "privacy/desk/officer.html"
    page_title = gettext_lazy("Délégué à la protection des données")
    form_class = OfficerForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.organisation = get_object_or_404(organisations(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.organisation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        board = {"url": reverse(BOARD), "label": BoardView.page_title}
        return [*self.breadcrumbs_items, board, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        held = Officer.objects.filter(organisation=self.organisation).first()
        instance = held or Officer(organisation=self.organisation)
        return {**super().get_form_kwargs(), "instance": instance}

    def get_initial(self) -> dict[str, Any]:
        """What holds today, from what the organisation is part of, where it has none of its own."""
        held = Officer.objects.filter(organisation=self.organisation).exists()
        return {} if held else dict(officers.contact(self.organisation))

    def form_valid(self, form: OfficerForm) -> HttpResponse:
        officers.change(self.organisation, self.request.user, form.cleaned_data)
        jobs.name_officer.enqueue(self.organisation.pk)
        messages.success(self.request, gettext("C’est enregistré ; les fiches publiques suivent."))
        return redirect(BOARD)


app_name = "parvis_privacy"
urlpatterns = [
    path("", BoardView.as_view(), name="board"),
    path("responsable/<int:pk>/", ControllerView.as_view(), name="controller"),
    path("delegue/<int:pk>/", OfficerView.as_view(), name="officer"),
]
