"""At the desk: correct an answer or a reason, go back on a publication, pass on what belongs to
another organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.catalogue.citizens import actions, amends, clock, letters, waiting
from parvis.catalogue.citizens.desk.screens import (
    AnswerForm,
    OfRecord,
    Refusal,
    add_problem,
    text_field,
)
from parvis.catalogue.citizens.models import Reuse, Submission
from parvis.design.spoken import in_words
from parvis.organisations.models import Organisation

A_PAGE = 50


class CorrectForm(AnswerForm):
    why = text_field(
        gettext_lazy("Pourquoi cette correction"),
        gettext_lazy("Ce texte est public. La réponse d’avant reste dans l’historique."),
    )


class CorrectView(OfRecord):
    """`/espace-agents/fiches/request/corriger/<pk>/`"""

    verb = "publish"
    template_name = "catalogue/desk/amend.html"
    page_title = gettext_lazy("Corriger la réponse")
    form_class = CorrectForm

    def get_initial(self) -> dict[str, Any]:
        record = self.record
        return {"decision": record.decision, "ground": record.ground, "answer": record.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = gettext("La page dira que la réponse est corrigée, quand et pourquoi.")
        return {**super().get_context_data(**kwargs), "lead": said, "title": str(self.record)}

    def form_valid(self, form: CorrectForm) -> HttpResponse:
        sent = dict(form.cleaned_data)
        try:
            amends.correct(self.record, self.request.user, text=sent.pop("answer"), **sent)
        except Refusal as problem:
            return self.given_back(form, problem)
        return self.done(gettext("La correction est publique."), self.at("answer"))


class TakeDownForm(forms.Form):
    reason = text_field(
        gettext_lazy("Pourquoi ne plus la publier"),
        gettext_lazy("Ce texte est public, et son auteur le reçoit : n’y nommez personne."),
    )


class TakeDownView(OfRecord):
    """`/espace-agents/fiches/reuse/retirer/<pk>/`"""

    verb = "withdraw"
    template_name = "catalogue/desk/amend.html"
    page_title = gettext_lazy("Ne plus publier")
    form_class = TakeDownForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = gettext("Son adresse dira qu’elle n’est plus là, et pourquoi.")
        return {**super().get_context_data(**kwargs), "lead": said, "title": str(self.record)}

    def form_valid(self, form: TakeDownForm) -> HttpResponse:
        try:
            amends.take_down(self.record, self.request.user, form.cleaned_data["reason"])
        except Refusal as problem:
            return self.given_back(form, problem)
        where = reverse(Reuse.snippet_viewset.get_url_name("list"))
        return self.done(gettext("Elle n’est plus publiée ; son auteur sait pourquoi."), where)


class PassForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("À quelle organisation"), queryset=Organisation.objects.none()
    )
    why = text_field(
        gettext_lazy("Pourquoi"),
        gettext_lazy("La personne qui a écrit le lit ; s’il y a une page publique, tout le monde."),
    )

    def __init__(self, *args: Any, before: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.filter(live=True).exclude(pk=before.pk if before else None)
        self.fields["to"].queryset = others.order_by("title")  # type: ignore[attr-defined]


def law(day: Any) -> str:
    """What passing a request on does to its delay."""
    return gettext(
        "Le délai ne recommence pas : la réponse est toujours due au plus tard le %(date)s "
        "(article L.114-3 du CRPA). La personne est prévenue (article L.114-2)."
    ) % {"date": in_words(day)}


class PassRequestView(OfRecord):
    """`/espace-agents/fiches/request/transmettre/<pk>/`"""

    verb = "publish"
    template_name = "catalogue/desk/amend.html"
    page_title = gettext_lazy("Transmettre à une autre organisation")
    form_class = PassForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "before": self.record.organisation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = law(clock.due(self.record.course))
        return {**super().get_context_data(**kwargs), "lead": said, "title": str(self.record)}

    def form_valid(self, form: PassForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            amends.pass_request_on(self.record, self.request.user, sent["to"], sent["why"])
        except Refusal as problem:
            return self.given_back(form, problem)
        where = reverse(self.model.snippet_viewset.get_url_name("list"))
        return self.done(gettext("C’est transmis ; son auteur le sait."), where)


class OfSubmission(WagtailAdminTemplateMixin, FormView):
    """A screen about one submission, for who decides of it."""

    verb = "publish"
    model: Any = None
    template_name = "catalogue/desk/amend.html"
    lead: Any = ""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        rows = Submission.objects.filter(kind=self.model.record_type)
        found = get_object_or_404(rows.select_related("organisation"), pk=kwargs["submission"])
        if not actions.may_decide(request.user, found):
            raise Http404
        self.submission = found
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = self.submission.said.get("title", "")
        return {**super().get_context_data(**kwargs), "lead": self.lead, "title": title}

    def act(self, sent: dict[str, Any]) -> str:
        """Do it; what is then said. Raises SubmissionProblem."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            said = self.act(form.cleaned_data)
        except Refusal as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(reverse(self.model.snippet_viewset.get_url_name("waiting")))


class PassSubmissionView(OfSubmission):
    """`/espace-agents/fiches/<type>/recues/<submission>/transmettre/`"""

    page_title = gettext_lazy("Transmettre à une autre organisation")
    form_class = PassForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "before": self.submission.organisation}

    @property
    def lead(self) -> str:
        if self.submission.kind != Submission.Kind.REQUEST:
            return ""
        return law(letters.due(self.submission))

    def act(self, sent: dict[str, Any]) -> str:
        amends.pass_on(self.submission, self.request.user, sent["to"], sent["why"])
        return gettext("C’est transmis ; son auteur le sait.")


class ReasonForm(forms.Form):
    reason = text_field(gettext_lazy("Pourquoi ce n’est pas publié"))


class ReasonView(OfSubmission):
    """`/espace-agents/fiches/<type>/recues/<submission>/raison/`"""

    page_title = gettext_lazy("Corriger la raison d’un refus")
    form_class = ReasonForm
    lead = gettext_lazy("Son auteur la lit à l’adresse qu’il a gardée, avec la date.")

    def get_initial(self) -> dict[str, Any]:
        return {"reason": self.submission.reason}

    def act(self, sent: dict[str, Any]) -> str:
        amends.correct_reason(self.submission, self.request.user, sent["reason"])
        return gettext("La raison est corrigée.")


class RefusedView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/fiches/<type>/recues/refusees/`: what was not published, while its reason is
    kept; the last first."""

    verb = "publish"
    model: Any = None
    template_name = "catalogue/desk/refused.html"
    page_title = gettext_lazy("Non publiées")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = waiting.refused(self.request.user, self.model.record_type)
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        name = self.model.snippet_viewset.get_url_name("reason")
        items = [(one, reverse(name, args=[one.pk])) for one in page]
        return {**super().get_context_data(**kwargs), "page": page, "items": items}
