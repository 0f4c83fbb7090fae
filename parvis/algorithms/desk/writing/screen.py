"""The desk's screen where rules are written as a form, from nothing or from the version before.

Everything is in the form: each button sends it whole, and nothing is kept before publication.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

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
from parvis.records.problems import Problem, gettext_noop

MOVES = ("add", "remove", "up", "down")
PLACE = "(?:[.][0-9]{1,3})?"
PATH = re.compile(
    rf"(?:inputs|parameters|steps|tests){PLACE}|parameters[.][0-9]{{1,3}}[.]values{PLACE}"
)
SPARE = 40  # fields of a form beside its rows


class FullForm(Problem):
    sentences: ClassVar = {
        "full": gettext_noop(
            "Ce formulaire est plein : il tient au plus %(most)s champs. Prenez ces règles en "
            "fichier, au bas de la page, ajoutez-y la suite, puis déposez-le."
        )
    }


class WriteView(RulesScreen):
    """`/espace-agents/regles-de-calcul/<pk>/ecrire/`"""

    template_name = "algorithms/desk/write.html"
    page_title = gettext_lazy("Écrire les règles")
    document: Piece
    told = False
    example: int | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.document = sent.open_document(self.newest())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb, _colon, path = request.POST.get("action", "check").partition(":")
        self.document = sent.document_of(request.POST)
        if verb == "file":
            return self.file(request.POST.get("document") or written(self.document))
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
            document = sent.moved(self.document, verb, path, do)
        except KeyError as absent:
            raise Http404 from absent
        if verb == "add" and too_long(parts_of(shown(document))):
            raise FullForm("full", most=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
        self.document = document

    def imported(self) -> None:
        """The form takes what a file says, which was checked. Raise RuleProblem."""
        data = self.request.POST.get("document", "").encode("utf-8", "replace")
        self.document = sent.open_document(reading.from_bytes(data).document)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = shown(self.document, self.told)
        parts, draft = parts_of(form), form.draft
        found = tried(draft, self.document, self.example)
        for row in parts["steps"]:
            row["value"] = found.values.get(row["name"], "") if found else ""
        ready = self.told and not draft.problems
        return {
            **super().get_context_data(**kwargs),
            **parts,
            **self.to_publish(draft.rules if ready else None, ready),
            "general": form.general(),
            "faults": form.faults,
            "tried": found,
            "algorithm": self.algorithm,
            "operations": choices.OPERATIONS,
            "problem": self.problem,
            "told": self.told,
            "text": written(self.document),
            "long": too_long(parts),
        }


def shown(document: Piece, told: bool = False) -> Shown:
    return Shown(document, drafting.read(document), told)


def parts_of(form: Shown) -> dict[str, Any]:
    return {
        "heading": form.heading(), "inputs": form.inputs(), "outcome": form.outcome(),
        "parameters": form.parameters(), "steps": form.steps(), "tests": form.tests(),
    }  # fmt: skip


def drafted(document: Piece) -> bool:
    return not drafting.read(document).problems


def too_long(parts: dict[str, Any]) -> bool:
    """Whether a browser would send more fields than the portal reads."""
    forms = [row["form"] for part in sent.PARTS for row in parts[part]]
    forms += [one for row in parts["parameters"] for one in row["values"]]
    counted = len(parts["parameters"]) * len(choices.CLAIMS)  # ticked, and how many values
    most: int = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return sum(len(one.fields) for one in forms) + counted + SPARE > most
