"""At the desk: read what people brought, answer requests, warn re-users."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from parvis.catalogue.citizens import actions, clock, waiting, words
from parvis.catalogue.citizens.actions import SubmissionProblem
from parvis.catalogue.citizens.desk import amends
from parvis.catalogue.citizens.desk.screens import (
    AnswerForm,
    OfRecord,
    Refusal,
    add_problem,
    text_field,
)
from parvis.catalogue.citizens.jobs import authors
from parvis.catalogue.citizens.models import ChangeNotice, DataRequest, Reuse, Submission
from parvis.catalogue.deposits import actions as deposits
from parvis.records.desk import rights, views
from parvis.records.desk.viewset import RecordViewSet
from parvis.records.models.published import Link

A_PAGE = 50


class ReceivedIndex(views.Index):
    """The list of a type, with what waits one click away."""

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        where = reverse(self.model.snippet_viewset.get_url_name("waiting"))
        buttons.append(Button(gettext("Reçues, à lire"), url=where, icon_name="mail"))
        return buttons


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/fiches/<type>/recues/`: what waits, the oldest first."""

    verb = "publish"
    model: Any = None
    template_name = "catalogue/desk/waiting.html"
    page_title = gettext_lazy("Reçues, à lire")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = waiting.submissions(self.request.user, self.model.record_type)
        found = rows.select_related("organisation")
        page = Paginator(found, A_PAGE).get_page(self.request.GET.get("p"))
        names = self.model.snippet_viewset.get_url_name
        items = [(one.said, one, reverse(names("received"), args=[one.pk])) for one in page]
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "items": items,
            "refused_url": reverse(names("refused")),
        }


