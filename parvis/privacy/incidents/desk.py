"""Breaches at the desk: what is open, one breach, the register as a file."""

from __future__ import annotations

import csv
import io
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.design.text import capital
from parvis.privacy import words
from parvis.privacy.breaches import State
from parvis.privacy.incidents import actions
from parvis.privacy.incidents.models import TEXTS, Incident
from parvis.privacy.models import Processing
from parvis.records.desk import rights
from parvis.records.desk.forms import InParts, NativeDateTime
from parvis.records.desk.middleware import refuse

LIST, ONE, NEW, FILE = (f"parvis_incidents:{name}" for name in ("list", "one", "new", "file"))
A_PAGE = 50
LONGEST = 20_000


def states() -> dict[str, str]:
    return {
        State.WAITING: gettext("le délai court"),
        State.LATE: gettext("le délai est passé"),
        State.TOLD: gettext("CNIL prévenue à temps"),
        State.TOLD_LATE: gettext("CNIL prévenue en retard"),
        State.NOTHING: gettext("rien à notifier"),
    }


class IncidentItem(MenuItem):
    """In the menu of those who publish processings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rights.for_some(request.user, "publish", "processing")


class Screen(WagtailAdminTemplateMixin):
    request: HttpRequest
    page_title: Any = gettext_lazy("Violations de données")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not actions.organisations(request.user).exists():
            return refuse(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(LIST), "label": Screen.page_title}
        here = [] if isinstance(self, ListView) else [listing]
        return [*self.breadcrumbs_items, *here, {"url": "", "label": self.page_title}]


class ListView(Screen, TemplateView):
    """`/espace-agents/violations/`: all of them, the last known first."""

    template_name = "privacy/desk/incidents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = actions.incidents(self.request.user)
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        now, told = timezone.now(), states()
        items = [
            {
                "title": one.said["title"],
                "url": reverse(ONE, args=[one.pk]),
                "organisation": one.organisation.title,
                "state": told[one.clock.state(now)],
                "due": words.moment(one.clock.due),
            }
            for one in page
        ]
        urls = {"new_url": reverse(NEW), "file_url": reverse(FILE)}
        return {**super().get_context_data(**kwargs), "page": page, "items": items, **urls}


class IncidentForm(InParts, forms.ModelForm[Incident]):
    """What is asked; the texts are sealed when they are kept."""

    title = forms.CharField(max_length=300)
    story = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    consequences = forms.CharField(
        max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    measures = forms.CharField(
        max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    late_why = forms.CharField(
        max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    people_words = forms.CharField(
        max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = forms.CharField(max_length=100, required=False)

    class Meta:
        model = Incident
        fields = ("organisation", *actions.FIELDS)
        widgets = {name: NativeDateTime() for name in ("happened", "known", "notified",
                                                       "people_told")}  # fmt: skip

    parts = (
        (gettext_lazy("Ce qui est arrivé"), gettext_lazy(
            "Écrivez ce que vous savez et enregistrez : le délai court déjà, le reste se complète "
            "ensuite."
        ), ("organisation", "processing", "title", "story", "happened", "known")),
        (gettext_lazy("Ce qui est touché"), gettext_lazy(
            "Un ordre de grandeur suffit, tant que le compte n’est pas fait."
        ), ("confidentiality", "integrity", "availability", "people_count", "rows_count")),
        (gettext_lazy("Le risque pour les personnes"), "", ("risk", "consequences", "measures")),
        (gettext_lazy("Qui a été prévenu"), gettext_lazy(
            "À remplir quand c’est fait. Sans risque pour les personnes, la CNIL n’est pas "
            "prévenue."
        ), ("notified", "reference", "late_why", "people_told", "people_words")),
    )  # fmt: skip
    field_order = tuple(name for _title, _help, names in parts for name in names)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            self.fields[name].label = capital(actions.called(name))
        self.fields["known"].help_text = gettext("Les 72 heures partent de là.")
        mine = rights.reach(user, "view_draft", Processing).order_by("title")
        among: dict[str, tuple[QuerySet[Any], str]] = {
            "organisation": (actions.organisations(user), gettext("Choisissez")),
            "processing": (mine, gettext("pas encore connu, ou aucun")),
        }
        for name, (rows, said) in among.items():
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.queryset, field.empty_label = rows, said
        if self.instance.pk:
            self.fields["organisation"].disabled = True


class IncidentView(Screen, FormView):
    """`/espace-agents/violations/nouvelle/`, `/espace-agents/violations/<pk>/`"""

    template_name = "privacy/desk/incident.html"
    page_title = gettext_lazy("Une violation de données")
    form_class = IncidentForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.incident: Incident | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "pk" in kwargs:
            self.incident = get_object_or_404(actions.incidents(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = self.incident or Incident()
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": instance}

    def get_initial(self) -> dict[str, Any]:
        return self.incident.said if self.incident else {"known": timezone.localtime()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.incident is None:
            return context
        clock = self.incident.clock
        state = states()[clock.state(timezone.now())]
        return context | {
            "state": state,
            "due": words.moment(clock.due),
            "people_waiting": clock.people_waiting,
        }

    def form_valid(self, form: IncidentForm) -> HttpResponse:
        incident = self.incident or Incident(organisation=form.cleaned_data["organisation"])
        try:
            kept = actions.keep(incident, self.request.user, form.cleaned_data)
        except actions.IncidentProblem as problem:
            form.add_error(problem.code, problem.sentence(gettext))
            return self.form_invalid(form)
        messages.success(self.request, gettext("C’est enregistré."))
        return redirect(ONE, kept.pk)


def register_file(request: HttpRequest) -> HttpResponse:
    """`/espace-agents/violations/registre.csv`: all that this person may read."""
    if not actions.organisations(request.user).exists():
        return refuse(request)
    text = io.StringIO()
    csv.writer(text).writerows(actions.register(request.user))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="registre-des-violations.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


app_name = "parvis_incidents"
urlpatterns = [
    path("", ListView.as_view(), name="list"),
    path("nouvelle/", IncidentView.as_view(), name="new"),
    path("<int:pk>/", IncidentView.as_view(), name="one"),
    path("registre.csv", register_file, name="file"),
]
