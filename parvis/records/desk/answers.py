"""Answering what someone wrote about a record: read, answer in public or set aside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records import feedback
from parvis.records.models import Feedback


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=feedback.LONGEST_ANSWER,
        help_text=gettext_lazy(
            "Sans votre nom. La personne la reçoit si elle a laissé son adresse."
        ),
    )


class AnswerView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/signalements/<uuid>/`"""

    template_name = "records/desk/answer.html"
    page_title = gettext_lazy("Répondre")
    form_class = AnswerForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Feedback.objects.select_related("record")
        self.feedback = get_object_or_404(rows, uuid=kwargs["uuid"])

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not feedback.may_answer(request.user, self.feedback):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Répondre")}]

    def get_page_subtitle(self) -> str:
        return str(self.feedback.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "feedback": self.feedback}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        publish = self.request.POST.get("decision") != "private"
        try:
            feedback.answer(
                self.feedback, self.request.user, form.cleaned_data["answer"], publish=publish
            )
        except feedback.FeedbackProblem as problem:
            form.add_error("answer", problem.sentence(_))
            return self.form_invalid(form)
        publish = self.feedback.state == Feedback.State.ANSWERED
        said = _("Votre réponse est publique.") if publish else _("Le message reste non publié.")
        messages.success(self.request, said)
        return redirect("wagtailadmin_home")