class DecisionForm(forms.Form):
    """What the moderator may mend before it is public."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    summary = text_field(
        gettext_lazy("Texte publié"),
        gettext_lazy("Retirez ce qui parle d’une personne : nom, adresse, santé…"),
    )
    reason = text_field(
        gettext_lazy("Pourquoi ne pas publier"),
        gettext_lazy("Seulement si vous refusez : la personne reçoit ce texte."),
        required=False,
    )


class ReceivedView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/<type>/recues/<submission>/`: publish it, or refuse with a reason."""

    verb = "publish"
    model: Any = None
    template_name = "catalogue/desk/received.html"
    page_title = gettext_lazy("Lire avant de publier")
    form_class = DecisionForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        rows = Submission.objects.filter(kind=self.model.record_type)
        self.submission = get_object_or_404(
            rows.select_related("organisation"), pk=kwargs["submission"]
        )
        if not actions.may_decide(request.user, self.submission):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        said = self.submission.said
        return {"title": said.get("title", ""), "summary": said.get("summary", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = self.submission.said
        kind = Reuse.Kind(said["kind"]).label if said.get("kind") else ""
        return {
            **super().get_context_data(**kwargs),
            "submission": self.submission,
            "said": said,
            "kind": kind,
            "decided": self.submission.state != Submission.State.WAITING,
            "pass_url": self.at("pass_submission"),
            "reason_url": self.at("reason") if self.submission.reason else "",
            "passages": self.submission.passages.select_related("before", "after"),
        }

    def at(self, screen: str) -> str:
        name = self.model.snippet_viewset.get_url_name(screen)
        return reverse(name, args=[self.submission.pk])

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            if self.request.POST.get("decision") == "refuse":
                actions.refuse(self.submission, self.request.user, sent["reason"])
                said = gettext("L’envoi n’est pas publié ; son auteur sait pourquoi.")
            else:
                texts = {**self.submission.said, **sent}
                actions.publish(self.submission, self.request.user, texts)
                said = gettext("C’est publié.")
        except Refusal as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(reverse(self.model.snippet_viewset.get_url_name("waiting")))


class AnswerRequestView(OfRecord):
    """`/espace-agents/fiches/request/repondre/<pk>/`"""

    verb = "publish"
    template_name = "catalogue/desk/answer_request.html"
    page_title = gettext_lazy("Répondre à la demande")
    form_class = AnswerForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        course = self.record.course
        state = clock.state(course, timezone.localdate())
        return {
            **super().get_context_data(**kwargs),
            "record": self.record,
            "state": words.state_words(state),
            "due": clock.due(course),
            "correct_url": self.at("correct"),
            "pass_url": self.at("pass_request"),
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") != "study":
            return super().post(request, *args, **kwargs)
        try:
            actions.study(self.record, request.user)
        except SubmissionProblem as problem:
            messages.error(request, problem.sentence(gettext))
            return redirect(request.path)
        return self.done(gettext("La page dit que la demande est à l’étude."))

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            actions.answer(
                self.record, self.request.user, sent["decision"], sent["ground"], sent["answer"]
            )
        except Refusal as problem:
            return self.given_back(form, problem)
        return self.done(gettext("La réponse est publique."))


class WarnForm(forms.Form):
    text = text_field(
        gettext_lazy("Ce qui va changer"),
        gettext_lazy(
            "Colonnes, adresses, licence, fin de mise à jour… et ce qu’il faut faire. Ce texte est "
            "aussi publié sur la page du jeu de données."
        ),
    )
    on = forms.DateField(
        label=gettext_lazy("À partir du"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class WarnView(OfRecord):
    """`/espace-agents/fiches/dataset/prevenir/<pk>/`: warn the authors of the re-uses."""

    verb = "publish"
    template_name = "catalogue/desk/warn.html"
    page_title = gettext_lazy("Prévenir les réutilisateurs")
    form_class = WarnForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = Link.objects.filter(predicate="reuses", object=self.record.uuid)
        told = authors(self.record.uuid).values("mark").distinct()
        return {
            **super().get_context_data(**kwargs),
            "reuses": links.filter(subject__state="live").count(),
            "letters": told.count(),
            "notices": ChangeNotice.objects.filter(dataset=self.record.uuid)[:20],
        }

    def form_valid(self, form: WarnForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            actions.announce(self.record, self.request.user, sent["text"], sent["on"])
        except SubmissionProblem as problem:
            return self.given_back(form, problem)
        return self.done(gettext("Les courriels partent dans la minute."))


class EditDataset(views.Edit):
    """A data set, with the way to its rows, and to warn who re-uses it."""

    @property
    def header_buttons(self) -> list[Any]:
        rows = reverse("parvis_deposits:dataset", args=[self.object.pk])
        mine = deposits.may_bring(self.request.user, self.object)
        return [HeaderButton(gettext("Données"), url=rows, icon_name="table")] if mine else []

    @property
    def header_more_buttons(self) -> list[Any]:
        return with_button(self, "warn", gettext("Prévenir les réutilisateurs"), "mail")


class EditRequest(views.Edit):
    """A request, with the way to answer it."""

    @property
    def header_more_buttons(self) -> list[Any]:
        return with_button(self, "answer", gettext("Répondre"), "mail")


class EditReuse(views.Edit):
    """A re-use, with the way to go back on its publication."""

    @property
    def header_more_buttons(self) -> list[Any]:
        return with_button(self, "take_down", gettext("Ne plus publier"), "cross")


def with_button(view: Any, screen: str, label: str, icon: str) -> list[Any]:
    """The buttons of an edit page, and one more for who may publish the record."""
    buttons = [*super(views.Edit, view).header_more_buttons]
    if view.object.live and rights.may(view.request.user, "publish", view.object):
        where = reverse(view.model.snippet_viewset.get_url_name(screen), args=[view.object.pk])
        buttons.append(Button(label, url=where, icon_name=icon))
    return buttons


class FromPeopleDesk(RecordViewSet):
    """What a re-use and a request have in common at the desk."""

    index_view_class = ReceivedIndex
    list_filter = ["live", "circle"]

    def own_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view
        one = "recues/<int:submission>/"
        return [
            *super().own_urlpatterns(),
            path("recues/", view(WaitingView), name="waiting"),
            path("recues/refusees/", view(amends.RefusedView), name="refused"),
            path(one, view(ReceivedView), name="received"),
            path(f"{one}transmettre/", view(amends.PassSubmissionView), name="pass_submission"),
            path(f"{one}raison/", view(amends.ReasonView), name="reason"),
        ]


class ReuseDesk(FromPeopleDesk):
    model = Reuse
    edit_view_class = EditReuse
    icon = "pick"
    menu_order = 130
    own = ("kind", "address", "author")

    def own_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view(amends.TakeDownView)
        return [*super().own_urlpatterns(), path("retirer/<int:pk>/", view, name="take_down")]


class RequestDesk(FromPeopleDesk):
    model = DataRequest
    edit_view_class = EditRequest
    own = ("received",)
    icon = "help"
    menu_order = 132

    def own_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view
        return [
            *super().own_urlpatterns(),
            path("repondre/<int:pk>/", view(AnswerRequestView), name="answer"),
            path("corriger/<int:pk>/", view(amends.CorrectView), name="correct"),
            path("transmettre/<int:pk>/", view(amends.PassRequestView), name="pass_request"),
        ]
