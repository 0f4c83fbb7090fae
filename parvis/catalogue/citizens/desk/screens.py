"""What the desk's screens about people's submissions share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.catalogue.citizens.actions import LONGEST_TEXT, SubmissionProblem
from parvis.catalogue.citizens.models import DataRequest

Refusal = (SubmissionProblem, ValidationError)


def text_field(label: Any, help_text: Any = "", required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST_TEXT, widget=area
    )


def add_problem(form: forms.Form, problem: Exception) -> None:
    """Write what an action refused into its form, at the field that the problem names."""
    if isinstance(problem, SubmissionProblem):
        field = problem.code if problem.code in form.fields else None
        form.add_error(field, problem.sentence(gettext))
    elif isinstance(problem, ValidationError):  # the record itself is no longer as it must be
        form.add_error(None, problem.messages)


class OfRecord(WagtailAdminTemplateMixin, FormView):
    """A screen about one record, found by its key."""

    model: Any = None

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = self.model._default_manager.filter(pk=kwargs["pk"]).first()

    def get_page_subtitle(self) -> str:
        return str(self.record)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def at(self, screen: str) -> str:
        """The address of another screen about the same record."""
        name = self.model.snippet_viewset.get_url_name(screen)
        return reverse(name, args=[self.record.pk])

    def done(self, said: str, where: str = "") -> HttpResponse:
        messages.success(self.request, said)
        return redirect(where or self.request.path)

    def given_back(self, form: forms.Form, problem: Exception) -> HttpResponse:
        """The form, with what an action refused beside the field it is about."""
        add_problem(form, problem)
        return self.form_invalid(form)


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Décision"), choices=DataRequest.Decision.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    ground = forms.CharField(
        label=gettext_lazy("Base légale"), max_length=500, required=False,
        help_text=gettext_lazy(
            "Pour un refus : l’article, par exemple « L.311-6 du CRPA, secret de la vie privée »."
        ),
    )  # fmt: skip
    answer = text_field(
        gettext_lazy("Réponse motivée"),
        gettext_lazy("Publique, sans nom de personne. Qui a demandé la reçoit par courriel."),
    )
