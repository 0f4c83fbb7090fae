"""The desk's screen where engineers deposit rules as a file: those of another program, or too long
for the form. Nothing is kept before publication: what was read goes on in the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from parvis.algorithms.desk.publishing import RULES, RulesScreen, written
from parvis.algorithms.explained import telling
from parvis.algorithms.ruleset import drafting, reading
from parvis.algorithms.ruleset.drafting import Draft
from parvis.design.text import capital
from parvis.records.problems import Problem


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Le fichier des règles (JSON)"),
        help_text=gettext_lazy("Au plus 300 ko."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )


class DepositView(RulesScreen):
    """`/espace-agents/regles-de-calcul/<pk>/deposer/`"""

    template_name = "algorithms/desk/deposit.html"
    page_title = gettext_lazy("Déposer les règles en fichier")
    draft: Draft | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("action", "check")
        if act not in {"check", "publish"}:
            raise Http404
        try:
            self.read(self.sent(act))
            done = act == "publish" and self.ready() and self.published(self.text())
        except Problem as problem:
            self.problem, done = problem.sentence(gettext), False
        if done:
            return redirect(reverse(RULES, args=[self.algorithm.pk]))
        return self.render_to_response(self.get_context_data(**kwargs))

    def sent(self, act: str) -> bytes | None:
        """The file, or what was read of it when it is published; None where none was chosen."""
        if act == "publish":
            return self.request.POST.get("document", "").encode("utf-8", "replace")
        form = self.forms["file"] = FileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return None
        found: bytes = form.cleaned_data["file"].read(reading.HEAVIEST + 1)
        return found

    def read(self, data: bytes | None) -> None:
        """Raise RuleProblem."""
        if data is not None:
            self.draft = drafting.read(reading.opened(reading.parsed(data)))

    def ready(self) -> bool:
        return self.draft is not None and not self.draft.problems

    def text(self) -> str:
        return written(self.draft.rules.document) if self.draft else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft, ready = self.draft, self.ready()
        tell = telling.teller(draft.rules) if draft and ready else None
        return {
            **super().get_context_data(**kwargs),
            **self.to_publish(draft.rules if draft and ready else None, ready),
            "algorithm": self.algorithm,
            "versions": self.versions,
            "file": self.forms.get("file") or FileForm(),
            "problem": self.problem,
            "faults": [one.sentence(gettext) for _at, one in draft.problems] if draft else [],
            "advices": [one.sentence(gettext) for _at, one in draft.advices] if draft else [],
            "steps": [(capital(tell.text(one.label)), tell.rule(one)) for one in tell.rules.steps]
            if tell else [],
            "text": self.text(),
        }  # fmt: skip
