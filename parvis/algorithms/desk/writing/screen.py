"""The desk's screen where rules are written as a form, from nothing or from the version before.

Everything is in the form: each button sends it whole, and nothing is kept before publication.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from parvis.algorithms.desk.publishing import RULES, RulesScreen, written
from parvis.algorithms.desk.writing import choices, sent
from parvis.algorithms.desk.writing.shown import Shown
from parvis.algorithms.desk.writing.trying import tried
from parvis.algorithms.ruleset import drafting, reading
from parvis.algorithms.ruleset.cells import Piece
from parvis.algorithms.ruleset.problems import RuleProblem
from parvis.records.problems import Problem

MOVES = ("add", "remove", "up", "down")
PLACE = "(?:[.][0-9]{1,3})?"
PATH = re.compile(
    rf"(?:inputs|parameters|steps|tests){PLACE}|parameters[.][0-9]{{1,3}}[.]values{PLACE}"
)
SPARE = 40  # fields of a form beside its rows


class WriteView(RulesScreen):
    """`/espace-agents/regles-de-calcul/<pk>/ecrire/`"""

    template_name = "algorithms/desk/write.html"
    page_title = gettext_lazy("Écrire les règles")
    document: Piece
    text = ""
    told = False
    example: int | None = None

    def above(self) -> list[dict[str, Any]]:
        here = reverse(RULES, args=[self.algorithm.pk])
        return [{"url": here, "label": gettext("Règles de calcul")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.document = sent.open_document(self.newest())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb, _colon, path = request.POST.get("action", "check").partition(":")
        self.document = sent.document_of(request.POST)
        try:
            done = self.acted(verb, path)
        except Problem as problem:
            self.problem, done = problem.sentence(gettext), False
        if done:
            return redirect(reverse(RULES, args=[self.algorithm.pk]))
        return self.render_to_response(self.get_context_data(**kwargs))

    def acted(self, verb: str, path: str) -> bool:
        """Do what the button says; whether it is published now. Raise Problem."""
        self.told = verb in {"check", "try", "publish"}
        if verb in MOVES:
            self.moved(verb, path)
        elif verb == "try":
            if not path.isdecimal() or int(path) >= len(self.document["tests"]):
                raise Http404
            self.example = int(path)
        elif verb == "import":
            self.imported()
        elif verb == "publish":
            return drafted(self.document) and self.published(written(self.document))
        elif verb != "check":
            raise Http404
        return False

    def moved(self, verb: str, path: str) -> None:
        if not PATH.fullmatch(path):
            raise Http404
        most = reading.MOST.get(path)
        if verb == "add" and most and len(self.document[path]) >= most:
            raise RuleProblem("many", field=path, most=most - 1)
        try:
            do = self.request.POST.get("new-do", "")
            self.document = sent.moved(self.document, verb, path, do)
        except KeyError as absent:
            raise Http404 from absent

    def imported(self) -> None:
        """The form takes what a document says. Raise RuleProblem."""
        self.text = self.request.POST.get("document", "")
        rules = reading.from_bytes(self.text.encode("utf-8", "replace"))
        self.document, self.text = sent.open_document(rules.document), ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = drafting.read(self.document)
        shown = Shown(self.document, draft, self.told)
        parts: dict[str, Any] = {
            "heading": shown.heading(), "inputs": shown.inputs(), "outcome": shown.outcome(),
            "parameters": shown.parameters(), "steps": shown.steps(), "tests": shown.tests(),
        }  # fmt: skip
        found = tried(draft, self.document, self.example)
        for row in parts["steps"]:
            row["value"] = found.values.get(row["name"], "") if found else ""
        ready = self.told and not draft.problems
        return {
            **super().get_context_data(**kwargs),
            **parts,
            **self.to_publish(draft.rules if ready else None, ready),
            "general": shown.general(),
            "faults": shown.faults,
            "tried": found,
            "algorithm": self.algorithm,
            "operations": choices.OPERATIONS,
            "problem": self.problem,
            "told": self.told,
            "text": self.text or written(self.document),
            "long": too_long(parts),
        }


def drafted(document: Piece) -> bool:
    return not drafting.read(document).problems


def too_long(parts: dict[str, Any]) -> bool:
    """Whether a browser would send more fields than the portal reads."""
    forms = [row["form"] for part in sent.PARTS for row in parts[part]]
    forms += [one for row in parts["parameters"] for one in row["values"]]
    most: int = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return sum(len(one.fields) for one in forms) + SPARE > most
