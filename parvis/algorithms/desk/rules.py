"""The desk's screen where the rules of an algorithm are written: a new version from the one before.

Nothing is kept until it is published: the draft goes from one sending to the next in the page.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages

from parvis.algorithms.desk.publishing import RULES, RulesScreen, written
from parvis.algorithms.desk.writing.screen import WriteView
from parvis.algorithms.explained import actions, telling
from parvis.algorithms.explained.forms import Figures, day, figure
from parvis.algorithms.explained.models import ExplainedDecision
from parvis.algorithms.models import DecisionType
from parvis.algorithms.ruleset import editing, reading
from parvis.algorithms.ruleset.evaluate import check_examples
from parvis.algorithms.ruleset.model import Rules
from parvis.design.text import capital
from parvis.records.desk import rights
from parvis.records.problems import Problem


class ValueForm(forms.Form):
    """A parameter is worth something else from a day on."""

    parameter = forms.ChoiceField(label=gettext_lazy("Ce qui change"))
    since = forms.DateField(label=gettext_lazy("À partir du"), widget=day())
    value = forms.CharField(
        label=gettext_lazy("Nouvelle valeur"), widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text=gettext_lazy(
            "Un nombre ; ou, pour une table, une ligne par rang : « 340 ; 1,40 »."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Rules | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        if rules:
            named = telling.teller(rules)
            self.fields["parameter"].choices = [  # type: ignore[attr-defined]
                (one.name, capital(named.text(one.label))) for one in rules.parameters
            ]

    def made(self, document: dict[str, Any]) -> dict[str, Any]:
        """Raise RuleProblem."""
        told = self.cleaned_data
        assert self.rules is not None
        [parameter] = [one for one in self.rules.parameters if one.name == told["parameter"]]
        value = editing.value(parameter, told["value"])
        return editing.with_value(document, told["parameter"], told["since"], value)


class ExampleForm(Figures):
    """One more public example: figures, a day, what must come out."""

    example_label = forms.CharField(
        label=gettext_lazy("Qui est-ce ?"), max_length=200,
        help_text=gettext_lazy(
            "Sans nom de personne : « Couple, deux enfants ». Le même titre remplace l’exemple."
        ),
    )  # fmt: skip
    example_outcome = forms.CharField(
        label=gettext_lazy("Ce que les règles doivent donner"), max_length=200
    )

    def made(self, document: dict[str, Any]) -> dict[str, Any]:
        told, own = self.cleaned_data, {"example_label", "example_outcome"}
        inputs = {name: str(value) for name, value in self.given().items() if name not in own}
        label, outcome = told["example_label"], str(figure(told["example_outcome"]))
        return editing.with_example(document, label, told["date"], inputs, outcome)


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
    acts = ("value", "example", "check", "publish", "explain")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        newest = self.newest()
        self.text = written(newest) if newest else ""
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("action", "check")
        if act not in self.acts:
            raise Http404
        self.text = request.POST.get("document", "")
        try:
            done = self.explained() if act == "explain" else self.changed(act)
        except Problem as problem:
            self.problem, done = problem.sentence(gettext), None
        if done:
            return redirect(reverse(RULES, args=[self.algorithm.pk]))
        return self.render_to_response(self.get_context_data(**kwargs))

    def changed(self, act: str) -> bool:
        """Act on the draft; whether it is published now. Raise Problem."""
        rules = reading.from_bytes(self.text.encode("utf-8", "replace"))
        sent = self.request.POST
        if act in {"value", "example"}:
            form: Any = (
                ValueForm(sent, prefix="value", rules=rules)
                if act == "value"
                else ExampleForm(telling.teller(rules), sent, prefix="example")
            )
            self.forms[act] = form
            if form.is_valid():
                self.text = written(form.made(rules.document))
                self.forms = {}
            return False
        return act == "publish" and self.published(self.text)

    def explained(self) -> bool:
        form = ExplainForm(self.request.POST, prefix="explain", user=self.request.user)
        self.forms["explain"] = form
        if not form.is_valid():
            return False
        told, user = form.cleaned_data, self.request.user
        given = (told["decision"], self.algorithm, told["beginning"], told["kept_days"])
        actions.explain_decisions(*given, by=user)
        messages.success(self.request, gettext("Ces lettres portent une référence désormais."))
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = self.draft()
        held = ExplainedDecision.objects.filter(algorithm=self.algorithm)
        return {
            **super().get_context_data(**kwargs),
            "algorithm": self.algorithm,
            "versions": self.versions,
            "held": held.select_related("decision"),
            "text": self.text,
            "problem": self.problem,
            **self.to_publish(rules, self.ready),
            "value": self.forms.get("value") or ValueForm(prefix="value", rules=rules),
            "example": self.forms.get("example")
            or (ExampleForm(telling.teller(rules), prefix="example") if rules else None),
            "explain": self.forms.get("explain")
            or ExplainForm(prefix="explain", user=self.request.user),
        }

    def draft(self) -> Rules | None:
        """The rules of the draft, `ready` when its examples pass; None for what is no rules."""
        self.ready, rules = False, None
        if self.text:
            try:
                rules = reading.from_bytes(self.text.encode("utf-8", "replace"))
                check_examples(rules)
                self.ready = True
            except Problem as problem:
                self.problem = self.problem or problem.sentence(gettext)
        return rules


app_name = "parvis_rules"
urlpatterns = [
    path("<int:pk>/", RulesView.as_view(), name="rules"),
    path("<int:pk>/ecrire/", WriteView.as_view(), name="write"),
]
