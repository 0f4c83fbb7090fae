"""The desk's screen of the rules of an algorithm: its versions, the ways to a new one, the letters
that bear a reference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages

from parvis.algorithms.desk.deposit import DepositView
from parvis.algorithms.desk.publishing import RULES, RulesScreen, written
from parvis.algorithms.desk.writing.screen import WriteView
from parvis.algorithms.explained import actions
from parvis.algorithms.explained.models import ExplainedDecision
from parvis.algorithms.models import DecisionType
from parvis.records.desk import rights
from parvis.records.problems import Problem


class ExplainForm(forms.Form):
    """Letters of a type of decision bear a reference from now on."""

    decision = forms.ModelChoiceField(
        label=gettext_lazy("Type de décision"), queryset=DecisionType.objects.none()
    )
    beginning = forms.CharField(
        label=gettext_lazy("Début des références"), max_length=12,
        help_text=gettext_lazy("De 2 à 12 capitales sans accent. Il ne change plus jamais."),
    )  # fmt: skip
    kept_days = forms.IntegerField(label=gettext_lazy("Jours de conservation"), initial=730)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = rights.reach(user, "publish", DecisionType).order_by("title", "pk")
        self.fields["decision"].queryset = mine  # type: ignore[attr-defined]


class RulesView(RulesScreen):
    """`/espace-agents/regles-de-calcul/<pk>/`: of one algorithm that this person publishes."""

    template_name = "algorithms/desk/rules.html"
    page_title = gettext_lazy("Règles de calcul")

    def above(self) -> list[dict[str, Any]]:
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ExplainForm(request.POST, prefix="explain", user=request.user)
        self.forms["explain"] = form
        try:
            done = form.is_valid() and self.explained(form)
        except Problem as problem:
            self.problem, done = problem.sentence(gettext), False
        if done:
            return redirect(reverse(RULES, args=[self.algorithm.pk]))
        return self.render_to_response(self.get_context_data(**kwargs))

    def explained(self, form: ExplainForm) -> bool:
        """Raise Problem."""
        told, user = form.cleaned_data, self.request.user
        given = (told["decision"], self.algorithm, told["beginning"], told["kept_days"])
        actions.explain_decisions(*given, by=user)
        messages.success(self.request, gettext("Ces lettres portent une référence désormais."))
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = ExplainedDecision.objects.filter(algorithm=self.algorithm)
        return {
            **super().get_context_data(**kwargs),
            "algorithm": self.algorithm,
            "versions": self.versions,
            "held": held.select_related("decision"),
            "problem": self.problem,
            "explain": self.forms.get("explain")
            or ExplainForm(prefix="explain", user=self.request.user),
        }


class FileView(RulesScreen):
    """`…/<pk>/fichier/`: the last version that was published, to take away."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.versions:
            raise Http404
        return self.file(written(self.newest()))


app_name = "parvis_rules"
urlpatterns = [
    path("<int:pk>/", RulesView.as_view(), name="rules"),
    path("<int:pk>/ecrire/", WriteView.as_view(), name="write"),
    path("<int:pk>/deposer/", DepositView.as_view(), name="deposit"),
    path("<int:pk>/fichier/", FileView.as_view(), name="file"),
]
